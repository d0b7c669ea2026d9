//! Who may do what: roles, verbs and separation of duties.
