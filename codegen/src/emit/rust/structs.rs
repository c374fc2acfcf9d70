//! Structs: received ones have public fields, sent ones have a builder.

use super::Context;
use super::code::{Code, doc_attributes, literal};
use super::identifiers::{ident, link};
use super::ty::Ty;
use crate::emit::common::describe;
use crate::markdown::{Markdown, md};
use crate::model::{Field, Kind, OneOf, Only, TypeDef, recursion};
use crate::names::{self, member_variant};
use quote::quote;
use std::fmt::Write;

/// A struct: a request, or a type inside a request or a response.
pub struct SentStruct<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its doc.
    pub doc: Markdown,
    /// Its fields, including constants.
    pub fields: Vec<&'a Field>,
    /// Groups of fields of which exactly one is given.
    pub one_of: &'a [OneOf],
    /// Whether it is sent.
    pub sent: bool,
    /// Whether it is received; then its fields are public.
    pub received: bool,
    /// Whether its fields are public although it is only sent: its user gets it back.
    pub readable: bool,
}

/// A member of a struct that is sent.
pub(super) enum Member<'a> {
    Field(&'a Field),
    Group(&'a OneOf),
}

impl Context<'_> {
    /// A declared type with fields.
    pub fn emit_struct(&self, code: &mut Code, def: &TypeDef, fields: &[Field], one_of: &[OneOf]) {
        let received = def.received || !def.sent;
        let record = SentStruct {
            name: &def.name,
            doc: super::type_doc(&def.doc),
            fields: fields.iter().collect(),
            one_of,
            sent: def.sent,
            received,
            readable: false,
        };
        if received {
            self.emit_received(code, &record);
        }
        if def.sent {
            self.emit_sent(code, &record);
        }
    }

    fn emit_received(&self, code: &mut Code, sent: &SentStruct<'_>) {
        self.emit_groups(code, sent);
        let members = members_of(sent);
        let name = ident(sent.name);
        let docs = doc_attributes(&sent.doc);
        let mut fields = Vec::with_capacity(members.len());
        let (mut parts, mut unset) = (Vec::with_capacity(members.len()), Vec::new());
        let mut constants = Constants::of(sent);
        for (index, member) in members.iter().enumerate() {
            let ty = self.member_type(code, member, sent);
            let docs = doc_attributes(&member.doc());
            let rust = ident(member.rust_name());
            fields.push(quote!(#docs pub #rust: #ty,));
            let constants = constants.before(index, member.only() == Some(Only::Sent));
            let mut attributes: Vec<String> = constants
                .iter()
                .map(|(name, value)| format!("Constant({name}, {value})"))
                .collect();
            match member {
                Member::Field(field) if field.only == Some(Only::Sent) => {
                    attributes.extend(self.sent_only_attributes(field));
                    unset.push(part(&field.rust_name, Some(&field.name), &attributes));
                    continue;
                }
                Member::Field(field) => attributes.extend(self.received_attributes(field)),
                Member::Group(_) => {}
            }
            if member.optional() {
                attributes.push("Optional".to_owned());
            }
            parts.push(part(
                member.rust_name(),
                Some(member.wire_name()),
                &attributes,
            ));
        }
        code.gap();
        code.item(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#fields)* }
        });
        let mut tail = constants.tail();
        if !unset.is_empty() {
            tail = format!("{tail} unset {}", unset.join(", "));
        }
        code.call("decode_struct", sent.name, &parts, &tail);
    }

    /// A struct that is sent: its fields, `new` and setters, and its encoding.
    pub fn emit_sent(&self, code: &mut Code, sent: &SentStruct<'_>) {
        let members = members_of(sent);
        if !sent.received {
            self.emit_groups(code, sent);
            let name = ident(sent.name);
            let docs = doc_attributes(&sent.doc);
            let fields: Vec<_> = members
                .iter()
                .map(|member| {
                    let ty = self.member_type(code, member, sent);
                    let name = ident(member.rust_name());
                    let shown = sent.readable.then(|| doc_attributes(&member.doc()));
                    let visibility = sent.readable.then(|| quote!(pub));
                    quote!(#shown #visibility #name: #ty,)
                })
                .collect();
            let derives = super::derives(false);
            let open = sent.readable.then(|| quote!(#[non_exhaustive]));
            code.gap();
            code.item(quote! {
                #docs
                #derives
                #open
                pub struct #name { #(#fields)* }
            });
        }
        self.emit_builder(code, sent, &members);
        self.emit_send(code, sent, &members);
    }

    /// The enums for groups of which exactly one is given.
    fn emit_groups(&self, code: &mut Code, sent: &SentStruct<'_>) {
        for group in sent.one_of {
            let name = ident(&group.type_name);
            let fields: Vec<&Field> = group
                .members
                .iter()
                .filter_map(|&i| sent.fields.get(i).copied())
                .collect();
            let names = fields.iter().map(|field| Markdown::code(&field.name));
            let docs = doc_attributes(&md!(
                "{} of {}.",
                if group.optional {
                    "At most one"
                } else {
                    "Exactly one"
                },
                Markdown::list(names, ", ")
            ));
            let (mut variants, mut decoded, mut sent_parts) = (Vec::new(), Vec::new(), Vec::new());
            for field in fields {
                let docs = doc_attributes(&describe::of_field(field));
                let variant = member_variant(&field.rust_name).unwrap_or_default();
                let ty = self.rust_type(code, &field.ty, sent.sent);
                let order = recursion::always(&field.ty).map_or(Some(0), |id| {
                    self.finite
                        .get(id.0)
                        .copied()
                        .flatten()
                        .map(|order| order + 1)
                });
                let order = order.filter(|_| field.ty.boxed).unwrap_or_default();
                decoded.push((
                    order,
                    part(
                        &variant,
                        Some(&field.name),
                        &self.received_attributes(field),
                    ),
                ));
                sent_parts.push((
                    order,
                    part(&variant, Some(&field.name), &self.group_attributes(field)),
                ));
                let variant = ident(&variant);
                variants.push(quote!(#docs #variant(#ty),));
            }
            let derives = super::derives(sent.received);
            code.gap();
            code.item(quote! {
                #docs
                #derives
                pub enum #name { #(#variants)* }
            });
            // An empty value to decode into is one of the first member, so it must be one that ends.
            let in_order = |mut parts: Vec<(usize, String)>| -> Vec<String> {
                parts.sort_by_key(|(order, _)| *order);
                parts.into_iter().map(|(_, part)| part).collect()
            };
            if sent.received {
                code.call("decode_one_of", &group.type_name, &in_order(decoded), "");
            }
            if sent.sent {
                let head = encoded(&group.type_name, sent.received);
                code.call("encode_one_of", &head, &in_order(sent_parts), "");
            }
        }
    }

    /// A required member that occurs in one direction only is an `Option` in a type of both.
    pub(super) fn member_type(
        &self,
        code: &mut Code,
        member: &Member<'_>,
        owner: &SentStruct<'_>,
    ) -> Ty {
        match member {
            Member::Field(field) => {
                let sent = owner.sent && field.only != Some(Only::Received);
                if field.only.is_some() && owner.is_both() && !field.optional {
                    let inner = self.bare_type(code, &field.ty, sent);
                    Ty::of(self.names.prelude("Option"), inner)
                } else {
                    self.field_type(code, field, sent)
                }
            }
            Member::Group(group) if group.optional => Ty::of(
                self.names.prelude("Option"),
                Ty::plain(group.type_name.clone()),
            ),
            Member::Group(group) => Ty::plain(group.type_name.clone()),
        }
    }

    /// The argument type of a member's setter.
    pub(super) fn argument(
        &self,
        code: &mut Code,
        member: &Member<'_>,
        owner: &SentStruct<'_>,
    ) -> String {
        match member {
            Member::Field(field) if field.only.is_some() && owner.is_both() && !field.optional => {
                self.bare_type(code, &field.ty, true).to_string()
            }
            Member::Group(group) => group.type_name.clone(),
            Member::Field(field) => {
                let ty = if field.optional {
                    self.bare_type(code, &field.ty, true)
                } else {
                    self.rust_type(code, &field.ty, true)
                };
                let ty = ty.to_string();
                match field.ty.kind {
                    _ if field.ty.boxed && (field.optional || !field.ty.is_option(true)) => {
                        format!("impl {}<{ty}>", self.names.prelude("Into"))
                    }
                    Kind::Text { .. }
                    | Kind::Uuid
                    | Kind::Url
                    | Kind::Secret
                    | Kind::Bytes(_)
                    | Kind::Json
                        if field.optional || !field.ty.is_option(true) =>
                    {
                        format!("impl {}<{ty}>", self.names.prelude("Into"))
                    }
                    _ => ty,
                }
            }
        }
    }

    /// `builder!`: `new` with the required members, a setter for each of the others.
    fn emit_builder(&self, code: &mut Code, sent: &SentStruct<'_>, members: &[Member<'_>]) {
        let is_rest = |member: &&Member<'_>| matches!(member, Member::Field(field) if field.rest);
        let (needed, optional): (Vec<&Member<'_>>, Vec<&Member<'_>>) = members
            .iter()
            .filter(|member| !is_rest(member) && member.only() != Some(Only::Received))
            .partition(|member| !member.optional());
        let arguments: Vec<String> = needed
            .iter()
            .map(|member| {
                format!(
                    "{}: {}",
                    member.rust_name(),
                    self.argument(code, member, sent)
                )
            })
            .collect();
        let setters: Vec<(Markdown, String)> = optional
            .iter()
            .map(|member| {
                let argument = self.argument(code, member, sent);
                let name = member.rust_name();
                let setter = match member {
                    Member::Field(field) if field.is_three_states() => {
                        format!("{name} or {}: {argument}", names::clear(name))
                    }
                    _ => format!("{name}: {argument}"),
                };
                (member.doc(), setter)
            })
            .collect();
        let mut new_doc = Vec::new();
        for member in &needed {
            let name = Markdown::code(member.rust_name().trim_start_matches("r#"));
            new_doc.push(match member.doc() {
                doc if doc.is_empty() => md!("* {}", name),
                doc => md!("* {}: {}", name, doc),
            });
        }
        let rest = members.iter().find(is_rest).map(|member| {
            let ty = self.member_type(code, member, sent);
            (member.doc(), format!("{}: {ty}", member.rust_name()))
        });
        let unset = unset(members);
        code.emit_builder(
            sent.name,
            &new_doc,
            &arguments,
            &setters,
            (rest.as_ref(), &unset),
        );
    }

    /// `encode_struct!`: the members in the order in which they are sent.
    fn emit_send(&self, code: &mut Code, sent: &SentStruct<'_>, members: &[Member<'_>]) {
        let mut constants = Constants::of(sent);
        let mut parts = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let is_skipped = member.only() == Some(Only::Received);
            let before = constants.before(index, is_skipped);
            if is_skipped {
                continue;
            }
            let mut attributes: Vec<String> = before
                .into_iter()
                .map(|(name, value)| format!("Constant({name}, {value})"))
                .collect();
            if let Member::Field(field) = member {
                attributes.extend(self.sent_attributes(field));
                let can_be_unset = field.only.is_some() && sent.received && !field.optional;
                attributes.extend(can_be_unset.then(|| "Needed".to_owned()));
            }
            parts.push(part(
                member.rust_name(),
                Some(member.wire_name()),
                &attributes,
            ));
        }
        let tail = constants.tail();
        code.call(
            "encode_struct",
            &encoded(sent.name, sent.received),
            &parts,
            &tail,
        );
    }
}

/// What follows the name of a macro that encodes: the type, and whether it is also decoded.
pub fn encoded(name: &str, received: bool) -> String {
    match received {
        true => format!("{name} decoded"),
        false => name.to_owned(),
    }
}

/// A field in a table: its name, its name on the wire if it has one, and its attributes.
pub fn part(name: &str, wire: Option<&str>, attributes: &[String]) -> String {
    let mut out = name.to_owned();
    for more in wire.map(literal).iter().chain(attributes) {
        out.push(' ');
        out.push_str(more);
    }
    out
}

impl Code {
    /// `builder!(Name new(needed) { setters })`, with docs.
    pub fn emit_builder(
        &mut self,
        name: &str,
        new_doc: &[Markdown],
        needed: &[String],
        setters: &[(Markdown, String)],
        (rest, unset): (Option<&(Markdown, String)>, &str),
    ) {
        self.runtime.insert("builder");
        let flat = format!("new({})", needed.join(", "));
        let _ = writeln!(self.text, "builder!({name}");
        if new_doc.is_empty() {
            self.docs(
                1,
                &Markdown::words("Creates a value with no optional field set."),
            );
        }
        for line in new_doc {
            self.docs(1, line);
        }
        self.text.push_str("    ");
        if flat.len() + 8 <= super::code::WIDTH {
            self.text.push_str(&flat);
        } else {
            self.text.push_str("new(\n");
            let mut line = String::from("       ");
            for argument in needed {
                if line.len() > 7 && line.len() + argument.len() + 2 > super::code::WIDTH {
                    self.line(&line);
                    line.truncate(7);
                }
                let _ = write!(line, " {argument},");
            }
            self.line(&line);
            self.text.push_str("    )");
        }
        let end = match rest {
            None => format!("}}{unset});"),
            Some(_) => format!("}}{unset} rest"),
        };
        if setters.is_empty() {
            self.line(&format!(" {{{end}"));
        } else {
            self.line(" {");
            for (doc, setter) in setters {
                self.docs(1, doc);
                let _ = writeln!(self.text, "    {setter},");
            }
            self.line(&end);
        }
        if let Some((doc, setter)) = rest {
            self.docs(1, doc);
            let _ = writeln!(self.text, "    {setter});");
        }
    }
}

/// ` unset a, b`: the members that a value does not get, because they are only received.
fn unset(members: &[Member<'_>]) -> String {
    let names: Vec<&str> = members
        .iter()
        .filter(|member| member.only() == Some(Only::Received))
        .map(|member| member.rust_name())
        .collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" unset {}", names.join(", ")),
    }
}

impl SentStruct<'_> {
    /// Whether it is sent and received.
    fn is_both(&self) -> bool {
        self.sent && self.received
    }

    /// Whether it has a field for this member.
    fn stores(&self, field: &Field) -> bool {
        match field.only {
            None => true,
            Some(Only::Received) => self.received,
            Some(Only::Sent) => self.sent,
        }
    }
}

impl Member<'_> {
    pub(super) fn only(&self) -> Option<Only> {
        match self {
            Member::Field(field) => field.only,
            Member::Group(_) => None,
        }
    }

    pub(super) fn rust_name(&self) -> &str {
        match self {
            Member::Field(field) => &field.rust_name,
            Member::Group(group) => &group.rust_name,
        }
    }

    /// Name on the wire; empty for a group, whose members have their own names.
    fn wire_name(&self) -> &str {
        match self {
            Member::Field(field) => &field.name,
            Member::Group(_) => "",
        }
    }

    pub(super) fn optional(&self) -> bool {
        match self {
            Member::Field(field) => field.optional,
            Member::Group(group) => group.optional,
        }
    }

    fn doc(&self) -> Markdown {
        match self {
            Member::Field(field) => describe::of_field(field),
            Member::Group(group) if group.optional => {
                md!(
                    "At most one of the alternatives in {}.",
                    link(&group.type_name)
                )
            }
            Member::Group(group) => md!(
                "Exactly one of the alternatives in {}.",
                link(&group.type_name)
            ),
        }
    }
}

