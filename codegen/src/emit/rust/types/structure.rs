//! Structures and their exclusive groups: a struct with a field for each field of the page, and an enum for each group
//! of which at most one field may be given.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Items, at};
use crate::emit::rust::docs::{self, Doc};
use crate::emit::rust::plan::Place;
use crate::emit::rust::{checks, construct, layout, names};
use crate::ir::{Api, ExclusiveGroup, Field, Kind, Object, Required, Schema};
use crate::naming;

/// A field of a structure in Rust.
pub(in crate::emit::rust) struct Member<'a> {
    pub(in crate::emit::rust) ident: String,
    pub(in crate::emit::rust) wire: &'a str,
    /// Whether it is required.
    pub(in crate::emit::rust) required: bool,
    /// The type, without the `Option` of an optional field.
    pub(in crate::emit::rust) type_: TokenStream,
    pub(in crate::emit::rust) schema: &'a Schema,
    /// Whether the type is the user's own, so that nothing is known about it.
    pub(in crate::emit::rust) replaced: bool,
}

/// A group of fields of which at most one may be given, as one field.
pub(in crate::emit::rust) struct Group<'a> {
    pub(in crate::emit::rust) ident: String,
    pub(in crate::emit::rust) type_: String,
    /// The variants with their fields, and whether each type is the user's own.
    pub(in crate::emit::rust) variants: Vec<(String, &'a Field, bool)>,
    pub(in crate::emit::rust) stated: &'a ExclusiveGroup,
}

