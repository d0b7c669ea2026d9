//! Frameworks as pages show them.

use crate::{limits::PACK_UPLOAD_BYTES, request::Visit};
use app::{Answer, Brought, Foreseen, FrameworkLine, SignedPack, Status, Subject};
use record::Problem;
use ui::{
    Href, Link,
    components::{button::Button, checks, crumbs::Crumbs},
    pages::frameworks::{Signed, bring, list, takeover},
    words::frameworks as w,
};

/// The list.
pub fn list(visit: &Visit, lines: &[FrameworkLine], drafts: Vec<Link>) -> list::View {
    let locale = visit.locale();
    let may = visit.desk().check_frameworks().is_ok();
    let buttons = if may {
        vec![
            Button::new(locale.say(ui::words::own_framework::WRITE), "/frameworks/own"),
            Button::new(locale.say(w::BRING), "/frameworks/bring").primary(),
        ]
    } else {
        Vec::new()
    };
    list::View {
        lines: lines.iter().map(|known| line(visit, known)).collect(),
        unread: visit.desk().unread_frameworks().to_vec(),
        buttons,
        drafts,
    }
}

fn line(visit: &Visit, line: &FrameworkLine) -> list::Line {
    let locale = visit.locale();
    let offered_pack = line.offered.as_ref().and_then(|(version, _)| {
        let of = |pack: &&app::Pack| {
            pack.version == *version && line.in_force.as_ref().is_none_or(|it| it.id == pack.id)
        };
        visit.web.app.packs().iter().find(of)
    });
    let title = line
        .in_force
        .as_ref()
        .or(line.proposed.as_ref().map(|(pack, _)| pack))
        .map(|pack| pack.title.clone())
        .or_else(|| line.record.as_ref().map(|record| record.title.clone()))
        .or_else(|| offered_pack.map(|pack| pack.title.clone()))
        .unwrap_or_default();
    let mut acts = Vec::new();
    if let (Some((pack, _)), Some(record)) = (&line.proposed, &line.record) {
        let label = crate::words::PACK_LOOK.fill(&locale, &[("version", &pack.version)]);
        acts.push(Link::new(label, format!("/frameworks/proposed/{}", record.reference)));
    }
    if let Some((version, sha256)) = &line.offered {
        let label = crate::words::PACK_LOOK.fill(&locale, &[("version", version)]);
        acts.push(Link::new(label, format!("/frameworks/pack/{sha256}")));
    }
    list::Line {
        page: line.in_force.as_ref().map(|pack| Link::new(title.clone(), format!("/framework/{}", pack.id))),
        title,
        version: line.in_force.as_ref().map(|pack| pack.version.clone()),
        proposed: line.proposed.as_ref().map(|(pack, _)| pack.version.clone()),
        offered: line.offered.as_ref().map(|(version, _)| version.clone()),
        signed: signed(&line.signed),
        record: line.record.as_ref().map(|record| {
            Link::new(record.reference.clone(), format!("/r/{}/{}", record.kind, record.reference))
        }),
        acts,
    }
}

/// The form for a pack, with what is wrong with the one that was brought.
pub fn bring(visit: &Visit, note: String, problems: Vec<Problem>, brought: Option<&Brought>) -> bring::View {
    let locale = visit.locale();
    let wrong: Vec<(String, String)> = brought
        .iter()
        .flat_map(|brought| &brought.problems)
        .map(|problem| (format!("{}, {}", problem.file, problem.place), problem.sentence.clone()))
        .collect();
    let more = brought.map_or(0, |brought| brought.problems_total.saturating_sub(wrong.len()));
    bring::View {
        crumbs: Crumbs::new(vec![Link::new(locale.say(w::TITLE), "/frameworks")], locale.say(w::BRING)),
        action: Href::to("/frameworks/bring"),
        bytes_max: u64::try_from(PACK_UPLOAD_BYTES).unwrap_or(0),
        signature: note,
        problems,
        wrong,
        more: u64::try_from(more).unwrap_or(0),
    }
}

/// How many problems a pack has, in a sentence.
pub fn how_many(visit: &Visit, brought: &Brought) -> String {
    let locale = visit.locale();
    let n = u64::try_from(brought.problems_total).unwrap_or(0);
    if n == 1 {
        crate::words::PACK_PROBLEM.say(&locale)
    } else {
        crate::words::PACK_PROBLEMS.fill(&locale, &[("n", &locale.number(n))])
    }
}

