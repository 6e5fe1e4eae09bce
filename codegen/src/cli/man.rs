//! `refract man`: the manual pages, one per command.

use std::collections::BTreeSet;
use std::path::Path;

use crate::emit::Artefacts;
use crate::text::count;

use super::{CLEAN, Global, context};

pub(super) fn run(global: &Global, command: clap::Command, out: &Path) -> anyhow::Result<u8> {
    let pages = pages(command)?;
    let written = context::write(&pages, out, &BTreeSet::new())?;
    if !global.quiet {
        anstream::eprintln!("{} written to {}", count(written.changed.len(), "manual page"), out.display());
    }
    Ok(CLEAN)
}

/// The pages by file name: one for `refract`, and one for each command at any depth.
fn pages(command: clap::Command) -> anyhow::Result<Artefacts> {
    fn add(command: &clap::Command, pages: &mut Artefacts) -> anyhow::Result<()> {
        let page = clap_mangen::Man::new(command.clone());
        let mut text = Vec::new();
        page.render(&mut text)?;
        pages.insert(page.get_filename(), String::from_utf8(text)?);
        command.get_subcommands().filter(|it| !it.is_hide_set()).try_for_each(|below| add(below, pages))
    }
    // `refract help COMMAND` is on no page: the pages are that help.
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Artefacts::new();
    add(&command, &mut pages)?;
    Ok(pages)
}
