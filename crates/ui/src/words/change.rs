//! Changing one field of several records.

words! { "change";
    HEADING_ONE "heading.one" "Change a field of {n} record";
    HEADING_MANY "heading.many" "Change a field of {n} records";
    FIELD "field" "Which field";
    NEXT "next" "Next";
    HOW "how" "What to do with it";
    SET "set" "Put this in its place";
    ADD "add" "Add this to what is there";
    TAKE "take" "Take this away from what is there";
    BLANK "blank" "Leave it blank";
    REASON "reason" "Reason for the change";
    REASON_HINT "reason_hint" "One reason for all of them. It stands in the history of each record.";
    PREVIEW "preview" "Preview";
    RECORD "record" "Record";
    BEFORE "before" "Now";
    AFTER "after" "Then";
    OUTCOME "outcome" "What happens";
    CHANGES "changes" "changes";
    SAME "same" "stays as it is";
    CHANGED "changed" "changed";
    REFUSED "refused" "refused: {sentence} {remedy}";
    TALLY "tally" "{changes} change, {same} stay as they are, {refused} are refused.";
    TALLY_DONE "tally_done" "{changes} were changed, {same} stayed as they were, {refused} were refused.";
    EACH "each" "Each record gets a new version of its own, with an entry in the ledger. What is refused stays as it is.";
    DO_ONE "do.one" "Change {n} record";
    DO_MANY "do.many" "Change {n} records";
    NONE "none" "Nothing would change. Go back and choose something else.";
    BACK "back" "Back to the register";
    ANOTHER "another" "Choose another value";
    NO_VALUE "no_value" "Give a value, or choose to leave the field blank.";
    BUTTON "button" "Change a field";
    EVERY "every" "All {n} in this list";
}
