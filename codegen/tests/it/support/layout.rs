//! A page in another layout, with the same contract: rows in another order, columns swapped, prose wrapped. It works on
//! the page's text and knows the tables' marks, so that it shares no code with the readers that it tests.

use regex::{Captures, Regex};

/// What is laid out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The rows of each table, from the last to the first.
    Rows,
    /// The second and third column of each table, or the first and second of two.
    Columns,
    /// Running text, inside cells and outside, with a line's end in place of some blanks.
    Wrap,
}

pub(crate) const ALL: [Change; 3] = [Change::Rows, Change::Columns, Change::Wrap];

/// The page with a change; the same text where it has nothing that could be changed.
pub(crate) fn change(name: &str, text: &str, change: Change) -> String {
    if name.rsplit('.').next() == Some("rst") {
        return grid_tables(&simple_tables(&rst_paragraphs(text, change), change), change);
    }
    markdown_paragraphs(&html_tables(&pipe_tables(text, change), change), change)
}

/// Which two columns of a table are swapped.
fn pair(columns: usize) -> Option<(usize, usize)> {
    match columns {
        0 | 1 => None,
        2 => Some((0, 1)),
        _ => Some((1, 2)),
    }
}

/// A line broken at each third blank that a word of letters follows.
fn broken(line: &str) -> String {
    let mut out = String::new();
    let mut blanks = 0;
    let mut chars = line.chars().peekable();
    let mut tag = false;
    while let Some(c) = chars.next() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ => {}
        }
        let word = !tag && c == ' ' && chars.peek().is_some_and(|next| next.is_alphabetic());
        blanks += usize::from(word);
        out.push(if word && blanks % 3 == 0 { '\n' } else { c });
    }
    out
}

/// Whether a line of Markdown or RST is running text that is not indented.
fn is_prose(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic())
        && !line.contains("://")
        && !line.contains(" /")
        && !line.contains('|')
}

fn markdown_paragraphs(text: &str, change: Change) -> String {
    if change != Change::Wrap {
        return text.to_owned();
    }
    let (mut code, mut table, mut metadata) = (false, 0_usize, text.starts_with("---"));
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if metadata {
            metadata = index == 0 || line != "---";
        } else if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            table += line.matches("<table").count();
            if table == 0 && is_prose(line) {
                out.push(broken(line));
                continue;
            }
            table -= line.matches("</table").count();
        }
        out.push(line.to_owned());
    }
    out.join("\n") + "\n"
}

/// The cells of a row of a pipe table.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in line.char_indices() {
        if c == '|' && !escaped {
            cells.push(&line[start..at]);
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(&line[start..]);
    cells
}

fn pipe_tables(text: &str, change: Change) -> String {
    if change == Change::Wrap {
        return text.to_owned();
    }
    let rule = Regex::new(r"^\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)+\|?\s*$").expect("a pattern");
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if at == 0 || !rule.is_match(lines[at]) {
            out.push(lines[at].to_owned());
            at += 1;
            continue;
        }
        let end = lines[at..].iter().position(|line| !line.contains('|')).map_or(lines.len(), |rows| at + rows);
        let mut rows: Vec<&str> = lines[at + 1..end].to_vec();
        if change == Change::Rows {
            rows.reverse();
            out.push(lines[at].to_owned());
            out.extend(rows.into_iter().map(str::to_owned));
        } else {
            let head = out.pop().expect("a table has a head");
            let width = cells(&head).len();
            let all: Vec<&str> = [head.as_str(), lines[at]].into_iter().chain(rows).collect();
            let even = all.iter().all(|row| cells(row).len() == width);
            out.extend(all.iter().map(|row| match pair(width) {
                Some((a, b)) if even => {
                    let mut cells = cells(row);
                    cells.swap(a, b);
                    let bar = if row.trim_start().starts_with('|') { "|" } else { "" };
                    format!("{bar}{}{bar}", cells.join("|"))
                }
                _ => (*row).to_owned(),
            }));
        }
        at = end;
    }
    out.join("\n") + "\n"
}

