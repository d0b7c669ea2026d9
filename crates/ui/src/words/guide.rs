//! The guide: one question at a time.

words! { "guide";
    STEP "step" "Question {n} of {all}";
    NEXT "next" "Continue";
    BACK "back" "Back";
    LATER "later" "Save and go on later";
    SO_FAR "so_far" "Your answers so far";
    CHANGE "change" "Change";
    CHANGE_OF "change_of" "Change the answer to “{question}”";
    WHY "why" "Why this is asked";
    DONE "done" "Check your answers";
    DONE_LEDE "done_lede" "Nothing is kept as a record until you confirm.";
    CONFIRM "confirm" "Confirm";
}
