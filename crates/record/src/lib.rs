//! What a record is: kinds, fields, shapes, values, versions, changes and refusals.
