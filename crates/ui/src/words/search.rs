//! Search and help.

words! { "search";
    TITLE "title" "Search";
    TITLE_FOR "title_for" "Search for “{query}”";
    QUERY "query" "Name, reference or words";
    GO "go" "Search";
    FOUND_ONE "found.one" "{n} record found";
    FOUND_MANY "found.many" "{n} records found";
    BEST "best" "These are the best of those found; give another word to see fewer.";
    STATE "state" "State";
    PERSON "person" "Person";
    NONE "none" "Nothing found";
    NONE_REMEDY "none_remedy" "Try fewer or other words, or a reference such as SYS-0007.";
    KINDS "kinds" "Kinds of record";
    ACTS "acts" "Go to";
    HELP "help" "Help";
    KEYS "keys" "Keyboard";
    KEY "key" "Key";
    DOES "does" "What it does";
    K_SEARCH "k.search" "Search and jump";
    K_HELP "k.help" "This page";
    K_NEXT "k.next" "Next row of a register";
    K_BEFORE "k.before" "Row before";
    K_SELECT "k.select" "Select the row";
    K_UNDO "k.undo" "Select no row any more";
    K_EDIT "k.edit" "Change a cell of the row";
    K_FILTER "k.filter" "Filter a register";
    K_OPEN "k.open" "Open the row";
    K_CLOSE "k.close" "Close a menu";
    SCRIPTS "scripts" "Without scripts the keys do nothing and every page works as before.";
    HOW "how" "How it thinks";
    HOW_1 "how.1" "Readiness is computed from records and never ticked. Every number opens to why, and to the record that would change it.";
    HOW_2 "how.2" "Unknown stays unknown: it is shown as such and stays in the denominator.";
    HOW_3 "how.3" "What is in force is what somebody other than its author approved. A newer draft does not replace it.";
    HOW_4 "how.4" "Every act is an entry in the ledger, in the same instant as the change. Any page can be read as of a past moment.";
}
