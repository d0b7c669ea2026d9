//! The shared strings of a workbook, each once, and the escapes that stand in its texts.

use super::{package::Package, xml::Step, xml::name};
use crate::grid::{Grid, Span};
use crate::{Limits, sheet::is_odd};
use record::Refusal;

/// A shared string, looked at once however many cells share it.
#[derive(Clone, Copy)]
pub(super) struct Shared {
    pub span: Span,
    /// It says nothing.
    pub blank: bool,
    /// There is something to be told about each cell that shares it.
    pub odd: bool,
}

/// Reads the shared strings into the text of the grid.
pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    grid: &mut Grid,
    limits: &Limits,
) -> Result<Vec<Shared>, Refusal> {
    // As for texts: room costs nothing, growing does.
    let mut strings = Vec::with_capacity(grid.room_for_cells());
    package.read(part, |xml| {
        let (mut text, mut reading, mut phonetic) = (String::new(), false, false);
        loop {
            let mut ended = false;
            let done = xml.next(|step| match step {
                Step::Start(start) => {
                    match name(&start) {
                        "si" => text.clear(),
                        "rPh" => phonetic = true,
                        "t" => reading = !phonetic,
                        _ => {}
                    }
                    false
                }
                Step::End(name) => {
                    match name {
                        "si" => ended = true,
                        "rPh" => phonetic = false,
                        "t" => reading = false,
                        _ => {}
                    }
                    false
                }
                Step::Text(more) => {
                    if reading && text.len() <= limits.cell_bytes {
                        text.push_str(more);
                    }
                    false
                }
                Step::Eof => true,
            })?;
            if done {
                return Ok(());
            }
            if ended {
                limits.cell(0, 0, text.len())?;
                let shown = plain(&text);
                let (blank, odd) = (shown.trim().is_empty(), is_odd(&shown));
                strings.push(Shared { span: grid.keep(&shown), blank, odd });
                limits.text(grid.text_bytes())?;
                limits.cell_count(strings.len())?;
            }
        }
    })?;
    Ok(strings)
}

/// The text without the escapes of the format, `_x000D_` for a character that XML cannot hold, and with line ends as
/// line feeds. `_x005F_` stands for the underscore itself.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let code = rest.get(2..6).filter(|_| rest.get(6..7) == Some("_"));
        let sign = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let sign =
            sign.filter(|_| code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit())));
        let behind = if let Some(sign) = sign {
            out.push(sign);
            7
        } else {
            out.push_str("_x");
            2
        };
        rest = rest.get(behind..).unwrap_or_default();
    }
    out.push_str(rest);
    if out.contains('\r') { out.replace("\r\n", "\n").replace('\r', "\n") } else { out }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(plain("a_x000D_\nb"), "a\nb");
        assert_eq!(plain("_x005F_x000D_"), "_x000D_");
        assert_eq!(plain("_xyz_ _x00 _x00zz_ é_x"), "_xyz_ _x00 _x00zz_ é_x");
        assert_eq!(plain("_xD800_"), "_xD800_");
    }
}
