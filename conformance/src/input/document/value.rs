//! Where a JSON value ends, as far as brackets and quotes tell.
//!
//! Values are copied or passed over. Nothing is made of them, and how deep they go costs no memory.

use super::bytes::Bytes;
use crate::input::open::HEAD;

/// How capturing a value ended.
pub(super) enum Value {
    Whole,
    /// A string ran over the line's end: the value is broken, and its end was guessed.
    Torn,
    /// A bracket closes another kind than is open. It is put back, and what was read up to it is there.
    Mismatched,
    /// It is longer than the limit. What was read of it is there, and the scan can go on.
    TooLong(Scan),
    /// The file ended, or can't be read on.
    Cut(Option<String>),
}

/// Copies one JSON value, as far as brackets and quotes tell its end.
pub(super) fn capture(bytes: &mut Bytes, out: &mut Vec<u8>, limit: usize) -> Value {
    let start = out.len();
    let mut scan = Scan::default();
    loop {
        let (end, empty) = bytes.feed(&mut scan, Some(out));
        match (end, empty) {
            (true, _) if scan.mismatched => return Value::Mismatched,
            (true, _) if scan.torn => return Value::Torn,
            (true, _) => return Value::Whole,
            // A number or word at the very end is whole.
            (_, true) if scan.is_scalar() => return Value::Whole,
            (_, true) => return Value::Cut(bytes.error.take()),
            _ if out.len() - start > limit => return Value::TooLong(scan),
            _ => {}
        }
    }
}

/// Passes over the rest of a value that is too long. False where its end does not come.
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

/// Follows brackets and quotes. It needs no memory however deep they go.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    /// Which of the outer brackets that are open are braces, a bit a level: enough to see that two do not match.
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

    /// The bit of the bracket at the present depth.
    fn bit(&self) -> Option<u128> {
        u32::try_from(self.depth).ok().and_then(|depth| 1_u128.checked_shl(depth))
    }

    /// Follows the value through a buffer: how many bytes belong to it, and whether it ends there.
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
                        // A JSON string has no line's end: a quote was lost, and the line is where it is found again.
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
