//! Words of this crate, keyed by id with English beside them: what was done, what an act will do, ways out.

use record::Act;
use ui::{Flash, Locale, components::badge::Tone};

/// Why a row is asked about.
pub const fn why_asked(why: exchange::Why) -> Word {
    match why {
        exchange::Why::NoKey => WHY_NO_KEY,
        exchange::Why::KeyChanged => WHY_KEY_CHANGED,
        exchange::Why::OtherList => WHY_OTHER_LIST,
        exchange::Why::Alike => WHY_ALIKE,
        exchange::Why::OtherThing => WHY_OTHER_THING,
    }
}

/// Words under a key.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    key: &'static str,
    english: &'static str,
}

impl Word {
    /// In the language of the reader.
    pub fn say(self, locale: &Locale) -> String {
        locale.words.say(self.key, self.english).into_owned()
    }

    /// The same with its `{name}` places filled.
    pub fn fill(self, locale: &Locale, parts: &[(&str, &str)]) -> String {
        ui::filled(&locale.words.say(self.key, self.english), parts)
    }
}

macro_rules! words {
    ($($name:ident $key:literal $english:literal;)*) => {
        $(
            #[doc = concat!("“", $english, "”")]
            pub const $name: Word = Word { key: concat!("web.", $key), english: $english };
        )*
        /// Every word of this crate.
        #[cfg(test)]
        const ALL: &[Word] = &[$($name),*];
    };
}

