//! Items out of schemas: structs, open lists of values, exclusive groups, with `Box` where a structure holds itself.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::options::Options;
use super::plan::{self, Place, Plan};
use super::{checks, construct, layout, names};
use crate::ir::{Api, ExclusiveGroup, Field, Format, IntegerWidth, Kind, Object, Required, Schema, SchemaName};

/// Builds the items of a service.
pub(super) struct Items<'a> {
    pub(super) api: &'a Api,
    pub(super) plan: &'a Plan,
    pub(super) options: &'a Options,
    /// The structures that hold themselves.
    cyclic: BTreeSet<&'a SchemaName>,
    /// The types that are defined.
    done: BTreeSet<String>,
    /// The names that are taken.
    pub(super) taken: BTreeSet<String>,
    /// The types that clients send.
    pub(super) sent: BTreeSet<String>,
    pub(super) out: Vec<TokenStream>,
}

/// A field of a structure in Rust.
pub(super) struct Member<'a> {
    pub(super) ident: String,
    pub(super) wire: &'a str,
    /// Whether it must be given.
    pub(super) required: bool,
    /// The type without the `Option` of a field that may be left out.
    pub(super) type_: TokenStream,
    pub(super) schema: &'a Schema,
}

/// A group of fields of which at most one may be given, as one field.
pub(super) struct Group<'a> {
    pub(super) ident: String,
    pub(super) type_: String,
    /// The variants with their fields.
    pub(super) variants: Vec<(String, &'a Field)>,
    pub(super) stated: &'a ExclusiveGroup,
}

/// Whether a text is a date with a time in the form of RFC 3339.
pub(super) fn is_date_time(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::String { format: Some(Format { name, template }) } => {
            name == "date-time" && template.is_none() && !plan::is_values(schema)
        }
        _ => false,
    }
}

impl<'a> Items<'a> {
    pub(super) fn new(api: &'a Api, plan: &'a Plan, options: &'a Options, taken: BTreeSet<String>) -> Self {
        let mut items = Self {
            api,
            plan,
            options,
            cyclic: cyclic(api),
            done: BTreeSet::new(),
            taken,
            sent: BTreeSet::new(),
            out: Vec::new(),
        };
        items.find_sent();
        items
    }

