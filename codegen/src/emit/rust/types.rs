//! Makes items from schemas: the items that a schema needs, and the type of its values, with `Box` for recursive
//! structures. [`structure`] makes structs with their exclusive groups, [`values`] open lists of values, [`unions`]
//! enums of several types. [`super::checks`] makes the checks of demands.

mod conditions;
mod cycles;
mod structure;
mod unions;
mod values;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::options::Options;
use super::plan::{self, Place, Plan};
use super::{checks, names, times};
use crate::ir::{Api, IntegerWidth, Kind, Schema, SchemaName};
use crate::naming::Taken;

pub(super) use structure::{Group, Member, member_checks};

/// Builds the items of a service.
pub(super) struct Items<'a> {
    pub(super) api: &'a Api,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a Options,
    /// The recursive structures.
    cyclic: BTreeSet<&'a SchemaName>,
    /// The types that are defined.
    done: BTreeSet<String>,
    /// The names that are taken.
    pub(super) taken: Taken,
    /// The types that clients send.
    pub(super) sent: BTreeSet<String>,
    pub(super) out: Vec<TokenStream>,
}

impl<'a> Items<'a> {
    pub(super) fn new(api: &'a Api, plan: &'a Plan, options: &'a Options, taken: Taken) -> Self {
        let mut items = Self {
            api,
            plan,
            options,
            cyclic: cycles::of(api),
            done: BTreeSet::new(),
            taken,
            sent: BTreeSet::new(),
            out: Vec::new(),
        };
        items.find_sent();
        items
    }

