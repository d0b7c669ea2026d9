//! XML as it comes, one event at a time, with names that have lost their prefix.

use super::package::{Bounded, damaged};
use quick_xml::{Reader, XmlVersion, escape::resolve_xml_entity, events::BytesStart, events::Event};
use record::Refusal;
use std::{borrow::Cow, io::BufRead};

/// A part as XML events.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

/// What comes next.
pub(super) enum Step<'e> {
    /// An element begins. Elements without content end at once.
    Start(BytesStart<'e>),
    /// An element ends.
    End(&'e str),
    /// Text, with its references resolved.
    Text(&'e str),
    /// The part ends.
    Eof,
}

impl<R: BufRead> Xml<Bounded<R>> {
    pub(super) fn new(part: Bounded<R>) -> Self {
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::with_capacity(1024) }
    }

    pub(super) fn into_inner(self) -> Bounded<R> {
        self.reader.into_inner()
    }

    /// The next event; `text` receives what is written, so that the caller need not keep the event.
    pub(super) fn next<T>(&mut self, look: impl FnOnce(Step<'_>) -> T) -> Result<T, Refusal> {
        let mut look = Some(look);
        loop {
            self.reader.get_mut().refill();
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| damaged())?;
            let mut sign = [0_u8; 4];
            let step = match &event {
                Event::Start(start) | Event::Empty(start) => Step::Start(start.borrow()),
                Event::End(end) => {
                    let name: &str = end;
                    Step::End(name.rsplit(':').next().unwrap_or_default().trim_end())
                }
                Event::Text(text) => Step::Text(text),
                Event::CData(text) => Step::Text(text),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(character)) => Step::Text(character.encode_utf8(&mut sign)),
                    Ok(None) => Step::Text(resolve_xml_entity(reference).unwrap_or("\u{FFFD}")),
                    Err(_) => Step::Text("\u{FFFD}"),
                },
                Event::Eof => Step::Eof,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            };
            let Some(look) = look.take() else { return Err(damaged()) };
            return Ok(look(step));
        }
    }
}

/// The name of an element without its prefix.
pub(super) fn name<'e>(start: &'e BytesStart<'_>) -> &'e str {
    let name: &str = start;
    let whole = name.split(|sign: char| sign.is_ascii_whitespace() || sign == '/').next().unwrap_or_default();
    whole.rsplit(':').next().unwrap_or_default()
}

/// An attribute by its name without prefix, with references resolved.
pub(super) fn attribute(start: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == wanted)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), Cow::into_owned),
    )
}
