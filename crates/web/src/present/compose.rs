//! An expectation being composed: which conditions a field can carry, and what they say in words.

use super::{frameworks::answer, own};
use crate::{
    request::{Sent, Visit},
    words as here,
};
use app::{
    Answer, Outcome, Role, Subject, Tried,
    compose::{Condition, Group, Sense},
    own::{Own, OwnExpectation},
};
use record::{Act, Problem, Refusal, Schema, Shape, State};
use std::sync::Arc;
use ui::{
    Href, Link, Locale,
    pages::frameworks::compose as pages,
    words::{Word, declared, own_framework as w, state as s},
};

type Schemas = [Arc<Schema>];

/// The page of an expectation.
pub async fn compose(visit: &Visit, own: &Own, id: &str, problems: Vec<Problem>) -> Outcome<pages::View> {
    let expectation = own.expectation.iter().find(|it| it.id == id).ok_or_else(Refusal::not_found)?;
    let schemas = visit.desk().schemas().await;
    let locale = visit.locale();
    let kind = expectation.kind().to_owned();
    let mut problems = problems;
    let tried = if expectation.holds.trim().is_empty() || !problems.is_empty() {
        None
    } else {
        let tried = visit.desk().try_out(own, id).await?;
        problems.extend(tried.problems.iter().map(|it| Problem::new("holds", "fault", it.sentence.clone())));
        tried.problems.is_empty().then(|| tried_view(visit, &tried))
    };
    let of = expectation.requirements.first().cloned().unwrap_or_default();
    let base = format!("/frameworks/own/{}", own.id);
    let known = visit.desk().own_draft(&own.id).await?.expectation.iter().any(|it| it.id == id);
    let action =
        if known { format!("{base}/expectation/{id}") } else { format!("{base}/expectation/{id}?of={of}") };
    let mut about = vec![("organisation".to_owned(), locale.say(w::ORGANISATION), kind == "organisation")];
    about.extend(schemas.iter().map(|schema| {
        let kinds = declared::name_many(&locale, schema.kind);
        (schema.kind.id.to_owned(), locale.fill(w::EACH, &[("kinds", &kinds)]), kind == schema.kind.id)
    }));
    let shows = ["design", "operation", "effect"]
        .map(|code| (code.to_owned(), own::shows(visit, code), expectation.shows == code));
    Ok(pages::View {
        crumbs: own::crumbs(visit, own, &of),
        heading: locale.fill(w::EXPECTATION, &[("ref", &of)]),
        action: Href::to(action),
        sentence: expectation.sentence.clone(),
        remedy: expectation.remedy.sentence.clone(),
        shows: shows.to_vec(),
        about,
        filter: (kind != "organisation")
            .then(|| group(visit, "filter", &expectation.filter_group(), &kind, &schemas)),
        holds: group(visit, "holds", &expectation.holds_group(), &kind, &schemas),
        text: (expectation.about.clone(), expectation.holds.clone()),
        problems,
        tried,
        back: Href::to(base),
    })
}

/// Sets what an expectation is.
pub fn set_what(
    visit: &Visit,
    expectation: &mut OwnExpectation,
    sent: &Sent,
    schemas: &Schemas,
) -> Vec<Problem> {
    let text = |name: &str| sent.text(name).trim().to_owned();
    (expectation.sentence, expectation.remedy.sentence) = (text("sentence"), text("remedy"));
    if ["design", "operation", "effect"].contains(&sent.text("shows")) {
        expectation.shows = text("shows");
    }
    let kind = text("kind");
    let known = kind == "organisation" || own::schema_of(schemas, &kind).is_some();
    if known && kind != expectation.kind() {
        // Fields are those of another kind now: its conditions go with it.
        expectation.about.clone_from(&kind);
        expectation.holds.clear();
    }
    let of = if kind == "organisation" { String::new() } else { kind };
    expectation.remedy.act = String::from(if of.is_empty() { "create" } else { "revise" });
    // An act needs a record: where it is about the organisation as a whole, a document is what people write.
    let document = own::schema_of(schemas, "document").map(|schema| schema.kind.id.to_owned());
    expectation.remedy.kind = if of.is_empty() { document.unwrap_or_default() } else { of };
    let asked = [("sentence", &expectation.sentence), ("remedy", &expectation.remedy.sentence)];
    let blank = asked.into_iter().filter(|(_, text)| text.is_empty());
    blank.map(|(name, _)| Problem::new(name, "missing", own::missing(visit))).collect()
}

