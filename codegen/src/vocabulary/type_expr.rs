//! Reads the words of type cells: `Array of X objects`, `[]*String`, `Map<String,Integer>`, `字典数据结构，请参见表3。`.
//!
//! Words and templates are data of the language; this module combines them. It drops text after the type (a sentence, a
//! link); links are followed elsewhere.

mod union;

use std::ops::Range;

use super::language::{Template, Word};
use super::{Vocabulary, holes};
use crate::limits;
use crate::text::brackets::{balanced, close_of};
use crate::text::{fold_char, fold_label};

/// The type that a cell states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// A word of the vocabulary.
    Word(Word),
    /// A list of a type.
    Array(Box<TypeExpr>),
    /// A map to a type. The type of the keys is not kept: in JSON they are strings.
    Map(Box<TypeExpr>),
    /// A scalar by its folded name; the vocabulary has its details.
    Scalar(String),
    /// A map of which only the keys are stated.
    Keyed,
    /// A structure by its name, as written.
    Named(String),
    /// A part of a structure by its name: any of its fields may be left out.
    Partial(String),
    /// The target of a link, by the text of the link, where no word states the type of the value.
    Linked(String),
    /// A union of at least two types, of which at most one structure has a name.
    Union(Vec<TypeExpr>),
    /// Words that are not in the vocabulary.
    Unknown(String),
}

impl TypeExpr {
    /// Whether a value of the type can have fields, or is stated so vaguely that it may have some.
    pub fn may_have_fields(&self) -> bool {
        match self {
            Self::Word(Word::Object | Word::ObjectOrArray | Word::Array | Word::Any)
            | Self::Named(_)
            | Self::Partial(_)
            | Self::Linked(_)
            // A table can list the keys of a map, whatever the type of its values.
            | Self::Map(_)
            | Self::Unknown(_) => true,
            Self::Word(_) | Self::Scalar(_) | Self::Keyed => false,
            Self::Array(inner) => inner.may_have_fields(),
            Self::Union(members) => members.iter().any(Self::may_have_fields),
        }
    }

    /// The name of the structure that it contains, if there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) | Self::Partial(name) | Self::Linked(name) => Some(name),
            Self::Array(inner) | Self::Map(inner) => inner.name(),
            Self::Union(members) => members.iter().find_map(Self::name),
            Self::Word(_) | Self::Scalar(_) | Self::Keyed | Self::Unknown(_) => None,
        }
    }

    /// Whether it is a part of a structure, or contains one.
    pub fn is_partial(&self) -> bool {
        match self {
            Self::Partial(_) => true,
            Self::Array(inner) | Self::Map(inner) => inner.is_partial(),
            Self::Union(members) => members.iter().any(Self::is_partial),
            Self::Word(_) | Self::Scalar(_) | Self::Keyed | Self::Named(_) | Self::Linked(_) | Self::Unknown(_) => {
                false
            }
        }
    }

    /// Whether it states that its values are lists.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Word(Word::Array))
    }
}

/// Reads a type cell.
pub fn parse(text: &str, vocabulary: &Vocabulary) -> TypeExpr {
    union::one_structure(whole(text, vocabulary), text)
}

fn whole(text: &str, vocabulary: &Vocabulary) -> TypeExpr {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" <", "<");
    if text.len() > limits::TYPE_BYTES {
        return TypeExpr::Unknown(text);
    }
    if let Some(found) = known(&text, vocabulary) {
        return found;
    }
    // A sentence or a note after the type.
    for cut in [&['。', '；', ';', '\n'][..], &['，', ','], &['.'], &['(', '（'], &['：', ':']] {
        // A comma inside brackets separates the parts of a map.
        if let Some(at) = text.find(cut).filter(|&at| at > 0 && !text[..at].contains(['<', '[']))
            && let Some(found) = known(text[..at].trim(), vocabulary)
        {
            return found;
        }
    }
    if is_identifier(&text) {
        return TypeExpr::Named(text);
    }
    // A list remains a list, whatever the name of its elements.
    list_of_unknown(&text, vocabulary).unwrap_or(TypeExpr::Unknown(text))
}

