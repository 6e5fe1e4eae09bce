//! Targets of links that a site's generator fills in: `[a lamp]({{< relref "things/lamp" >}})`.
//!
//! Hugo has `ref` and `relref`; both name a page relative to the root of its content. `CommonMark` sees no link there,
//! because the target contains spaces. A copy of the text has a path in place of the target, padded to the same length,
//! so that every offset stays valid. Nothing here checks where a path leads.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// A text with paths as the targets of its links.
pub(super) fn filled(text: &str) -> Cow<'_, str> {
    static TARGET: LazyLock<Regex> = LazyLock::new(|| {
        let path = r#"(?:path=)?["`](?<path>[^"`\s<>()]+)["`]"#;
        let target = format!(r"\]\((?<call>\{{\{{[<%]-?\s*(?:rel)?ref\s+{path}[^<>%{{}}\n]*[>%]\}}\}})");
        Regex::new(&target).expect("a sound expression")
    });
    if !text.contains("ref ") {
        return Cow::Borrowed(text);
    }
    TARGET.replace_all(text, |found: &regex::Captures<'_>| {
        let (call, path) = (&found["call"], &found["path"]);
        let path = path.trim_start_matches('/');
        // Spaces before the end of a target are not part of it. The shortcode is longer than the path in it.
        let blanks = " ".repeat(call.len().saturating_sub(path.len() + 1));
        format!("](/{path}{blanks}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_paths_and_texts_keep_their_length() {
        for (text, path) in [
            (r#"a [lamp]({{< relref "things/lamp" >}}) of"#, "/things/lamp"),
            (r#"[lamp]({{<ref "/things/lamp.md#on">}})"#, "/things/lamp.md#on"),
            (r#"[lamp]({{% relref path="lamp" lang="ru" %}})"#, "/lamp"),
            (r#"[лампа]({{< ref "вещи/лампа" >}}) и"#, "/вещи/лампа"),
        ] {
            let filled = filled(text);
            assert_eq!(filled.len(), text.len(), "{text}");
            let (_, target) = filled.split_once("](").unwrap_or_default();
            assert_eq!(target.split([' ', ')']).next(), Some(path), "{text}");
        }
        for text in [r"[lamp](things/lamp)", r#"{{< page-relref ref="lamp" >}}"#, r#"[lamp]({{< figure "lamp" >}})"#] {
            assert_eq!(filled(text), text);
        }
    }
}
