//! Reads what `strace` recorded: the calls that change a disk, in order.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A call that changes what lies on the disk, or says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Bytes at a place of a file; without a place, after what was written to it last.
    Write(PathBuf, Option<u64>, Vec<u8>),
    /// Everything written to the file so far is on the disk.
    Flush(PathBuf),
    /// The file has this length.
    Cut(PathBuf, u64),
    /// The file is made, or emptied.
    Make(PathBuf),
    /// The file has another name.
    Rename(PathBuf, PathBuf),
    /// The file is gone.
    Unlink(PathBuf),
    /// A line on standard output.
    Say(Vec<u8>),
}

/// The calls in a record that are about files in a directory, and those that speak.
pub fn read(record: &[u8], within: &Path) -> Vec<Call> {
    let mut calls = Vec::new();
    // By thread: a call that another thread interrupted in the record.
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    let record = std::str::from_utf8(record).unwrap();
    for line in record.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            // Whatever it writes may be there from now on; a flush has an effect when it has ended.
            if first.starts_with("pwrite64(") || first.starts_with("write(") {
                calls.extend(call(&format!("{first}) = 1"), within));
            } else {
                begun.insert(thread, first.to_owned());
            }
            continue;
        }
        if rest.starts_with("<... ") {
            let Some(first) = begun.remove(thread) else { continue };
            let end = rest.split_once("resumed>").map_or("", |(_, end)| end);
            calls.extend(call(&format!("{first}{end}"), within));
            continue;
        }
        calls.extend(call(rest, within));
    }
    calls
}

fn call(line: &str, within: &Path) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") = ").or_else(|| rest.rsplit_once(')'))?;
    if result.trim_start().trim_start_matches('=').trim_start().starts_with('-') {
        return None;
    }
    let inside =
        |path: PathBuf| path.starts_with(within).then(|| path.strip_prefix(within).unwrap().to_owned());
    let file = || inside(named(arguments)?);
    match name {
        "pwrite64" => {
            let offset = arguments.rsplit(", ").next()?.parse().ok()?;
            Some(Call::Write(file()?, Some(offset), quoted(arguments)?.0))
        }
        "write" => match file() {
            Some(path) => Some(Call::Write(path, None, quoted(arguments)?.0)),
            None if arguments.starts_with("1<") => Some(Call::Say(quoted(arguments)?.0)),
            None => None,
        },
        "fsync" | "fdatasync" => Some(Call::Flush(file()?)),
        "ftruncate" => Some(Call::Cut(file()?, arguments.rsplit(", ").next()?.parse().ok()?)),
        "openat" if arguments.contains("O_CREAT") => {
            let path = inside(path_of(&quoted(arguments)?.0))?;
            if arguments.contains("O_TRUNC") || arguments.contains("O_EXCL") {
                Some(Call::Make(path))
            } else {
                None
            }
        }
        "rename" => {
            let (from, rest) = quoted(arguments)?;
            Some(Call::Rename(inside(path_of(&from))?, inside(path_of(&quoted(rest)?.0))?))
        }
        "unlink" => Some(Call::Unlink(inside(path_of(&quoted(arguments)?.0))?)),
        _ => None,
    }
}

/// The path that `-y` writes after a file descriptor.
fn named(arguments: &str) -> Option<PathBuf> {
    let inner = arguments.split_once('<')?.1.split_once('>')?.0;
    // Paths are written in hexadecimal too.
    if inner.starts_with("\\x") { Some(path_of(&bytes(inner)?.0)) } else { Some(path_of(inner.as_bytes())) }
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The first text in quotes, as bytes, and what comes after it.
fn quoted(arguments: &str) -> Option<(Vec<u8>, &str)> {
    bytes(arguments.split_once('"')?.1)
}

/// Bytes written as `\x00\x01…`, up to what is none.
fn bytes(text: &str) -> Option<(Vec<u8>, &str)> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some(after) = rest.strip_prefix("\\x") {
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = after.get(2..)?;
    }
    Some((bytes, rest.strip_prefix('"').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_also_when_another_thread_came_between() {
        let record = br#"11 pwrite64(9</data/a.db>, "\x61\x62", 2, 4096) = 2
11 fsync(9</data/a.db> <unfinished ...>
12 write(1<pipe:[1]>, "\x61\x63\x6b", 3) = 3
11 <... fsync resumed>) = 0
11 fsync(9</data/a.db>) = -1 EIO (Input/output error) (INJECTED)
12 ftruncate(9</data/a.db>, 0) = 0
12 rename("\x2f\x64\x61\x74\x61\x2f\x62", "\x2f\x64\x61\x74\x61\x2f\x63") = 0
12 pwrite64(9</elsewhere/a.db>, "\x61", 1, 0) = 1
"#;
        let file = PathBuf::from("a.db");
        let wanted = [
            Call::Write(file.clone(), Some(4096), b"ab".to_vec()),
            Call::Say(b"ack".to_vec()),
            Call::Flush(file.clone()),
            Call::Cut(file, 0),
            Call::Rename("b".into(), "c".into()),
        ];
        assert_eq!(read(record, Path::new("/data")), wanted);
    }
}