    /// The path of an item, by which users set its options.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}.{}.{name}", names::module(&self.api.vendor), names::module(&self.api.service))
    }

    /// The shared structures.
    pub(super) fn shared(&mut self) {
        for (name, schema) in &self.api.schemas {
            if let Some(rust) = self.plan.shared(name) {
                self.define(rust, schema, &Place::shared(rust), &Doc::of_schema(schema));
            }
        }
    }

    /// The type of a body. A body that is not a structure gets a transparent type of its own.
    pub(super) fn body(&mut self, schema: &'a Schema, place: &Place, doc: &Doc) -> TokenStream {
        if matches!(schema.kind, Kind::Ref { .. }) || !plan::is_type(schema) {
            return self.type_of(schema, place);
        }
        let name = self.plan.type_of(schema).map_or_else(|| place.name(), str::to_owned);
        self.define(&name, schema, place, doc);
        let ident = names::ident(&name);
        if checks::is_nullable(self.api, schema) { quote!(Option<#ident>) } else { quote!(#ident) }
    }

    fn define(&mut self, name: &str, schema: &'a Schema, place: &Place, doc: &Doc) {
        if !self.done.insert(name.to_owned()) {
            return;
        }
        let fallback = Doc::new()
            .sentence(format!("{}, about which the page states nothing more.", super::docs::code(&place.label)));
        let doc = if doc.is_empty() { &fallback } else { doc };
        let slot = self.out.len();
        self.out.push(TokenStream::new());
        let path = self.path(name);
        if self.options.replacement(&path).is_some() {
            // The user has set a type for it.
            return;
        }
        if let Some(same) = self.alias(name, schema) {
            let (ident, doc) = (names::ident(name), doc.attributes());
            self.nested(schema, place);
            let required = self.plan.required(name).zip(self.plan.same(name).and_then(|same| self.plan.required(same)));
            let required = required.map(|(own, same)| {
                let doc = format!(" The required fields of [`{name}`], by name.");
                let (own, same) = (names::ident(own), names::ident(same));
                quote!(#[doc = #doc] pub type #own = #same;)
            });
            self.out[slot] = quote!(#doc pub type #ident = #same; #required);
            return;
        }
        let items = match &schema.kind {
            Kind::Object(object) if !object.is_open() => self.structure(name, object, place, doc),
            Kind::Union { members } => self.union(name, schema, members, place, doc),
            _ if plan::is_values(schema) => self.values(name, schema, doc),
            _ => self.transparent(name, schema, place, doc),
        };
        self.out[slot] = items;
    }

    /// The type of which a type is an alias. Options that the user sets for one of the two make them two types.
    fn alias(&self, name: &str, schema: &Schema) -> Option<TokenStream> {
        let same = self.plan.same(name)?;
        if matches!(&schema.kind, Kind::Object(object) if structure::has_enums(object)) {
            return None;
        }
        (!self.options.name(name) && !self.options.name(same)).then(|| {
            let ident = names::ident(same);
            quote!(#ident)
        })
    }

    /// Defines the types of nested schemas: they have names of their own, whichever type contains them.
    fn nested(&mut self, schema: &'a Schema, place: &Place) {
        match &schema.kind {
            Kind::Array { items: inner } | Kind::Map { values: inner, .. } => drop(self.type_of(inner, place)),
            Kind::Object(object) => {
                for field in object.fields() {
                    self.type_of(&field.schema, &place.field(&field.name));
                }
            }
            Kind::Union { members } => {
                for (member, variant) in members.iter().zip(plan::variants(members)) {
                    self.plain_type(member, &place.variant(&variant));
                }
            }
            _ => {}
        }
    }

    /// A type that is written as its only field.
    fn transparent(&mut self, name: &str, schema: &'a Schema, place: &Place, doc: &Doc) -> TokenStream {
        let ident = names::ident(name);
        let inner = self.plain_type(schema, place);
        let mut checks = checks::of(self.api, schema, &quote!(value));
        if !checks.is_empty() {
            checks = quote!(let value = &self.0; #checks);
        }
        let at = at(&checks);
        let doc = doc.attributes();
        let attributes = self.options.type_attributes(&self.path(name));
        quote! {
            #doc
            #attributes
            #[derive(Clone, Debug, PartialEq)]
            pub struct #ident(pub #inner);
            support::transparent! { #ident(#inner) }
            impl support::Validate for #ident {
                fn check(&self, #at: &mut support::Checker) { #checks }
            }
        }
    }

    /// The type of a schema's values.
    pub(super) fn type_of(&mut self, schema: &'a Schema, place: &Place) -> TokenStream {
        let inner = self.plain_type(schema, place);
        if checks::is_nullable(self.api, schema) { quote!(Option<#inner>) } else { inner }
    }

    fn plain_type(&mut self, schema: &'a Schema, place: &Place) -> TokenStream {
        if plan::is_type(schema) {
            let name = self.plan.type_of(schema).map_or_else(|| place.name(), str::to_owned);
            self.define(&name, schema, place, &Doc::of_schema(schema));
            if let Some(type_) = self.options.replacement(&self.path(&name)) {
                return type_.clone();
            }
            let ident = names::ident(&name);
            return quote!(#ident);
        }
        match &schema.kind {
            Kind::Any => quote!(serde_json::Value),
            Kind::Boolean => quote!(bool),
            Kind::Integer { as_string: true, .. } => quote!(support::Int64),
            Kind::Integer { width: IntegerWidth::Bits32, .. } => quote!(i32),
            Kind::Integer { .. } => quote!(i64),
            Kind::Number => quote!(f64),
            Kind::String { .. } => times::of(schema).map_or_else(
                || quote!(String),
                |time| {
                    let ident = names::ident(&time.name());
                    quote!(support::#ident)
                },
            ),
            Kind::Array { items } => {
                let inner = self.type_of(items, place);
                quote!(Vec<#inner>)
            }
            Kind::Map { values, .. } => {
                let inner = self.type_of(values, place);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            // A union has its own type.
            Kind::Object(_) | Kind::Union { .. } => quote!(serde_json::Map<String, serde_json::Value>),
            Kind::Ref { target } => {
                let Some(rust) = self.plan.shared(target) else {
                    return quote!(serde_json::Value);
                };
                if let Some(type_) = self.options.replacement(&self.path(rust)) {
                    return type_.clone();
                }
                let ident = names::ident(rust);
                if self.cyclic.contains(target) { quote!(Box<#ident>) } else { quote!(#ident) }
            }
        }
    }

    /// Collects the types that are part of requests.
    fn find_sent(&mut self) {
        let (api, plan) = (self.api, self.plan);
        let mut seen = BTreeSet::new();
        let mut sent = BTreeSet::new();
        for operation in &api.operations {
            plan::roots(operation, &mut |_, schema, direction| {
                if direction != Some(crate::ir::Direction::Response) {
                    note(api, plan, schema, &mut seen, &mut sent);
                }
            });
        }
        self.sent = sent;
    }
}

fn note<'a>(
    api: &'a Api,
    plan: &Plan,
    schema: &'a Schema,
    seen: &mut BTreeSet<&'a SchemaName>,
    sent: &mut BTreeSet<String>,
) {
    let mut note_name = |name: &str| {
        sent.insert(name.to_owned());
        sent.extend(plan.same(name).map(str::to_owned));
    };
    plan.type_of(schema).into_iter().for_each(&mut note_name);
    match &schema.kind {
        Kind::Array { items: inner } | Kind::Map { values: inner, .. } => note(api, plan, inner, seen, sent),
        Kind::Union { members } => members.iter().for_each(|member| note(api, plan, member, seen, sent)),
        Kind::Object(object) => object.fields().iter().for_each(|field| note(api, plan, &field.schema, seen, sent)),
        Kind::Ref { target } => {
            if let Some(inner) = api.schemas.get(target)
                && seen.insert(target)
            {
                plan.shared(target).into_iter().for_each(&mut note_name);
                note(api, plan, inner, seen, sent);
            }
        }
        _ => {}
    }
}

/// The name of the checker where it is used.
pub(super) fn at(checks: &TokenStream) -> TokenStream {
    if checks.is_empty() { quote!(_) } else { quote!(at) }
}