words! {
    BACK "way.back" "Back to where you were";
    HOME "way.home" "Home";
    OWN_MISSING "own.missing" "Fill this in.";
    OWN_ID "own.not_a_code" "Use small letters, digits and dashes, at most forty.";
    OWN_REF "own.not_a_reference" "Use letters, digits, dots and dashes, at most forty.";
    OWN_TAKEN "own.taken" "Another requirement has this reference.";
    OWN_CONDITION "own.incomplete" "Give the number or choose the option that the condition needs.";
    PACK_LOOK "frameworks.look" "See what {version} would turn";
    PACK_APPROVE "frameworks.approve" "Go to the record to approve it";
    PACK_PROBLEM "frameworks.problem" "The pack has a problem.";
    PACK_PROBLEMS "frameworks.problems" "The pack has {n} problems.";
    ACCOUNTS "way.accounts" "Accounts";
    WHY_FILLED "why.filled" "“{label}” is filled in.";
    WHY_BLANK "why.blank" "“{label}” is not filled in.";
    WHY_BLANK_WANTED "why.blank_wanted" "“{label}” is not filled in; wanted is {wanted}.";
    WHY_NOT_KNOWN "why.not_known" "“{label}” is not filled in or not known.";
    WHY_STATE "why.state" "it is {is}.";
    WHY_STATE_NOT "why.state_not" "it is {is}; wanted is {wanted}.";
    WHY_OTHERS "why.others" "done by different people.";
    WHY_SAME "why.same" "the same person did both.";
    WHY_ENOUGH "why.enough" "“{label}” is written out.";
    WHY_TOO_LITTLE "why.too_little" "“{label}” says too little: {is} words, at least {wanted} are expected.";
    WHY_YOUNG "why.young" "“{label}”: {is}.";
    WHY_TOO_OLD "why.too_old" "“{label}” was {is}; it may be at most {limit} old.";
    WHY_DATE "why.date" "“{label}”: {is}.";
    WHY_DATE_NOT "why.date_not" "“{label}” was {is}.";
    WHY_CHANGED "why.changed" "its last significant change was on {is}, held against {wanted}.";
    WHY_IN_FORCE_THEN "why.in_force_then" "it was in force at that time.";
    WHY_NOT_IN_FORCE_THEN "why.not_in_force_then" "it was not in force at that time.";
    WHY_IS "why.is" "{label}: {is}.";
    WHY_COUNT "why.count" "“{label}”: {is} that count.";
    WHY_COUNT_LEAST "why.count_least" "“{label}”: {is} that count; at least {wanted} are wanted.";
    WHY_COUNT_MOST "why.count_most" "“{label}”: {is} that count; at most {wanted} are wanted.";
    WHY_COUNT_NOT "why.count_not" "“{label}”: {is} that count; wanted: {wanted}.";
    WHY_IS_NOT "why.is_not" "“{label}” is {is}; wanted is {wanted}.";
    WHY_OF "why.of" "{label} of {of}";
    WHY_NOT_BEGUN "why.not_begun" "there is no {what} at all yet, so nothing was answered.";
    WHY_NONE "why.none" "there is no {what} that fits.";
    WHY_NOBODY "why.nobody" "there is no {what} to judge, and no signed statement that there is none.";
    CONTROLS "readiness.controls" "Annex A controls";
    MEASURE "readiness.measure" "{met} of {all}";
    WHOLE "readiness.whole" "The organisation as a whole";
    STEP_NEW "step.new" "New: {kind}";
    STEP_EDIT "step.edit" "Edit {reference} {title}";
    STEP_EDIT_NEW "step.edit_new" "Edit the new {kind}";
    STEP_ACT "step.act" "{act}: {reference}";
    STEP_ACT_NEW "step.act_new" "{act}: the new {kind}";
    WANT_ANYTHING "want.anything" "Look at all of it and change what needs it: what counts is that it is decided on anew.";
    WANT_SOMETHING "want.something" "Fill in “{label}”.";
    WANT_NOTHING "want.nothing" "Leave “{label}” blank.";
    WANT_WORDS "want.words" "“{label}” must have at least {n} words.";
    WANT_FROM "want.from" "“{label}” must be {from} or later.";
    WANT_UNTIL "want.until" "“{label}” must be {until} or earlier.";
    WANT_BETWEEN "want.between" "“{label}” must be from {from} to {until}.";
    WANT_EXACTLY "want.exactly" "“{label}” must be {n}.";
    WANT_LEAST "want.least" "“{label}” must be at least {n}.";
    WANT_MOST "want.most" "“{label}” must be at most {n}.";
    WANT_LOWER "want.lower" "“{label}” must come down, as far as the expectation asks.";
    WANT_HIGHER "want.higher" "“{label}” must go up, as far as the expectation asks.";
    WANT_IS "want.is" "“{label}” must be “{option}”.";
    WANT_ONE_OF "want.one_of" "“{label}” must be one of: {options}.";
    WANT_NONE_OF "want.none_of" "“{label}” must be something else than: {options}.";
    WANT_INCLUDES "want.includes" "“{label}” must include “{option}”.";
    WANT_YES "want.yes" "“{label}” must be answered with yes.";
    WANT_NO "want.no" "“{label}” must be answered with no.";
    WANT_LEADS "want.leads" "“{label}” must lead to {record}, or to another that is fit in the same way.";
    WANT_LEADS_NEW "want.leads_new" "“{label}” must lead to the new record.";
    WANT_OTHER "want.other" "“{label}” must lead to another than {record}.";
    WANT_COVERS "want.covers" "“{label}” must cover {day}.";
    IN_ROW "want.in_row" "{label} in row {row} of {of}";
    IN_NEW_ROW "want.in_new_row" "{label} in a new row of {of}";
    BY_OTHERS "want.by_others" "By somebody who did not write it.";
    BY_NOT_WHO "want.by_not_who" "By somebody else than who did this: {act}.";
    BY_ROLE "want.by_role" "By somebody in the role “{role}”.";
    BY_STATEMENT "why.by_statement" ": by statement of {person}, until {until}. ";
    LIFE_SHOW "readiness.life_show" "Show its last turns";
    TURN_ALL "readiness.turn_all" "What else it turns";
    FINDINGS_ALL "readiness.findings_all" "All findings";
    STAGE_DESIGN "readiness.stage_design" "Stage 1: is it arranged for?";
    STAGE_DESIGN_NOTE "readiness.stage_design_note" "design: what has to be laid down is in force, with content";
    STAGE_OPERATION "readiness.stage_operation" "Stage 2: is it done, and does it work?";
    STAGE_OPERATION_NOTE "readiness.stage_operation_note" "operation and effect: records show it";
    FILTER_CLAUSE "readiness.filter_clause" "Clause";
    FILTER_STAGE "readiness.filter_stage" "Question";
    FILTER_OWNER "readiness.filter_owner" "Waits for";
    NEW_RECORD "turns.new_record" "The new record";
    BY_TIME "turns.by_time" "by the passing of time";
    BY_ENTRY "turns.by_entry" "entry {entry} · ";
    NO_STAGE "readiness.no_stage" "Unknown: no expectation asks this question of it yet.";
    GRADE_MAJOR "findings.major" "usually major";
    GRADE_MINOR "findings.minor" "usually minor";
    GRADE_OBSERVATION "findings.observation" "usually an observation";
    SHOWN_BY "findings.shown_by" "Shown by {n} records.";
    SHOWN_MAYBE "findings.maybe" "Does not show; {n} answers are unknown, so it may be there.";
    SHOWN_NOBODY "findings.nobody" "Nothing is on record by which it could show.";
    SHOWN_NOT "findings.not" "Does not show.";
    MORE_RECORDS "findings.more" "and {n} more";
    UNKNOWN_OF "findings.unknown_of" "{n} answers are unknown.";
    FINDING_AWAITS "findings.awaits" "Waits for: {what}";
    FINDING_AWAITS_REST "findings.awaits_rest" "Part of it waits for: {what}";
    NO_EXPECTATION "readiness.no_expectation" "Unknown: no expectation is written for it yet.";
    ALONE "readiness.alone" "Whom it is about";
    NOTHING_TO_JUDGE "readiness.nothing" "Unknown: there is nothing on record yet that could be judged.";
    AWAITS "readiness.awaits" "Unknown, because this is not on record yet: {records}";
    AWAITS_WHY "readiness.awaits_why" "Records of this kind cannot be kept here yet; nothing weaker counts for them.";
    RESTS_ON "readiness.rests_on" "Rests on";
    ATTESTED "readiness.attested" "the statement of a named person";
    AND_MORE "home.and_more" "{names} · and {n} more";
    TILE_IN_FORCE "home.in_force" "In force";
    TILE_IN_FORCE_NOTE "home.in_force_note" "approved records";
    TILE_WAITING "home.waiting" "Waiting for approval";
    TILE_WAITING_NOTE "home.waiting_note" "submitted, not decided";
    TILE_OPEN "home.open" "Open actions";
    TILE_OPEN_NOTE "home.open_note" "to be done";
    TILE_UNVERIFIED "home.unverified" "Evidence to verify";
    TILE_UNVERIFIED_NOTE "home.unverified_note" "nobody else has looked yet";
    TILE_OVERDUE "home.overdue" "Overdue";
    TILE_OVERDUE_NOTE "home.overdue_note" "dates that have passed";
    SEARCH "way.search" "Search";
    LINKED_BY_NAME "import.linked" "{field}: the record of this name";
    TABLE "import.table" "{name}, {rows} rows";
    TABLE_HIDDEN "import.table_hidden" "{name}, {rows} rows, hidden in the workbook";
    NEW_FIELD "import.new_field" "A field of its own, named like the column";
    REPORT_CREATED "import.created" "{name}: {n} made";
    REPORT_REVISED "import.revised" "{name}: {n} changed";
    REPORT_ENDED "import.ended" "{name}: {n} done, given up or out of use, as their rows say";
    REPORT_RETIRED "import.retired" "{name}: {n} retired";
    REPORT_WAITING "import.waiting" "Cells that wait for the fields {fields}: {n}. Once these are approved, check the same file again: nothing is brought in twice. ";
    REPORT_NO_FIELD "import.no_field" "Cells that have no field yet: {n}. ";
    REPORT_AGAIN "import.again" "Check the file again";
    REPORT_UNDONE "import.undone" "This import was taken back. ";
    REPORT_UNDO "import.undo" "How that went";
    REPORT_UNDOES "import.undoes" "What an import had made is retired, and what it had changed is as before. ";
    REPORT_IMPORT "import.import" "The import";
    REPORT_SAME "import.same" "{n} records were already as the file says.";
    WHY_GONE "import.why_gone" "An earlier edition of the list brought it, and no row of this one is about it.";
    WHY_NO_KEY "import.why_no_key" "The row has no key of its own; by its name it is the record of the last edition.";
    WHY_KEY_CHANGED "import.why_key_changed" "The key is new to this list; a record that no other row names agrees with the row.";
    WHY_OTHER_LIST "import.why_other_list" "Another list has a record under the same key and name.";
    WHY_ALIKE "import.why_alike" "No list knows the row; the record agrees with it.";
    WHY_OTHER_THING "import.why_other_thing" "The list knows its key, but the record under it has nothing in common with the row; another list may number its rows in the same way.";
    REPORT_LIST "import.list" "The file is an edition of the list “{source}”.";
    REPORT_DECIDED "import.decided" "{who} decided: {n} × {answer}.";
    REPORT_DECISION "import.decision" "Row {row}, “{title}” and {record}: {answer}.";
    REPORT_GONE "import.gone" "{record}, no longer in the list: {answer}.";
    REPORT_LOST "import.lost" "{n} rows were not imported:";
    REPORT_ROW "import.row" "Row {row}: {sentence}";
    SCOPE_READ "token.read" "Read";
    DEVICE "session.device" "{browser} on {system}";
    SCOPE_WRITE "token.write" "Read, create and edit";
    NEW_ACCOUNT "account.new" "Make an account";
    ACCOUNTS_PURPOSE "account.purpose" "Who can sign in, and as which person. Roles are given by memberships.";
    PASSWORD_GIVEN "account.given" "An administrator gave you this password. Choose one of your own under “Your account”; until then you cannot sign anything.";
    RESET "account.reset" "Reset password";
    RESET_OF "account.reset_of" "Reset the password of {email}";
    RESET_EFFECT "account.reset_effect" "A new password is made up and shown to you once. The old one is worth nothing any more.";
    RESET_ENDS "account.reset_ends" "Every session and every token of this account ends.";
    RESET_OWN "account.reset_own" "Until {email} has chosen a password of their own, nothing can be signed with the account.";
    RESET_DONE "account.reset_done" "New password of {email}, shown only this once: {password}";
    GIVEN "account.waits" "Password given";
    ERASE_FIELD "erase.heading" "Erase a field of {reference}";
    ERASE_ONE "erase.one" "Erase “{label}” of {reference}";
    ERASE_NEXT "erase.next" "Go on";
    ERASE_BUTTON "erase.button" "Erase a field";
    ERASE_DO "erase.do" "Erase for good";
    ERASE_REASONS "erase.reasons" "Reasons of all acts";
    ERASE_CHOOSE "erase.choose" "Nothing is erased yet: choose the field, and see on the next page what will happen.";
    ERASE_VERSIONS "erase.versions" "“{label}” is taken out of version {versions}, of search, filters, exports and past pages. Nobody can bring it back.";
    ERASE_ACTS "erase.acts" "The reasons given at entry {entries} are taken out. Who did what and when stays.";
    ERASE_KEPT "erase.kept" "The ledger keeps that something was there, without what it said, and still verifies.";
    ERASE_COPIES "erase.copies" "Copies that have left the house, such as exports, audit packages and backups, are not reached.";
    ERASE_STATEMENT "erase.statement" "I erase “{label}” of {reference} “{title}” in every version, for good.";
    ERASED_SINCE "version.erased" "Erased on purpose since: {labels}.";
    REASON_ERASED "history.reason_erased" "erased on purpose";
    DONE_ERASE "done.erase" "Erased in every version.";
    FOUND_ABOUT "verify.about" "{sentence} ({reference})";
    UNREFERENCED "verify.unreferenced" "{n} evidence files lie in the house that no record names: uploads that were never used, or files of erased fields. They are not in the audit package and say nothing against the ledger.";
    FIRST_PASSWORD "account.first_password" "{email} can sign in now. First password, shown only this once: {password}";
    EMAIL "account.email" "E-mail address";
    PERSON "account.person" "Person";
    LOCKED "account.locked" "Locked";
    OPEN "account.open" "Open";
    LOCK "account.lock" "Lock";
    UNLOCK "account.unlock" "Unlock";
    JOBS "jobs.title" "Jobs";
    JOBS_PURPOSE "jobs.purpose" "Imports that run and that have run.";
    FILE "jobs.file" "File";
    DONE_OF "jobs.done" "Done";
    JOB_RUNNING "jobs.running" "Running";
    JOB_CANCELLING "jobs.cancelling" "Stopping";
    JOB_CANCELLED "jobs.cancelled" "Stopped";
    JOB_FINISHED "jobs.finished" "Finished";
    JOB_FAILED "jobs.failed" "Failed";
    ENTRY "as_of.entry" "entry {n}";
    APPROVED "as_of.approved" "{reference} approved";
    CHECKPOINT "verify.checkpoint" "Checkpoint of this moment";
    PACKAGE "verify.package" "Audit package (ZIP)";
    COMPARE "version.compare" "{reference}: version {a} against version {b}";
    ONE_VERSION "version.one" "{reference}, version {n}";
    SIGN_IN "way.sign_in" "Sign in";
    ADD "register.add" "Add {name}";
    EDIT "record.edit" "Edit {reference}";
    IMPORT "register.import" "Import";
    ALL_STATES "register.all" "All";
    EXPORT_CSV "register.csv" "CSV";
    EXPORT_XLSX "register.xlsx" "Excel";
    EXPORT_JSON "register.json" "JSON";
    SAVE_VERSION "form.save_version" "Save version {n}";
    NO_RECORDS "register.none" "No {name} yet";
    IN_FORCE_EARLIER "record.in_force_earlier" "Version {a} is in force. Version {b} is not: it is {state}.";
    VERSION "record.version" "Version";
    STATE "register.state" "State";
    ADD_EVIDENCE "evidence.add" "Add evidence";
    ACT_ON "act.heading" "{act}: {reference} {title}";
    ACT_ON_SEVERAL "act.heading_several" "{act}: {n} records";
    EFFECT_SEVERAL "act.several" "The act is done to each of the records below that still allows it. Records that somebody changed meanwhile are left as they are.";
    STATEMENT_SEVERAL "act.statement.several" "I have looked at each of the records below, and I sign for each of them: {act}.";
    EFFECT_SUBMIT "act.submit" "Version {n} goes to those who may approve it. It cannot be edited until they decide or you take it back.";
    EFFECT_WITHDRAW "act.withdraw" "The record becomes a draft again and can be edited.";
    EFFECT_REQUEST_CHANGES "act.request_changes" "The record becomes a draft again; its author reads your reason.";
    EFFECT_APPROVE "act.approve" "Version {n} comes into force now.";
    EFFECT_RETIRE "act.retire" "The record is out of force from now on. It stays readable, with its history.";
    EFFECT_COMPLETE "act.complete" "The task counts as done. Somebody who did not do it verifies whether it was effective.";
    EFFECT_VERIFY "act.verify" "The record counts as verified, by you, today.";
    EFFECT_REOPEN "act.reopen" "The task is open again.";
    EFFECT_CANCEL "act.cancel" "The task is given up. It stays readable, with its history.";
    EFFECT_OTHER "act.other" "The act is done at once.";
    EFFECT_LEDGER "act.ledger" "The act is written into the ledger under your name. It cannot be taken back, only followed by another.";
    STATEMENT_APPROVE "act.statement.approve" "I have read version {n} of {reference} “{title}” and approve it. I did not write it.";
    STATEMENT_APPROVE_OWN "act.statement.approve_own" "I have read version {n} of {reference} “{title}” and approve it although I wrote it, under the derogation in force.";
    STATEMENT_VERIFY "act.statement.verify" "I have looked at {reference} “{title}”, version {n}, and it is what it claims to be. I did not record or do it.";
    SEAL_NAME "seal.name" "{what}, {day}";
    SEAL_ANSWER "seal.answer" "{answer}, {checks}";
    SEAL_VERSION "seal.version" "{state}, version {n}";
    SEAL_FIELDS "seal.fields" "{said}: {fields}";
    SEAL_RECORD "seal.record" "The seal's record";
    SEAL_OPEN "seal.open" "Open the result";
    SEAL_FREEZE "seal.freeze" "Freeze";
    DAYS "gap.days" "{n} d";
    FREEZE_GAPS "gap.freeze" "Freeze the judgements";
    CONDITION "seal.condition" "{label}: {value}";
    CONDITION_NOT "seal.condition_not" "not ({condition})";
    WHY_SO "gap.why_so" "Why, and from which records";
    DONE_JUDGED "done.judged" "The judgement was kept.";
    DONE_SOA_DRAFTED "done.soa_drafted" "Drafted. What records say is filled in; decide the rest, then submit it to top management.";
    DONE_SOA_CONTROL "done.soa_control" "Kept in the draft of the statement.";
    DONE_TAKEN_UP "done.taken_up" "Accepted; each gap has its action.";
    DONE_PAPERS "done.papers" "Drafts were made of the documents, and the requirements they bear on name them.";
    DONE_PAPERS_LEFT "done.papers_left" "Left out; nothing was written.";
    DONE_FROZEN "done.frozen" "Frozen. Submit it, so that somebody else can approve it.";
    DONE_COMPUTED "done.computed" "Computed again: the same bytes.";
    DONE_COMPUTED_DIFFERS "done.computed_differs" "Computed again: the result is another one. Verify the ledger, and tell the operator.";
    DONE_COMPUTED_ERASED "done.computed_erased" "Computed again: the result is another one, because something that it read was erased on purpose since.";
    DONE_COMPUTED_CANNOT "done.computed_cannot" "It cannot be computed again under the present declarations; its hash still holds.";
    DONE_CREATED "done.created" "The record was created.";
    DONE_FRAMEWORK_PROPOSED "done.framework_proposed" "Proposed. Somebody else can approve it now.";
    DONE_SAVED "done.saved" "The new version was saved.";
    DONE_MERGED "done.merged" "Merged. The other record is retired and says where it went.";
    DONE_APART "done.apart" "Kept: they are not the same, and are not proposed again.";
    DONE_UNMERGED "done.unmerged" "The merge was taken back.";
    DONE_SAME "done.same" "Nothing was changed, so no version was written.";
    DONE_SUBMIT "done.submit" "Submitted for approval.";
    DONE_WITHDRAW "done.withdraw" "Taken back; it is a draft again.";
    DONE_REQUEST_CHANGES "done.request_changes" "Sent back to its author.";
    DONE_APPROVE "done.approve" "Approved; the version is in force.";
    DONE_RETIRE "done.retire" "Retired.";
    DONE_COMPLETE "done.complete" "Marked as done.";
    DONE_VERIFY "done.verify" "Verified.";
    DONE_REOPEN "done.reopen" "Open again.";
    DONE_CANCEL "done.cancel" "Cancelled.";
    JOINED "import.joined" "{columns} are joined into “{into}”";
    SPLIT "import.split" "“{column}” is split into {into}";
    MAPPING_OWN "import.mapping_own" "{name}";
    MAPPING_SHARED "import.mapping_shared" "{name} (shared)";
    DONE_MAPPING_KEPT "done.mapping_kept" "The mapping is kept under this name.";
    DONE_MAPPING_TAKEN "done.mapping_taken" "The mapping is taken. What it does not say of a column is proposed.";
    DONE_MAPPING_DROPPED "done.mapping_dropped" "The mapping is removed.";
    DONE_COLUMNS_CHANGED "done.columns_changed" "The columns are changed. What belongs where is proposed anew for new columns.";
    DONE_STEP "done.step" "The step is saved.";
    DONE_RISK_DRAFTED "done.risk_drafted" "The risk is drafted from the effect, and the effect names it. Complete it here.";
    DONE_DECIDED_AGAIN "done.decided_again" "The decision is recorded in the assessment. It counts once somebody has approved it.";
    DONE_BEGUN "done.begun" "The assessment has begun; go through its steps.";
    DONE_VIEW "done.view" "Done. What you see below is how your views stand now.";
    DONE_SEVERAL "done.several" "Done with all of the selected records.";
    DONE_SOME "done.some" "Done with some of the selected records; the others did not allow it any more.";
    DONE_SIGNED_OUT "done.signed_out" "You have signed out.";
    DONE_SET_UP "done.set_up" "The organisation is set up. Sign in to begin.";
    DONE_PASSWORD "done.password" "Your password was changed; your other sessions have ended.";
    DONE_SESSION "done.session" "The session has ended.";
    DONE_TOKEN_ENDED "done.token_ended" "The token has ended.";
    DONE_ACCOUNT "done.account" "The account was made.";
    DONE_LOCKED "done.locked" "The account was locked; its sessions have ended.";
    DONE_UNLOCKED "done.unlocked" "The account was unlocked.";
    DONE_IMPORT "done.import" "The import has begun.";
    DONE_CANCELLING "done.cancelling" "The import stops after the batch it is writing. What is written stays.";
    DONE_MAPPING "done.mapping" "The mapping was kept.";
    DONE_CHECKPOINT "done.checkpoint_holds" "The checkpoint belongs to this ledger: everything it covered is still there, unchanged.";
}