fn group(visit: &Visit, code: &'static str, group: &Group, kind: &str, schemas: &Schemas) -> pages::Group {
    let locale = visit.locale();
    let on = subjects(&locale, kind, schemas);
    let asked = visit.query.get("on").filter(|_| visit.query.get("into") == Some(code));
    let adding = asked.and_then(|asked| on.iter().find(|(known, _)| known == asked)).map(|chosen| {
        let (how, number, options) = ways(&locale, &chosen.0, kind, schemas);
        pages::Adding { on: chosen.clone(), how, number, options }
    });
    let lines = group.conditions.iter().map(|it| says(&locale, it, kind, schemas)).collect();
    pages::Group { code, any: group.any, lines, on, adding }
}

/// What a condition can be on: fields, the state, acts, linked records.
fn subjects(locale: &Locale, kind: &str, schemas: &Schemas) -> Vec<(String, String)> {
    let mut on = Vec::new();
    let what = |it: &Schema| declared::name_many(locale, it.kind);
    let linked = |words: String| locale.fill(w::ON_LINKED, &[("what", &words)]);
    let Some(schema) = own::schema_of(schemas, kind) else {
        return schemas.iter().map(|it| (format!("kind:{}", it.kind.id), what(it))).collect();
    };
    on.extend(
        schema.fields().map(|field| (format!("field:{}", field.id), declared::label(locale, kind, field))),
    );
    on.push(("state:".to_owned(), locale.say(w::ON_STATE)));
    for act in [Act::Approve, Act::Verify, Act::Complete, Act::Revise] {
        let act_words = locale.say(s::act(act));
        on.push((format!("act:{}", act.code()), locale.fill(w::ON_ACT, &[("act", &act_words)])));
    }
    for other in schemas {
        for field in other.fields() {
            if matches!(field.shape, Shape::Link(target) | Shape::Links(target) if target.kind == kind) {
                let words = format!("{} · {}", what(other), declared::label(locale, other.kind.id, field));
                on.push((format!("from:{} via {}", other.kind.id, field.id), linked(words)));
            }
        }
    }
    on
}

type Ways = (Vec<(String, String)>, bool, Vec<(String, String)>);

/// How something can be asked about, whether with a number, and which options there are.
fn ways(locale: &Locale, on: &str, kind: &str, schemas: &Schemas) -> Ways {
    let pairs = |list: &[(&str, Word)]| -> Vec<(String, String)> {
        list.iter().map(|(code, word)| ((*code).to_owned(), locale.say(*word))).collect()
    };
    let both = [("filled", w::HOW_FILLED), ("blank", w::HOW_BLANK)];
    let and = |more: &[(&str, Word)]| pairs(&[&both, more].concat());
    match on.split_once(':') {
        Some(("state", _)) => {
            let schema = own::schema_of(schemas, kind);
            let codes = schema.map(|schema| State::codes(schema.kind.life_cycle)).unwrap_or_default();
            let options = codes.iter().map(|code| ((*code).to_owned(), locale.say(s::state(code)))).collect();
            (pairs(&[("in_force", w::HOW_IN_FORCE), ("state", w::HOW_STATE)]), false, options)
        }
        Some(("act", _)) => {
            let how = [
                ("acted", w::HOW_ACTED),
                ("within", w::HOW_WITHIN),
                ("role", w::HOW_ROLE),
                ("other", w::HOW_OTHER),
            ];
            let options = Role::ALL.iter().map(|role| (role.code().to_owned(), role.label().to_owned()));
            (pairs(&how), true, options.collect())
        }
        Some(("from" | "kind", _)) => (
            pairs(&[("linked", w::HOW_LINKED), ("linked_in_force", w::HOW_LINKED_IN_FORCE)]),
            true,
            Vec::new(),
        ),
        Some(("field", field)) => {
            let found = own::schema_of(schemas, kind).and_then(|schema| schema.field(field));
            let Some(field) = found else { return (Vec::new(), false, Vec::new()) };
            match field.shape {
                Shape::Line { .. } | Shape::Prose { .. } => {
                    (and(&[("words", w::HOW_WORDS)]), true, Vec::new())
                }
                Shape::Number { .. } | Shape::Rating(_) => {
                    (and(&[("least", w::HOW_LEAST), ("most", w::HOW_MOST)]), true, Vec::new())
                }
                Shape::Date => {
                    let how = [("after", w::HOW_AFTER), ("before", w::HOW_BEFORE), ("within", w::HOW_WITHIN)];
                    (and(&how), true, Vec::new())
                }
                Shape::Flag => (pairs(&[("yes", w::HOW_YES), ("no", w::HOW_NO)]), false, Vec::new()),
                Shape::Choice(options) => {
                    let how = and(&[("one", w::HOW_ONE), ("none", w::HOW_NONE)]);
                    (how, false, options.iter().map(|it| (it.code.to_owned(), it.label.to_owned())).collect())
                }
                Shape::Choices(options) => {
                    let how = and(&[("meets", w::HOW_MEETS)]);
                    (how, false, options.iter().map(|it| (it.code.to_owned(), it.label.to_owned())).collect())
                }
                Shape::Links(_) => {
                    let how = [("linked", w::HOW_LINKED), ("linked_in_force", w::HOW_LINKED_IN_FORCE)];
                    (and(&how), true, Vec::new())
                }
                _ => (pairs(&both), false, Vec::new()),
            }
        }
        _ => (Vec::new(), false, Vec::new()),
    }
}