    /// The path of an item for what users say of paths.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}.{}.{name}", names::module(&self.api.vendor), names::module(&self.api.service))
    }

    /// The shared structures.
    pub(super) fn shared(&mut self) {
        for (name, schema) in &self.api.schemas {
            if let Some(rust) = self.plan.shared(name) {
                let place = Place { path: names::type_(name.as_str()), label: names::type_(name.as_str()) };
                self.define(rust, schema, &place, &Doc::of_schema(schema));
            }
        }
    }

    /// The type of a body. What is no structure gets a type of its own that is transparent.
    pub(super) fn body(&mut self, schema: &'a Schema, place: &Place, doc: &Doc) -> TokenStream {
        if matches!(schema.kind, Kind::Ref { .. }) || !plan::is_type(schema) {
            return self.type_of(schema, place);
        }
        let name = self.plan.type_of(schema).unwrap_or(&place.path).to_owned();
        self.define(&name, schema, place, doc);
        let ident = names::ident(&name);
        quote!(#ident)
    }

    fn define(&mut self, name: &str, schema: &'a Schema, place: &Place, doc: &Doc) {
        if !self.done.insert(name.to_owned()) {
            return;
        }
        let fallback =
            Doc::new().say(format!("{}, of which the page says nothing more.", super::docs::code(&place.label)));
        let doc = if doc.is_empty() { &fallback } else { doc };
        let slot = self.out.len();
        self.out.push(TokenStream::new());
        let path = self.path(name);
        if self.options.replacement(&path).is_some() {
            // The user has a type of their own for it.
            return;
        }
        let items = match &schema.kind {
            Kind::Object(object) if !object.is_open() => self.structure(name, object, place, doc),
            _ if plan::is_values(schema) => self.values(name, schema, doc),
            _ => self.transparent(name, schema, place, doc),
        };
        self.out[slot] = items;
    }

    /// A type that is its only field on the wire.
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

    fn structure(&mut self, name: &str, object: &'a Object, place: &Place, doc: &Doc) -> TokenStream {
        let ident = names::ident(name);
        let groups = exclusive(object);
        let grouped: BTreeSet<&str> = groups.iter().flat_map(|group| &group.members).map(String::as_str).collect();
        let single: Vec<&'a Field> =
            object.fields().iter().filter(|field| !grouped.contains(field.name.as_str())).collect();
        let joined: Vec<String> = groups.iter().map(|group| joined(group)).collect();
        let path = self.path(name);
        let mut idents = names::scope(
            single.iter().map(|field| field.name.as_str()).chain(joined.iter().map(String::as_str)),
            &[],
            names::field,
        );
        for (ident, field) in idents.iter_mut().zip(&single) {
            if let Some(rename) = self.options.rename(&format!("{path}.{}", field.name)) {
                rename.clone_into(ident);
            }
        }
        let group_idents = idents.split_off(single.len());
        let members: Vec<Member<'a>> = single
            .iter()
            .zip(idents)
            .map(|(field, ident)| Member {
                ident,
                wire: &field.name,
                required: field.required == Required::Always,
                type_: self.field_type(&path, field, &place.field(&field.name)),
                schema: &field.schema,
            })
            .collect();
        let groups: Vec<Group<'a>> = groups
            .into_iter()
            .zip(group_idents)
            .zip(joined)
            .map(|((group, ident), joined)| self.group(name, object, group, ident, &joined, place))
            .collect();

        let mut fields = TokenStream::new();
        let mut table = Vec::new();
        for member in &members {
            let field = names::ident(&member.ident);
            let wire = member.wire;
            let type_ = &member.type_;
            let type_ = if member.required { quote!(#type_) } else { quote!(Option<#type_>) };
            let doc = field_doc(member.schema, wire, &member.ident);
            let attributes = self.options.field_attributes(&format!("{path}.{wire}"));
            fields.extend(quote!(#doc #attributes pub #field: #type_,));
            let presence = match (member.required, self.options.null_is_absent && !checks::is_nullable(member.schema)) {
                (true, _) => "required",
                (false, false) => "optional",
                (false, true) => "lenient",
            };
            table.push(format!("{field}: {presence} {wire:?},"));
        }
        for group in &groups {
            let field = names::ident(&group.ident);
            let type_ = names::ident(&group.type_);
            let doc = group_doc(group.stated).attributes();
            fields.extend(quote!(#doc pub #field: Option<#type_>,));
            table.push(format!("; one of {field}: {type_} {{"));
            table.extend(
                group
                    .variants
                    .iter()
                    .map(|(variant, field)| format!("    {} {:?},", names::ident(variant), field.name)),
            );
            table.push("}".to_owned());
        }
        let table = layout::table(&table);
        let checks = structure_checks(self.api, object, &members, &groups);
        let at = at(&checks);
        let default = members.iter().all(|member| !member.required).then(|| quote!(Default,));
        let construction = construct::methods(name, &members, &groups, self.sent.contains(name), &mut self.taken);
        let doc = doc.attributes();
        let attributes = self.options.type_attributes(&path);
        let derives = self.options.derives(&path);
        quote! {
            #doc
            #attributes
            #[derive(Clone, Debug, #default PartialEq, #derives)]
            #[non_exhaustive]
            pub struct #ident { #fields }
            #construction
            support::object! { #ident { #table } }
            impl support::Validate for #ident {
                fn check(&self, #at: &mut support::Checker) { #checks }
            }
        }
    }

    /// An exclusive group: one field that is an enum of its members.
    fn group(
        &mut self,
        owner: &str,
        object: &'a Object,
        group: &'a ExclusiveGroup,
        ident: String,
        joined: &str,
        place: &Place,
    ) -> Group<'a> {
        let mut type_ = format!("{owner}{}", names::type_(joined));
        if !self.taken.insert(type_.clone()) {
            type_ = format!("{type_}{}", names::type_(&names::suffix(&group.members.join(" "))));
            self.taken.insert(type_.clone());
        }
        let path = self.path(owner);
        let fields: Vec<&'a Field> = group.members.iter().filter_map(|member| object.field(member)).collect();
        let variants = names::scope(fields.iter().map(|field| field.name.as_str()), &[], names::type_);
        let variants: Vec<(String, &'a Field)> = variants.into_iter().zip(fields).collect();
        let arms: Vec<TokenStream> = variants
            .iter()
            .map(|(variant, field)| {
                let inner = self.field_type(&path, field, &place.field(&field.name));
                let doc = field_doc(&field.schema, &field.name, "");
                let variant = names::ident(variant);
                quote!(#doc #variant(#inner),)
            })
            .collect();
        let doc = group_doc(group).attributes();
        let name = names::ident(&type_);
        let derives = self.options.derives(&self.path(&type_));
        self.out.push(quote! {
            #doc
            #[derive(Clone, Debug, PartialEq, #derives)]
            #[non_exhaustive]
            #[allow(clippy::large_enum_variant, reason = "a box would be in everyone's way, for the memory of few")]
            pub enum #name { #(#arms)* }
        });
        Group { ident, type_, variants, stated: group }
    }

    /// The type of a field's value, with the `Option` of one that may be `null`.
    fn field_type(&mut self, owner: &str, field: &'a Field, place: &Place) -> TokenStream {
        if let Some(type_) = self.options.replacement(&format!("{owner}.{}", field.name)) {
            return type_.clone();
        }
        self.type_of(&field.schema, place)
    }

    /// The type of a schema's values.
    pub(super) fn type_of(&mut self, schema: &'a Schema, place: &Place) -> TokenStream {
        let inner = self.plain_type(schema, place);
        if checks::is_nullable(schema) { quote!(Option<#inner>) } else { inner }
    }

    fn plain_type(&mut self, schema: &'a Schema, place: &Place) -> TokenStream {
        if plan::is_type(schema) {
            let name = self.plan.type_of(schema).unwrap_or(&place.path).to_owned();
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
            Kind::String { .. } if is_date_time(schema) => quote!(support::DateTime),
            Kind::String { .. } => quote!(String),
            Kind::Array { items } => {
                let inner = self.type_of(items, place);
                quote!(Vec<#inner>)
            }
            Kind::Map { values, .. } => {
                let inner = self.type_of(values, place);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
            Kind::Object(_) => quote!(serde_json::Map<String, serde_json::Value>),
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

    /// An open list of values: those that the page lists, and any other as it came.
    fn values(&mut self, name: &str, schema: &Schema, doc: &Doc) -> TokenStream {
        let ident = names::ident(name);
        let listed: Vec<(&str, Option<&str>)> = schema
            .constraints
            .enumeration
            .iter()
            .flat_map(|list| list.value.values())
            .filter_map(|value| Some((value.value.as_str()?, value.meaning.as_deref())))
            .collect();
        let variants = names::scope(listed.iter().map(|(text, _)| *text), &["Unlisted"], names::variant);
        let arms = listed.iter().zip(&variants).map(|((text, meaning), variant)| {
            let mut doc = Doc::new().say(super::docs::code(text));
            if let Some(meaning) = meaning {
                doc = doc.text(meaning);
            }
            let (doc, variant) = (doc.attributes(), names::ident(variant));
            quote!(#doc #variant,)
        });
        let table =
            listed.iter().zip(&variants).map(|((text, _), variant)| format!("{} = {text:?},", names::ident(variant)));
        let table = layout::table(&table.collect::<Vec<_>>());
        let (doc, path) = (doc.attributes(), self.path(name));
        let attributes = self.options.type_attributes(&path);
        let derives = self.options.derives(&path);
        let checks = checks::listed(schema);
        let at = at(&checks);
        quote! {
            #doc
            #attributes
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, #derives)]
            #[non_exhaustive]
            pub enum #ident {
                #(#arms)*
                /// A value that the page does not list.
                Unlisted(support::Unlisted),
            }
            support::values! { #ident { #table } }
            impl support::Validate for #ident {
                fn check(&self, #at: &mut support::Checker) { #checks }
            }
        }
    }

    /// Notes the types that are part of requests.
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
    sent.extend(plan.type_of(schema).map(str::to_owned));
    match &schema.kind {
        Kind::Array { items: inner } | Kind::Map { values: inner, .. } => note(api, plan, inner, seen, sent),
        Kind::Object(object) => object.fields().iter().for_each(|field| note(api, plan, &field.schema, seen, sent)),
        Kind::Ref { target } => {
            if let Some(inner) = api.schemas.get(target)
                && seen.insert(target)
            {
                sent.extend(plan.shared(target).map(str::to_owned));
                note(api, plan, inner, seen, sent);
            }
        }
        _ => {}
    }
}

/// The groups that become enums: of two fields or more, none of which must be given or is in another group.
fn exclusive(object: &Object) -> Vec<&ExclusiveGroup> {
    let fit = |group: &&ExclusiveGroup| {
        let free = |member: &String| {
            object.field(member).is_some_and(|field| field.required != Required::Always)
                && object.groups().iter().filter(|other| other.members.contains(member)).count() == 1
        };
        group.members.len() > 1 && group.members.iter().all(free)
    };
    object.groups().iter().filter(fit).collect()
}

/// The name of a group: its members where they are few.
fn joined(group: &ExclusiveGroup) -> String {
    match group.members.as_slice() {
        few if few.len() <= 3 => few.join(" or "),
        many => format!("{} or others", many[0]),
    }
}

fn group_doc(group: &ExclusiveGroup) -> Doc {
    let members: Vec<String> = group.members.iter().map(|member| super::docs::code(member)).collect();
    Doc::new().say(format!("At most one of {} is given.", members.join(", "))).place(Some(&group.origin))
}

fn field_doc(schema: &Schema, wire: &str, ident: &str) -> TokenStream {
    let mut doc = Doc::new().description(schema).demands(schema);
    if wire != ident || doc.is_empty() {
        doc = doc.say(format!("On the wire: {}.", super::docs::code(wire)));
    }
    let deprecated = schema.constraints.deprecated.as_ref().is_some_and(|flag| flag.value);
    let deprecated = deprecated.then(|| quote!(#[deprecated]));
    let doc = doc.place(schema.origin.as_ref()).attributes();
    quote!(#doc #deprecated)
}

/// The name of the checker where it is used.
fn at(checks: &TokenStream) -> TokenStream {
    if checks.is_empty() { quote!(_) } else { quote!(at) }
}

fn structure_checks(api: &Api, object: &Object, members: &[Member<'_>], groups: &[Group<'_>]) -> TokenStream {
    let mut out = TokenStream::new();
    for member in members {
        let checks = checks::nullable(member.schema, checks::of(api, member.schema, &quote!(value)));
        if checks.is_empty() {
            continue;
        }
        let (field, wire) = (names::ident(&member.ident), member.wire);
        out.extend(if member.required {
            quote!({ let value = &self.#field; at.field(#wire); #checks at.leave(); })
        } else {
            quote!(if let Some(value) = &self.#field { at.field(#wire); #checks at.leave(); })
        });
    }
    for group in groups {
        let (field, type_) = (names::ident(&group.ident), names::ident(&group.type_));
        for (variant, inner) in &group.variants {
            let checks = checks::nullable(&inner.schema, checks::of(api, &inner.schema, &quote!(value)));
            if !checks.is_empty() {
                let (variant, wire) = (names::ident(variant), &inner.name);
                out.extend(quote! {
                    if let Some(#type_::#variant(value)) = &self.#field { at.field(#wire); #checks at.leave(); }
                });
            }
        }
    }
    let as_enums: Vec<&ExclusiveGroup> = groups.iter().map(|group| group.stated).collect();
    for group in object.groups().iter().filter(|group| group.members.len() > 1 && !as_enums.contains(group)) {
        let given = group.members.iter().filter_map(|wire| {
            let member = members.iter().find(|member| member.wire == *wire)?;
            let field = names::ident(&member.ident);
            Some(if member.required { quote!(true) } else { quote!(self.#field.is_some()) })
        });
        let demand = format!("at most one of {}", group.members.join(", "));
        out.extend(quote! {
            let given = [#(#given),*].into_iter().filter(|given| *given).count();
            at.demand(given <= 1, "exclusive", #demand);
        });
    }
    out
}

/// The structures that hold themselves, directly or through others that are not behind a list or map.
fn cyclic(api: &Api) -> BTreeSet<&SchemaName> {
    fn reaches<'a>(api: &'a Api, schema: &'a Schema, goal: &SchemaName, seen: &mut BTreeSet<&'a SchemaName>) -> bool {
        match &schema.kind {
            Kind::Ref { target } => {
                target == goal
                    || (seen.insert(target)
                        && api.schemas.get(target).is_some_and(|inner| reaches(api, inner, goal, seen)))
            }
            Kind::Object(object) => object.fields().iter().any(|field| reaches(api, &field.schema, goal, seen)),
            // A list or a map is a pointer already.
            _ => false,
        }
    }
    api.schemas
        .iter()
        .filter(|(name, schema)| reaches(api, schema, name, &mut BTreeSet::new()))
        .map(|(name, _)| name)
        .collect()
}
