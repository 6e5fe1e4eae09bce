//! Lists in cells without list markup: lines after breaks that each begin with a mark (`<br>- a<br>- b`).
//!
//! A cell of a pipe table can't contain a list, so authors write its items as lines. At least two lines with the same
//! mark are a list, if a colon introduces them or if each begins with a code and a colon (`<br>- 1: on<br>- 2: off`).
//! Otherwise they are separate remarks.

use crate::document::{Block, BlockKind, Inline, Inlines, Item};
use crate::source::Span;

use super::entries;

/// Marks that need a space after them, and marks that do not.
const APART: [char; 4] = ['-', '*', '+', '>'];
const ALONE: [char; 5] = ['•', '·', '●', '▪', '■'];

/// Turns such lines in the paragraphs of a cell into lists.
pub(super) fn split(blocks: &mut Vec<Block>) {
    let breaks = |block: &Block| match &block.kind {
        BlockKind::Paragraph(text) => text.0.iter().any(|inline| matches!(inline, Inline::Break(_))),
        _ => false,
    };
    if !blocks.iter().any(breaks) {
        return;
    }
    *blocks = std::mem::take(blocks)
        .into_iter()
        .flat_map(|block| match block {
            Block { kind: BlockKind::Paragraph(text), span, anchors } => paragraph(text, span, anchors),
            block => vec![block],
        })
        .collect();
}

fn paragraph(text: Inlines, span: Span, anchors: Vec<String>) -> Vec<Block> {
    let lines: Vec<&[Inline]> = text.0.split(|inline| matches!(inline, Inline::Break(_))).collect();
    let marks: Vec<Option<char>> = lines.iter().map(|line| mark(line)).collect();
    let mut blocks: Vec<Block> = Vec::new();
    let mut plain: Vec<Inline> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let count = marks[at..].iter().take_while(|mark| mark.is_some() && **mark == marks[at]).count();
        let led_in = at > 0 && Inlines(lines[at - 1].to_vec()).text().trim_end().ends_with([':', '：']);
        if count < 2 || !(led_in || at > 0 && lines[at..at + count].iter().all(|line| is_coded(line))) {
            if !plain.is_empty() {
                plain.push(Inline::Break(Span::at(start(lines[at], span))));
            }
            plain.extend(lines[at].iter().cloned());
            at += 1;
            continue;
        }
        flush(&mut plain, span, &mut blocks);
        let items = lines[at..at + count].iter().map(|line| item(line, span)).collect();
        blocks.push(Block::new(span, BlockKind::List { ordered: false, items }));
        at += count;
    }
    if blocks.is_empty() {
        return vec![Block { anchors, ..Block::new(span, BlockKind::Paragraph(text)) }];
    }
    flush(&mut plain, span, &mut blocks);
    blocks[0].anchors = anchors;
    blocks
}

fn flush(plain: &mut Vec<Inline>, span: Span, blocks: &mut Vec<Block>) {
    let text = Inlines(std::mem::take(plain));
    if !text.text().trim().is_empty() {
        let span = entries::span(&text).unwrap_or(span);
        blocks.push(Block::new(span, BlockKind::Paragraph(text)));
    }
}

/// The mark with which a line begins.
fn mark(line: &[Inline]) -> Option<char> {
    let Some(Inline::Text { text, .. }) = line.iter().find(|inline| !is_blank(inline)) else { return None };
    let mut chars = text.trim_start().chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    let whole = line.len() > 1 || !rest.trim().is_empty();
    let fits = ALONE.contains(&mark) || (APART.contains(&mark) && (rest.is_empty() || rest.starts_with(' ')));
    (fits && whole).then_some(mark)
}

/// Whether a line begins, after its mark, with a code and a colon: a number, or a word in letters of one case. Product
/// names, which begin remarks, have both cases (`MySQL: not read`).
fn is_coded(line: &[Inline]) -> bool {
    let text = Inlines(line.to_vec()).text();
    let marked = text.trim_start();
    let Some((code, meaning)) = marked[marked.chars().next().map_or(0, char::len_utf8)..].split_once([':', '：'])
    else {
        return false;
    };
    let code = code.trim();
    let of_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let one_case =
        !(code.contains(|c: char| c.is_ascii_lowercase()) && code.contains(|c: char| c.is_ascii_uppercase()));
    !code.is_empty() && code.chars().all(of_code) && one_case && !meaning.trim().is_empty()
}

fn is_blank(inline: &Inline) -> bool {
    matches!(inline, Inline::Text { text, .. } if text.trim().is_empty())
}

fn start(line: &[Inline], span: Span) -> usize {
    entries::span(&Inlines(line.to_vec())).unwrap_or(span).start as usize
}

/// A line as an item, without its mark.
fn item(line: &[Inline], span: Span) -> Item {
    let first = line.iter().position(|inline| !is_blank(inline)).unwrap_or(0);
    let mut text: Vec<Inline> = line[first..].to_vec();
    if let Some(Inline::Text { text, span }) = text.first_mut() {
        let marked = text.trim_start();
        let rest = marked.chars().next().map_or("", |mark| &marked[mark.len_utf8()..]).trim_start().to_owned();
        // Where the page's text is unescaped, the rest has an exact place.
        if span.range().len() == text.len() {
            *span = Span::new(span.end as usize - rest.len(), span.end as usize);
        }
        *text = rest;
    }
    let text = Inlines(text);
    let span = entries::span(&text).unwrap_or(span);
    Item { span, anchors: Vec::new(), blocks: vec![Block::new(span, BlockKind::Paragraph(text))] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> String {
        let mut text = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                text.push(Inline::Break(Span::default()));
            }
            text.push(Inline::Text { text: (*line).to_owned(), span: Span::new(0, line.len()) });
        }
        let mut blocks = vec![Block::new(Span::default(), BlockKind::Paragraph(Inlines(text)))];
        split(&mut blocks);
        let shown = blocks.iter().map(|block| match &block.kind {
            BlockKind::List { items, .. } => {
                let items = items.iter().map(|item| match &item.blocks[0].kind {
                    BlockKind::Paragraph(text) => text.text(),
                    _ => String::new(),
                });
                format!("[{}]", items.collect::<Vec<_>>().join("|"))
            }
            BlockKind::Paragraph(text) => text.text(),
            _ => String::new(),
        });
        shown.collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn lines_with_a_mark_are_items() {
        for (lines, shown) in [
            (
                &["One of:", "- red", "- blue, as is", "By default red."][..],
                "One of: / [red|blue, as is] / By default red.",
            ),
            (&["One of:", " > Red，红色；", " > Blue，蓝色；"], "One of: / [Red，红色；|Blue，蓝色；]"),
            (&["One of:", "•red", "•blue"], "One of: / [red|blue]"),
            (&["A lamp.", "- red: not there", "- blue: there"], "A lamp. / [red: not there|blue: there]"),
            (&["A lamp.", "- 1: there", "- 3: not"], "A lamp. / [1: there|3: not]"),
            (&["A lamp.", "- OldLamp: not there", "- NewLamp: there"], "A lamp. - OldLamp: not there - NewLamp: there"),
            (&["A lamp.", "- see the room: it is there", "- red: no"], "A lamp. - see the room: it is there - red: no"),
            (&["at least", "- 1", "or more"], "at least - 1 or more"),
            (&["-1: none", "-2: all"], "-1: none -2: all"),
        ] {
            let lined = of(lines);
            assert_eq!(lined.replace('\n', ""), shown, "{lines:?}");
        }
    }
}
