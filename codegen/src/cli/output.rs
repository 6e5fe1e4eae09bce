//! Standard output of a run whose reader may go away (`refract check | head`).
//!
//! What is written after that is dropped, and the run goes on: what it finds does not depend on who reads it, and neither
//! does its exit code. Every other error of writing is one.

use std::io::{self, ErrorKind, StdoutLock, Write};

/// Standard output, for as long as somebody reads it.
#[derive(Debug)]
pub struct Output(Option<StdoutLock<'static>>);

impl Output {
    /// Standard output, locked.
    pub fn lock() -> Self {
        Self(Some(io::stdout().lock()))
    }

    fn while_read<T>(
        &mut self,
        dropped: T,
        write: impl FnOnce(&mut StdoutLock<'static>) -> io::Result<T>,
    ) -> io::Result<T> {
        let Some(out) = &mut self.0 else { return Ok(dropped) };
        match write(out) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.0 = None;
                Ok(dropped)
            }
            written => written,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.while_read(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.while_read((), Write::flush)
    }
}
