//! Risk libraries.

words! { "library";
    TITLE "title" "Risk libraries";
    LEDE "lede" "Public lists of AI risks, to begin from. Take over what could happen here, then say in your own words for whom and how bad.";
    WORDS "words" "What could go wrong";
    WORDS_HINT "words_hint" "In plain words: hallucination, drift, black box, leak of personal data";
    LIBRARY "library" "Library";
    CATEGORY "category" "Category";
    EVERY "every" "All";
    FIND "find" "Find";
    CLEAR "clear" "Show all";
    FOUND_ONE "found_one" "{n} entry";
    FOUND_MANY "found_many" "{n} entries";
    FOUND "found" "Entries";
    RISK "risk" "Risk";
    SAYS "says" "What it says";
    FROM "from" "From";
    NONE "none" "Nothing fits these words.";
    NONE_REMEDY "none_remedy" "Try another word for it, fewer words, or all libraries.";
    FURTHER "further" "The next {n}";
    EXPORT "export" "Download as CSV";
    RIGHTS "rights" "Whose they are";
    RIGHTS_NOTE "rights_note" "licence and attribution go along when texts are passed on";
    VERSION "version" "Version";
    LICENCE "licence" "Licence";
    LICENCE_AT "licence_at" "Licence at";
    ATTRIBUTION "attribution" "Attribution";
    ENTRIES "entries" "Entries";
    LEFT_OUT "left_out" "Not carried";
    TAKE "take" "Take over as a draft";
    TAKE_OF "take_of" "Take over";
    WHY "why" "Why it matters";
    UNDER "under" "Stands under";
    SOURCE "source" "Extracted from";
    AT "at" "Published at";
    MEASURES "measures" "Measures that the library suggests";
    SEE "see" "What says much the same elsewhere";
    SEE_NOTE "see_note" "as those who made the crosswalks judged it";
    EXACT "exact" "the same";
    CLOSE "close" "nearly the same";
    BROAD "broad" "part of";
    NARROW "narrow" "contains";
    RELATED "related" "related";
    NEWER "newer" "Newer upstream";
    NEWER_SAYS "newer_says" "It was taken over from {library} in version {then}; there is version {now}.";
    NEWER_GONE "newer_gone" "It was taken over from {library} in version {then}; version {now} no longer has this entry.";
    NEWER_OPEN "newer_open" "See what it says now";
    TAKEN "taken" "Taken over already";
    TAKEN_NOTE "taken_note" "risks in the register that name this entry";
}

/// How close another entry is.
pub fn closeness(code: &str) -> super::Word {
    match code {
        "exact" => EXACT,
        "close" => CLOSE,
        "broad" => BROAD,
        "narrow" => NARROW,
        _ => RELATED,
    }
}
