//! The seed pages beside the repository, held against their hand-made labels, and the spellings that must not matter.

mod support;

use support::{labels, read, read_text, shared, without_places};

#[test]
fn every_labelled_fact_is_read_and_nothing_else() {
    let (Some(seeds), Some(expect)) = (shared("seeds"), shared("expect/seeds")) else {
        return;
    };
    let outcome = read(std::slice::from_ref(&seeds), &seeds);
    for vendor in ["jdcloud", "yandex", "huawei", "otc"] {
        let labels = labels::load(&expect.join(format!("{vendor}.json")));
        let score = labels::score(&labels, &outcome.apis);
        assert!(score.misses.is_empty(), "{vendor}: {score}");
        assert!(score.fields > 20, "{vendor}: {score}");
    }
    for (page, ledger) in &outcome.ledgers {
        assert!(ledger.balances() && ledger.rows() > 0, "{page}: {ledger:?}");
    }
}

#[test]
fn each_link_into_a_missing_page_is_said() {
    let Some(seeds) = shared("seeds") else { return };
    let outcome = read(&[seeds.join("huawei-publish-version.zh.md")], &seeds);
    let unresolved: Vec<u32> = outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code.name() == "link-unresolved")
        .map(|diagnostic| diagnostic.origin.line)
        .collect();
    assert_eq!(unresolved, [291, 319, 341, 348]);
}

/// A page under another name, with its rows in another order, its columns swapped or its prose wrapped otherwise.
#[test]
fn names_and_layout_do_not_matter() {
    let Some(seeds) = shared("seeds") else { return };
    for name in [
        "jdcloud-createVersion.en.md",
        "jdcloud-createFunction.zh.md",
        "yandex-createVersion.ru.md",
        "huawei-publish-version.zh.md",
        "otc-publish-version.en.rst",
    ] {
        let text = std::fs::read_to_string(seeds.join(name)).expect("a seed");
        let extension = name.rsplit('.').next().expect("an extension");
        let original = without_places(&read_text(&format!("seeds/{name}"), &text).apis);
        let renamed = without_places(&read_text(&format!("other/page.{extension}"), &text).apis);
        assert_eq!(original, renamed, "{name} under another name");
        let crlf = without_places(&read_text(&format!("x/{name}"), &text.replace('\n', "\r\n")).apis);
        assert_eq!(original, crlf, "{name} with CRLF");
    }
}

#[test]
fn the_order_of_rows_and_columns_does_not_matter() {
    let Some(seeds) = shared("seeds") else { return };
    for name in ["jdcloud-createVersion.en.md", "jdcloud-createFunction.zh.md"] {
        let text = std::fs::read_to_string(seeds.join(name)).expect("a seed");
        let original = sorted(without_places(&read_text(name, &text).apis));
        let shuffled = rows(&text, &|rows| rows.reverse());
        assert_ne!(shuffled, text);
        assert_eq!(original, sorted(without_places(&read_text(name, &shuffled).apis)), "{name} with rows reversed");
        let swapped = columns(&text);
        assert_ne!(swapped, text);
        assert_eq!(original, sorted(without_places(&read_text(name, &swapped).apis)), "{name} with columns swapped");
    }
}

#[test]
fn the_wrapping_of_cells_does_not_matter() {
    let Some(seeds) = shared("seeds") else { return };
    let name = "otc-publish-version.en.rst";
    let text = std::fs::read_to_string(seeds.join(name)).expect("a seed");
    let original = without_places(&read_text(name, &text).apis);
    // Simple tables become grid tables and the other way round is impossible: instead, each grid row gets an empty line.
    let airy: String = text
        .lines()
        .map(|line| {
            let row = line.trim_start().starts_with("| ");
            let empty: String = line.chars().map(|c| if c == '|' { '|' } else { ' ' }).collect();
            if row && !line.contains("||") { format!("{line}\n{empty}\n") } else { format!("{line}\n") }
        })
        .collect();
    assert_eq!(original, without_places(&read_text(name, &airy).apis), "{name} with air in its rows");
}

/// The rows of each pipe table in another order.
fn rows(text: &str, change: &dyn Fn(&mut Vec<String>)) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut body: Vec<String> = Vec::new();
    let mut in_body = false;
    for line in text.lines().chain(std::iter::once("")) {
        let row = line.starts_with('|');
        if in_body && row {
            body.push(line.to_owned());
            continue;
        }
        if in_body {
            change(&mut body);
            out.append(&mut body);
        }
        in_body = line.starts_with("|---");
        out.push(line.to_owned());
    }
    out.join("\n")
}

/// Each pipe table with its second and third column swapped.
fn columns(text: &str) -> String {
    text.lines()
        .map(|line| {
            if !line.starts_with('|') {
                return line.to_owned();
            }
            let mut cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            if cells.len() > 2 {
                cells.swap(1, 2);
            }
            format!("|{}|", cells.join("|"))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Fields and parameters sorted by name, as a set.
fn sorted(mut value: serde_json::Value) -> serde_json::Value {
    fn sort(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(items) => {
                items.iter_mut().for_each(sort);
                items.sort_by_key(|item| item.get("name").map(ToString::to_string).unwrap_or_default());
            }
            serde_json::Value::Object(map) => map.values_mut().for_each(sort),
            _ => {}
        }
    }
    sort(&mut value);
    value
}
