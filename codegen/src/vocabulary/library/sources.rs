//! The texts from which vocabularies are made: the embedded files and those of the user, which languages extend which,
//! and what is wrong with each file by itself.
//!
//! A vocabulary is made from them on request; none is kept here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::choice::nearest;
use crate::vocabulary::language::Language;
use crate::vocabulary::problem::Problem;
use crate::vocabulary::tree::File;
use crate::vocabulary::vendor::Vendor;
use crate::vocabulary::{Vocabulary, VocabularyError, check, embedded, extend, form, schemas};

/// A file: its name and its text.
type Text = (Cow<'static, str>, Cow<'static, str>);

/// The texts from which vocabularies are made.
#[derive(Clone, Debug, Default)]
pub(in crate::vocabulary) struct Sources {
    languages: BTreeMap<String, Layers>,
    vendors: BTreeMap<String, Text>,
}

/// A language: the language that it extends, and its files, each with its parts; later files extend earlier ones.
#[derive(Clone, Debug, Default)]
struct Layers {
    base: Option<String>,
    files: Vec<Vec<Text>>,
}

impl Layers {
    /// Whether a file is one of them.
    fn has(&self, file: &str) -> bool {
        self.files.iter().flatten().any(|(name, _)| name == file)
    }
}

const HEAD: [&str; 4] = ["code", "name", "script", "extends"];

impl Sources {
    pub(super) fn embedded() -> Self {
        let text = |&(file, text): &(&'static str, &'static str)| -> Text { (file.into(), text.into()) };
        let languages = embedded::LANGUAGES.iter().map(|parts| {
            let head = parts.files.first().and_then(|(name, text)| File::parse(name, text).ok());
            let base = head.as_ref().and_then(|head| head.text_of("extends")).map(str::to_owned);
            (parts.code.to_owned(), Layers { base, files: vec![parts.files.iter().map(text).collect()] })
        });
        let vendors = embedded::VENDORS.iter().map(|(name, file)| ((*name).to_owned(), text(file)));
        Self { languages: languages.collect(), vendors: vendors.collect() }
    }

