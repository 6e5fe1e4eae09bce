//! `refract conform merge`: reports of parts become the report of the whole.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use refract_conformance::Report;

use super::project::Project;
use super::{Judge, judge};

pub(super) fn run(reports: &[PathBuf], judge: &Judge) -> anyhow::Result<u8> {
    let project = Project::new(judge)?;
    let options = project.options(judge)?;
    judge::targets(judge)?;
    let mut whole: Option<Report> = None;
    for path in reports {
        let part = read(path)?;
        match &mut whole {
            None => {
                let mut part = part;
                part.unsettle();
                whole = Some(part);
            }
            Some(whole) => whole
                .merge(&part)
                .with_context(|| format!("{}: can't be merged with {}", path.display(), reports[0].display()))?,
        }
    }
    let report = whole.context("there are no reports: name files")?;
    judge::run(judge, &project, &options, report, Vec::new())
}

fn read(path: &Path) -> anyhow::Result<Report> {
    let mut text = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut text))
    };
    read.with_context(|| format!("{}: can't be read", path.display()))?;
    Report::from_json(&text).with_context(|| path.display().to_string())
}