/// What the last act did, by the code in the address; nothing for a code that is not ours.
pub fn done(locale: &Locale, code: &str) -> Option<Flash> {
    let key = format!("web.done.{code}");
    let word = DONE.iter().find(|word| word.key == key)?;
    let warns = ["some", "computed_differs", "computed_erased", "computed_cannot"];
    let tone = if warns.contains(&code) { Tone::Warn } else { Tone::Ok };
    Some(Flash { tone, sentence: word.say(locale) })
}

const DONE: &[Word] = &[
    DONE_STEP,
    DONE_BEGUN,
    DONE_RISK_DRAFTED,
    DONE_DECIDED_AGAIN,
    DONE_JUDGED,
    DONE_SOA_DRAFTED,
    DONE_SOA_CONTROL,
    DONE_TAKEN_UP,
    DONE_PAPERS,
    DONE_PAPERS_LEFT,
    DONE_FROZEN,
    DONE_COMPUTED,
    DONE_COMPUTED_DIFFERS,
    DONE_COMPUTED_ERASED,
    DONE_COMPUTED_CANNOT,
    DONE_CREATED,
    DONE_FRAMEWORK_PROPOSED,
    DONE_SAVED,
    DONE_MERGED,
    DONE_APART,
    DONE_UNMERGED,
    DONE_SAME,
    DONE_SUBMIT,
    DONE_WITHDRAW,
    DONE_REQUEST_CHANGES,
    DONE_APPROVE,
    DONE_RETIRE,
    DONE_COMPLETE,
    DONE_VERIFY,
    DONE_REOPEN,
    DONE_CANCEL,
    DONE_ERASE,
    DONE_VIEW,
    DONE_MAPPING_KEPT,
    DONE_MAPPING_TAKEN,
    DONE_MAPPING_DROPPED,
    DONE_COLUMNS_CHANGED,
    DONE_SEVERAL,
    DONE_SOME,
    DONE_SIGNED_OUT,
    DONE_SET_UP,
    DONE_PASSWORD,
    DONE_SESSION,
    DONE_TOKEN_ENDED,
    DONE_ACCOUNT,
    DONE_LOCKED,
    DONE_UNLOCKED,
    DONE_IMPORT,
    DONE_CANCELLING,
    DONE_MAPPING,
    DONE_CHECKPOINT,
];