/// The condition that a form asks for; none when something that it needs was not given.
pub fn condition(sent: &Sent, kind: &str, schemas: &Schemas) -> Option<Condition> {
    let (what, name) = sent.text("on").split_once(':')?;
    let english = Locale::english(jiff::tz::TimeZone::UTC);
    let how = sent.text("how");
    let (allowed, _, options) = ways(&english, sent.text("on"), kind, schemas);
    if !allowed.iter().any(|(code, _)| code == how)
        || !subjects(&english, kind, schemas).iter().any(|(code, _)| code == sent.text("on"))
    {
        return None;
    }
    let codes: Vec<String> = sent
        .form
        .every("code")
        .filter(|it| options.iter().any(|(code, _)| code == it))
        .map(str::to_owned)
        .collect();
    let number = sent.text("n").trim();
    let whole = || number.parse::<u32>().ok();
    // A field whose id is a word of the language is written after a dot.
    let path = match what {
        "act" => format!("acted({name}).at"),
        _ if app::compose::is_reserved(name) => format!("subject.{name}"),
        _ => name.to_owned(),
    };
    let act = name.to_owned();
    let some = |codes: Vec<String>| (!codes.is_empty()).then_some(codes);
    Some(match how {
        "filled" => Condition::Filled { path },
        "blank" => Condition::Blank { path },
        "words" => Condition::Words { path, least: whole()? },
        "yes" => Condition::Yes { path },
        "no" => Condition::No { path },
        "one" => Condition::OneOf { path, codes: some(codes)?, not: false },
        "none" => Condition::OneOf { path, codes: some(codes)?, not: true },
        "meets" => Condition::Meets { path, codes: some(codes)? },
        "least" => Condition::Number { path, how: Sense::Least, value: decimal(number)? },
        "most" => Condition::Number { path, how: Sense::Most, value: decimal(number)? },
        "after" => Condition::Day { path, how: Sense::Least, days: number.parse().ok()? },
        "before" => Condition::Day { path, how: Sense::Most, days: number.parse().ok()? },
        "within" => Condition::Within { path, months: whole()? },
        "in_force" => Condition::InForce,
        "state" => Condition::State { code: codes.into_iter().next()? },
        "acted" => Condition::Acted { act },
        "role" => Condition::ActedAs { act, role: codes.into_iter().next()? },
        "other" => Condition::ActedByOther { act },
        "linked" | "linked_in_force" => {
            let from = if what == "field" { format!("one in {path}") } else { name.to_owned() };
            Condition::Linked { from, least: whole()?, in_force: how == "linked_in_force" }
        }
        _ => return None,
    })
}

/// A number as the language writes it: digits, with a point at most.
fn decimal(text: &str) -> Option<String> {
    let plain =
        |part: &str| !part.is_empty() && part.len() <= 12 && part.bytes().all(|it| it.is_ascii_digit());
    let good = match text.split_once('.') {
        Some((whole, rest)) => plain(whole) && plain(rest),
        None => plain(text),
    };
    good.then(|| text.to_owned())
}

