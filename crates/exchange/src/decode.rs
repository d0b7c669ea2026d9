//! Bytes as text: which encoding a file is in, and how sure that is.

use crate::Limits;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use record::{Class, Refusal};
use std::borrow::Cow;

/// The encoding that a file was read in. It is shown, because it is a guess wherever the file does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 that begins with a byte order mark.
    Utf8Marked,
    /// UTF-16, low byte first, by its mark or by where its zeros stand.
    Utf16Le,
    /// UTF-16, high byte first, by its mark or by where its zeros stand.
    Utf16Be,
    /// Windows-1252, taken when the bytes are no UTF-8.
    Windows1252,
}

impl Encoding {
    /// The name that people know.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Marked => "UTF-8 with byte order mark",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// Text, its encoding, and whether bytes had to be replaced by U+FFFD.
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: Encoding,
    pub damaged: bool,
}

/// Reads bytes as text.
///
/// # Errors
/// A refusal when the bytes are a workbook, a PDF or otherwise no text.
pub(crate) fn decode<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Decoded<'b>, Refusal> {
    refuse_other_formats(bytes)?;
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = String::from_utf8_lossy(rest);
        let damaged = matches!(text, Cow::Owned(_));
        return Ok(Decoded { text, encoding: Encoding::Utf8Marked, damaged });
    }
    for (mark, encoding, name) in
        [(b"\xFF\xFE", UTF_16LE, Encoding::Utf16Le), (b"\xFE\xFF", UTF_16BE, Encoding::Utf16Be)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            limits.text(rest.len() + rest.len() / 2)?;
            let (text, damaged) = encoding.decode_without_bom_handling(rest);
            return Ok(Decoded { text, encoding: name, damaged });
        }
    }
    if let Some((encoding, name)) = unmarked_utf16(bytes) {
        limits.text(bytes.len() + bytes.len() / 2)?;
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        return Ok(Decoded { text, encoding: name, damaged });
    }
    refuse_binary(bytes)?;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), encoding: Encoding::Utf8, damaged: false });
    }
    if is_damaged_utf8(bytes) {
        return Ok(Decoded { text: String::from_utf8_lossy(bytes), encoding: Encoding::Utf8, damaged: true });
    }
    // Outside ASCII a byte becomes two or three.
    limits.text(bytes.len() + 2 * bytes.iter().filter(|byte| !byte.is_ascii()).count())?;
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(Decoded { text, encoding: Encoding::Windows1252, damaged: false })
}

/// UTF-16 without its mark: in text of European languages every other byte is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<(&'static encoding_rs::Encoding, Encoding)> {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if !bytes.len().is_multiple_of(2) || half < 4 {
        None
    } else if odd * 10 >= half * 8 && even * 20 <= half {
        Some((UTF_16LE, Encoding::Utf16Le))
    } else if even * 10 >= half * 8 && odd * 20 <= half {
        Some((UTF_16BE, Encoding::Utf16Be))
    } else {
        None
    }
}

/// Whether a few broken bytes stand in what is otherwise UTF-8: well-formed sequences are rare by chance, so when they
/// outnumber the broken ones by far, reading the file as Windows-1252 would spoil every accented letter.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken.saturating_mul(4)
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), Refusal> {
    let known: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "an Excel workbook or another ZIP file"),
        (b"\xD0\xCF\x11\xE0", "an old Excel workbook"),
        (b"%PDF", "a PDF"),
        (b"\x1F\x8B", "a compressed file"),
    ];
    match known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        None => Ok(()),
        Some((_, what)) => Err(Refusal::new(
            Class::Invalid,
            "not_csv",
            format!("The file is {what}, not CSV."),
            "Open it in a spreadsheet program and save it as “CSV UTF-8”.",
        )),
    }
}

/// A stray NUL is kept and shown; many mean that this is no text, or UTF-16 without its mark.
fn refuse_binary(bytes: &[u8]) -> Result<(), Refusal> {
    let nuls = bytes.split(|byte| *byte == 0).count() - 1;
    if nuls > 8 && nuls > bytes.len() / 10 {
        return Err(Refusal::new(
            Class::Invalid,
            "not_text",
            "The file is not text, or it is UTF-16 without a byte order mark.",
            "Save it as “CSV UTF-8” and try again.",
        ));
    }
    Ok(())
}
