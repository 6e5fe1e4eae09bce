//! Standard output whose reader may stop reading (`refract check | head`).
//!
//! What is written after that is dropped, and the run goes on: neither its findings nor its exit code depend on the
//! reader. Every other write error is an error of the run.

use std::io::{self, ErrorKind, StdoutLock, Write};

/// Standard output, until its reader stops reading.
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