/// A condition in words, and its text where it is only text.
fn says(locale: &Locale, condition: &Condition, kind: &str, schemas: &Schemas) -> (String, Option<String>) {
    let schema = own::schema_of(schemas, kind);
    let field =
        |path: &str| schema.and_then(|schema| schema.field(path.strip_prefix("subject.").unwrap_or(path)));
    let label = |path: &str| match path.strip_prefix("acted(").and_then(|rest| rest.strip_suffix(").at")) {
        Some(act) => act_words(locale, act),
        None => field(path).map_or_else(|| path.to_owned(), |field| declared::label(locale, kind, field)),
    };
    let options = |path: &str, codes: &[String]| -> String {
        let known = match field(path).map(|field| field.shape) {
            Some(Shape::Choice(options) | Shape::Choices(options)) => options,
            _ => &[],
        };
        let word = |code: &String| {
            known.iter().find(|it| it.code == code).map_or_else(|| code.clone(), |it| it.label.to_owned())
        };
        codes.iter().map(word).collect::<Vec<_>>().join(", ")
    };
    let of = |word: Word, path: &str, n: String| {
        locale.fill(word, &[("label", &label(path)), ("n", &n), ("options", &n)])
    };
    let text = match condition {
        Condition::Filled { path } => of(w::SAYS_FILLED, path, String::new()),
        Condition::Blank { path } => of(w::SAYS_BLANK, path, String::new()),
        Condition::Words { path, least } => of(w::SAYS_WORDS, path, least.to_string()),
        Condition::Yes { path } => of(w::SAYS_YES, path, String::new()),
        Condition::No { path } => of(w::SAYS_NO, path, String::new()),
        Condition::OneOf { path, codes, not: false } | Condition::Meets { path, codes } => {
            of(w::SAYS_ONE, path, options(path, codes))
        }
        Condition::OneOf { path, codes, not: true } => of(w::SAYS_NONE, path, options(path, codes)),
        Condition::Number { path, how: Sense::Least, value } => of(w::SAYS_LEAST, path, value.clone()),
        Condition::Number { path, how: Sense::Most, value } => of(w::SAYS_MOST, path, value.clone()),
        Condition::Day { path, how: Sense::Least, days } => of(w::SAYS_AFTER, path, days.to_string()),
        Condition::Day { path, how: Sense::Most, days } => of(w::SAYS_BEFORE, path, days.to_string()),
        Condition::Within { path, months } => of(w::SAYS_WITHIN, path, months.to_string()),
        Condition::InForce => locale.say(w::SAYS_IN_FORCE),
        Condition::State { code } => locale.fill(w::SAYS_STATE, &[("state", &locale.say(s::state(code)))]),
        Condition::Acted { act } => locale.fill(w::SAYS_ACTED, &[("act", &act_words(locale, act))]),
        Condition::ActedAs { act, role } => {
            let role = Role::from_code(role).map_or_else(|| role.clone(), |role| role.label().to_owned());
            locale.fill(w::SAYS_ROLE, &[("act", &act_words(locale, act)), ("role", &role)])
        }
        Condition::ActedByOther { act } => locale.fill(w::SAYS_OTHER, &[("act", &act_words(locale, act))]),
        Condition::Linked { from, least, in_force } => {
            let word = if *in_force { w::SAYS_LINKED_IN_FORCE } else { w::SAYS_LINKED };
            let what = from.strip_prefix("one in ").map_or_else(
                || {
                    let (other, via) = from.split_once(" via ").unwrap_or((from, ""));
                    let found = own::schema_of(schemas, other);
                    let name =
                        found.map_or_else(|| other.to_owned(), |it| declared::name_many(locale, it.kind));
                    let field =
                        found.and_then(|it| it.field(via)).map(|field| declared::label(locale, other, field));
                    field.map_or(name.clone(), |field| format!("{name} · {field}"))
                },
                label,
            );
            locale.fill(word, &[("n", &least.to_string()), ("what", &what)])
        }
        Condition::Text { text } => return (locale.say(w::SAYS_TEXT), Some(text.clone())),
    };
    (text, None)
}

fn act_words(locale: &Locale, act: &str) -> String {
    Act::from_code(act).map_or_else(|| act.to_owned(), |act| locale.say(s::act(act)))
}

fn tried_view(visit: &Visit, tried: &Tried) -> pages::Tried {
    let kinds = [Answer::Met, Answer::NotMet, Answer::Unknown];
    let answers = kinds.into_iter().zip(&tried.answers).map(|(kind, (count, listed))| {
        let lines = listed.iter().filter_map(|(subject, why)| {
            let link = match subject {
                Subject::Record(id) => {
                    let named = tried.names.get(id)?;
                    let label = format!("{} {}", named.reference, named.title);
                    Link::new(label, format!("/r/{}/{}", named.kind, named.reference))
                }
                Subject::Requirement(reference) => Link::new(reference.clone(), "/frameworks"),
                Subject::Organisation => Link::new(here::WHOLE.say(&visit.locale()), "/"),
            };
            Some((link, why.clone()))
        });
        (answer(kind), u64::try_from(*count).unwrap_or(0), lines.collect())
    });
    pages::Tried { answers: answers.collect(), partial: tried.partial }
}