fn html_tables(text: &str, change: Change) -> String {
    let table = Regex::new(r"(?s)<table.*?</table>").expect("a pattern");
    let body = Regex::new(r"(?s)(<tbody>)(.*)(</tbody>)").expect("a pattern");
    let row = Regex::new(r"(?s)<tr.*?</tr>").expect("a pattern");
    let cell = Regex::new(r"(?s)<t[hd][ >].*?</t[hd]>").expect("a pattern");
    let spans = Regex::new(r"(row|col)span=").expect("a pattern");
    let prose = Regex::new(r"(?s)(<p[ >])(.*?)(</p>)").expect("a pattern");
    table
        .replace_all(text, |found: &Captures<'_>| {
            let table = &found[0];
            if spans.is_match(table) || table.matches("<table").count() > 1 {
                return table.to_owned();
            }
            match change {
                Change::Rows => body
                    .replace(table, |found: &Captures<'_>| {
                        let mut rows: Vec<&str> = row.find_iter(&found[2]).map(|row| row.as_str()).collect();
                        rows.reverse();
                        format!("{}{}\n{}", &found[1], rows.join("\n"), &found[3])
                    })
                    .into_owned(),
                Change::Columns => row
                    .replace_all(table, |found: &Captures<'_>| {
                        let mut cells: Vec<&str> = cell.find_iter(&found[0]).map(|cell| cell.as_str()).collect();
                        if let Some((a, b)) = pair(cells.len()) {
                            cells.swap(a, b);
                        }
                        format!("<tr>{}\n</tr>", cells.join("\n"))
                    })
                    .into_owned(),
                Change::Wrap => prose
                    .replace_all(table, |found: &Captures<'_>| {
                        format!("{}{}{}", &found[1], broken(&found[2]), &found[3])
                    })
                    .into_owned(),
            }
        })
        .into_owned()
}

fn rst_paragraphs(text: &str, change: Change) -> String {
    if change != Change::Wrap {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().collect();
    let heading =
        |next: Option<&&str>| next.is_some_and(|next| next.len() > 2 && next.chars().all(|c| "=-~^\"'*+#".contains(c)));
    let wrapped: Vec<String> = lines
        .iter()
        .enumerate()
        .map(
            |(index, line)| {
                if is_prose(line) && !heading(lines.get(index + 1)) { broken(line) } else { (*line).to_owned() }
            },
        )
        .collect();
    wrapped.join("\n") + "\n"
}

/// A row of an RST table: for each cell its lines.
type RstRow = Vec<Vec<String>>;

/// Applies a change to the rows of an RST table, without those of its head, and then to all rows.
fn rearrange(head: &mut [RstRow], rows: &mut [RstRow], change: Change) {
    match change {
        Change::Rows => rows.reverse(),
        Change::Columns => {
            for row in head.iter_mut().chain(rows) {
                if let Some((a, b)) = pair(row.len()) {
                    row.swap(a, b);
                }
            }
        }
        Change::Wrap => {
            // Air below each row, too.
            rows.iter_mut().filter_map(|row| row.first_mut()).for_each(|cell| cell.push(String::new()));
            for lines in rows.iter_mut().flatten() {
                let mut literal = false;
                *lines = lines
                    .iter()
                    .flat_map(|line| {
                        literal |= line.trim_start().starts_with(".. ") || line.trim_end().ends_with("::");
                        let plain = !literal && is_prose(line);
                        let text = if plain { broken(line) } else { line.clone() };
                        text.split('\n').map(str::to_owned).collect::<Vec<_>>()
                    })
                    .collect();
            }
        }
    }
}

/// The widths that columns need.
fn widths<'a>(rows: impl Iterator<Item = &'a RstRow>) -> Vec<usize> {
    let mut widths = Vec::new();
    for row in rows {
        widths.resize(row.len().max(widths.len()), 1);
        for (cell, width) in row.iter().zip(&mut widths) {
            *width = cell.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(*width);
        }
    }
    widths
}

fn grid_tables(text: &str, change: Change) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| line.len() > 2 && line.starts_with('+') && line.chars().all(|c| "+-=".contains(c));
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let trimmed = lines[at].trim_start();
        if !is_rule(trimmed) {
            out.push(lines[at].to_owned());
            at += 1;
            continue;
        }
        let indent = &lines[at][..lines[at].len() - trimmed.len()];
        let end = lines[at..]
            .iter()
            .position(|line| !line.trim_start().starts_with(['+', '|']))
            .map_or(lines.len(), |rows| at + rows);
        let table: Vec<&str> = lines[at..end].iter().map(|line| line.trim()).collect();
        match grid(&table) {
            Some((mut head, mut rows)) => {
                rearrange(&mut head, &mut rows, change);
                let widths = widths(head.iter().chain(&rows));
                let rule = |fill: &str| -> String {
                    let parts: Vec<String> = widths.iter().map(|width| fill.repeat(width + 2)).collect();
                    format!("{indent}+{}+", parts.join("+"))
                };
                out.push(rule("-"));
                let last = head.len();
                for (index, row) in head.iter().chain(&rows).enumerate() {
                    for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
                        let cells: Vec<String> = row
                            .iter()
                            .zip(&widths)
                            .map(|(cell, width)| {
                                let text = cell.get(line).map_or("", String::as_str);
                                format!(" {text}{} ", " ".repeat(width - text.chars().count()))
                            })
                            .collect();
                        out.push(format!("{indent}|{}|", cells.join("|")));
                    }
                    out.push(rule(if index + 1 == last { "=" } else { "-" }));
                }
            }
            None => out.extend(lines[at..end].iter().map(|line| (*line).to_owned())),
        }
        at = end;
    }
    out.join("\n") + "\n"
}

