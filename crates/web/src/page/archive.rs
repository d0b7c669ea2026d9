//! A package on its way out: written into a file without a name, then sent piece by piece. It can be larger than memory.

use app::PackageSink;
use axum::body::{Body, Bytes};
use hyper::body::{Body as Source, Frame};
use std::{
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use tokio::sync::mpsc::{Receiver, channel};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;
/// Pieces read ahead of the reader.
const AHEAD: usize = 4;

/// A ZIP archive being written.
#[derive(Clone)]
pub struct Archive(Arc<Mutex<ZipWriter<File>>>);

impl Archive {
    /// An empty archive in a file that nobody else can open and that is gone when it is closed.
    pub fn begin() -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(ZipWriter::new(tempfile::tempfile()?)))))
    }

    /// The file from its beginning, once everything is in it.
    pub fn finish(self) -> io::Result<File> {
        let broken = || io::Error::other("the package was not written to its end");
        let writer = Arc::into_inner(self.0).ok_or_else(broken)?.into_inner().map_err(|_| broken())?;
        let mut file = writer.finish()?;
        file.rewind()?;
        Ok(file)
    }

    fn with<T>(&self, act: impl FnOnce(&mut ZipWriter<File>) -> io::Result<T>) -> io::Result<T> {
        let mut writer =
            self.0.lock().map_err(|_| io::Error::other("the package was not written to its end"))?;
        act(&mut writer)
    }
}

impl PackageSink for Archive {
    fn start(&mut self, name: &str) -> io::Result<()> {
        self.with(|writer| Ok(writer.start_file(name, SimpleFileOptions::default().large_file(true))?))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|writer| writer.write_all(bytes))
    }
}

/// A file as a body.
pub fn streamed(mut file: File) -> Body {
    let mut ended = false;
    in_pieces(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece);
        ended = !matches!(read, Ok(1..));
        Some(read.map(|_| Bytes::from(piece)))
    }))
}

/// Pieces as a body, fetched off the threads that answer requests and only as fast as the other side takes them. An
/// empty one is the last.
pub fn in_pieces(pieces: impl Iterator<Item = io::Result<Bytes>> + Send + 'static) -> Body {
    let (sender, receiver) = channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        for piece in pieces {
            // Whoever no longer reads wants no more.
            if piece.as_ref().is_ok_and(Bytes::is_empty) || sender.blocking_send(piece).is_err() {
                break;
            }
        }
    });
    Body::new(Pieces(receiver))
}

/// Pieces as they come.
struct Pieces(Receiver<io::Result<Bytes>>);

impl Source for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_arrives_whole_in_pieces() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 9 * PIECE + 7] {
            let wanted: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&wanted).unwrap();
            file.rewind().unwrap();
            let got = axum::body::to_bytes(streamed(file), usize::MAX).await.unwrap();
            assert!(got[..] == wanted[..], "{length} bytes");
        }
    }

    #[test]
    fn an_archive_that_somebody_still_writes_is_not_finished() {
        let archive = Archive::begin().unwrap();
        let other = archive.clone();
        assert!(archive.finish().is_err());
        assert!(other.finish().is_ok());
    }
}
