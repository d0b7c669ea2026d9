//! An expectation tried out while it is composed: which subjects pass and which fail now.

use crate::{Desk, Named, Outcome, limits::TRIED_LISTED, packs::Held};
use assurance::{Answer, Subject};
use frameworks::{
    Pack, Problem,
    own::{Own, OwnRemedy},
};
use record::RecordId;
use std::collections::BTreeMap;
use store::At;

/// How an expectation answers now, over the records that the person may read.
#[derive(Debug, Default)]
pub struct Tried {
    /// What is wrong with it; without problems it was tried.
    pub problems: Vec<Problem>,
    /// By answer: met, not met, unknown; how many, and the first of them with one reason each.
    pub answers: [(usize, Vec<(Subject, String)>); 3],
    /// Names of the records that are listed.
    pub names: BTreeMap<RecordId, Named>,
    /// Whether records were left out that the person may not read.
    pub partial: bool,
}

impl Desk {
    /// Tries one expectation of a framework that is being written.
    ///
    /// # Errors
    /// As [`Desk::check_frameworks`]; `not_found` for who does not work with the management system.
    pub async fn try_out(&self, own: &Own, expectation: &str) -> Outcome<Tried> {
        self.check_frameworks()?;
        self.check_governing()?;
        let mut alone = own.clone();
        alone.expectation.retain(|it| it.id == expectation);
        for it in &mut alone.expectation {
            // What it is called and how it is mended may come later; whom it is about and what must hold is tried now.
            it.sentence = it.id.clone();
            it.remedy = OwnRemedy { act: "revise".into(), kind: "person".into(), sentence: it.id.clone() };
        }
        alone.requirement.iter_mut().for_each(|it| it.expectations.clear());
        let text = alone.text();
        let (pack, problems) = Pack::read(&[(frameworks::WHOLE, &text)]);
        // Elsewhere the framework may be unfinished: only what is wrong with this expectation counts here.
        let about_it = |problem: &Problem| problem.place.contains("expectation");
        let problems: Vec<Problem> = problems.into_iter().filter(about_it).collect();
        let Some(mut pack) = pack.filter(|_| problems.is_empty()) else {
            return Ok(Tried { problems, ..Tried::default() });
        };
        pack.none_statement = self.packs().iter().find_map(|known| known.none_statement.clone());
        let watch = self.watch_with(Held::of(vec![pack])).await?;
        if !watch.unfit.is_empty() {
            return Ok(Tried { problems: watch.unfit, ..Tried::default() });
        }
        let mut tried = Tried { partial: !self.reads_all(), ..Tried::default() };
        for (pack, id, subject, answer, _) in watch.engine.answers(&watch.world) {
            let place = match answer {
                Answer::Met => 0,
                Answer::NotMet => 1,
                Answer::Unknown => 2,
            };
            let Some((count, listed)) = tried.answers.get_mut(place) else { continue };
            *count += 1;
            if listed.len() < TRIED_LISTED {
                let verdict = watch.engine.explain(&watch.world, pack, id, &subject);
                let reason = verdict.and_then(|it| it.reasons.first().map(assurance::Reason::sentence));
                listed.push((subject, reason.unwrap_or_default()));
            }
        }
        let listed = tried.answers.iter().flat_map(|(_, listed)| listed);
        let ids: Vec<RecordId> = listed
            .filter_map(|(subject, _)| match subject {
                Subject::Record(id) => Some(*id),
                _ => None,
            })
            .collect();
        tried.names = self.names(&ids, At::Now).await?;
        Ok(tried)
    }
}