    /// Adds the user's languages. The files of a folder are one language.
    pub(super) fn add_languages(&mut self, files: &[(String, String)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let folder = |name: &str| name.rsplit_once(['/', '\\']).map_or(String::new(), |(folder, _)| folder.to_owned());
        let owned = |(name, text): &(String, String)| -> Text { (name.clone().into(), text.clone().into()) };
        let mut heads: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut parts = Vec::new();
        for entry in files {
            let file = match File::parse(&entry.0, &entry.1) {
                Ok(file) => file,
                Err(mut found) => {
                    problems.append(&mut found);
                    continue;
                }
            };
            let Some(code) = file.text_of("code").map(str::to_owned) else {
                parts.push(entry);
                continue;
            };
            let extends = file.text_of("extends");
            if extends.is_some_and(|base| base != code && self.descends(base, &code)) {
                let at = file.tree.get("extends").map_or(0, |value| value.span().start);
                problems.push(file.problem(at, "extends", format!("`{code}` would extend itself")));
                continue;
            }
            if let Some(base) = extends.filter(|base| !self.languages.contains_key(*base)) {
                let at = file.tree.get("extends").map_or(0, |value| value.span().start);
                let mut problem = file.problem(at, "extends", format!("there is no language `{base}`"));
                problem.help = Some(self.languages_help(base));
                problems.push(problem);
                continue;
            }
            if extends == Some(&code) {
                self.languages.entry(code.clone()).or_default().files.push(vec![owned(entry)]);
            } else {
                let layers = Layers { base: extends.map(str::to_owned), files: vec![vec![owned(entry)]] };
                self.languages.insert(code.clone(), layers);
            }
            heads.entry(folder(&entry.0)).or_default().push(code);
        }
        for part in parts {
            match heads.get(&folder(&part.0)).map(Vec::as_slice) {
                Some([code]) => {
                    if let Some(files) = self.languages.get_mut(code).and_then(|layers| layers.files.last_mut()) {
                        files.push(owned(part));
                    }
                }
                found => {
                    let file = File { name: &part.0, text: &part.1, tree: DeTable::new() };
                    let many = found.is_some_and(|codes| codes.len() > 1);
                    let why = if many { "and its folder has files of several languages" } else { "" };
                    let mut problem =
                        file.problem(0, "code", format!("the file does not name its language {why}").trim_end());
                    problem.help =
                        Some("give `code = \"…\"`, and `extends = \"en\"` for more words of a known language".into());
                    problems.push(problem);
                }
            }
        }
        problems
    }

    /// The file of each vendor, by the vendor's name.
    pub(super) fn vendors(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.vendors.iter().map(|(name, (file, text))| (name.as_str(), file.as_ref(), text.as_ref()))
    }

    /// The code of the language that a file is a part of.
    pub(super) fn code_of(&self, file: &str) -> Option<&str> {
        self.languages.iter().find(|(_, layers)| layers.has(file)).map(|(code, _)| code.as_str())
    }

    /// The codes of the languages.
    pub(in crate::vocabulary) fn codes(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The files of a language, the last one first, since it takes precedence.
    pub(in crate::vocabulary) fn files(&self, code: &str) -> Vec<(&str, &str)> {
        let Some(layers) = self.languages.get(code) else { return Vec::new() };
        let own = layers.files.iter().rev().flatten().map(|(name, text)| (name.as_ref(), text.as_ref()));
        let base = layers.base.as_deref().filter(|base| *base != code).map(|base| self.files(base));
        own.chain(base.into_iter().flatten()).collect()
    }

    /// The tree of a language with all that it extends.
    pub(in crate::vocabulary) fn merged(&self, code: &str) -> DeTable<'_> {
        self.tree(code, &mut Vec::new())
    }

    /// A vendor's file.
    pub(in crate::vocabulary) fn vendor_file(&self, name: &str) -> Option<(&str, &str)> {
        self.vendors.get(name).map(|(file, text)| (file.as_ref(), text.as_ref()))
    }

    /// The words of a vendor: its own, and those of its languages without the ones that it removes.
    pub(in crate::vocabulary) fn spoken(&self, name: &str) -> Option<(Option<DeTable<'_>>, Vec<DeTable<'_>>)> {
        let (file_name, text) = self.vendor_file(name)?;
        let file = File::parse(file_name, text).ok()?;
        let vendor = Self::conventions(file_name, text).ok()?;
        let mut trees: Vec<DeTable<'_>> = vendor.languages.iter().map(|code| self.merged(code)).collect();
        let words = file.tree.get("words").and_then(|words| words.get_ref().as_table());
        let own = words.map(|words| extend::own_words(words, &mut trees, &file, &mut Vec::new()));
        Some((own, trees))
    }

    /// Whether a language extends another, directly or indirectly.
    fn descends(&self, code: &str, from: &str) -> bool {
        let base = self.languages.get(code).and_then(|layers| layers.base.as_deref());
        base.is_some_and(|base| base == from || self.descends(base, from))
    }

    fn languages_help(&self, word: &str) -> String {
        let known: Vec<&str> = self.languages.keys().map(String::as_str).collect();
        nearest(word, known.iter().copied()).map_or_else(
            || format!("the languages are {}", form::list(&known)),
            |near| format!("did you mean `{near}`?"),
        )
    }

    /// Adds the user's vendors, and gives their names.
    pub(super) fn add_vendors(&mut self, files: &[(String, String)], problems: &mut Vec<Problem>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (name, text) in files {
            let file = match File::parse(name, text) {
                Ok(file) => file,
                Err(mut found) => {
                    problems.append(&mut found);
                    continue;
                }
            };
            for (code, at) in file.tree.get("languages").into_iter().flat_map(crate::vocabulary::tree::texts) {
                if !self.languages.contains_key(code) {
                    let mut problem = file.problem(at, "languages", format!("there is no language `{code}`"));
                    problem.help = Some(self.languages_help(code));
                    problems.push(problem);
                }
            }
            if let Some(vendor) = file.text_of("name") {
                names.insert(vendor.to_owned());
                self.vendors.insert(vendor.to_owned(), (name.clone().into(), text.clone().into()));
            }
        }
        names
    }

    /// Finds what is wrong with the user's files, one by one.
    pub(super) fn check(
        &self,
        languages: &[(String, String)],
        vendors: &[(String, String)],
        problems: &mut Vec<Problem>,
    ) {
        for (name, text) in languages {
            let Ok(file) = File::parse(name, text) else { continue };
            problems.extend(form_of(&file, schemas::LANGUAGE, |tree| language(&file, tree).map(drop)));
            // A part of a language in a folder can use the macros of the other parts.
            let of_part = self.languages.iter().filter(|(_, layers)| layers.has(name)).map(|(code, _)| code.as_str());
            let bases = file.text_of("extends").into_iter().chain(file.text_of("code")).chain(of_part);
            problems.extend(check::language(&file, &self.macros(bases)));
            let mut nothing = Vec::new();
            // What a file removes must exist before.
            if let Some(code) = file.text_of("code")
                && self.languages.contains_key(code)
            {
                let _ = self.tree(code, &mut nothing);
            }
            problems.extend(nothing.into_iter().filter(|problem| problem.file == *name));
        }
        for (name, text) in vendors {
            let Ok(file) = File::parse(name, text) else { continue };
            problems.extend(form_of(&file, schemas::VENDOR, |mut tree| {
                tree.remove("words");
                read::<Vendor>(tree).map(drop).map_err(|error| VocabularyError::Problems(vec![refusal(&file, &error)]))
            }));
            let spoken: Vec<&str> = file
                .tree
                .get("languages")
                .into_iter()
                .flat_map(crate::vocabulary::tree::texts)
                .map(|(code, _)| code)
                .collect();
            let spoken = if spoken.is_empty() { vec!["en"] } else { spoken };
            problems.extend(check::vendor(&file, &self.macros(spoken.into_iter())));
        }
    }

    /// The macros of languages.
    fn macros<'c>(&self, codes: impl Iterator<Item = &'c str>) -> check::Macros {
        codes.flat_map(|code| macros_of(&self.tree(code, &mut Vec::new()))).collect()
    }

