//! Impact assessments: the guide, what is missing, the fundamental rights impact assessment.

use super::Word;

words! { "impact";
    GUIDE "guide" "Guide through {reference}";
    LEDE "lede" "{complete} of {all} steps are complete. Every step is saved by itself; several people can write at once.";
    STEPS "steps" "Steps";
    STEP "step" "Step {n} of {all}";
    EMPTY "empty" "Empty";
    BEGUN "begun" "Begun";
    COMPLETE "complete" "Complete";
    LACKS "lacks" "Not filled in: {fields}";
    GO_ON "go_on" "Go on at “{step}”";
    SAVE_NEXT "save_next" "Save and go on";
    SAVE "save" "Save and back to the steps";
    SKIP "skip" "Skip";
    BEFORE "before" "The one before";
    BACK "back" "All steps";
    WHAT_IS_KNOWN "what_is_known" "What records say";
    KNOWN_NOTE "known_note" "each with its source";
    NOTHING_KNOWN "nothing_known" "No record around this assessment says anything of it yet.";
    KNOWN_OF "known_of" "{label}, {reference}";
    KNOWN_ROWS "known_rows" "Rows: {n}";
    PROPOSED "proposed" "Filled in here word for word; it counts once you save it.";
    BEFORE_SUBMIT "before_submit" "Before it can be submitted";
    BEFORE_SUBMIT_NOTE "before_submit_note" "without these it is refused";
    STILL_OPEN "still_open" "What the guide still asks";
    STILL_OPEN_NOTE "still_open_note" "an auditor would ask for it too";
    NOTHING_MISSING "nothing_missing" "Nothing is missing; it can be submitted.";
    NOTHING_OPEN "nothing_open" "Every step is complete.";
    SUBMIT "submit" "Submit it for approval";
    RECORD "record" "The record";
    QUESTIONS "questions" "Version {kind} of the form, version {set} of the questions.";
    BEGIN "begin" "Assess the impacts of this use";
    BEGIN_LEDE "begin_lede" "A draft is made for {reference} {title}. You own it and are its first assessor; both can be changed. What records say is shown at every step and counts once somebody has saved it there.";
    BEGIN_NAME "begin_name" "Impacts of {title}";
    BEGIN_ACT "begin_act" "Begin the assessment";
    BEGIN_CANCEL "begin_cancel" "Back to the use";
    EARLIER "earlier" "Assessments that name it already";
    UNASSESSED "unassessed" "Not assessed";
    UNASSESSED_SAYS "unassessed_says" "No impact assessment names this use.";
    ASSESSMENT "assessment" "Guide";
    ASSESSMENT_SAYS "assessment_says" "{complete} of {all} steps of the guide are complete.";
    ASSESSMENT_OPEN "assessment_open" "Open the guide";
    SEVERE "severe" "Severe effects";
    SEVERE_NOTE "severe_note" "each is taken up by a risk";
    NO_RISK "no_risk" "No risk takes it up yet.";
    DRAFT_RISK "draft_risk" "Draft the risk";
    DRAFT_RISK_OF "draft_risk_of" "Draft the risk for “{effect}”";
    AGAIN "again" "Assess again?";
    AGAIN_NOTE "again_note" "what came up since it was assessed";
    AGAIN_DECISION "again_decision" "Decision";
    AGAIN_YES "again_yes" "Assess again";
    AGAIN_NO "again_no" "Not necessary";
    AGAIN_REASON "again_reason" "Reason";
    AGAIN_RECORD "again_record" "Record the decision";
    AGAIN_OPEN "again_open" "Not decided";
    AGAIN_LATE "again_late" "Decision overdue";
    AGAIN_UNTIL "again_until" "To be decided by {day}";
    AGAIN_HOLDS "again_holds" "Still holds";
    AGAIN_BEGUN "again_begun" "To be assessed again";
    AGAIN_INTERVAL "again_interval" "The day of the next review has passed: {day}.";
    AGAIN_CHANGED "again_changed" "Changed since {day}: {fields}";
    AGAIN_DECIDED "again_decided" "{name}, {day}: {reason}";
    AGAIN_SAYS "again_says" "Since it was assessed {n} things came up that nobody has decided on.";
    AGAIN_SAYS_ONE "again_says_one" "Since it was assessed something came up that nobody has decided on.";
    AGAIN_SAYS_USE "again_says_use" "Since {reference} was made something came up that nobody has decided on.";
    AGAIN_SEE "again_see" "See what and decide";
    RIGHTS "rights" "Fundamental rights impact assessment";
    RIGHTS_LEDE "rights_lede" "Article 27 of Regulation (EU) 2024/1689 asks for six items. Each is served by answers of {reference}; nothing is written twice.";
    RIGHTS_YES "rights_yes" "Article 27 asks for it before the first use.";
    RIGHTS_NO "rights_no" "As far as records say, Article 27 does not ask for it here.";
    RIGHTS_UNSAID "rights_unsaid" "A use is listed in Annex III; whether Article 27 asks for the assessment depends on its ground, which nobody has given.";
    RIGHTS_GROUND "rights_ground" "Give the ground";
    RIGHTS_YES_BADGE "rights_yes_badge" "Asked for";
    RIGHTS_NO_BADGE "rights_no_badge" "Not asked for";
    RIGHTS_UNSAID_BADGE "rights_unsaid_badge" "Ground not given";
    RIGHTS_SERVED "rights_served" "Answered";
    RIGHTS_MISSING "rights_missing" "Not answered";
    RIGHTS_TOLD "rights_told" "The market surveillance authority was told the result.";
    RIGHTS_NOT_TOLD "rights_not_told" "That the market surveillance authority was told the result is not on record (27(3)).";
    RIGHTS_TELL "rights_tell" "Notification";
    ITEM_A "item_a" "Processes of the deployer in which it is used for its purpose";
    ITEM_B "item_b" "Period and frequency of use";
    ITEM_C "item_c" "People and groups likely to be affected";
    ITEM_D "item_d" "Specific risks of harm to them";
    ITEM_E "item_e" "How human oversight is carried out";
    ITEM_F "item_f" "Measures if the risks come true, with governance and complaints";
    TEAM "team" "Who assesses, how";
    TEAM_LEDE "team_lede" "People who know the technology and people who know those affected.";
    PURPOSE "purpose" "Purpose";
    PURPOSE_LEDE "purpose_lede" "What it is for, in which processes, how often.";
    CONTEXT "context" "Context";
    CONTEXT_LEDE "context_lede" "The technology, and the society in which it works.";
    MISUSE "misuse" "Foreseeable misuse";
    MISUSE_LEDE "misuse_lede" "How people could use it otherwise than meant, with or without bad will.";
    PEOPLE "people" "People affected";
    PEOPLE_LEDE "people_lede" "Also those who never see it; who of them is vulnerable, and who was heard.";
    DATA "data" "Data quality";
    DATA_LEDE "data_lede" "Whom the data represents and whom not decides for whom it works.";
    FAIRNESS "fairness" "Bias and fairness";
    FAIRNESS_LEDE "fairness_lede" "An answer stands on figures: metric, threshold, data, group, result.";
    TRANSPARENCY "transparency" "Transparency";
    TRANSPARENCY_LEDE "transparency_lede" "What people learn, before and after an outcome.";
    OVERSIGHT "oversight" "Human oversight";
    OVERSIGHT_LEDE "oversight_lede" "Who looks, with which means, and who can stop it.";
    SAFETY "safety" "Safety";
    SAFETY_LEDE "safety_lede" "When it fails, is wrong, is attacked or is not there.";
    PRIVACY "privacy" "Privacy";
    PRIVACY_LEDE "privacy_lede" "Personal data that goes in, comes out or is inferred.";
    ENVIRONMENT "environment" "Environment";
    ENVIRONMENT_LEDE "environment_lede" "What it takes, and what people do more of because of it.";
    INDIVIDUALS "individuals" "Effects on individuals";
    INDIVIDUALS_LEDE "individuals_lede" "The worst that can be foreseen for a single person.";
    GROUPS "groups" "Effects on groups";
    GROUPS_LEDE "groups_lede" "Where it works worse for some than for others.";
    SOCIETY "society" "Effects on society";
    SOCIETY_LEDE "society_lede" "What changes for everybody when many use it.";
    EFFECTS "effects" "Effects, one by one";
    EFFECTS_LEDE "effects_lede" "Direct, indirect, cumulative and systemic; how bad, how likely, how many, whether it can be undone.";
    BENEFITS "benefits" "Benefits";
    BENEFITS_LEDE "benefits_lede" "For whom; not only for the organisation.";
    MEASURES "measures" "Measures and complaints";
    MEASURES_LEDE "measures_lede" "What is done beforehand, and what happens if harm comes about all the same.";
    CONCLUSION "conclusion" "Conclusion and conditions";
    CONCLUSION_LEDE "conclusion_lede" "Whether it may go on, on which conditions, and when to look again.";
    OWN "own" "Your organisation's questions";
    OWN_LEDE "own_lede" "Fields that your organisation has added.";
}

