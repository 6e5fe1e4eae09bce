//! Path templates, split into segments.

/// A documented path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) segments: Vec<Segment>,
    /// The names of its variables, in order.
    pub(crate) variables: Vec<String>,
    /// Query parameters with fixed values that pages write after the path: `?action=start`.
    pub(crate) query: Vec<(String, String)>,
}

/// The part of a path between two slashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Segment {
    /// A fixed text.
    Fixed(String),
    /// Alternating fixed texts and variables: `{region}:{id}`.
    Mixed(Vec<Piece>),
    /// A variable.
    Variable,
}

/// A part of a mixed segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    Fixed(String),
    Variable,
}

impl Segment {
    /// Whether it is fixed and not merely a version.
    pub(crate) fn is_literal(&self) -> bool {
        matches!(self, Self::Fixed(text) if !is_version(text))
    }

    /// Whether it is a fixed version.
    pub(crate) fn is_version(&self) -> bool {
        matches!(self, Self::Fixed(text) if is_version(text))
    }
}

/// Whether a segment is a version: `v3`, `v2.0`, `v1beta1`.
pub(crate) fn is_version(text: &str) -> bool {
    text.strip_prefix(['v', 'V']).is_some_and(|rest| {
        rest.len() <= 7
            && rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    })
}

impl Template {
    /// Whether it has no fixed text, so that any path of its length fits it.
    pub(crate) fn is_loose(&self) -> bool {
        self.segments.iter().all(|segment| *segment == Segment::Variable)
    }

    pub(crate) fn parse(path: &str) -> Self {
        // Pages write queries after the path, in brackets if they are optional.
        let end = path.find(['?', '[', '#']).unwrap_or(path.len());
        let (path, tail) = path.split_at(end);
        let query = match tail.strip_prefix('?') {
            Some(tail) => tail.split('&').filter_map(|pair| pair.split_once('=')).collect(),
            None => Vec::new(),
        };
        let query = query
            .into_iter()
            .filter(|(_, value)| !value.is_empty() && !value.contains(['{', '<', '[', '$', '*']))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut variables = Vec::new();
        let segments =
            path.split('/').filter(|segment| !segment.is_empty()).map(|text| segment(text, &mut variables)).collect();
        Self { segments, variables, query }
    }
}

fn segment(text: &str, variables: &mut Vec<String>) -> Segment {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        if open > 0 {
            pieces.push(Piece::Fixed(rest[..open].to_owned()));
        }
        variables.push(rest[open + 1..open + close].to_owned());
        pieces.push(Piece::Variable);
        rest = &rest[open + close + 1..];
    }
    match (pieces.is_empty(), rest.is_empty(), pieces.len()) {
        (true, _, _) => Segment::Fixed(rest.to_owned()),
        (false, true, 1) => Segment::Variable,
        (false, empty, _) => {
            if !empty {
                pieces.push(Piece::Fixed(rest.to_owned()));
            }
            Segment::Mixed(pieces)
        }
    }
}

/// Matches a segment against a mixed one; the values of its variables are added to `captures`.
pub(super) fn fits<'u>(pieces: &[Piece], text: &'u str, captures: &mut Vec<&'u str>) -> bool {
    let mut rest = text;
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Fixed(fixed) => {
                let Some(after) = rest.strip_prefix(fixed.as_str()) else { return false };
                rest = after;
            }
            Piece::Variable => {
                let end = match pieces.peek() {
                    // The text after the last variable ends the segment; any other ends at its first occurrence.
                    Some(Piece::Fixed(fixed)) => {
                        let at = if rest.ends_with(fixed.as_str()) && pieces.len() == 1 {
                            Some(rest.len() - fixed.len())
                        } else {
                            rest.find(fixed.as_str())
                        };
                        let Some(at) = at else { return false };
                        at
                    }
                    _ => rest.len(),
                };
                if end == 0 {
                    return false;
                }
                captures.push(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty()
}