/// What would turn; `proposal` is the reference of the record by which it is proposed.
pub fn takeover(
    visit: &Visit,
    foreseen: &Foreseen,
    form: Option<takeover::Form>,
    proposal: Option<&str>,
) -> takeover::View {
    let locale = visit.locale();
    let pack = &foreseen.pack;
    let lost = foreseen.turned.iter().filter(|it| it.before == Some(Answer::Met)).count();
    let number = |n: usize| u64::try_from(n).unwrap_or(0);
    takeover::View {
        crumbs: Crumbs::new(vec![Link::new(locale.say(w::TITLE), "/frameworks")], pack.short.clone()),
        title: (pack.title.clone(), pack.version.clone()),
        replaces: foreseen.replaces.clone(),
        origin: (pack.source.clone(), pack.licence.clone(), foreseen.sha256.clone()),
        signed: signed(&foreseen.signed),
        moved: foreseen.requirements.iter().map(|it| moved(visit, foreseen, it)).collect(),
        turned: foreseen.turned.iter().map(|it| turned(visit, foreseen, it)).collect(),
        turned_total: (number(foreseen.turned_total), number(lost)),
        come: foreseen.come.iter().map(asked).collect(),
        gone: foreseen.gone.iter().map(asked).collect(),
        unfit: foreseen.unfit.iter().map(ToString::to_string).collect(),
        partial: foreseen.partial,
        seen: (foreseen.seen.0 + 1, foreseen.seen.1),
        form,
        approve: proposal.map(|reference| {
            Button::new(
                crate::words::PACK_APPROVE.say(&locale),
                format!("/r/{}/{reference}", app::adopted::KIND.id),
            )
            .primary()
        }),
        back: Href::to("/frameworks"),
    }
}

fn moved(visit: &Visit, foreseen: &Foreseen, moved: &app::Moved) -> takeover::Moved {
    let other = visit.desk().packs().iter().find(|pack| pack.id == moved.pack && pack.id != foreseen.pack.id);
    let title = match other {
        Some(pack) => format!("{} ({})", moved.title, pack.short),
        None => moved.title.clone(),
    };
    takeover::Moved {
        reference: moved.reference.clone(),
        title,
        before: moved.before.map(status),
        after: moved.after.map(status),
    }
}

fn turned(visit: &Visit, foreseen: &Foreseen, turned: &app::TurnedVerdict) -> takeover::Turned {
    let subject = match &turned.subject {
        Subject::Record(id) => foreseen.names.get(id).map(|named| {
            let label = format!("{} {}", named.reference, named.title);
            Link::new(label, visit.href(&format!("/r/{}/{}", named.kind, named.reference)))
        }),
        Subject::Requirement(reference) => {
            Some(Link::new(reference.clone(), visit.href(&format!("/framework/{}/{reference}", turned.pack))))
        }
        Subject::Organisation => None,
    };
    takeover::Turned {
        sentence: turned.sentence.clone(),
        subject,
        before: turned.before.map(answer),
        after: turned.after.map(answer),
    }
}

fn asked(asked: &app::Asked) -> takeover::Asked {
    let number = |n: usize| u64::try_from(n).unwrap_or(0);
    let (met, not, unknown) = asked.counts;
    takeover::Asked {
        sentence: asked.sentence.clone(),
        requirements: asked.requirements.clone(),
        counts: (number(met), number(not), number(unknown)),
    }
}

fn signed(signed: &SignedPack) -> Signed {
    match signed {
        SignedPack::Unsigned => Signed::Unsigned,
        SignedPack::Trusted { name, .. } => Signed::Trusted(name.clone()),
        SignedPack::Unknown(names) => Signed::Unknown(names.join(", ")),
        SignedPack::Wrong => Signed::Wrong,
    }
}

/// The answer to an expectation as a page shows it.
pub fn answer(answer: Answer) -> checks::Answer {
    match answer {
        Answer::Met => checks::Answer::Met,
        Answer::NotMet => checks::Answer::NotMet,
        Answer::Unknown => checks::Answer::Unknown,
    }
}

fn status(status: Status) -> checks::Answer {
    match status {
        Status::Met => checks::Answer::Met,
        Status::Partly => checks::Answer::Partly,
        Status::NotMet => checks::Answer::NotMet,
        Status::Unknown => checks::Answer::Unknown,
        Status::NotApplicable => checks::Answer::NotApplicable,
    }
}