/// Name and first sentence of a step of the guide.
pub fn step(id: &str) -> (Word, Word) {
    match id {
        "team" => (TEAM, TEAM_LEDE),
        "purpose" => (PURPOSE, PURPOSE_LEDE),
        "context" => (CONTEXT, CONTEXT_LEDE),
        "misuse" => (MISUSE, MISUSE_LEDE),
        "people" => (PEOPLE, PEOPLE_LEDE),
        "data" => (DATA, DATA_LEDE),
        "fairness" => (FAIRNESS, FAIRNESS_LEDE),
        "transparency" => (TRANSPARENCY, TRANSPARENCY_LEDE),
        "oversight" => (OVERSIGHT, OVERSIGHT_LEDE),
        "safety" => (SAFETY, SAFETY_LEDE),
        "privacy" => (PRIVACY, PRIVACY_LEDE),
        "environment" => (ENVIRONMENT, ENVIRONMENT_LEDE),
        "individuals" => (INDIVIDUALS, INDIVIDUALS_LEDE),
        "groups" => (GROUPS, GROUPS_LEDE),
        "society" => (SOCIETY, SOCIETY_LEDE),
        "effects" => (EFFECTS, EFFECTS_LEDE),
        "benefits" => (BENEFITS, BENEFITS_LEDE),
        "measures" => (MEASURES, MEASURES_LEDE),
        "conclusion" => (CONCLUSION, CONCLUSION_LEDE),
        _ => (OWN, OWN_LEDE),
    }
}

/// What an item of Article 27(1) asks for.
pub fn item(id: &str) -> Word {
    match id {
        "a" => ITEM_A,
        "b" => ITEM_B,
        "c" => ITEM_C,
        "d" => ITEM_D,
        "e" => ITEM_E,
        _ => ITEM_F,
    }
}
