//! `refract explain`: what a finding's code means.

use refract_codegen::diagnostic::{Code, Severity};

use super::CLEAN;

pub(super) fn run(target: Option<&str>) -> anyhow::Result<u8> {
    let severity = |code: Code| match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let Some(target) = target else {
        for &code in Code::ALL {
            let first = code.explanation().split("\n\n").next().unwrap_or("").replace('\n', " ");
            println!("{:28} {:8} {}", code.name(), severity(code), first.trim());
        }
        return Ok(CLEAN);
    };
    let Some(code) = Code::from_name(target) else {
        anyhow::bail!("`{target}` is no code of a finding: `refract explain` lists them all");
    };
    println!("{} ({})\n", code.name(), severity(code));
    for paragraph in code.explanation().split("\n\n") {
        println!("{}\n", paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(CLEAN)
}
