//! `refract init`: the files that a project starts with.

use std::path::Path;

use anyhow::Context as _;
use refract_codegen::config;

use super::CLEAN;

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

# Vocabulary of vendors and languages that Refract does not come with:
# [vocabulary]
# vendors = [\"vocabulary/acme.toml\"]
";

pub(super) fn run(folder: &Path) -> anyhow::Result<u8> {
    let file = folder.join(config::FILE);
    anyhow::ensure!(!file.exists(), "{} is there already", file.display());
    let specs = folder.join("specs");
    std::fs::create_dir_all(&specs).with_context(|| format!("{} can't be made", specs.display()))?;
    std::fs::write(&file, CONFIG).with_context(|| format!("{} can't be written", file.display()))?;
    let (file, specs) = (file.display(), specs.display());
    super::context::print(&format!("wrote {file}; put pages under {specs} and run `refract generate`\n"))?;
    Ok(CLEAN)
}
