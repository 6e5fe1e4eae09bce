//! The files that are part of Refract, from `codegen/vocabulary/`.
//!
//! This module lists them and never reads one.

/// A language: its code and its parts, each a file by topic. The first part names the language that it extends. Of
/// phrases with equal weight, those of an earlier part are tried first.
pub(super) struct Parts {
    pub(super) code: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
}

macro_rules! parts {
    ($code:literal: $($part:literal)*) => {
        Parts {
            code: $code,
            files: &[$((
                concat!("languages/", $code, "/", $part, ".toml"),
                include_str!(concat!("../../vocabulary/languages/", $code, "/", $part, ".toml")),
            )),*],
        }
    };
}

/// The languages.
pub(super) const LANGUAGES: &[Parts] = &[
    parts!(
        "en": "titles" "types" "prose" "lines" "bounds" "ranges" "sizes" "values" "fixed-values" "defaults" "forms"
        "conditions" "plain" "proto" "proto-elements" "characters" "answers"
    ),
    parts!("latin": "words"),
    parts!("ru": "titles" "types" "prose" "lengths" "forms"),
    parts!(
        "zh": "titles" "types" "prose" "lines" "bounds" "ranges" "sizes" "values" "coded-values" "defaults" "units"
        "fixed-values" "forms" "conditions" "characters"
    ),
];

/// The vendors.
pub(super) const VENDORS: &[(&str, (&str, &str))] = &[
    ("discord", ("vendors/discord.toml", include_str!("../../vocabulary/vendors/discord.toml"))),
    ("gitlab", ("vendors/gitlab.toml", include_str!("../../vocabulary/vendors/gitlab.toml"))),
    ("huawei", ("vendors/huawei.toml", include_str!("../../vocabulary/vendors/huawei.toml"))),
    ("jdcloud", ("vendors/jdcloud.toml", include_str!("../../vocabulary/vendors/jdcloud.toml"))),
    ("openstack", ("vendors/openstack.toml", include_str!("../../vocabulary/vendors/openstack.toml"))),
    ("otc", ("vendors/otc.toml", include_str!("../../vocabulary/vendors/otc.toml"))),
    ("tencent", ("vendors/tencent.toml", include_str!("../../vocabulary/vendors/tencent.toml"))),
    ("yandex", ("vendors/yandex.toml", include_str!("../../vocabulary/vendors/yandex.toml"))),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is on disk but not in the list would never be read.
    #[test]
    fn every_file_is_listed() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vocabulary");
        let mut listed: Vec<String> =
            LANGUAGES.iter().flat_map(|parts| parts.files).map(|(file, _)| (*file).into()).collect();
        listed.extend(VENDORS.iter().map(|(_, (file, _))| (*file).to_owned()));
        listed.sort();
        let mut there: Vec<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| entry.path().strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"))
            .collect();
        there.sort();
        assert_eq!(listed, there);
    }
}