/// Members in the order in which they are sent; a group takes the position of its first field.
pub(super) fn members_of<'a>(sent: &SentStruct<'a>) -> Vec<Member<'a>> {
    let mut members = Vec::with_capacity(sent.fields.len());
    for (i, field) in sent.fields.iter().enumerate() {
        match sent.one_of.iter().find(|group| group.members.contains(&i)) {
            Some(group) if group.members.first() == Some(&i) => members.push(Member::Group(group)),
            Some(_) => {}
            None if field.constant.is_none() && sent.stores(field) => {
                members.push(Member::Field(field))
            }
            None => {}
        }
    }
    members
}

/// The constants of a struct that were not written yet, each with its name and text as literals.
struct Constants {
    /// With the number of members before each.
    rest: std::iter::Peekable<std::vec::IntoIter<(usize, (String, String))>>,
    /// Those before a member that was skipped.
    waiting: Vec<(String, String)>,
}

impl Constants {
    fn of(sent: &SentStruct<'_>) -> Self {
        let all = constants_of(sent)
            .map(|(before, field, value)| (before, (literal(&field.name), literal(value))));
        Self {
            rest: all.collect::<Vec<_>>().into_iter().peekable(),
            waiting: Vec::new(),
        }
    }

    /// Those that are written beside the member at `index`; none, if that is skipped.
    fn before(&mut self, index: usize, is_skipped: bool) -> Vec<(String, String)> {
        while let Some((_, constant)) = self.rest.next_if(|(before, _)| *before <= index) {
            self.waiting.push(constant);
        }
        match is_skipped {
            true => Vec::new(),
            false => std::mem::take(&mut self.waiting),
        }
    }

    /// ` then "name" "text"`: those after the last member.
    fn tail(self) -> String {
        let last = self.waiting.into_iter().chain(self.rest.map(|(_, it)| it));
        let last: Vec<String> = last
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        match last.as_slice() {
            [] => String::new(),
            last => format!(" then {}", last.join(", ")),
        }
    }
}

/// Constants: the number of members before each, and its text.
fn constants_of<'a>(sent: &'a SentStruct<'a>) -> impl Iterator<Item = (usize, &'a Field, &'a str)> {
    let mut before = 0;
    sent.fields
        .iter()
        .enumerate()
        .filter_map(move |(i, field)| {
            if let Some(value) = &field.constant {
                return Some((before, *field, value.as_str()));
            }
            let group = sent.one_of.iter().find(|group| group.members.contains(&i));
            if sent.stores(field) && group.is_none_or(|group| group.members.first() == Some(&i)) {
                before += 1;
            }
            None
        })
}
