//! What separates the cells of a file, and whether its quotation marks are closed.

/// The separators that are tried.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Bytes at the beginning of the file that the guess reads.
const SAMPLE_BYTES: usize = 64 * 1024;
/// Rows that the guess reads.
const SAMPLE_ROWS: usize = 100;

/// The separator under which the rows agree best on their number of columns; a comma when none separates anything.
///
/// A first row of the same width counts: in a file with decimal commas the numbers have commas and the header has none.
pub(crate) fn guess(text: &str) -> u8 {
    let whole = text.len() <= SAMPLE_BYTES;
    let sample = text.as_bytes().get(..SAMPLE_BYTES).unwrap_or(text.as_bytes());
    let mut best = (b',', 0_usize);
    for candidate in CANDIDATES {
        let score = agreement(&widths(sample, candidate, whole));
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

/// The separator that a first line such as `sep=;` names, and the text behind that line.
pub(crate) fn declared(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix("sep=")?;
    let separator = *rest.as_bytes().first()?;
    let behind = rest.get(1..)?;
    let behind = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', '\r']))?;
    Some((separator, behind))
}

fn widths(sample: &[u8], delimiter: u8, whole: bool) -> Vec<usize> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(sample);
    let mut widths: Vec<usize> =
        reader.byte_records().take(SAMPLE_ROWS).map_while(Result::ok).map(|row| row.len()).collect();
    if !whole && widths.len() < SAMPLE_ROWS {
        widths.pop();
    }
    widths
}

/// How many rows have the commonest width, in thousandths, and more for wider rows; 0 when it is one column.
fn agreement(widths: &[usize]) -> usize {
    let mut common = (0, 0);
    for width in widths.iter().filter(|width| **width > 1) {
        let count = widths.iter().filter(|other| *other == width).count();
        if (count, *width) > common {
            common = (count, *width);
        }
    }
    let (count, width) = common;
    if widths.is_empty() || count == 0 {
        return 0;
    }
    let share = count * 1000 / widths.len();
    let first = if widths.first() == Some(&width) { 500 } else { 0 };
    share + first + width.min(40)
}

/// The line in which a quotation mark opens that is never closed.
pub(crate) fn unclosed_quote(text: &str, delimiter: u8) -> Option<u64> {
    #[derive(PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Closing,
    }
    let (mut at, mut line, mut opened) = (At::Start, 1_u64, 1_u64);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Start, b'"') => {
                opened = line;
                At::Quoted
            }
            (At::Quoted, b'"') => At::Closing,
            (At::Quoted, _) | (At::Closing, b'"') => At::Quoted,
            (_, b'\n' | b'\r') => At::Start,
            (_, other) if other == delimiter => At::Start,
            _ => At::Plain,
        };
        line += u64::from(byte == b'\n');
    }
    (at == At::Quoted).then_some(opened)
}