/// The head and the rows of a grid table without spans.
fn grid(lines: &[&str]) -> Option<(Vec<RstRow>, Vec<RstRow>)> {
    let edges: Vec<usize> = lines.first()?.chars().enumerate().filter(|(_, c)| *c == '+').map(|(at, _)| at).collect();
    let (mut head, mut rows) = (Vec::new(), Vec::new());
    let mut row: RstRow = vec![Vec::new(); edges.len() - 1];
    for line in &lines[1..] {
        let chars: Vec<char> = line.chars().collect();
        let mark = if line.starts_with('+') { '+' } else { '|' };
        if edges.iter().any(|&edge| chars.get(edge) != Some(&mark)) {
            return None;
        }
        if mark == '|' {
            for (cell, edge) in row.iter_mut().zip(edges.windows(2)) {
                let text: String = chars[edge[0] + 1..edge[1]].iter().collect();
                cell.push(text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned());
            }
        } else {
            rows.push(std::mem::replace(&mut row, vec![Vec::new(); edges.len() - 1]));
            if line.contains('=') {
                head = std::mem::take(&mut rows);
            }
        }
    }
    Some((head, rows))
}

fn simple_tables(text: &str, change: Change) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_rule = |line: &str| line.contains("= =") && line.trim().chars().all(|c| "= ".contains(c));
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let rules: Vec<usize> = (at..lines.len()).filter(|&line| is_rule(lines[line])).take(3).collect();
        let (true, [_, middle, end]) = (is_rule(lines[at]), rules.as_slice()) else {
            out.push(lines[at].to_owned());
            at += 1;
            continue;
        };
        let indent = &lines[at][..lines[at].len() - lines[at].trim_start().len()];
        let rule: Vec<char> = lines[at].chars().collect();
        let starts: Vec<usize> =
            (0..rule.len()).filter(|&column| rule[column] == '=' && (column == 0 || rule[column - 1] == ' ')).collect();
        let read = |range: std::ops::Range<usize>| -> Vec<RstRow> {
            let mut rows: Vec<RstRow> = Vec::new();
            for line in &lines[range] {
                let chars: Vec<char> = line.chars().collect();
                let cells: Vec<String> = starts
                    .iter()
                    .enumerate()
                    .map(|(index, &start)| {
                        let end = starts.get(index + 1).copied().unwrap_or(chars.len()).min(chars.len());
                        chars.get(start..end.max(start)).unwrap_or(&[]).iter().collect::<String>().trim_end().to_owned()
                    })
                    .collect();
                match rows.last_mut() {
                    Some(row) if cells[0].is_empty() => {
                        row.iter_mut().zip(cells).for_each(|(cell, line)| cell.push(line));
                    }
                    _ => rows.push(cells.into_iter().map(|line| vec![line]).collect()),
                }
            }
            rows
        };
        let (mut head, mut rows) = (read(at + 1..*middle), read(middle + 1..*end));
        // A column that is moved to the front must show where a row starts.
        if rows.iter().flatten().any(|cell| cell.len() > 1) || change == Change::Wrap {
            out.extend(lines[at..=*end].iter().map(|line| (*line).to_owned()));
        } else {
            rearrange(&mut head, &mut rows, change);
            let widths = widths(head.iter().chain(&rows));
            let rule: Vec<String> = widths.iter().map(|&width| "=".repeat(width)).collect();
            let rule = format!("{indent}{}", rule.join(" "));
            let line = |row: &RstRow| {
                let cells: Vec<String> =
                    row.iter().zip(&widths).map(|(cell, &width)| format!("{:width$}", cell[0])).collect();
                format!("{indent}{}", cells.join(" ")).trim_end().to_owned()
            };
            out.push(rule.clone());
            out.extend(head.iter().map(line));
            out.push(rule.clone());
            out.extend(rows.iter().map(line));
            out.push(rule);
        }
        at = end + 1;
    }
    out.join("\n") + "\n"
}
