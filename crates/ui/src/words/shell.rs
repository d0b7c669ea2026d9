//! What stands around every page.

words! { "shell";
    PRODUCT "product" "Plumbline";
    SKIP "skip" "Skip to content";
    TITLE "title" "{page} · {organisation} · Plumbline";
    TITLE_BARE "title_bare" "{page} · Plumbline";
    TITLE_ERROR "title_error" "Error: {page}";
    MENU "menu" "Menu";
    FIND "find" "Search or jump to…";
    SIGN_OUT "sign_out" "Sign out";
    ACCOUNT "account" "Your account";
    HELP "help" "Help";
    THEME "theme" "Colours";
    THEME_SYSTEM "theme.system" "System";
    THEME_LIGHT "theme.light" "Light";
    THEME_DARK "theme.dark" "Dark";
    AS_OF "as_of" "You are reading the records as of {when}. Nothing can be changed here.";
    AS_OF_BACK "as_of_back" "Back to now";
    TIME_TRAVEL "time_travel" "Read as of …";
    LEDGER "ledger" "Ledger";
    ENTRY "entry" "Entry {n}";
    ROOT "root" "root {hash}";
    CHECKPOINT "checkpoint" "checkpoint signed {when}";
    VERIFY "verify" "Verify";
    AREA_START "area.start" "Start";
    AREA_READINESS "area.readiness" "Readiness";
    AREA_PLAN "area.plan" "Plan · 4–6";
    AREA_OPERATE "area.operate" "Support & operate · 7–8";
    AREA_IMPROVE "area.improve" "Check & improve · 9–10";
    AREA_SETTINGS "area.settings" "Settings";
    BREADCRUMBS "breadcrumbs" "Where you are";
    GALLERY "gallery" "Gallery";
}

/// The heading of a part of the navigation.
pub const fn area(area: record::Area) -> super::Word {
    match area {
        record::Area::Plan => AREA_PLAN,
        record::Area::Operate => AREA_OPERATE,
        record::Area::Improve => AREA_IMPROVE,
        record::Area::Settings => AREA_SETTINGS,
    }
}
