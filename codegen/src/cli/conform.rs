//! External subcommands: `refract conform` runs `refract-conform`, the way cargo does it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use super::FAILED;

pub(super) fn run(arguments: &[OsString]) -> anyhow::Result<u8> {
    let Some((name, rest)) = arguments.split_first() else { anyhow::bail!("no command was given") };
    let program = program(&name.to_string_lossy());
    match Command::new(&program).args(rest).status() {
        Ok(status) => Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(FAILED)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => anyhow::bail!(
            "there is no command `{}`: `refract --help` lists them, and `{}` is neither beside this binary nor on the PATH",
            name.to_string_lossy(),
            program.display(),
        ),
        Err(error) => Err(anyhow::Error::new(error).context(format!("{} can't be run", program.display()))),
    }
}

/// The program of an external command: the one beside this binary, or else whatever the PATH has.
pub(super) fn program(name: &str) -> PathBuf {
    let file = format!("refract-{name}{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|path| path.parent().map(|folder| folder.join(&file)));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(file))
}
