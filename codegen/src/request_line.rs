//! Request lines and URLs as pages write them, alone (`POST /v2/{id}`, with or without scheme and host) or in a table
//! with columns for both.
//!
//! The template is the URL without scheme, host, query and markup: `https://{Endpoint}/v3/{id}?limit={limit}` is
//! `/v3/{id}` on `https://{Endpoint}` with the query parameter `limit`. Nothing here decides where on a page such lines
//! count.

use crate::document::Table;
use crate::ir::Method;
use crate::source::Span;
use crate::vocabulary::{Column, Vocabulary};

/// `METHOD url`, optionally followed by the rest of a request line.
pub fn request_line(line: &str) -> Option<(Method, Url)> {
    let line = line.trim().trim_start_matches('>').trim_start();
    let (word, rest) = line.split_once(char::is_whitespace)?;
    let method: Method = word.to_ascii_uppercase().parse().ok()?;
    // `https: //host/path`: a space that the author's editor inserted.
    let rest = rest.trim().replacen(": //", "://", 1);
    // A method that is not all capitals may be a word of a sentence.
    if word.chars().any(char::is_lowercase) && !rest.starts_with("http") {
        return None;
    }
    (rest.starts_with('/') || rest.starts_with('{') || rest.contains("://"))
        .then(|| Url::parse(&rest))
        .flatten()
        .map(|url| (method, url))
}

/// A URL as pages write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// Scheme and host, where present.
    pub server: Option<String>,
    /// The path template.
    pub path: String,
    /// The names in the query, in order.
    pub query: Vec<String>,
}

impl Url {
    /// Parses a URL; `None` where it has no path.
    pub fn parse(text: &str) -> Option<Self> {
        let text = without_version(text.trim());
        let text = text.trim_end_matches(['。', '，', ',', ';', '；']);
        let (server, rest) = match text.find("://") {
            Some(at) => {
                let host_start = at + 3;
                let path_at = find_outside_braces(&text[host_start..], '/').map_or(text.len(), |i| host_start + i);
                (Some(tidy_server(&text[..path_at])), &text[path_at..])
            }
            // A host variable without a scheme: `{Endpoint}/v3/...`.
            None if text.starts_with('{') => {
                let at = find_outside_braces(text, '/')?;
                (Some(format!("https://{}", &text[..at])), &text[at..])
            }
            None => (None, text),
        };
        let rest = if rest.is_empty() { "/" } else { rest };
        if !rest.starts_with('/') {
            return None;
        }
        let (path, query) = split_query(rest);
        let path = tidy_path(path)?;
        Some(Self { server, path, query })
    }
}

/// The text without ` HTTP/1.1` at its end.
fn without_version(text: &str) -> &str {
    match text.rfind(" HTTP") {
        Some(at) if text[at + 5..].trim_start().starts_with('/') => text[..at].trim_end(),
        _ => text,
    }
}

fn find_outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == wanted && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Scheme and host without the spaces inside their variables: `{{ api-host }}` is the variable `api-host`.
fn tidy_server(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if (c == '{' && out.ends_with('{')) || (c == '}' && out.ends_with('}')) {
            continue;
        }
        out.push(c);
    }
    out
}

/// The path before the query, and the names in the query. `?a={a}&b={b}`, `{?a,b}` and `[?a,b]` are queries.
fn split_query(text: &str) -> (&str, Vec<String>) {
    let name = |part: &str| {
        let name = part.split('=').next().unwrap_or("").trim().trim_matches(['{', '}', '[', ']', '*', ' ']).to_owned();
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.:$@".contains(c));
        plain.then_some(name)
    };
    let opened = ["{?", "{&", "[?", "[&"].iter().filter_map(|open| text.find(open)).min();
    if let Some(at) = opened {
        let end = text[at..].find(['}', ']']).map_or(text.len(), |i| at + i);
        return (&text[..at], text[at + 2..end].split([',', '&']).filter_map(name).collect());
    }
    match find_outside_braces(text, '?') {
        Some(at) => (&text[..at], text[at + 1..].split('&').filter_map(name).collect()),
        None => (text, Vec::new()),
    }
}