/// Reads a type cell with links. Each link is a name, whatever its text: `array of [what is lit](#lamp) objects`.
pub fn parse_linked(text: &str, links: &[Range<usize>], vocabulary: &Vocabulary) -> TypeExpr {
    let mut outline = String::with_capacity(text.len());
    let mut names = Vec::new();
    let mut at = 0;
    for link in links {
        // A link whose text is a type adds nothing to it.
        let name = text[link.clone()].trim();
        if link.start < at || name.is_empty() || is_known(name, vocabulary) {
            continue;
        }
        let Some(hole) = holes::of_link(names.len()) else { break };
        outline.push_str(&text[at..link.start]);
        outline.push(hole);
        names.push(name);
        at = link.end;
    }
    outline.push_str(&text[at..]);
    let name_of = |hole: &str| {
        let name = hole.chars().next().and_then(holes::number_of).and_then(|number| names.get(number));
        name.copied().unwrap_or_default().to_owned()
    };
    union::one_structure(with_names(whole(&outline, vocabulary), text, &name_of), text)
}

fn is_link(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(holes::is_link) && chars.next().is_none()
}

/// A type in which the names of links replace their placeholders.
fn with_names(type_: TypeExpr, text: &str, name_of: &dyn Fn(&str) -> String) -> TypeExpr {
    match type_ {
        TypeExpr::Array(inner) => TypeExpr::Array(Box::new(with_names(*inner, text, name_of))),
        TypeExpr::Map(inner) => TypeExpr::Map(Box::new(with_names(*inner, text, name_of))),
        TypeExpr::Union(members) => {
            TypeExpr::Union(members.into_iter().map(|member| with_names(member, text, name_of)).collect())
        }
        TypeExpr::Named(hole) if is_link(&hole) => TypeExpr::Named(name_of(&hole)),
        TypeExpr::Partial(hole) if is_link(&hole) => TypeExpr::Partial(name_of(&hole)),
        TypeExpr::Linked(hole) => TypeExpr::Linked(name_of(&hole)),
        TypeExpr::Unknown(_) => TypeExpr::Unknown(text.to_owned()),
        known @ (TypeExpr::Word(_)
        | TypeExpr::Scalar(_)
        | TypeExpr::Keyed
        | TypeExpr::Named(_)
        | TypeExpr::Partial(_)) => known,
    }
}

/// The map that a text states in the middle of a line: `Map<String, Object>`. Only forms that end in a literal can be
/// separated from the text after them.
pub fn map_within(text: &str, vocabulary: &Vocabulary) -> Option<TypeExpr> {
    let forms: Vec<(&Vec<char>, &Vec<char>)> = vocabulary
        .types
        .maps
        .iter()
        .filter_map(|form| form.first().zip(form.last()))
        .filter(|(first, last)| !first.is_empty() && !last.is_empty())
        .collect();
    text.lines().find_map(|line| {
        let original: Vec<char> = line.chars().collect();
        let folded: Vec<char> = original.iter().map(|&c| fold_char(c)).collect();
        (0..folded.len()).find_map(|start| {
            let rest = &folded[start..];
            let (_, last) = forms.iter().find(|(first, _)| rest.starts_with(first))?;
            let end = close_of(rest)?;
            let found = rest[..end].ends_with(last).then(|| original[start..start + end].iter().collect::<String>())?;
            Some(parse(&found, vocabulary)).filter(|found| matches!(found, TypeExpr::Map(_)))
        })
    })
}

fn list_of_unknown(text: &str, vocabulary: &Vocabulary) -> Option<TypeExpr> {
    let original: Vec<char> = text.chars().collect();
    let folded: Vec<char> = original.iter().map(|&c| fold_char(c)).collect();
    let inner = |part: &[char]| {
        let part = part.iter().collect::<String>().trim().to_owned();
        (!part.is_empty()).then_some(TypeExpr::Unknown(part))
    };
    let mut found = vocabulary.types.arrays.iter().find_map(|template| holes(template, &folded, &original, &inner))?;
    found.pop().map(|element| TypeExpr::Array(Box::new(element)))
}

/// Whether a text is a type by the vocabulary's words alone.
pub fn is_known(text: &str, vocabulary: &Vocabulary) -> bool {
    !matches!(parse(text, vocabulary), TypeExpr::Named(_) | TypeExpr::Linked(_) | TypeExpr::Unknown(_))
}

fn known(text: &str, vocabulary: &Vocabulary) -> Option<TypeExpr> {
    vocabulary.kept_types.of_text(text, || known_inside(text, vocabulary, 0, true))
}

