//! Views of registers that people keep: a name for the question that an address asks. They are no part of the record:
//! losing one loses no evidence. A person's own lie in her scratch, those that she shares in that of the organisation.

use crate::{Desk, ListAsk, Named, Outcome, limits};
use jiff::{SignedDuration, civil::Date};
use record::{Class, Problem, RecordId, Refusal, clean_line};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};
use store::{At, Page, Scratch};

/// A view of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// What it is called.
    pub name: String,
    /// The question part of the register's address.
    pub question: String,
    /// Who keeps or shares it.
    pub by: RecordId,
    /// From where on it is told what came into the view and what left it; none when it is not followed.
    pub seen: Option<SeenAt>,
}

/// A moment at which somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenAt {
    /// Size of the ledger.
    pub size: u64,
    /// The day, from which days such as overdue were told.
    pub on: Date,
}

/// What came into a view and what left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewMoves {
    /// Records that are in it now and were not then.
    pub entered: Vec<(RecordId, Named)>,
    /// Records that were in it then and are not now.
    pub left: Vec<(RecordId, Named)>,
    /// Whether the view holds more records than are compared.
    pub more: bool,
}

/// Whose views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The person's own.
    Own,
    /// Those that are shared in the organisation.
    Shared,
}

impl Desk {
    /// The views of a register, by name.
    pub async fn views(&self, kind: &str, whose: Whose) -> Outcome<Vec<SavedView>> {
        let kept = self.house.store.scratch(self.holder(whose), &place(kind), self.now).await?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok()).unwrap_or_default())
    }

    /// The person's own views of a register and those that are shared, each by name.
    pub async fn views_to_choose(&self, kind: &str) -> Outcome<(Vec<SavedView>, Vec<SavedView>)> {
        let holders = [self.holder(Whose::Own), self.holder(Whose::Shared)];
        let kept = self.house.store.scratches(&holders, &place(kind), self.now).await?;
        let [own, shared] = holders.map(|holder| {
            let kept = kept.iter().find(|kept| kept.person == holder);
            kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok()).unwrap_or_default()
        });
        Ok((own, shared))
    }

    /// Keeps a view under a name, in place of the one that had it. A name that somebody else shares is not taken over.
    ///
    /// # Errors
    /// Refusals: the name does not hold; `too_many_views`; `view_of_another`; `sharing_needs_role`.
    pub async fn keep_view(&self, kind: &str, whose: Whose, name: &str, question: &str) -> Outcome<()> {
        self.schema(kind).await?;
        let wrong = |code, sentence: String| Refusal::invalid(vec![Problem::new("name", code, sentence)]);
        let name = clean_line(name).map_err(|(code, sentence)| wrong(code, sentence.to_owned()))?;
        if name.is_empty() || name.chars().count() > limits::VIEW_NAME_CHARS {
            let most = limits::VIEW_NAME_CHARS;
            return Err(wrong("name", format!("Give the view a name of at most {most} characters.")).into());
        }
        if question.len() > limits::VIEW_BYTES {
            return Err(Refusal::new(
                Class::TooLarge,
                "view_too_long",
                "The view asks for more than can be kept.",
                "Take some of its conditions away.",
            )
            .into());
        }
        if whose == Whose::Shared && !self.shares_views() {
            return Err(Refusal::new(
                Class::Forbidden,
                "sharing_needs_role",
                "Your role reads registers and shares no views of them.",
                "Keep the view for yourself, or send its address.",
            )
            .into());
        }
        let mut views = self.views(kind, whose).await?;
        let known = views.iter().position(|view| view.name == name);
        if let Some(view) = known.and_then(|place| views.get_mut(place)) {
            self.check_own(view)?;
            question.clone_into(&mut view.question);
        } else {
            if views.len() >= limits::VIEWS {
                return Err(Refusal::new(
                    Class::TooLarge,
                    "too_many_views",
                    format!("At most {} views of a register are kept.", limits::VIEWS),
                    "Remove one that nobody needs any more.",
                )
                .into());
            }
            let view = SavedView { name, question: question.to_owned(), by: self.actor.person, seen: None };
            views.push(view);
            views.sort_by_cached_key(|view| (record::fold(&view.name), view.name.clone()));
        }
        self.put_views(kind, whose, &views).await
    }

    /// Removes a view. Who shared it does so, or who administers or governs.
    ///
    /// # Errors
    /// `not_found`; `view_of_another`.
    pub async fn drop_view(&self, kind: &str, whose: Whose, name: &str) -> Outcome<()> {
        let mut views = self.views(kind, whose).await?;
        let view = views.iter().find(|view| view.name == name).ok_or_else(Refusal::not_found)?;
        self.check_own(view)?;
        views.retain(|view| view.name != name);
        self.put_views(kind, whose, &views).await
    }

    /// Begins to follow one of one's own views from now on, or to follow it no longer. Following it again from now on is
    /// how one says that one has seen what moved.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn follow_view(&self, kind: &str, name: &str, follow: bool) -> Outcome<()> {
        let mut views = self.views(kind, Whose::Own).await?;
        let view = views.iter_mut().find(|view| view.name == name).ok_or_else(Refusal::not_found)?;
        view.seen = follow.then(|| SeenAt { size: self.size(), on: self.today() });
        self.put_views(kind, Whose::Own, &views).await
    }

    /// What came into a view and what left it since a size of the ledger: `then` and `now` are the question, asked from
    /// then and from now. Who may read what is a matter of today in both.
    pub async fn moved(&self, kind: &str, then: &ListAsk, now: &ListAsk) -> Outcome<ViewMoves> {
        let schema = self.schema(kind).await?;
        let page = Page { offset: 0, limit: limits::VIEW_ROWS };
        let before = self.listing(&schema, &ListAsk { page, ..then.clone() }).await?.rows;
        let after = self.listing(&schema, &ListAsk { page, ..now.clone() }).await?.rows;
        let full = |count: usize| u64::try_from(count).is_ok_and(|count| count >= limits::VIEW_ROWS);
        let more = full(before.len()) || full(after.len());
        let ids = |rows: &[Arc<store::Stored>]| rows.iter().map(|row| row.id).collect::<BTreeSet<RecordId>>();
        let (was, is) = (ids(&before), ids(&after));
        let named = |rows: Vec<Arc<store::Stored>>, known: &BTreeSet<RecordId>| {
            let new = rows.into_iter().filter(|row| !known.contains(&row.id));
            new.map(|row| (row.id, Named::of(&row))).collect()
        };
        Ok(ViewMoves { entered: named(after, &was), left: named(before, &is), more })
    }

    /// Whether the person may share views.
    pub fn shares_views(&self) -> bool {
        self.actor.roles.iter().any(|role| role.works() && *role != crate::Role::ExternalAuditor)
    }

    /// Whether the person may change or remove a view.
    ///
    /// # Errors
    /// `view_of_another`.
    pub fn check_view(&self, view: &SavedView) -> Result<(), Refusal> {
        self.check_own(view)
    }

    fn check_own(&self, view: &SavedView) -> Result<(), Refusal> {
        let may = self.actor.is(view.by) || self.actor.roles.iter().any(|role| role.governs());
        if may {
            return Ok(());
        }
        Err(Refusal::new(
            Class::Forbidden,
            "view_of_another",
            "Somebody else shares a view of this name.",
            "Give yours another name.",
        ))
    }

    pub(crate) fn holder(&self, whose: Whose) -> RecordId {
        match whose {
            Whose::Own => self.actor.person,
            Whose::Shared => RecordId(self.organisation()),
        }
    }

    async fn put_views(&self, kind: &str, whose: Whose, views: &[SavedView]) -> Outcome<()> {
        let bytes = serde_json::to_vec(views).map_err(|error| crate::Trouble::Broken(error.to_string()))?;
        let expires = self.now + SignedDuration::from_hours(limits::VIEW_HOURS);
        let scratch = Scratch { person: self.holder(whose), key: place(kind), bytes, expires };
        Ok(self.house.store.put_scratch(scratch).await?)
    }
}

/// Where the views of a register are kept.
fn place(kind: &str) -> String {
    format!("views/{kind}")
}

/// The question at the size at which it was seen.
impl SeenAt {
    /// The moment for a question.
    pub const fn at(self) -> At {
        At::Size(self.size)
    }
}
