//! What the command line takes, as JSON: `refract completions` adds it to its own.

use serde_json::{Value, json};

/// A command with its arguments and subcommands.
pub(super) fn command(command: &clap::Command) -> String {
    format!("{}\n", describe(command))
}

fn describe(command: &clap::Command) -> Value {
    let text = |it: Option<&clap::builder::StyledStr>| it.map(ToString::to_string);
    let arguments: Vec<Value> = command
        .get_arguments()
        .filter(|it| !it.is_hide_set())
        .map(|it| {
            let values: Vec<String> =
                it.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
            json!({
                "id": it.get_id().as_str(),
                "long": it.get_long(),
                "short": it.get_short(),
                "help": text(it.get_help()),
                "takes": it.get_action().takes_values(),
                "values": values,
            })
        })
        .collect();
    let commands: Vec<Value> = command.get_subcommands().filter(|it| !it.is_hide_set()).map(describe).collect();
    json!({
        "name": command.get_name(),
        "about": text(command.get_about()),
        "arguments": arguments,
        "commands": commands,
    })
}