    /// The tree of a language with all that it extends.
    fn tree(&self, code: &str, problems: &mut Vec<Problem>) -> DeTable<'_> {
        let Some(layers) = self.languages.get(code) else { return DeTable::new() };
        let mut tree = match layers.base.as_deref() {
            Some(base) if base != code => self.tree(base, problems),
            _ => DeTable::new(),
        };
        for (number, files) in layers.files.iter().enumerate() {
            let extends = layers.base.is_some() || number > 0;
            for (name, text) in files {
                match File::parse(name, text) {
                    Ok(file) => problems.extend(extend::extend(&mut tree, &file, &file.tree, extends)),
                    Err(mut found) => problems.append(&mut found),
                }
            }
        }
        tree
    }

    /// The conventions in a vendor file, without its own words.
    pub(super) fn conventions(file: &str, text: &str) -> Result<Vendor, VocabularyError> {
        let file = File::parse(file, text).map_err(VocabularyError::Problems)?;
        let mut tree = file.tree.clone();
        tree.remove("words");
        read(tree).map_err(|error| VocabularyError::Problems(vec![refusal(&file, &error)]))
    }

    /// The vocabulary of a vendor: its conventions, with the words of its languages and its own.
    pub(super) fn vocabulary(&self, name: &str) -> Result<Vocabulary, VocabularyError> {
        let mut problems = Vec::new();
        let Some((file_name, text)) = self.vendors.get(name) else {
            return Err(VocabularyError::Problems(problems));
        };
        let file = File::parse(file_name, text).map_err(VocabularyError::Problems)?;
        let vendor = Self::conventions(file_name, text)?;
        let mut trees: Vec<DeTable<'_>> = vendor.languages.iter().map(|code| self.tree(code, &mut problems)).collect();
        let mut languages = Vec::new();
        if let Some(own) = file.tree.get("words").and_then(|words| words.get_ref().as_table()) {
            let own = extend::own_words(own, &mut trees, &file, &mut problems);
            let macros = trees.iter().flat_map(macros_of).collect();
            languages.push(own_language(&file, &vendor.name, own, macros)?);
        }
        for tree in trees {
            languages.push(language(&file, tree)?);
        }
        if !problems.is_empty() {
            return Err(VocabularyError::Problems(problems));
        }
        let spoken = vendor.languages.clone();
        Vocabulary::new(file_name, text, vendor, &languages).map_err(|error| self.placed(name, &spoken, error))
    }

    /// An error of compiling, with the position of the pattern in whichever file contains it.
    fn placed(&self, vendor: &str, languages: &[String], error: VocabularyError) -> VocabularyError {
        let VocabularyError::Pattern { pattern, source, .. } = &error else { return error };
        let files = self.vendor_file(vendor).into_iter().chain(languages.iter().flat_map(|code| self.files(code)));
        for (name, text) in files {
            if let Ok(file) = File::parse(name, text)
                && let Some((at, key)) = crate::vocabulary::tree::place_of(&file, pattern)
            {
                let why = check::last_line(&source.to_string());
                let message = format!("`{pattern}` can't be used: {why}");
                return VocabularyError::Problems(vec![file.problem(at, &key, message)]);
            }
        }
        error
    }
}

