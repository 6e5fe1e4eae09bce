//! `refract completions`: the script of a shell, external commands among what it completes.
//!
//! What an external command takes, it says itself. One that is not installed, or says nothing, is left out.

use std::process::Command as Process;

use clap::{Arg, ArgAction, Command, CommandFactory};
use serde::Deserialize;

use super::{CLEAN, Cli, conform, context};

/// External commands that are known.
const EXTERNAL: [&str; 1] = ["conform"];

pub(super) fn run(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut command = Cli::command();
    for name in EXTERNAL {
        if let Some(external) = describe(name) {
            command = command.subcommand(external.command().name(name));
        }
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "refract", &mut script);
    context::print(&String::from_utf8_lossy(&script)).map(|()| CLEAN)
}

/// What an external command takes, as it says.
fn describe(name: &str) -> Option<Described> {
    let output = Process::new(conform::program(name)).arg("describe").output().ok()?;
    serde_json::from_slice(&output.stdout).ok().filter(|_| output.status.success())
}

#[derive(Deserialize)]
struct Described {
    name: String,
    about: Option<String>,
    arguments: Vec<Argument>,
    commands: Vec<Self>,
}

#[derive(Deserialize)]
struct Argument {
    id: String,
    long: Option<String>,
    short: Option<char>,
    help: Option<String>,
    takes: bool,
    values: Vec<String>,
}

impl Described {
    fn command(self) -> Command {
        let arguments = self.arguments.into_iter().filter(|it| it.id != "help" && it.id != "version");
        Command::new(self.name)
            .about(self.about.unwrap_or_default())
            .disable_help_subcommand(true)
            .args(arguments.map(Argument::argument))
            .subcommands(self.commands.into_iter().map(Self::command))
    }
}

impl Argument {
    fn argument(self) -> Arg {
        let positional = self.long.is_none() && self.short.is_none();
        let action = if self.takes { ArgAction::Append } else { ArgAction::SetTrue };
        let mut argument = Arg::new(self.id).help(self.help.unwrap_or_default()).action(action);
        if positional {
            argument = argument.num_args(0..);
        }
        if let Some(long) = self.long {
            argument = argument.long(long);
        }
        if let Some(short) = self.short {
            argument = argument.short(short);
        }
        if self.takes && !self.values.is_empty() {
            argument = argument.value_parser(self.values);
        }
        argument
    }
}
