//! Lines of bounded length from a stream.

use std::io::{self, BufRead, BufReader, Read};

/// Reads one line after the other; a longer one than the limit ends the reading.
pub(super) struct Lines<R> {
    stream: BufReader<R>,
    limit: usize,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(stream: R, limit: usize) -> Self {
        Self { stream: BufReader::with_capacity(256 * 1024, stream), limit, line: Vec::new() }
    }

    /// The next line without its line feed; none at the end. A last line without a line feed counts.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = (&mut self.stream).take(limit).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > self.limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a line is longer than allowed"));
        }
        Ok(Some(&self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, limit: usize) -> io::Result<Vec<String>> {
        let mut lines = Lines::new(text.as_bytes(), limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next()? {
            all.push(String::from_utf8(line.to_vec()).unwrap());
        }
        Ok(all)
    }

    #[test]
    fn lines_end_at_line_feeds_and_nowhere_else() {
        assert_eq!(all("a\n\nb\r\nc", 9).unwrap(), ["a", "", "b\r", "c"]);
        assert_eq!(all("", 9).unwrap(), [""; 0]);
        assert_eq!(all("\n", 9).unwrap(), [""]);
    }

    #[test]
    fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
        assert_eq!(all("123\n45", 3).unwrap(), ["123", "45"]);
        assert_eq!(all("123", 3).unwrap(), ["123"]);
        assert_eq!(all("12\n1234\n", 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
