//! How records hang together.

words! { "relations";
    HEADING "heading" "Relations of {record}";
    RELATIONS "relations" "Relations";
    BUTTON "button" "Picture of relations";
    LEDE "lede" "Choose a record to stand in the middle. People are left out of the picture.";
    PICTURE "picture" "Picture of the relations";
    FROM "from" "What leads here";
    TO "to" "What it leads to";
    NONE "none" "Nothing that you may see.";
    HIDDEN "hidden" "{n} more records stand in the lists only.";
}
