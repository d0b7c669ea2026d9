//! Every limit on a request, in one place, with its unit.

use std::time::Duration;

/// Bytes of a form.
pub const FORM_BYTES: usize = 1024 * 1024;
/// Bytes of a form with an evidence file: the file may have 25 MB.
pub const UPLOAD_BYTES: usize = 26 * 1024 * 1024;
/// Bytes of a form with a file to import: the file may have 50 MB.
pub const IMPORT_BYTES: usize = 51 * 1024 * 1024;
/// Bytes of a form with a framework pack: the pack may have 2 MB.
pub const PACK_UPLOAD_BYTES: usize = 2 * 1024 * 1024;
/// Forms with files that are taken at the same time: what they send lies in memory until it is kept.
pub const UPLOADS_AT_ONCE: usize = 8;
/// Large answers, such as files of evidence and exports, that are given at the same time: each lies in memory until it is
/// taken.
pub const DOWNLOADS_AT_ONCE: usize = 16;
/// Bytes up to which an answer is not a large one.
pub const SMALL_ANSWER_BYTES: u64 = 1024 * 1024;
/// Names with values in one form.
pub const FORM_PAIRS: usize = 6_000;
/// Bytes of an address that a sign-in may lead to.
pub const NEXT_BYTES: usize = 2_000;
/// Bytes of an idempotency key in a header.
pub const KEY_BYTES: usize = 100;
/// Time within which the head of a request must have come.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// Time within which a request must be answered, its body included.
pub const REQUEST_TIME: Duration = Duration::from_mins(2);
/// Time that the body of a request has to begin with, before what has come of it counts.
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// Bytes of a body that must come each second in the long run.
pub const BODY_BYTES_PER_SECOND: u32 = 4_096;
/// Time after which is looked how much of an answer was taken, as long as there is more of it.
pub const TAKEN_TIME: Duration = Duration::from_secs(30);
/// Bytes of an answer that must have been taken in that time.
pub const TAKEN_BYTES: usize = 120 * 1024;
/// Connections at the same time.
pub const CONNECTIONS: usize = 1_024;
/// Connections of one address at the same time, an IPv4 address or a /64 network of IPv6; not of proxies and of this machine.
pub const CONNECTIONS_OF_ONE: usize = 256;
/// Requests of one address at the same time, where proxies say from which address they come.
pub const REQUESTS_OF_ONE: usize = 64;
/// Connections at the same time that are told that there are too many; what comes beyond them is closed without a word.
pub const TURNED_AWAY_AT_ONCE: usize = 64;
/// Time that a connection has to take the answer that there are too many.
pub const TURNED_AWAY_TIME: Duration = Duration::from_secs(2);
/// Head lines of a request.
pub const HEADERS: usize = 64;
/// Time that open requests have to end when the program is asked to stop.
pub const STOP_TIME: Duration = Duration::from_secs(20);
/// Rows of a register on one page, as offered.
pub const PAGE_SIZES: [u32; 3] = [25, 50, 200];
/// Rows of a register on one page unless asked for otherwise.
pub const PAGE_ROWS: u64 = 50;
/// Rows that REST gives at most in one answer.
pub const REST_ROWS: u64 = 500;
/// Views that a register names beside its states; its page of views names all.
pub const VIEW_TABS: usize = 8;
/// Groups of possible duplicates on one page.
pub const GROUPS: usize = 10;
/// Records of each state that a register shown as columns names.
pub const LANE_CARDS: u64 = 10;
/// Entries of risk libraries on one page.
pub const LIBRARY_ROWS: usize = 25;
/// Characters of an entry's text that a list shows.
pub const LIBRARY_EXCERPT: usize = 240;
/// Values of conditions by which a register is filtered.
pub const CONDITIONS: usize = 60;
/// Fields that a register is sorted by, one after the other.
pub const SORTS: usize = 4;
/// Records that a choice offers: one more than a list that opens has, so that it shows whether there are others.
pub const OFFERS: u64 = 41;
/// Records that are suggested for what is being typed.
pub const SUGGESTIONS: u64 = 20;
/// Records that one act can be done to at once.
pub const BULK: usize = 200;
/// Milliseconds that divide the counts of how long answers took.
pub const BUCKETS_MS: [f64; 11] = [1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 1_000.0, 2_500.0, 10_000.0];
/// Seconds after which whoever was told that the program cannot at the moment may try again.
pub const RETRY_AFTER_S: u64 = 5;
