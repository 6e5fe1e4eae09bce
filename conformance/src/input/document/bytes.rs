//! A file byte by byte, with the current line. It does not interpret the bytes, and holds only one buffer of them.

use std::io::{BufRead, Read};

use super::value::Scan;

/// A file byte by byte, with the current line.
pub(super) struct Bytes {
    reader: Box<dyn BufRead + Send>,
    pub(super) line: u64,
    /// Why reading cannot continue.
    pub(super) error: Option<String>,
}

impl Bytes {
    pub(super) fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Self { reader, line: 1, error: None }
    }

    fn buffer(&mut self) -> &[u8] {
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error.to_string());
                    return &[];
                }
            }
        }
        // Already filled: the borrow checker does not follow it out of the loop.
        self.reader.fill_buf().unwrap_or_default()
    }

    /// Follows a value through the buffer and copies it. Returns whether the value ended, and whether the file did.
    pub(super) fn feed(&mut self, scan: &mut Scan, out: Option<&mut Vec<u8>>) -> (bool, bool) {
        let buffer = self.buffer();
        if buffer.is_empty() {
            return (false, true);
        }
        let (used, end) = scan.feed(buffer);
        let lines = memchr::memchr_iter(b'\n', &buffer[..used]).count() as u64;
        if let Some(out) = out {
            out.extend_from_slice(&buffer[..used]);
        }
        self.line += lines;
        self.reader.consume(used);
        (end, false)
    }

    /// Puts bytes back, in front of what is still to be read.
    pub(super) fn put_back(&mut self, bytes: Vec<u8>, line: u64) {
        let rest = std::mem::replace(&mut self.reader, Box::new(std::io::empty()));
        self.reader = Box::new(std::io::Cursor::new(bytes).chain(rest));
        self.line = line;
    }

    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.error.is_some() { None } else { self.buffer().first().copied() }
    }

    pub(super) fn bump(&mut self) {
        if self.peek() == Some(b'\n') {
            self.line += 1;
        }
        self.reader.consume(1);
    }

    /// The next byte that is not white space.
    pub(super) fn space(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b' ' | b'\t' | b'\r' | b'\n' => self.bump(),
                byte => return Some(byte),
            }
        }
    }
}
