//! The parameters of an operation: where a row goes, which names of the path and the query no table documents, and
//! which rows are about the host.
//!
//! A name that only the URL has is a parameter of which nothing else is known; no type is guessed for it.

use std::borrow::Cow;

use crate::diagnostic::Code;
use crate::ir::{Condition, ExclusiveGroup, Field, Inferred, Location, Parameter, Required, Schema};
use crate::source::Span;
use crate::text::fold;
use crate::understand::draft::{DraftRef, DraftSchema};
use crate::understand::notes::Notes;
use crate::vocabulary::Place;
use crate::vocabulary::endpoint::ParametersIn;

use super::bodies::is_object;
use super::{Assembly, is_header, variables};

impl Assembly<'_> {
    /// A field under its name in the path, where its row writes it in the vendor's form for paths: `:id`, `<id>`.
    pub(super) fn as_in_path<'f>(&self, field: &'f Field<DraftRef>) -> Cow<'f, Field<DraftRef>> {
        let lines = &self.understood.page.vocabulary.vendor.request_lines;
        let is_variable = |name: &&str| variables(&self.endpoint.path).iter().any(|known| known == name);
        match lines.variable(&field.name).filter(is_variable) {
            Some(name) => Cow::Owned(Field { name: name.to_owned(), ..field.clone() }),
            None => Cow::Borrowed(field),
        }
    }

    /// The location of a row of the request; `None` where it goes into the body.
    pub(super) fn location(&self, place: Option<Place>, field: &Field<DraftRef>) -> Option<Location> {
        let in_template = self.variables.contains(&field.name) || variables(&self.endpoint.path).contains(&field.name);
        // A name in the request line's query is not a header, whatever it is.
        let in_query = self.endpoint.query.contains(&field.name);
        let header = is_header(self.understood.page, field) && !in_query;
        // A path variable that a table has already described may also be the name of a query parameter.
        let documented = in_template && !self.variables.contains(&field.name);
        match place {
            Some(Place::Header) => Some(Location::Header),
            Some(Place::Path) => Some(if header { Location::Header } else { Location::Path }),
            Some(Place::Query) => Some(if in_template && !documented { Location::Path } else { Location::Query }),
            Some(Place::Body | Place::Form) => (header && !in_template).then_some(Location::Header),
            Some(Place::Uri) | None if in_template => Some(Location::Path),
            // An object in the URI's table of a request with a body belongs to the body; so does what the examples send
            // in it.
            Some(Place::Uri) if is_object(&field.schema) && !self.endpoint.method.is_bodiless() => None,
            Some(Place::Uri) if !in_query && self.sent.contains(&field.name) => None,
            Some(Place::Uri) => Some(if header { Location::Header } else { Location::Query }),
            None if header => Some(Location::Header),
            None if in_query => Some(Location::Query),
            None => match self.parameters_in() {
                Some(ParametersIn::Query) => Some(Location::Query),
                Some(ParametersIn::Form | ParametersIn::Body) => None,
                None => self.endpoint.method.is_bodiless().then_some(Location::Query),
            },
        }
    }

    /// The location that the vendor's file states for parameters whose tables state none.
    pub(super) fn parameters_in(&self) -> Option<ParametersIn> {
        self.understood.page.vocabulary.vendor.endpoint.as_ref()?.parameters_in
    }

    pub(super) fn parameter(&mut self, location: Location, mut field: Field<DraftRef>) {
        if location == Location::Path {
            self.stated.entry(field.name.clone()).or_insert(field.required);
            field.required = Required::Always;
            self.variables.retain(|name| *name != field.name);
        }
        // A path variable that is also in a table of the query is two parameters: see `location`.
        let in_template = variables(&self.endpoint.path).contains(&field.name);
        let known = self.parameters.iter_mut().find(|other| {
            let of_path = other.location == Location::Path && !(location == Location::Query && in_template);
            other.field.name == field.name && (other.location == location || of_path)
        });
        match known {
            None => self.parameters.push(Parameter::new(location, field)),
            // A table of another case: what only one of them requires is not always required.
            Some(other) if other.location != Location::Path => {
                let always = |required| required == Required::Always;
                if always(other.field.required) != always(field.required) && field.required != Required::Unstated {
                    other.field.required = Required::Conditional;
                }
            }
            Some(_) => {}
        }
    }

    /// Parameters of which at most one may be given: outside a body this stays a condition in words.
    pub(super) fn exclusive_parameters(&mut self, group: &ExclusiveGroup) {
        let known = |name: &String| self.parameters.iter().any(|parameter| parameter.field.name == *name);
        if group.members.len() < 2 || !group.members.iter().all(known) {
            return;
        }
        for parameter in self.parameters.iter_mut().filter(|parameter| group.members.contains(&parameter.field.name)) {
            parameter.field.schema.constraints.conditions.push(Condition {
                when: None,
                required: false,
                words: format!("only one of {} may be given", group.members.join(", ")),
                origin: group.origin.clone(),
                rule: "exclusive-parameters".into(),
            });
        }
    }

    /// Removes rows about the variables of the host (`https://{endpoint}/…`): they belong to the server.
    pub(super) fn drop_host_variables(&mut self, notes: &mut Notes<'_>) {
        let host = variables(self.endpoint.server.as_deref().unwrap_or_default());
        let path = variables(&self.endpoint.path);
        let of_host = |parameter: &mut Parameter<DraftRef>| {
            let name = &parameter.field.name;
            matches!(parameter.location, Location::Path | Location::Query)
                && host.iter().any(|variable| fold(variable) == fold(name))
                && !path.contains(name)
                && !self.endpoint.query.contains(name)
        };
        for parameter in self.parameters.extract_if(.., of_host) {
            let message = format!("`{}` is part of the host, not a parameter", parameter.field.name);
            if let Some(origin) = parameter.field.schema.origin {
                notes.report_at(Code::PathVariableUnknown, origin, message);
            }
        }
    }

    /// Pairs path parameters whose name is not in the template with variables of the template that no table documents:
    /// if there are equally many, they are the same under two spellings. A variable that is left over is a parameter of
    /// which nothing else is known.
    pub(super) fn pair_path_variables(&mut self, notes: &mut Notes<'_>) {
        let template = variables(&self.endpoint.path);
        let strangers: Vec<usize> = (0..self.parameters.len())
            .filter(|&i| {
                self.parameters[i].location == Location::Path && !template.contains(&self.parameters[i].field.name)
            })
            .collect();
        let open = std::mem::take(&mut self.variables);
        let pairs = self.pairs(&strangers, &open);
        for (index, variable) in &pairs {
            let parameter = &mut self.parameters[*index];
            let message = format!("the table calls the path's `{variable}` `{}`", parameter.field.name);
            let origin = parameter.field.schema.origin.clone();
            parameter.field.name.clone_from(variable);
            if let Some(origin) = origin {
                notes.report_at(Code::PathVariableUnknown, origin, message);
            }
        }
        for index in strangers.into_iter().rev() {
            if pairs.iter().any(|(paired, _)| *paired == index) {
                continue;
            }
            // Listed for the path but not in it: the query is the only other place in a URI.
            let parameter = &mut self.parameters[index];
            parameter.location = Location::Query;
            parameter.field.required = self.stated.get(&parameter.field.name).copied().unwrap_or(Required::Unstated);
            let message = format!("the path has no variable `{}`", parameter.field.name);
            if let Some(origin) = parameter.field.schema.origin.clone() {
                notes.report_at(Code::PathVariableUnknown, origin, message);
            }
        }
        for variable in open.into_iter().filter(|variable| !pairs.iter().any(|(_, paired)| paired == variable)) {
            notes.report(
                Code::PathVariableUndocumented,
                self.endpoint.span,
                format!("no table documents the path's variable `{variable}`"),
            );
            let schema = self.url_schema(Inferred::PathTemplate, self.endpoint.span);
            let field = Field { name: variable, required: Required::Always, schema };
            self.parameters.push(Parameter::new(Location::Path, field));
        }
    }

    /// Which unknown parameter is which undocumented variable.
    fn pairs(&self, strangers: &[usize], open: &[String]) -> Vec<(usize, String)> {
        let plain = |name: &str| fold(name).replace(['_', '-', ' '], "");
        let mut pairs: Vec<(usize, String)> = Vec::new();
        for &index in strangers {
            let name = plain(&self.parameters[index].field.name);
            if let Some(variable) = open.iter().find(|variable| plain(variable) == name) {
                pairs.push((index, variable.clone()));
            }
        }
        let rest: Vec<usize> = strangers.iter().copied().filter(|i| !pairs.iter().any(|(p, _)| p == i)).collect();
        let left: Vec<&String> = open.iter().filter(|v| !pairs.iter().any(|(_, p)| p == *v)).collect();
        if rest.len() == left.len() && rest.len() == 1 {
            pairs.push((rest[0], left[0].clone()));
        }
        pairs
    }

    /// Names in the URL's query that no table documents.
    pub(super) fn query_of_url(&mut self, notes: &mut Notes<'_>) {
        for name in self.endpoint.query.clone() {
            if self.parameters.iter().any(|parameter| parameter.field.name == name) {
                continue;
            }
            notes.report(
                Code::PathVariableUndocumented,
                self.endpoint.span,
                format!("no table documents the query's `{name}`"),
            );
            let schema = self.url_schema(Inferred::UrlQuery, self.endpoint.span);
            let field = Field { name, required: Required::Unstated, schema };
            self.parameters.push(Parameter::new(Location::Query, field));
        }
    }

    fn url_schema(&self, from: Inferred, span: Span) -> DraftSchema {
        Schema { inferred: vec![from], origin: Some(self.understood.page.origin(span)), ..Schema::any() }
    }
}
