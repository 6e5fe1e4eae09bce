//! `refract init`: writes the files that a project starts with, and drafts the vendor file for pages of an unknown
//! vendor.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::config;
use crate::discover::{self, PageFile};
use crate::propose::{self, Proposal};

use super::context::{self, Context, count};
use super::{CLEAN, FAILED, Global, Known};

const CONFIG: &str = "\
# What `refract generate` reads and writes. `refract --help` tells the rest.

[generate]
specs = \"specs\"          # pages, in folders of any shape: specs/<vendor>/<service>/… reads best
out = \"generated\"
emit = [\"rust\", \"json-schema\", \"openapi\", \"ir\"]

# What is known of pages better than they say themselves:
# [pages.\"specs/acme/compute\"]
# vendor = \"otc\"
# service = \"compute\"

# Vocabulary of vendors and languages that Refract does not come with: `refract init PAGES` drafts it.
# [vocabulary]
# vendors = [\"vocabulary/acme.toml\"]
";

/// Where a project starts, and with which pages.
pub(super) struct Start<'a> {
    pub(super) folder: &'a Path,
    pub(super) name: Option<&'a str>,
    pub(super) update: bool,
    pub(super) pages: &'a [PathBuf],
}

pub(super) fn run(global: &Global, start: &Start<'_>) -> anyhow::Result<u8> {
    if start.pages.is_empty() {
        anyhow::ensure!(!start.update, "name the pages by which the vendor file should be updated");
        return empty(start.folder);
    }
    let file = start.folder.join(config::FILE);
    let name = match start.name {
        Some(name) => discover::slug(name),
        None => name_of(&start.pages[0])?,
    };
    let vendor_file = start.folder.join("vocabulary").join(format!("{name}.toml"));
    if !start.update {
        for known in [&file, &vendor_file] {
            anyhow::ensure!(!known.exists(), "{} exists already; `--update` adds to the vendor file", known.display());
        }
    }
    let Some(files) = context::files(start.pages, &Context::new(global)?, &Known::default(), global)? else {
        return Ok(FAILED);
    };
    let proposal = propose::propose(&name, &files)?;
    if start.update && vendor_file.exists() {
        update(&vendor_file, &proposal)?;
    } else {
        let folder = vendor_file.parent().unwrap_or(start.folder);
        std::fs::create_dir_all(folder).with_context(|| format!("{} can't be made", folder.display()))?;
        std::fs::write(&vendor_file, &proposal.vendor)
            .with_context(|| format!("{} can't be written", vendor_file.display()))?;
        context::print(&format!("wrote {}\n", vendor_file.display()))?;
    }
    if !file.exists() {
        std::fs::write(&file, configuration(&name, start)?)
            .with_context(|| format!("{} can't be written", file.display()))?;
        context::print(&format!("wrote {}\n", file.display()))?;
    }
    context::print(&figures(&proposal, &files))?;
    Ok(CLEAN)
}

/// Starts a project without pages.
fn empty(folder: &Path) -> anyhow::Result<u8> {
    let file = folder.join(config::FILE);
    anyhow::ensure!(!file.exists(), "{} exists already", file.display());
    let specs = folder.join("specs");
    std::fs::create_dir_all(&specs).with_context(|| format!("{} can't be made", specs.display()))?;
    std::fs::write(&file, CONFIG).with_context(|| format!("{} can't be written", file.display()))?;
    let (file, specs) = (file.display(), specs.display());
    context::print(&format!("wrote {file}; put pages under {specs} and run `refract generate`\n"))?;
    Ok(CLEAN)
}

/// The vendor's name, from the folder or file that contains the pages.
fn name_of(pages: &Path) -> anyhow::Result<String> {
    let whole = pages.canonicalize().with_context(|| format!("{} can't be read", pages.display()))?;
    let name = whole.file_stem().map(|name| discover::slug(&name.to_string_lossy()));
    name.context("the pages' folder has no name from which to name the vendor: give one with `--name`")
}

fn update(file: &Path, proposal: &Proposal) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    let (new, added) = proposal.update(&text).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    if added.is_empty() {
        return context::print(&format!("{} already contains everything that the pages show\n", file.display()));
    }
    std::fs::write(file, new).with_context(|| format!("{} can't be written", file.display()))?;
    context::print(&format!("added to {}: {}\n", file.display(), added.join(", ")))
}

/// The configuration: the pages' vendor, and the path of its file. Paths are relative to the configuration's own
/// folder.
fn configuration(name: &str, start: &Start<'_>) -> anyhow::Result<String> {
    let mut text =
        "# What `refract generate` reads and writes. `refract schema config` describes every key.\n\n[generate]\n"
            .to_owned();
    let whole = |path: &Path| path.canonicalize().with_context(|| format!("{} can't be read", path.display()));
    let from = whole(start.folder)?;
    let path = |path: &Path| toml::Value::String(relative(&from, path)).to_string();
    let pages = start.pages.iter().map(|path| whole(path)).collect::<anyhow::Result<Vec<_>>>()?;
    // The folder that contains all of them.
    let all = pages[0].ancestors().find(|folder| pages.iter().all(|page| page.starts_with(folder)));
    let _ = writeln!(text, "specs = {}\nout = \"generated\"", path(all.unwrap_or(&pages[0])));
    let _ = writeln!(text, "emit = [\"rust\", \"json-schema\", \"openapi\", \"ir\"]\n");
    let _ = writeln!(text, "[vocabulary]\nvendors = [\"vocabulary/{name}.toml\"]");
    for page in &pages {
        let _ = writeln!(
            text,
            "\n# The vendor of these pages, whatever the pages themselves state.\n[pages.{}]\nvendor = \"{name}\"",
            path(page)
        );
    }
    Ok(text)
}

/// A relative path from a folder to a file, both absolute: `../docs`, with `/` between names and `.` for the folder
/// itself.
fn relative(from: &Path, to: &Path) -> String {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|step| step.as_os_str().to_string_lossy().into_owned());
    let steps: Vec<String> = up.chain(down).collect();
    if steps.is_empty() { ".".to_owned() } else { steps.join("/") }
}

fn figures(proposal: &Proposal, files: &[PageFile]) -> String {
    let figures = &proposal.figures;
    let mut text = format!(
        "\nWith this draft: {} with {}; {} of {} in tables read; {}.\n",
        count(context::pages(files), "page"),
        count(figures.operations, "operation"),
        figures.fields,
        count(figures.rows, "row"),
        count(figures.findings, "finding"),
    );
    text.push_str(&proposal.unknown());
    text.push_str(
        "\nNext: `refract check` shows what is unclear, and `refract export --emit openapi --out out` writes \
    what could be read.\n",
    );
    text
}
