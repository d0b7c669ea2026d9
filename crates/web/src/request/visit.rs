//! A signed-in person on a page: her desk, the moment she reads at, and how the page is addressed.

use super::{
    Query,
    ask::Here,
    signed::{Signed, theme},
};
use crate::{failure::Failed, present::shell, web::Web, words};
use app::{At, Desk, Outcome};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use record::{Problem, Refusal};
use std::sync::Arc;
use ui::{Locale, Shell, Theme};

/// A signed-in person on a page.
#[derive(Clone)]
pub struct Visit {
    /// The service.
    pub web: Web,
    /// Who.
    pub signed: Arc<Signed>,
    /// Colours.
    pub theme: Theme,
    /// Path of the page.
    pub path: String,
    /// The question part of its address.
    pub query: Query,
    /// At which position the page is read.
    pub at: At,
    /// The past moment that was asked for.
    pub past: Option<Past>,
}

/// A past moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// An instant: what had been recorded by then.
    Instant(Timestamp),
    /// A size of the ledger.
    Entry(u64),
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failed> {
        // The guard of the route has put the person here; without her there is no page.
        let signed = parts.extensions.get::<Arc<Signed>>().cloned().ok_or_else(Refusal::not_found)?;
        let query = Query::of(&parts.uri);
        let zone = signed.desk.zone();
        let past = query.get("as_of").map(|text| moment(text, zone)).transpose()?;
        let at = match past {
            Some(Past::Instant(instant)) => signed.desk.at_instant(instant).await?,
            Some(Past::Entry(size)) => At::Size(size.min(signed.desk.size())),
            None => At::Now,
        };
        let theme = theme(web, &parts.headers);
        Ok(Self { web: web.clone(), signed, theme, path: parts.uri.path().to_owned(), query, at, past })
    }
}

impl Visit {
    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.signed.desk
    }

    /// Language and time zone.
    pub fn locale(&self) -> Locale {
        locale(self.desk().zone())
    }

    /// From where questions about registers are asked: days that are told from today are told from the moment that the
    /// page is read at.
    pub fn here(&self) -> Here {
        let zone = self.desk().zone().clone();
        let today = match self.past {
            Some(Past::Instant(instant)) => instant.to_zoned(zone.clone()).date(),
            _ => self.desk().today(),
        };
        Here { today, zone, me: self.desk().actor().person }
    }

    /// An address that keeps the moment that the page is read at.
    pub fn href(&self, path: &str) -> String {
        match self.query.get("as_of") {
            Some(moment) => Query::default().with("as_of", moment).on(path),
            None => path.to_owned(),
        }
    }

    /// What stands around the page.
    pub async fn shell(&self) -> Outcome<Shell> {
        let here = self.query.without("done").on(&self.path);
        let mut shell = shell::signed(&self.web, &self.signed, self.theme, &here, Some(self)).await?;
        let done = self.query.get("done").and_then(|code| words::done(&shell.locale, code));
        shell.flash = done.or(shell.flash);
        Ok(shell)
    }

    /// The same page of now, for pages that show nothing of the past; none when it is now.
    pub fn present(&self) -> Option<Response> {
        self.past.map(|_| lead(&self.query.without("as_of").on(&self.path), ""))
    }

    /// Refuses an act on a page of the past.
    ///
    /// # Errors
    /// `read_only_past`.
    pub fn check_now(&self) -> Result<(), Refusal> {
        if self.past.is_none() {
            return Ok(());
        }
        Err(Refusal::new(
            record::Class::Conflict,
            "read_only_past",
            "You are reading the past, where nothing can be changed.",
            "Go back to now and try again.",
        ))
    }
}

/// The language of pages, and the time zone in which they show instants.
pub fn locale(zone: &TimeZone) -> Locale {
    Locale::english(zone.clone())
}

/// A page as an answer.
pub fn page(markup: impl Into<String>) -> Response {
    Html(markup.into()).into_response()
}

/// A page that says that something was wrong.
pub fn page_with(status: StatusCode, markup: impl Into<String>) -> Response {
    (status, Html(markup.into())).into_response()
}

/// Leads on after something was done (303, RFC 9110).
pub fn lead(path: &str, done: &str) -> Response {
    let sign = if path.contains('?') { '&' } else { '?' };
    let address = if done.is_empty() { path.to_owned() } else { format!("{path}{sign}done={done}") };
    Redirect::to(&address).into_response()
}

/// A moment as people give it: an instant (RFC 3339), a day, which means its end, or a time of a day, both where the
/// organisation is; or a number of ledger entries.
///
/// # Errors
/// `not_a_moment`.
pub fn moment(text: &str, zone: &TimeZone) -> Result<Past, Refusal> {
    if let Ok(size) = text.parse::<u64>() {
        return Ok(Past::Entry(size));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Past::Instant(instant));
    }
    let time: Option<DateTime> = if text.contains('T') { text.parse().ok() } else { None };
    let day: Option<Date> = text.parse().ok();
    let end = time.or_else(|| Some(day?.at(23, 59, 59, 999_999_999)));
    let end = end.and_then(|end| end.to_zoned(zone.clone()).ok());
    end.map(|end| Past::Instant(end.timestamp())).ok_or_else(|| {
        Refusal::invalid(vec![Problem::new(
            "as_of",
            "not_a_moment",
            "Give the moment as a date, like 2026-11-21, or as an instant, like 2026-11-21T09:30:00Z.",
        )])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_and_an_instant_itself() {
        let instant = |text: &str| Past::Instant(text.parse().unwrap());
        let moment = |text: &str| super::moment(text, &TimeZone::UTC);
        assert_eq!(moment("2026-02-28").unwrap(), instant("2026-02-28T23:59:59.999999999Z"));
        assert_eq!(moment("2026-02-28T10:00:00+01:00").unwrap(), instant("2026-02-28T09:00:00Z"));
        assert_eq!(moment("17").unwrap(), Past::Entry(17));
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let there = |text: &str| super::moment(text, &berlin).unwrap();
        assert_eq!(there("2026-02-28"), instant("2026-02-28T22:59:59.999999999Z"));
        assert_eq!(there("2026-07-01T10:00:59"), instant("2026-07-01T08:00:59Z"));
        assert_eq!(there("2026-07-01T10:00:59Z"), instant("2026-07-01T10:00:59Z"));
        for bad in ["yesterday", "2026-02-30", "", "28/02/2026", "-1"] {
            assert_eq!(moment(bad).unwrap_err().problems[0].code, "not_a_moment", "{bad}");
        }
    }
}