/// What an act will do.
pub const fn effect(act: Act) -> Word {
    match act {
        Act::Submit => EFFECT_SUBMIT,
        Act::Withdraw => EFFECT_WITHDRAW,
        Act::RequestChanges => EFFECT_REQUEST_CHANGES,
        Act::Approve => EFFECT_APPROVE,
        Act::Retire => EFFECT_RETIRE,
        Act::Complete => EFFECT_COMPLETE,
        Act::Verify => EFFECT_VERIFY,
        Act::Reopen => EFFECT_REOPEN,
        Act::Cancel => EFFECT_CANCEL,
        Act::Create
        | Act::Revise
        | Act::Erase
        | Act::TakeIn
        | Act::TellApart
        | Act::Reinstate
        | Act::Restore => EFFECT_OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_used_once_and_places_are_closed() {
        let keys: BTreeSet<&str> = ALL.iter().map(|word| word.key).collect();
        assert_eq!(keys.len(), ALL.len());
        for word in ALL {
            assert_eq!(word.english.matches('{').count(), word.english.matches('}').count(), "{}", word.key);
        }
    }

    #[test]
    fn every_act_that_decides_says_what_it_does_and_what_it_did() {
        let locale = Locale::english(jiff::tz::TimeZone::UTC);
        for act in Act::ALL.into_iter().filter(|act| act.is_consequential() && act.is_offered()) {
            assert_ne!(effect(act).key, EFFECT_OTHER.key, "{}", act.code());
            assert!(done(&locale, act.code()).is_some(), "{}", act.code());
        }
        assert!(done(&locale, "<script>").is_none());
    }
}
