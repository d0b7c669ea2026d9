//! Risks together: heat map, appetite, what each use inherits, what a method would change.

words! { "risk";
    TITLE "title" "Risks at a glance";
    LEDE "lede" "Every AI risk that is not retired, in the class that its risk method gives it. A number opens the risks behind it.";
    RISKS "all" "Risks";
    ALL_NOTE "all_note" "opportunities beside them: {n}";
    ABOVE "above" "Above appetite";
    ABOVE_NOTE "above_note" "after treatment";
    UNACCEPTED "unaccepted" "Not accepted";
    UNACCEPTED_NOTE "unaccepted_note" "above appetite, by nobody with the authority, or run out";
    UNCLASSED "unclassed" "Without a class";
    UNCLASSED_NOTE "unclassed_note" "no method in force when judged, or not rated";
    OUTDATED "outdated" "Older version";
    OUTDATED_NOTE "outdated_note" "a newer version of the method is in force since";
    RESIDUAL "residual" "After treatment";
    INHERENT "inherent" "Before treatment";
    CURRENT "current" "Today";
    BY_CELL "by_cell" "by likelihood and impact";
    RESIDUAL_MAP "residual_map" "Risks after treatment by likelihood and impact";
    INHERENT_MAP "inherent_map" "Risks before treatment by likelihood and impact";
    MOVEMENT "movement" "What treatment does";
    MOVEMENT_NOTE "movement_note" "rows: class before treatment; columns: class after";
    BEFORE "before" "Before";
    TOP "top" "The gravest";
    TOP_NOTE "top_note" "after treatment";
    RISK "risk" "Risk";
    OWNER "owner" "Owner";
    CLASS "class" "Class";
    STANDING "standing" "Acceptance";
    APPETITE "appetite" "Appetite";
    APPETITE_NOTE "appetite_note" "by who suffers it";
    WHO "who" "Who suffers it";
    WITHIN "within" "Within appetite";
    BY_SOURCE "by_source" "By source";
    BY_USE "by_use" "By use";
    BY_OWNER "by_owner" "By owner";
    SOURCE "source" "Source";
    USE "use" "Use of AI";
    METHODS "methods" "Methods";
    METHOD "method" "Method";
    VERSION_IN_FORCE "version_in_force" "In force";
    VERSION_FROM "version_from" "Version {n} since {day}";
    NOT_IN_FORCE "not_in_force" "Not yet";
    PREVIEW "preview" "What the draft would change";
    NO_METHOD "no_method" "No risk method yet";
    NO_METHOD_LEDE "no_method_lede" "A risk method says in your own words what the steps mean, which class each pair of likelihood and impact has, what is within appetite, and who may accept what for how long. Top management approves it.";
    MAKE_METHOD "make_method" "Make a risk method";
    ASK_METHOD "ask_method" "An AI manager or an owner writes it, top management approves it.";
    THEN "then" "Compare with";
    THEN_HINT "then_hint" "A past day; what had been recorded by its end";
    COMPARE "compare" "Compare";
    THEN_AND_NOW "then_and_now" "Then and now";
    THEN_NOTE "then_note" "classes after treatment, {day} against now";
    ON_DAY "on_day" "Then";
    NOW "now" "Now";
    NONE "none" "None";
    NOT_RATED "not_rated" "No class";
    LOW "low" "Low";
    MEDIUM "medium" "Medium";
    HIGH "high" "High";
    CRITICAL "critical" "Critical";
    NOT_NEEDED "not_needed" "Within appetite";
    MISSING "missing" "Not accepted";
    WITHOUT_AUTHORITY "without_authority" "Accepted without authority";
    TOO_LONG "too_long" "Accepted for too long";
    EXPIRED "expired" "Acceptance run out";
    HOLDS "holds" "Accepted";
    SAYS_CLASS "says_class" "By version {n} of its method: {before} before treatment, {after} after.";
    SAYS_NO_VERSION "says_no_version" "No version of its method was in force on the day it was judged.";
    SAYS_NO_METHOD "says_no_method" "It names no risk method, so it has no class.";
    NO_ROW "no_row" "Not in the matrix";
    SAYS_NO_ROW "says_no_row" "The matrix of version {n} has no row for these steps. Rate by likelihood and impact that it has, or add the row to the method and have it approved.";
    SAYS_OUTDATED "says_outdated" "A newer version of its method is in force since it was judged.";
    OLDER "older" "Older method";
    SAYS_USE "says_use" "{n} risks bear on this use, {own} of them by its own name.";
    SEE_USE "see_use" "See its risks";
    SAYS_PREVIEW "says_preview" "If it counted as it is written, {n} ratings of {risks} risks would change their class.";
    USE_TITLE "use_title" "Risks of {title}";
    USE_LEDE "use_lede" "Those that name the use, and those of the systems, models, data, agents and suppliers that it depends on.";
    THROUGH "through" "Comes through";
    OWN "own" "The use itself";
    HERE "here" "Here";
    AS_THERE "as_there" "As there";
    NOT_HERE "not_here" "Does not arise";
    OTHERWISE "otherwise" "Treated otherwise";
    NO_RISKS "no_risks" "No risk bears on this use yet.";
    RATING "rating" "Rating";
    FROM "from" "By the version in force then";
    TO "to" "By the draft";
    NOTHING_MOVES "nothing_moves" "No risk would change its class.";
    LIBRARY "library" "Find risks in libraries";
}

/// A class.
pub fn class(code: &str) -> super::Word {
    match code {
        "low" => LOW,
        "medium" => MEDIUM,
        "high" => HIGH,
        "critical" => CRITICAL,
        _ => NOT_RATED,
    }
}
