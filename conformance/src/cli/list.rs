//! `refract conform --list`: what the codes of findings mean.

use std::io::Write;

use refract_conformance::Code;

use super::CLEAN;

pub(super) fn run(name: &str) -> anyhow::Result<u8> {
    let mut out = anstream::stdout().lock();
    if name == "all" {
        for &code in Code::ALL {
            writeln!(out, "{:<24} {:<8} {}", code.name(), code.severity().name(), code.summary())?;
        }
        writeln!(out, "\n`refract conform --list CODE` says more of one.")?;
        return Ok(CLEAN);
    }
    let Some(code) = Code::from_name(name) else {
        anyhow::bail!("`{name}` is no code: `refract conform --list` has them all");
    };
    writeln!(out, "{} ({} unless configured)\n", code.name(), code.severity().name())?;
    for line in code.explanation().lines() {
        writeln!(out, "{}", line.strip_prefix(' ').unwrap_or(line))?;
    }
    Ok(CLEAN)
}
