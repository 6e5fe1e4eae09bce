//! Checks that need a vendor file together with the words of its languages: unknown titles, unknown words for types,
//! and constants and variables without a source.
//!
//! The reader would silently ignore each of these mistakes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::texts;
use crate::vocabulary::endpoint::{CommonParameter, EndpointFile};
use crate::vocabulary::problem::Problem;
use crate::vocabulary::texts::Kind;
use crate::vocabulary::tree::{File, Node, get};
use crate::vocabulary::vendor::{ElementRule, ParameterRule, Published, StatusRule};
use crate::vocabulary::{Column, Vocabulary, schemas, type_expr};

/// Words for types, in a language's file or among a vendor's own words, that no language defines.
pub(in crate::vocabulary) fn type_words(file: &File<'_>, vocabulary: &Vocabulary) -> Vec<Problem> {
    let vendor = file.tree.contains_key("words");
    let schema = if vendor { schemas::VENDOR } else { schemas::LANGUAGE };
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    let words = texts::all(file, &schema).into_iter().filter(|stated| stated.kind == Kind::TypeWord);
    words
        .filter(|stated| !type_expr::is_known(stated.text, vocabulary))
        .map(|stated| {
            let mut problem =
                file.problem(stated.at, &stated.key, format!("`{}` is not a word for a type", stated.text));
            problem.help = Some("`types` and `scalars` of a language have the words".into());
            problem
        })
        .collect()
}

/// Finds what is wrong with a vendor's conventions.
pub(in crate::vocabulary) fn conventions(file: &File<'_>, vocabulary: &Vocabulary) -> Vec<Problem> {
    let mut check = Check { file, vocabulary, problems: Vec::new() };
    check.files();
    check.published();
    check.service();
    check.endpoint();
    check.constants();
    check.body_selectors();
    check.parameters();
    check.failure();
    check.layout();
    check.elements();
    check.nesting();
    check.problems
}

struct Check<'f, 't> {
    file: &'f File<'t>,
    vocabulary: &'f Vocabulary,
    problems: Vec<Problem>,
}

impl<'f, 't> Check<'f, 't> {
    /// Reports a problem at a key: its steps, numbers being indices.
    fn report(&mut self, steps: &[&str], message: String, help: &str) {
        let mut node: Option<&'f Node<'t>> = None;
        let mut path = String::new();
        for step in steps {
            let next = match (node, step.parse::<usize>()) {
                (None, _) => self.file.tree.get(*step),
                (Some(node), Ok(index)) => node.get_ref().as_array().and_then(|items| items.get(index)),
                (Some(node), Err(_)) => get(node, step),
            };
            // A missing key is reported where it would be.
            node = next.or(node);
            path += &match step.parse::<usize>() {
                Ok(index) => format!("[{}]", index + 1),
                Err(_) if path.is_empty() => (*step).to_owned(),
                Err(_) => format!(".{step}"),
            };
        }
        let at = node.map_or(0, |node| node.span().start);
        let mut problem = self.file.problem(at, &path, message);
        problem.help = (!help.is_empty()).then(|| help.to_owned());
        self.problems.push(problem);
    }

    fn files(&mut self) {
        for extension in self.vocabulary.vendor.pages.extensions.keys() {
            if extension.starts_with('.') || *extension != extension.to_lowercase() {
                let message = format!("no page can have the extension `{extension}`");
                self.report(&["pages", "extensions"], message, "write it in lower case and without the dot: `inc`");
            }
        }
    }