/// A type that is nested in a number of others. `alone` states that its ends are known, so that it may be a union.
fn known_inside(text: &str, vocabulary: &Vocabulary, depth: usize, alone: bool) -> Option<TypeExpr> {
    if depth > limits::TYPE_DEPTH {
        return None;
    }
    let text = text.trim().trim_end_matches(['。', '.', '，', ',']);
    if text.is_empty() {
        return None;
    }
    let words = &vocabulary.types;
    if let Some(&word) = words.words.get(&fold_label(text)) {
        return Some(TypeExpr::Word(word));
    }
    let name = fold_label(text);
    if words.named.contains_key(&name) {
        return Some(TypeExpr::Scalar(name));
    }
    if is_link(text) {
        return Some(TypeExpr::Linked(text.to_owned()));
    }
    let original: Vec<char> = text.chars().collect();
    let folded: Vec<char> = original.iter().map(|&c| fold_char(c)).collect();
    if alone && let Some(union) = union::read(text, &folded, &original, vocabulary, depth) {
        return Some(union);
    }
    let inner = |part: &[char], alone: bool| {
        let part: String = part.iter().collect();
        let part = part.trim().to_owned();
        known_inside(&part, vocabulary, depth + 1, alone)
            .or_else(|| is_identifier(&part).then_some(TypeExpr::Named(part)))
    };
    let each = |templates: &[Template], make: &dyn Fn(Vec<TypeExpr>) -> TypeExpr| {
        let read = |template: &Template| {
            let closed = template.first().zip(template.last()).is_some_and(|(a, z)| !a.is_empty() && !z.is_empty());
            holes(template, &folded, &original, &|part| inner(part, closed)).map(make)
        };
        templates.iter().find_map(read)
    };
    let last = |mut types: Vec<TypeExpr>| types.pop().unwrap_or(TypeExpr::Word(Word::Any));
    // Maps before lists: `list<map<a,b>>` is not a list of `map<a`; the holes of a map's template must have balanced
    // brackets.
    each(&words.keyed, &|_| TypeExpr::Keyed)
        .or_else(|| each(&words.maps, &|types| TypeExpr::Map(Box::new(last(types)))))
        .or_else(|| each(&words.arrays, &|types| TypeExpr::Array(Box::new(last(types)))))
        .or_else(|| each(&words.pointers, &last))
        .or_else(|| scalar(&folded, &original, vocabulary))
        .or_else(|| match each(&words.partials, &last)? {
            TypeExpr::Named(name) | TypeExpr::Linked(name) => Some(TypeExpr::Partial(name)),
            _ => None,
        })
        .or_else(|| match each(&words.objects, &last)? {
            TypeExpr::Named(name) | TypeExpr::Linked(name) => Some(TypeExpr::Named(name)),
            _ => None,
        })
}

/// A scalar with a link for a name before it. Only a link can be the name (in "integer or string" there is none), and
/// only a word or name can be the scalar, so that a text can be read in one way only.
fn scalar(folded: &[char], original: &[char], vocabulary: &Vocabulary) -> Option<TypeExpr> {
    let words = &vocabulary.types;
    let plain = |part: &[char]| {
        let part: String = part.iter().collect();
        let name = fold_label(part.trim());
        if is_link(part.trim()) {
            return Some(TypeExpr::Linked(part.trim().to_owned()));
        }
        let word = words.words.get(&name).filter(|word| word.is_scalar()).map(|&word| TypeExpr::Word(word));
        word.or_else(|| words.named.contains_key(&name).then_some(TypeExpr::Scalar(name)))
    };
    words.scalars.iter().find_map(|template| match holes(template, folded, original, &plain)?.as_slice() {
        [TypeExpr::Linked(_), scalar @ (TypeExpr::Word(_) | TypeExpr::Scalar(_))] => Some(scalar.clone()),
        _ => None,
    })
}

