//! Views of registers that are kept.

words! { "views";
    HEADING "heading" "Views of {kind}";
    VIEWS "views" "Views";
    KEEP_THIS "keep_this" "Keep this view";
    LEDE "lede" "A view is a name for conditions, order and columns. It shows to each reader what that reader may see.";
    NAME "name" "Name of the view";
    NAME_HINT "name_hint" "The conditions, order and columns that you came from are kept under it.";
    KEEP "keep" "Keep for myself";
    SHARE "share" "Share with everybody";
    OWN "own" "Your views";
    SHARED "shared" "Shared views";
    NO_OWN "no_own" "You keep no view of this register. Filter it, then keep what you see.";
    NO_SHARED "no_shared" "Nobody shares a view of this register.";
    BY "by" "Shared by {name}";
    FOLLOW "follow" "Follow";
    SEEN "seen" "I have seen this";
    UNFOLLOW "unfollow" "Follow no longer";
    SHARE_IT "share_it" "Share";
    KEEP_IT "keep_it" "Keep for myself";
    REMOVE "remove" "Remove";
    REMOVE_NAMED "remove.named" "Remove the view {name}";
    NOTHING_MOVED "nothing_moved" "Nothing came in or left since {day}.";
    ENTERED "entered" "Came in since {day}: {n}";
    LEFT "left" "Left since {day}: {n}";
    OTHERS "others" "and {n} others";
    NOT_ALL "not_all" "The view is larger than what is compared; the first records by number were.";
}
