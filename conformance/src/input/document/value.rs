//! Finds the end of a JSON value by its brackets and quotes.
//!
//! Values are copied or skipped, never parsed, and their depth costs no memory.

use super::bytes::Bytes;
use crate::input::open::HEAD;

/// How capturing a value ended.
pub(super) enum Value {
    Whole,
    /// A string continued past the line end: the value is broken, and its end was guessed.
    Torn,
    /// A bracket closes another kind than the open one. It is put back, and the output has what was read before it.
    Mismatched,
    /// It exceeds the limit. The output has its start, and the scan can continue.
    TooLong(Scan),
    /// The file ended, or cannot be read any further.
    Cut(Option<String>),
}

/// Copies one JSON value, with its end determined by brackets and quotes.
pub(super) fn capture(bytes: &mut Bytes, out: &mut Vec<u8>, limit: usize) -> Value {
    let start = out.len();
    let mut scan = Scan::default();
    loop {
        let (end, empty) = bytes.feed(&mut scan, Some(out));
        match (end, empty) {
            (true, _) if scan.mismatched => return Value::Mismatched,
            (true, _) if scan.torn => return Value::Torn,
            (true, _) => return Value::Whole,
            // A number or word at the very end is complete.
            (_, true) if scan.is_scalar() => return Value::Whole,
            (_, true) => return Value::Cut(bytes.error.take()),
            _ if out.len() - start > limit => return Value::TooLong(scan),
            _ => {}
        }
    }
}

/// Skips the rest of a value that is too long. Returns false where its end is not found.
pub(super) fn pass(bytes: &mut Bytes, mut scan: Scan, limit: usize) -> bool {
    let mut patience = limit.saturating_mul(16) / HEAD;
    loop {
        let (end, empty) = bytes.feed(&mut scan, None);
        if end || empty {
            return true;
        }
        if patience == 0 {
            return false;
        }
        patience -= 1;
    }
}

/// Follows brackets and quotes, without memory for their depth.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    /// For the open brackets, one bit per level: whether it is a brace. This is enough to detect that two do not match.
    braces: u128,
    pub(super) mismatched: bool,
    string: bool,
    escaped: bool,
    scalar: bool,
    pub(super) torn: bool,
}

impl Scan {
    fn is_scalar(&self) -> bool {
        self.scalar && self.depth == 0 && !self.string
    }

    /// The bit of the bracket at the current depth.
    fn bit(&self) -> Option<u128> {
        u32::try_from(self.depth).ok().and_then(|depth| 1_u128.checked_shl(depth))
    }

    /// Follows the value through a buffer. Returns how many bytes belong to it, and whether it ends there.
    pub(super) fn feed(&mut self, buffer: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < buffer.len() {
            if self.string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let Some(next) = memchr::memchr3(b'"', b'\\', b'\n', &buffer[at..]) else {
                    return (buffer.len(), false);
                };
                at += next + 1;
                match buffer[at - 1] {
                    b'\\' => self.escaped = true,
                    end => {
                        // A JSON string contains no line end: a quote is missing, and the scan recovers at the line
                        // end.
                        self.torn |= end == b'\n';
                        self.string = false;
                        if self.depth == 0 {
                            return (at, true);
                        }
                    }
                }
                continue;
            }
            match buffer[at] {
                b'"' => self.string = true,
                open @ (b'{' | b'[') => {
                    if let Some(bit) = self.bit() {
                        self.braces = if open == b'{' { self.braces | bit } else { self.braces & !bit };
                    }
                    self.depth += 1;
                }
                b'}' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return (at, true),
                close @ (b'}' | b']') => {
                    self.depth -= 1;
                    if self.bit().is_some_and(|bit| (self.braces & bit != 0) != (close == b'}')) {
                        self.mismatched = true;
                        return (at, true);
                    }
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }

                _ if self.depth == 0 => self.scalar = true,
                _ => {}
            }
            at += 1;
        }
        (buffer.len(), false)
    }
}