    fn published(&mut self) {
        let Published { site, pages, url } = &self.vocabulary.vendor.published;
        let is_stated = !site.is_empty() || pages.is_some() || url.is_some();
        if is_stated && !site.contains("://") {
            let help = "for example `https://docs.example.com`";
            self.report(&["published", "site"], format!("`{site}` is no address of a site"), help);
        }
        let (pages, url) = match (pages, url) {
            (Some(pages), Some(url)) => (pages, url),
            (None, None) => return,
            _ => {
                let help = "`pages` fits the path of a page's file, and `url` has its groups in braces";
                return self.report(&["published"], "`pages` and `url` go together".into(), help);
            }
        };
        let named = |name: &str| pages.contains(&format!("<{name}>"));
        let unknown =
            url.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default()).find(|name| !named(name));
        if let Some(name) = unknown {
            let message = format!("`{{{name}}}` is no group of `pages`");
            self.report(&["published", "url"], message, "write the group as `(?P<name>…)`");
        }
    }

    fn service(&mut self) {
        let service = &self.vocabulary.vendor.service;
        let mut all = service.urls.iter().chain(&service.pages).chain(&service.metadata);
        if !service.aliases.is_empty() && !all.any(|pattern| pattern.contains("<alias>")) {
            let help = "give one of `urls`, `pages` or `metadata` a group `(?P<alias>…)`";
            self.report(&["service", "aliases"], "no expression has a group whose text is looked up here".into(), help);
        }
    }

    fn endpoint(&mut self) {
        let Some(EndpointFile { url, values, .. }) = &self.vocabulary.vendor.endpoint else { return };
        if !url.contains("://") && !url.starts_with('/') {
            let help = "for example `https://{host}/v2/index.php`";
            self.report(&["endpoint", "url"], format!("`{url}` is no URL"), help);
        }
        let variables: Vec<&str> =
            url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
        let Some(pattern) = &self.vocabulary.patterns.endpoint else { return };
        for (index, (text, pattern)) in values.iter().zip(&pattern.values).enumerate() {
            let names: Vec<&str> = pattern.group_names().collect();
            let fills = |name: &&str| variables.contains(name) || ["method", "url"].contains(name);
            let wrong = names.iter().find(|name| !fills(name));
            if wrong.is_some() || names.is_empty() {
                let what = wrong.map_or("no group".to_owned(), |name| format!("a group `{name}`, which nothing reads"));
                let help = "its groups are the variables of `url`, `method` and `url`";
                let text: &str = text;
                self.report(&["endpoint", "values", &index.to_string()], format!("`{text}` has {what}"), help);
            }
        }
    }

    fn constants(&mut self) {
        let mut names = BTreeSet::new();
        for (index, selector) in self.vocabulary.vendor.selectors.iter().enumerate() {
            self.named("selectors", index, selector.name.get_ref(), selector.place.name(), &mut names);
        }
    }

    fn body_selectors(&mut self) {
        for (index, selector) in self.vocabulary.vendor.body_selectors.iter().enumerate() {
            let at = index.to_string();
            if selector.paths.get_ref().is_empty() {
                let help = "give the paths that several operations share, for example `['/action$']`";
                self.report(&["body-selectors", &at, "paths"], "no path is given".into(), help);
            }
            if let Some(member) = selector.member.as_ref().filter(|member| !member.starts_with('/')) {
                let help = "a JSON Pointer begins with `/`: `/auth/identity/methods`";
                self.report(&["body-selectors", &at, "member"], format!("`{member}` is not a JSON Pointer"), help);
            }
        }
    }

    fn parameters(&mut self) {
        let mut names = BTreeSet::new();
        let all = &self.vocabulary.patterns.parameters;
        for (index, parameter) in all.iter().enumerate() {
            self.named("parameters", index, parameter.name(), parameter.file.place.name(), &mut names);
            self.type_of(index, parameter);
        }
    }

    fn named(
        &mut self,
        key: &str,
        index: usize,
        name: &str,
        place: &'static str,
        names: &mut BTreeSet<(&'static str, String)>,
    ) {
        let at = index.to_string();
        if name.trim().is_empty() {
            self.report(&[key, &at, "name"], "the name is empty".into(), "");
        } else if !names.insert((place, name.to_owned())) {
            self.report(&[key, &at, "name"], format!("`{name}` occurs here twice"), "");
        }
    }

    /// A parameter whose type is not a known type would accept anything.
    fn type_of(&mut self, index: usize, parameter: &CommonParameter) {
        let Some(text) = parameter.file.type_.as_deref() else { return };
        if parameter.word(self.vocabulary).is_none() {
            let help = "a word of a language's file for a text, a number, a switch or a list: `String`, `Integer`";
            self.report(
                &["parameters", &index.to_string(), "type"],
                format!("`{text}` is not a type that such a parameter can have"),
                help,
            );
        }
    }

    fn failure(&mut self) {
        let Some(failure) = &self.vocabulary.vendor.failure else { return };
        if failure.field.get_ref().trim().is_empty() {
            self.report(&["failure", "field"], "the name is empty".into(), "");
        }
        if failure.success.is_array() || failure.success.is_object() {
            let help = "the value that the field has in a success: `0`, `\"OK\"`";
            self.report(&["failure", "success"], "is not a plain value".into(), help);
        }
        for (index, name) in failure.fields.iter().enumerate().filter(|(_, name)| name.trim().is_empty()) {
            self.report(&["failure", "fields", &index.to_string()], format!("`{name}` is no name"), "");
        }
    }

    fn title(&mut self, steps: &[&str], title: &str, wanted: &[(Column, &str)]) {
        let found = self.vocabulary.column(title);
        if !wanted.iter().any(|(column, _)| found == Some(*column)) {
            let names: Vec<String> = wanted.iter().map(|(_, name)| format!("`columns.{name}`")).collect();
            let help = format!("a title of {} in a language's file", names.join(" or "));
            self.report(
                steps,
                format!("`{title}` is not a title of such a column in any of the vendor's languages"),
                &help,
            );
        }
    }

    fn layout(&mut self) {
        let layout = &self.vocabulary.vendor.layout;
        let used = layout.definitions
            || [&layout.bullets, &layout.descriptions, &layout.field_lines].into_iter().any(|all| !all.is_empty());
        if used || layout.titles.is_some() {
            let titles = self.vocabulary.layout_titles();
            for (key, title, column) in [
                ("name", &titles.name, Column::Name),
                ("type", &titles.r#type, Column::Type),
                ("required", &titles.required, Column::Required),
                ("default", &titles.default, Column::Default),
                ("description", &titles.description, Column::Description),
            ] {
                self.title(&["layout", "titles", key], title, &[(column, key)]);
            }
        }
        for (index, titles) in layout.positions.iter().enumerate() {
            if !titles.iter().any(|title| self.vocabulary.column(title).is_some()) {
                let message = "none of these is the title of a column in any of the vendor's languages".to_owned();
                self.report(
                    &["layout", "positions", &index.to_string()],
                    message,
                    "see `columns` of a language's file",
                );
            }
        }
        let lines = &self.vocabulary.vendor.request_lines;
        for (index, form) in lines.variables.iter().enumerate().filter(|(_, form)| form.starts_with("{}")) {
            let form: &str = form;
            let message = format!("`{form}` has nothing before the name");
            self.report(&["request-lines", "variables", &index.to_string()], message, "for example `:{}` or `<{}>`");
        }
        if lines.variable_names.contains_key("") {
            let message = "an empty text occurs everywhere".to_owned();
            self.report(&["request-lines", "variable-names"], message, "name what is replaced: `{ \".\" = \"_\" }`");
        }
    }

    fn elements(&mut self) {
        for (name, rule) in &self.vocabulary.vendor.elements {
            match rule {
                ElementRule::Parameters(rule) => self.list_of_parameters(name, rule),
                ElementRule::Statuses(StatusRule { status, description }) => {
                    self.title(&["elements", name, "status"], status, &[(Column::Status, "status")]);
                    let wanted = [(Column::Description, "description")];
                    self.title(&["elements", name, "description"], description, &wanted);
                }
                ElementRule::Content
                | ElementRule::Note
                | ElementRule::Drop
                | ElementRule::Anchor { .. }
                | ElementRule::Endpoint { .. } => {}
            }
        }
    }

    fn list_of_parameters(&mut self, name: &str, rule: &ParameterRule) {
        self.title(&["elements", name, "name"], &rule.name, &[(Column::Name, "name")]);
        if !rule.columns.values().any(|title| self.vocabulary.column(title).is_some()) {
            let message = "none of these is the title of a column in any of the vendor's languages".to_owned();
            self.report(&["elements", name, "columns"], message, "see `columns` of a language's file");
        }
        for (place, caption) in &rule.places {
            if self.vocabulary.title(caption).facets.place.is_none() {
                let message = format!("`{caption}` names no location in any of the vendor's languages");
                self.report(&["elements", name, "places", place], message, "for example `Query parameters`");
            }
        }
        for (index, place) in rule.versions.iter().flat_map(|rule| &rule.places).enumerate() {
            if !rule.places.contains_key(place) {
                let at = index.to_string();
                let message = format!("`{place}` is not a location");
                self.report(&["elements", name, "versions", "places", &at], message, "a key of `places`");
            }
        }
    }

    fn nesting(&mut self) {
        if self.vocabulary.vendor.nesting.type_heading_level.is_some_and(|level| !(1..=6).contains(&level)) {
            let help = "headings have the levels 1 to 6";
            self.report(&["nesting", "type-heading-level"], "this level does not exist".into(), help);
        }
    }
}
