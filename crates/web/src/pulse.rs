//! What whoever runs the program may know of it: how many requests of which route, how long they took, what failed. Never
//! whose they were or what they were about: a route is named by its pattern, and a failure by a number.

use crate::{
    failure::Failed,
    limits::{BUCKETS_MS, RETRY_AFTER_S},
    routes::TABLE,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header::CONNECTION},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use record::{Class, Refusal};
use serde_json::{Value as Json, json};
use std::{
    fmt::Write as _,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// The counters of a program that serves, and whether it is being stopped. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pulse {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    began: Timestamp,
    stopping: AtomicBool,
    /// Requests that were begun and not yet answered.
    open: AtomicU64,
    /// Whether each request gets a line of the log, and not only each failure.
    every: bool,
    /// One for each line of the table of routes.
    routes: Vec<Counters>,
    /// Requests for addresses that lead nowhere.
    nowhere: AtomicU64,
    failures: AtomicU64,
}

/// What was counted of one route.
#[derive(Debug, Default)]
struct Counters {
    /// By the first digit of the status: 1xx to 5xx.
    statuses: [AtomicU64; 5],
    /// Requests that took at most so long, and in the last all.
    buckets: [AtomicU64; BUCKETS_MS.len() + 1],
    micros: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Pulse {
    /// Counters at nothing. With `every`, each request is logged, and not only each failure.
    pub fn new(every: bool) -> Self {
        let routes = TABLE.iter().map(|_| Counters::default()).collect();
        let inner = Inner {
            began: Timestamp::now(),
            stopping: AtomicBool::new(false),
            open: AtomicU64::new(0),
            every,
            routes,
            nowhere: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// From now on nothing new is begun.
    pub fn stop(&self) {
        self.inner.stopping.store(true, Relaxed);
    }

    /// Whether the program is being stopped.
    pub fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Relaxed)
    }

    /// Requests that were begun and not yet answered.
    pub fn open(&self) -> u64 {
        self.inner.open.load(Relaxed)
    }

    /// Counts a request as open until what it gives is dropped.
    pub fn begin(&self) -> impl Sized + use<> {
        self.inner.open.fetch_add(1, Relaxed);
        Open(Arc::clone(&self.inner))
    }

    /// Counts a request that led nowhere.
    pub fn nowhere(&self) {
        self.inner.nowhere.fetch_add(1, Relaxed);
    }

    /// Counts a failure and logs it under its number. Only the first line of each cause is kept: databases say in further
    /// lines which values were at fault.
    pub fn failed(&self, id: &str, failure: &dyn std::error::Error) {
        self.inner.failures.fetch_add(1, Relaxed);
        let mut causes = vec![first_line(failure)];
        let mut cause = failure.source();
        while let Some(error) = cause {
            causes.push(first_line(error));
            cause = error.source();
        }
        log(&json!({ "what": "failure", "id": id, "causes": causes }));
    }

    /// Logs something about the program itself that is no failure of a request.
    pub fn note(what: &str, sentence: &str) {
        log(&json!({ "what": what, "says": sentence }));
    }

    /// Everything in the text format of Prometheus.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let inner = &*self.inner;
        head(&mut out, "plumbline_requests_total", "counter", "Requests by route and class of status.");
        for (route, counters) in TABLE.iter().zip(&inner.routes) {
            for (class, count) in counters.statuses.iter().enumerate() {
                let count = count.load(Relaxed);
                if count > 0 {
                    let (method, path) = (route.method, route.path);
                    let _ = writeln!(
                        out,
                        "plumbline_requests_total{{method=\"{method}\",route=\"{path}\",status=\"{}xx\"}} {count}",
                        class + 1
                    );
                }
            }
        }
        let _ = writeln!(
            out,
            "plumbline_requests_total{{method=\"\",route=\"\",status=\"4xx\"}} {}",
            inner.nowhere.load(Relaxed)
        );
        head(&mut out, "plumbline_request_seconds", "histogram", "Time that answers took, by route.");
        for (route, counters) in TABLE.iter().zip(&inner.routes) {
            counters.write(&mut out, route.method, route.path);
        }
        for (name, kind, says, value) in [
            ("plumbline_requests_open", "gauge", "Requests begun and not yet answered.", self.open()),
            (
                "plumbline_failures_total",
                "counter",
                "Failures of the program or its store.",
                inner.failures.load(Relaxed),
            ),
            (
                "plumbline_stopping",
                "gauge",
                "Whether the program is being stopped.",
                u64::from(self.is_stopping()),
            ),
        ] {
            head(&mut out, name, kind, says);
            let _ = writeln!(out, "{name} {value}");
        }
        head(&mut out, "plumbline_build_info", "gauge", "The version of the program.");
        let _ = writeln!(out, "plumbline_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
        head(&mut out, "process_start_time_seconds", "gauge", "When the program started.");
        let _ = writeln!(out, "process_start_time_seconds {}", inner.began.as_second());
        crate::process::write(&mut out);
        out
    }

    fn count(&self, route: usize, status: u16, took: Duration) {
        let Some(counters) = self.inner.routes.get(route) else { return };
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(count) = counters.statuses.get(class) {
            count.fetch_add(1, Relaxed);
        }
        let millis = took.as_secs_f64() * 1e3;
        let place = BUCKETS_MS.iter().position(|most| millis <= *most).unwrap_or(BUCKETS_MS.len());
        if let Some(bucket) = counters.buckets.get(place) {
            bucket.fetch_add(1, Relaxed);
        }
        counters.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
        if self.inner.every {
            let Some(route) = TABLE.get(route) else { return };
            log(&json!({
                "what": "request", "method": route.method, "route": route.path, "status": status,
                "ms": (millis * 1e3).round() / 1e3,
            }));
        }
    }
}

/// Counts and times the requests of one line of the table. What is broken off counts as failed.
pub async fn measure(State((pulse, route)): State<(Pulse, usize)>, request: Request, next: Next) -> Response {
    let mut timed = Timed { pulse, route, began: Instant::now(), status: 503 };
    let answer = next.run(request).await;
    timed.status = answer.status().as_u16();
    answer
}

struct Timed {
    pulse: Pulse,
    route: usize,
    began: Instant,
    status: u16,
}

impl Drop for Timed {
    fn drop(&mut self) {
        self.pulse.count(self.route, self.status, self.began.elapsed());
    }
}

struct Open(Arc<Inner>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

impl Counters {
    fn write(&self, out: &mut String, method: &str, route: &str) {
        let labels = format!("method=\"{method}\",route=\"{route}\"");
        let mut sum = 0;
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
        if counts.iter().all(|count| *count == 0) {
            return;
        }
        let most = BUCKETS_MS.iter().map(|most| (most / 1e3).to_string()).chain(["+Inf".to_owned()]);
        for (count, most) in counts.iter().zip(most) {
            sum += count;
            let _ = writeln!(out, "plumbline_request_seconds_bucket{{{labels},le=\"{most}\"}} {sum}");
        }
        let seconds = Duration::from_micros(self.micros.load(Relaxed)).as_secs_f64();
        let _ = writeln!(out, "plumbline_request_seconds_sum{{{labels}}} {seconds}");
        let _ = writeln!(out, "plumbline_request_seconds_count{{{labels}}} {sum}");
    }
}

/// The answer to what comes while the program is being stopped.
pub fn stopping() -> Response {
    let refusal = Refusal::new(
        Class::Unavailable,
        "stopping",
        "The program is being stopped, so nothing new is begun; nothing was changed.",
        "Try again in a minute.",
    );
    let mut answer = Failed::from(refusal).into_response();
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// Seconds after which one may try again, as a head line.
pub fn retry_after() -> HeaderValue {
    static VALUE: OnceLock<HeaderValue> = OnceLock::new();
    VALUE.get_or_init(|| HeaderValue::from(RETRY_AFTER_S)).clone()
}

/// Writes a line of the log: an object of JSON with the time first.
#[expect(clippy::print_stderr, reason = "the operator reads the standard error")]
pub fn log(line: &Json) {
    let mut text = format!("{{\"at\":\"{}\"", Timestamp::now());
    if let Some(members) = line.as_object() {
        for (name, value) in members {
            let _ = write!(text, ",{}:{value}", Json::from(name.as_str()));
        }
    }
    eprintln!("{text}}}");
}

fn head(out: &mut String, name: &str, kind: &str, says: &str) {
    let _ = write!(out, "# HELP {name} {says}\n# TYPE {name} {kind}\n");
}

fn first_line(error: &dyn std::error::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times_add_up_in_the_text() {
        let pulse = Pulse::default();
        for (status, ms) in [(200, 1), (200, 30), (303, 30), (500, 60_000)] {
            pulse.count(0, status, Duration::from_millis(ms));
        }
        let _open = pulse.begin();
        let text = pulse.text();
        let labels = format!("method=\"{}\",route=\"{}\"", TABLE[0].method, TABLE[0].path);
        for line in [
            format!("plumbline_requests_total{{{labels},status=\"2xx\"}} 2"),
            format!("plumbline_requests_total{{{labels},status=\"5xx\"}} 1"),
            format!("plumbline_request_seconds_bucket{{{labels},le=\"0.001\"}} 1"),
            format!("plumbline_request_seconds_bucket{{{labels},le=\"0.05\"}} 3"),
            format!("plumbline_request_seconds_bucket{{{labels},le=\"+Inf\"}} 4"),
            format!("plumbline_request_seconds_sum{{{labels}}} 60.061"),
            format!("plumbline_request_seconds_count{{{labels}}} 4"),
            "plumbline_requests_open 1".to_owned(),
        ] {
            assert!(text.lines().any(|known| known == line), "{line}\n{text}");
        }
    }

    #[test]
    fn only_the_first_line_of_a_cause_is_logged() {
        let cause =
            std::io::Error::other("duplicate key\nDETAIL: Key (email)=(ana@test.example) already exists");
        assert_eq!(first_line(&cause), "duplicate key");
    }
}
