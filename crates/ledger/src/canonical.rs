//! Canonical JSON (RFC 8785): one value, one sequence of bytes.
//!
//! Names are ordered by UTF-16 code units, numbers are written as ECMAScript writes a double, strings escape only what
//! must be escaped. Reading is strict: a name given twice, bytes after the value and a lone surrogate are refused,
//! because two readers could take them for different values. A number is a double, as the RFC has it; an integer of
//! ours that a double might not hold is refused on writing, so that two integers never share their bytes.

use crate::limits::INTEGER_MAX;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt::{self, Write as _};

/// The canonical bytes of a value: UTF-8, without a final line feed.
///
/// # Errors
/// [`CanonicalError::Integer`] if an integer lies beyond ±(2^53 - 1): write it as a string (RFC 8785, 3.2.2.3 with
/// RFC 7493, 2.2).
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut out = String::new();
    write_value(&mut out, value)?;
    Ok(out.into_bytes())
}

/// The canonical bytes of an object whose members have theirs already.
///
/// Names must be given in the order of their UTF-16 code units, each once; for names of ASCII that is the order of bytes.
pub fn object<'m>(members: impl IntoIterator<Item = (&'m str, &'m [u8])>) -> Vec<u8> {
    let mut out = Vec::from(*b"{");
    for (name, member) in members {
        if out.len() > 1 {
            out.push(b',');
        }
        let mut quoted = String::with_capacity(name.len() + 2);
        write_string(&mut quoted, name);
        out.extend_from_slice(quoted.as_bytes());
        out.push(b':');
        out.extend_from_slice(member);
    }
    out.push(b'}');
    out
}

/// Reads JSON strictly; the text need not be canonical.
///
/// # Errors
/// [`CanonicalError::Json`] if it is no JSON or breaks one of the rules of this module.
pub fn parse(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut reader).map_err(CanonicalError::Json)?;
    reader.end().map_err(CanonicalError::Json)?;
    Ok(value)
}

/// Reads JSON that must already be in canonical form.
///
/// # Errors
/// As [`parse`] and [`to_bytes`], and [`CanonicalError::Form`] if the bytes are not the canonical ones.
pub fn parse_canonical(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value = parse(bytes)?;
    if to_bytes(&value)? == bytes { Ok(value) } else { Err(CanonicalError::Form) }
}

/// Why a value has no canonical bytes, or bytes no canonical value.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The text is no strict JSON.
    #[error("not strict JSON")]
    Json(#[source] serde_json::Error),
    /// An integer that a double cannot hold exactly.
    #[error("an integer lies beyond 2^53 - 1; it must be a string")]
    Integer,
    /// The value can be read, but its bytes are not the canonical ones.
    #[error("not in canonical form")]
    Form,
}

fn write_value(out: &mut String, value: &Value) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => write_number(out, number)?,
        Value::String(text) => write_string(out, text),
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_value(out, item)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (place, (name, member)) in members.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_string(out, name);
                out.push(':');
                write_value(out, member)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    // What needs no escape, which is nearly everything, goes in runs.
    while let Some(place) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
        let (plain, from) = rest.split_at(place);
        out.push_str(plain);
        let mut letters = from.chars();
        let Some(letter) = letters.next() else { break };
        rest = letters.as_str();
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' => {
                let _never_fails = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push_str(rest);
    out.push('"');
}

fn write_number(out: &mut String, number: &Number) -> Result<(), CanonicalError> {
    let too_large = match (number.as_u64(), number.as_i64()) {
        (Some(n), _) => n > INTEGER_MAX,
        (None, Some(n)) => n.unsigned_abs() > INTEGER_MAX,
        (None, None) => return number.as_f64().map(|x| write_double(out, x)).ok_or(CanonicalError::Integer),
    };
    if too_large {
        return Err(CanonicalError::Integer);
    }
    let _never_fails = write!(out, "{number}");
    Ok(())
}

/// Writes a finite double as ECMAScript's `Number::toString` does (ECMA-262, 6.1.6.1.20).
fn write_double(out: &mut String, double: f64) {
    if double == 0.0 {
        return out.push('0');
    }
    if double < 0.0 {
        out.push('-');
    }
    let scientific = shortest(double.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    match point {
        1..=21 if count <= point => out.push_str(&(digits + &zeros(point - count))),
        1..=21 => {
            let (whole, part) = digits.split_at(usize::try_from(point).unwrap_or(0));
            let _never_fails = write!(out, "{whole}.{part}");
        }
        -5..=0 => {
            let _never_fails = write!(out, "0.{}{digits}", zeros(-point));
        }
        _ => {
            let (sign, size) = if point > 0 { ('+', point - 1) } else { ('-', 1 - point) };
            let _never_fails = write!(out, "{mantissa}e{sign}{size}");
        }
    }
}

/// The fewest digits that read back as the same double; of those, the nearest; of two as near, the even one.
fn shortest(double: f64) -> String {
    // Rust finds the fewest digits but breaks a tie upwards; rounding to as many digits breaks it to even. At a power of
    // two the nearest of so many digits may belong to the neighbour below, hence the check.
    let fewest = format!("{double:e}");
    let digits = fewest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let nearest = format!("{double:.*e}", digits.saturating_sub(1));
    if nearest.parse() == Ok(double) { nearest } else { fewest }
}

/// Reads any value and refuses a name given twice.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number in JSON is the nearest double (RFC 8785, 3.2.2.3)"
    )]
    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        if number > INTEGER_MAX { self.visit_f64(number as f64) } else { Ok(number.into()) }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number in JSON is the nearest double (RFC 8785, 3.2.2.3)"
    )]
    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        if number.unsigned_abs() > INTEGER_MAX { self.visit_f64(number as f64) } else { Ok(number.into()) }
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let member = members.next_value_seed(Strict)?;
            if object.insert(name, member).is_some() {
                return Err(A::Error::custom("a name is given twice"));
            }
        }
        Ok(Value::Object(object))
    }
}
