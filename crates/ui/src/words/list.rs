//! Registers.

words! { "list";
    RECORDS_ONE "records.one" "{n} record";
    RECORDS_MANY "records.many" "{n} records";
    VIEWS "views" "Views";
    SEARCH "search" "Search this register";
    SEARCH_BUTTON "search_button" "Search";
    FILTER "filter" "Filter";
    FILTER_COUNT "filter_count" "Filter ({n})";
    APPLY "apply" "Apply";
    ANY "any" "Any";
    ACTIVE "active" "Filtered by";
    WITHOUT "without" "Remove the filter {filter}";
    CLEAR "clear" "Clear all";
    FILTER_EVERY "filter_every" "By other fields";
    COLUMNS "columns" "Columns";
    SELECT "select" "Select";
    SELECT_ALL "select_all" "Select all";
    SELECT_ROW "select_row" "Select {reference}";
    SELECTED "selected" "With the selected:";
    REFERENCE "reference" "Ref";
    NEW "new" "Add {kind}";
    EXPORT "export" "Export";
    EXPORT_AS "export_as" "Exactly these rows and columns as";
    PAGES "pages" "Pages";
    FIRST "first" "First";
    PREVIOUS "previous" "Previous";
    NEXT "next" "Next";
    LAST "last" "Last";
    RANGE "range" "{from}–{to} of {all}";
    PER_PAGE "per_page" "Rows a page";
    EXPECTED_BY "expected_by" "Expected by {clauses}";
    NOTHING_FOUND "nothing_found" "No record answers these filters";
    NOTHING_FOUND_REMEDY "nothing_found_remedy" "Take a filter away, or clear them all.";
    MORE "more" "+{n}";
    FROM "from" "{field} from";
    UNTIL "until" "{field} until";
}
