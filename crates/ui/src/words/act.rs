//! The page on which a consequential act is checked before it is done.

words! { "act";
    WILL_HAPPEN "will_happen" "What will happen";
    STATEMENT "statement" "What you sign";
    LACKS "lacks" "The record is not complete, so it cannot be put in force";
    FILL_IN "fill_in" "Fill it in";
    REASON "reason" "Reason";
    REASON_HINT "reason_hint" "It is kept with the act and shown in the history.";
    PASSWORD "password" "Your password";
    PASSWORD_HINT "password_hint" "Asked again because this act is a signature.";
    BACK "back" "Back without doing it";
    REFUSED "refused" "This is not possible";
    WHAT_CHANGED "what_changed" "What changed since it was last in force";
    ROLE "role" "You act as {role}.";
    FIELD "field" "Field to erase";
    FIELD_HINT "field_hint" "It is erased in every version. The ledger keeps that it was there, not what it said.";
    SELECTED "selected" "Records";
}