/// What is wrong with a file that serde refuses: all mistakes that the schema shows, or otherwise serde's message.
fn form_of<'t>(
    file: &File<'t>,
    schema: &str,
    read: impl Fn(DeTable<'t>) -> Result<(), VocabularyError>,
) -> Vec<Problem> {
    let mut tree = DeTable::new();
    extend::extend(&mut tree, file, &file.tree, false);
    let Err(VocabularyError::Problems(refused)) = read(tree) else { return Vec::new() };
    let schema = serde_json::from_str(schema).unwrap_or_default();
    let found = form::problems(file, &schema);
    if found.is_empty() { refused } else { found }
}

/// A language's macros.
fn macros_of(tree: &DeTable<'_>) -> check::Macros {
    let prose = tree.get("prose").and_then(|prose| prose.get_ref().as_table());
    let macros = prose.and_then(|prose| prose.get("macros")?.get_ref().as_table());
    let one = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        (key.get_ref().to_string(), value.get_ref().as_str().unwrap_or_default().into())
    };
    macros.into_iter().flatten().map(one).collect()
}

/// Reads a language from its tree.
fn language(file: &File<'_>, mut tree: DeTable<'_>) -> Result<Language, VocabularyError> {
    let mut head = DeTable::new();
    for key in HEAD {
        if let Some((key, value)) = tree.remove_entry(key) {
            head.insert(key, value);
        }
    }
    let refused = |error: toml::de::Error| VocabularyError::Problems(vec![refusal(file, &error)]);
    Ok(Language { head: read(head).map_err(refused)?, words: read(tree).map_err(refused)? })
}

/// The vendor's own words, as a language in which no page is written. Its phrases can use the macros of the others.
fn own_language(
    file: &File<'_>,
    vendor: &str,
    tree: DeTable<'_>,
    macros: check::Macros,
) -> Result<Language, VocabularyError> {
    let mut language = language(file, tree)?;
    vendor.clone_into(&mut language.head.code);
    language.head.script = None;
    for (name, text) in macros {
        language.words.prose.macros.entry(name).or_insert(text);
    }
    Ok(language)
}

/// Reads a tree as a value.
fn read<T: DeserializeOwned>(tree: DeTable<'_>) -> Result<T, toml::de::Error> {
    T::deserialize(toml::de::Deserializer::from(Spanned::new(0..0, tree)))
}

/// The reason why serde refuses a file.
fn refusal(file: &File<'_>, error: &toml::de::Error) -> Problem {
    let at = error.span().map_or(0, |span| span.start);
    file.problem(at, "", error.message().lines().collect::<Vec<_>>().join("; "))
}