impl<'a> Items<'a> {
    pub(super) fn structure(&mut self, name: &str, object: &'a Object, place: &Place, doc: &Doc) -> TokenStream {
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
                replaced: self.replaced(&path, field),
            })
            .collect();
        let groups: Vec<Group<'a>> = groups
            .into_iter()
            .zip(group_idents)
            .zip(joined)
            .map(|((group, ident), joined)| self.group(name, object, group, ident, &joined, place))
            .collect();

        let (fields, table) = self.fields(&path, &members, &groups);
        let table = layout::table(&table);
        let mut checks = structure_checks(self.api, object, &members, &groups);
        checks.extend(self.condition_checks(object, &members, &groups));
        let at = at(&checks);
        let default = members.iter().all(|member| !member.required).then(|| quote!(Default,));
        let construction =
            construct::methods(name, &members, &groups, self.sent.contains(name), self.plan.required(name));
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

    /// The fields, and the rows of the table by which the structure is read and written.
    fn fields(&self, path: &str, members: &[Member<'a>], groups: &[Group<'a>]) -> (TokenStream, Vec<String>) {
        let mut fields = TokenStream::new();
        let mut table = Vec::new();
        for member in members {
            let field = names::ident(&member.ident);
            let wire = member.wire;
            let type_ = &member.type_;
            let type_ = if member.required { quote!(#type_) } else { quote!(Option<#type_>) };
            let doc = field_doc(member.schema, wire, &member.ident);
            let attributes = self.options.field_attributes(&format!("{path}.{wire}"));
            fields.extend(quote!(#doc #attributes pub #field: #type_,));
            let presence = if member.required { "required" } else { self.presence(member.schema, member.replaced) };
            let whole = if is_whole(member.schema) && !member.replaced { " whole" } else { "" };
            table.push(format!("{field}: {presence} {wire:?}{whole},"));
        }
        for group in groups {
            let field = names::ident(&group.ident);
            let type_ = names::ident(&group.type_);
            let doc = group_doc(group.stated).attributes();
            fields.extend(quote!(#doc pub #field: Option<#type_>,));
            table.push(format!("; one of {field}: {type_} {{"));
            table.extend(group.variants.iter().map(|(variant, field, replaced)| {
                let whole = if is_whole(&field.schema) && !replaced { " whole" } else { "" };
                let presence = self.presence(&field.schema, *replaced);
                format!("    {} {presence} {:?}{whole},", names::ident(variant), field.name)
            }));
            table.push("}".to_owned());
        }
        (fields, table)
    }

    /// An exclusive group: one field whose type is an enum of the group's members.
    fn group(
        &mut self,
        owner: &str,
        object: &'a Object,
        group: &'a ExclusiveGroup,
        ident: String,
        joined: &str,
        place: &Place,
    ) -> Group<'a> {
        let type_ = self.taken.take(&naming::owned(owner, &names::type_(joined)));
        let path = self.path(owner);
        let fields: Vec<&'a Field> = group.members.iter().filter_map(|member| object.field(member)).collect();
        let variants = names::scope(fields.iter().map(|field| field.name.as_str()), &[], names::type_);
        let variants: Vec<(String, &'a Field, bool)> = variants
            .into_iter()
            .zip(fields)
            .map(|(variant, field)| (variant, field, self.replaced(&path, field)))
            .collect();
        let arms: Vec<TokenStream> = variants
            .iter()
            .map(|(variant, field, _)| {
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
            #[allow(clippy::large_enum_variant, reason = "a box would make every use harder and save little memory")]
            pub enum #name { #(#arms)* }
        });
        Group { ident, type_, variants, stated: group }
    }

    /// How an optional field reads `null`: as a value of its type, which may refuse it, or as if the field were absent.
    fn presence(&self, schema: &Schema, replaced: bool) -> &'static str {
        let has_null = checks::is_nullable(self.api, schema) || matches!(self.api.resolve(schema).kind, Kind::Any);
        if self.options.strict_null || replaced || has_null { "optional" } else { "lenient" }
    }

    /// Whether the user has set a type for a field's value.
    fn replaced(&self, owner: &str, field: &Field) -> bool {
        self.options.replacement(&format!("{owner}.{}", field.name)).is_some()
    }

    /// The type of a field's value, with the `Option` for one that may be `null`.
    fn field_type(&mut self, owner: &str, field: &'a Field, place: &Place) -> TokenStream {
        if let Some(type_) = self.options.replacement(&format!("{owner}.{}", field.name)) {
            return type_.clone();
        }
        self.type_of(&field.schema, place)
    }
}

/// Whether a structure has an enum for a group. The enum is named after the type, so a structure with one can't be an
/// alias.
pub(super) fn has_enums(object: &Object) -> bool {
    !exclusive(object).is_empty()
}

/// The groups that become enums: those with two or more fields, none of which is required or in another group.
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

/// Whether values are integers, or lists or maps of integers, which are read as JSON Schema defines them.
pub(super) fn is_whole(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::Integer { as_string, .. } => !as_string,
        Kind::Array { items: inner } | Kind::Map { values: inner, .. } => is_whole(inner),
        _ => false,
    }
}

/// The name of a group: the names of its members where there are few.
fn joined(group: &ExclusiveGroup) -> String {
    match group.members.as_slice() {
        few if few.len() <= 3 => few.join(" or "),
        many => format!("{} or others", many[0]),
    }
}

fn group_doc(group: &ExclusiveGroup) -> Doc {
    let members: Vec<String> = group.members.iter().map(|member| docs::code(member)).collect();
    Doc::new().sentence(format!("At most one of {} is given.", members.join(", "))).place(Some(&group.origin))
}

fn field_doc(schema: &Schema, wire: &str, ident: &str) -> TokenStream {
    let mut doc = Doc::new().description(schema).demands(schema);
    if wire != ident || doc.is_empty() {
        doc = doc.sentence(format!("Named {} in the API.", docs::code(wire)));
    }
    let deprecated = schema.constraints.deprecated.as_ref().is_some_and(|flag| flag.value);
    let deprecated = deprecated.then(|| quote!(#[deprecated]));
    let doc = doc.place(schema.origin.as_ref()).attributes();
    quote!(#doc #deprecated)
}

fn structure_checks(api: &Api, object: &Object, members: &[Member<'_>], groups: &[Group<'_>]) -> TokenStream {
    let mut out = member_checks(api, members);
    for group in groups {
        out.extend(group_checks(api, group));
    }
    out.extend(overlap_checks(object, members, groups));
    out
}

/// The checks of the fields, one by one.
pub(in crate::emit::rust) fn member_checks(api: &Api, members: &[Member<'_>]) -> TokenStream {
    let mut out = TokenStream::new();
    for member in members.iter().filter(|member| !member.replaced) {
        let checks = checks::nullable(api, member.schema, checks::of(api, member.schema, &quote!(value)));
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
    out
}

fn group_checks(api: &Api, group: &Group<'_>) -> TokenStream {
    let mut out = TokenStream::new();
    let (field, type_) = (names::ident(&group.ident), names::ident(&group.type_));
    for (variant, inner, replaced) in &group.variants {
        let checks = checks::nullable(api, &inner.schema, checks::of(api, &inner.schema, &quote!(value)));
        if !checks.is_empty() && !replaced {
            let (variant, wire) = (names::ident(variant), &inner.name);
            out.extend(quote! {
                if let Some(#type_::#variant(value)) = &self.#field { at.field(#wire); #checks at.leave(); }
            });
        }
    }
    out
}

/// The checks of groups that do not become enums, because one of their fields is in another group.
fn overlap_checks(object: &Object, members: &[Member<'_>], groups: &[Group<'_>]) -> TokenStream {
    let mut out = TokenStream::new();
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