/// The path template without stray spaces; `None` where words follow that cannot be part of it.
fn tidy_path(text: &str) -> Option<String> {
    let mut path = String::new();
    let mut depth = 0_usize;
    let mut blank = false;
    for c in text.trim().chars() {
        match c {
            c if c.is_whitespace() => {
                blank = true;
                continue;
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A space outside braces ends the path, unless a character follows that only a path has.
        if blank && depth == 0 && !matches!(c, '/' | '}' | ':' | '{') && !path.ends_with('/') {
            break;
        }
        blank = false;
        path.push(c);
    }
    let path = path.replace("{{", "{").replace("}}", "}");
    // The characters that RFC 3986 allows in a path, and the braces of a template.
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%{}".contains(c);
    (depth == 0 && path.chars().all(fits)).then_some(path)
}

/// The request lines of a table with a column of methods and one of URIs: one for each method of a row.
pub fn of_table(table: &Table, vocabulary: &Vocabulary) -> Vec<(Method, Url, Span)> {
    let lines = words_of_table(table, vocabulary).into_iter();
    lines.filter_map(|(word, url, span)| Some((word.parse().ok()?, url, span))).collect()
}

/// The words in capitals that are in the place of such a table's methods but are none, each with its row.
pub(crate) fn odd_methods(table: &Table, vocabulary: &Vocabulary) -> Vec<(String, Span)> {
    let is_odd = |word: &str| word.chars().all(|c| c.is_ascii_uppercase()) && word.parse::<Method>().is_err();
    let words = words_of_table(table, vocabulary).into_iter();
    words.filter(|(word, ..)| is_odd(word)).map(|(word, _, span)| (word, span)).collect()
}

/// The words in the place of such a table's methods, each with the URL and place of its row.
fn words_of_table(table: &Table, vocabulary: &Vocabulary) -> Vec<(String, Url, Span)> {
    let Some(header) = table.header.first() else { return Vec::new() };
    let columns: Vec<Option<Column>> = header.cells.iter().map(|cell| vocabulary.column(&cell.text())).collect();
    let column = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
    let (Some(method), Some(uri)) = (column(Column::Method), column(Column::Uri)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for row in &table.rows {
        let (Some(methods), Some(uri)) = (row.cells.get(method), row.cells.get(uri)) else {
            continue;
        };
        let uri = vocabulary.vendor.request_lines.with_braces(uri.text().trim());
        let Some(url) = Url::parse(&uri) else { continue };
        let words = methods.text();
        let words = words.split(|c: char| c.is_whitespace() || ",/|、，".contains(c)).filter(|word| !word.is_empty());
        lines.extend(words.map(|word| (word.to_owned(), url.clone(), row.span)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        match request_line(line) {
            Some((method, url)) => {
                let query = if url.query.is_empty() { String::new() } else { format!(" ?{}", url.query.join(",")) };
                format!("{method} {} {}{query}", url.server.unwrap_or_default(), url.path)
            }
            None => "-".into(),
        }
    }

    #[test]
    fn request_lines() {
        for (line, expected) in [
            ("POST /v2/{project_id}/fgs", "POST  /v2/{project_id}/fgs"),
            ("GET https://{Endpoint}/v3/{id}?a={a}&b={b}", "GET https://{Endpoint} /v3/{id} ?a,b"),
            ("GET /v2/zones{?type,limit}", "GET  /v2/zones ?type,limit"),
            ("GET /v2/x[?page_size, page_no]", "GET  /v2/x ?page_size,page_no"),
            ("GET /v2/x?[a={a}&b]", "GET  /v2/x ?a,b"),
            ("GET /v2/<x>", "-"),
            ("GET /v2/x HTTP/1.1", "GET  /v2/x"),
            ("PATCH /v2/{region}:{floatingip_id}", "PATCH  /v2/{region}:{floatingip_id}"),
            (
                "POST https://mdb.{{ api-host }}/kafka/v1/clusters/{id}:move",
                "POST https://mdb.{api-host} /kafka/v1/clusters/{id}:move",
            ),
            ("GET /v3/{project_id}/x/ {id}", "GET  /v3/{project_id}/x/{id}"),
            ("GET /v3/{ project _id}", "GET  /v3/{project_id}"),
            ("GET / ", "GET  /"),
            ("GET /v3/x?tags={key}={value}", "GET  /v3/x ?tags"),
            ("GET the list", "-"),
            ("Get /v1", "-"),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