/// The types in the holes of a template, if the text matches it and all of them are types.
fn holes(
    template: &Template,
    folded: &[char],
    original: &[char],
    inner: &dyn Fn(&[char]) -> Option<TypeExpr>,
) -> Option<Vec<TypeExpr>> {
    let (first, rest) = template.split_first()?;
    let (last, middle) = rest.split_last()?;
    if folded.len() <= first.len() + last.len() || !folded.starts_with(first) || !folded.ends_with(last) {
        return None;
    }
    let body = first.len()..folded.len() - last.len();
    match middle {
        [] => balanced(&folded[body.clone()]).then(|| inner(&original[body]).map(|found| vec![found]))?,
        [separator] => body.clone().find_map(|at| {
            let end = at + separator.len();
            if end > body.end || folded[at..end] != separator[..] {
                return None;
            }
            let (left, right) = (body.start..at, end..body.end);
            if !balanced(&folded[left.clone()]) || !balanced(&folded[right.clone()]) {
                return None;
            }
            Some(vec![inner(&original[left])?, inner(&original[right])?])
        }),
        _ => None,
    }
}

/// Whether a text has the form of a structure's or a field's name.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '$'))
        && !text.ends_with(['.', ':', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    fn show(found: &TypeExpr) -> String {
        match found {
            TypeExpr::Word(word) => format!("{word:?}").to_lowercase(),
            TypeExpr::Array(inner) => format!("[{}]", show(inner)),
            TypeExpr::Map(inner) => format!("{{{}}}", show(inner)),
            TypeExpr::Scalar(name) => format!("scalar {name}"),
            TypeExpr::Keyed => "{?}".to_owned(),
            TypeExpr::Named(name) => format!("`{name}`"),
            TypeExpr::Partial(name) => format!("part of `{name}`"),
            TypeExpr::Linked(name) => format!("->{name}"),
            TypeExpr::Union(members) => members.iter().map(show).collect::<Vec<_>>().join("|"),
            TypeExpr::Unknown(text) => format!("?{text}"),
        }
    }

    #[test]
    fn spellings() {
        let library = Library::embedded();
        for (vendor, text, expected) in [
            ("otc", "Array of strings", "[string]"),
            ("otc", "Array of FuncMount objects", "[`FuncMount`]"),
            ("otc", "Array of X object", "[`X`]"),
            ("otc", "Map<String,Map<String,Array<String>>>", "{{[string]}}"),
            ("otc", "Map<String, Array of objects>", "{[object]}"),
            ("otc", "Dictionary data structure. For details, see Table 3.", "object"),
            ("otc", "List(Dict)", "[object]"),
            ("otc", "String Array", "[string]"),
            ("otc", "JSON object", "object"),
            ("otc", "user object", "`user`"),
            ("otc", "binding:profile object", "`binding:profile`"),
            ("otc", "Array<Array<X>>", "[[`X`]]"),
            ("otc", "FuncVpc", "`FuncVpc`"),
            ("otc", "No", "`No`"),
            ("huawei", "[]*String", "[string]"),
            ("huawei", "*String", "string"),
            ("huawei", "String。", "string"),
            ("huawei", "List< Dict >", "[object]"),
            ("huawei", "list<map<String, String>>", "[{string}]"),
            ("huawei", "字典数据结构，请参见表3。", "object"),
            ("huawei", "字典数据类型", "objectorarray"),
            ("huawei", "StringArray", "[string]"),
            ("huawei", "表4 object", "?表4 object"),
            ("jdcloud", "Filter[]", "[`Filter`]"),
            ("jdcloud", "Long[]", "[int64]"),
            ("yandex", "map<string, string>", "{string}"),
            ("otc", "Integer or string", "integer|string"),
            ("otc", "string/integer/boolean", "string|integer|boolean"),
            ("otc", "string | number", "string|number"),
            ("otc", "array<string|integer>", "[string|integer]"),
            ("otc", "string or array of strings", "string|[string]"),
            ("otc", "FuncVpc object or string", "`FuncVpc`|string"),
            ("otc", "X object or array of X objects", "`X`|[`X`]"),
            ("otc", "string or null", "string|null"),
            // It could be a list of both, or a union of both.
            ("otc", "array of integers or strings", "?array of integers or strings"),
            ("otc", "string or integer list", "?string or integer list"),
            // One row can refer to one structure only.
            ("otc", "X object or Y object", "?X object or Y object"),
            ("otc", "string or colour", "?string or colour"),
            ("otc", "list of key/value pairs", "[?key/value pairs]"),
            ("huawei", "String或Integer", "string|integer"),
            ("yandex", "string или boolean", "string|boolean"),
        ] {
            let found = parse(text, library.vendor(vendor).unwrap());
            assert_eq!(show(&found), expected, "{text}");
        }
    }
}
