//! `refract completions`: the completion script of a shell.

use super::{CLEAN, context};

pub(super) fn run(shell: clap_complete::Shell, mut command: clap::Command) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "refract", &mut script);
    context::print(&String::from_utf8_lossy(&script)).map(|()| CLEAN)
}
