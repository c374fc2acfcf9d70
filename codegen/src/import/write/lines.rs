//! Lines: `name?: type range = default -- text`.

use super::Writer;
use super::scalars;
use crate::import::draft::{Base, Field, Only, Use};
use crate::import::finish::part;
use crate::yaml::quoted;

impl Writer<'_> {
    /// A type expression. `place` names a union in it.
    pub(super) fn ty(&mut self, ty: &Use, place: &str) -> String {
        let mut text = match &ty.base {
            Base::Word(word) => (*word).to_owned(),
            Base::List(inner) => format!("list<{}>", self.ty(inner, place)),
            Base::Map(inner) => format!("map<text, {}>", self.ty(inner, place)),
            Base::Type(id) => match self.draft.types.get(id.0) {
                Some(def) => def.name.clone(),
                None => "json".to_owned(),
            },
            Base::Forms(forms) => self.forms(forms, place),
        };
        if ty.empty {
            text.push_str(" or \"\"");
        }
        if ty.null {
            text.push_str(" or null");
        }
        text
    }

    /// `A or B`, with a name if that of its place is taken.
    fn forms(&mut self, forms: &[Use], place: &str) -> String {
        let name = self.names.claim(place);
        let mut texts = Vec::new();
        for form in forms {
            let inner = format!("{name}{}", form_part(form));
            texts.push(self.ty(form, &inner));
        }
        let text = texts.join(" or ");
        match name == place {
            true => text,
            false => format!("{text} as {name}"),
        }
    }

    /// A field on a line of its own.
    pub(super) fn field(&mut self, field: &Field, owner: &str, indent: usize) {
        let key = field_key(field);
        let value = self.field_value(field, owner);
        if field.constant.is_some() {
            self.line(indent, &format!("{key}: {value}"));
            return;
        }
        let value = scalars::value(&value, indent + key.len() + 2, indent + 2);
        self.line(indent, &format!("{key}:{value}"));
    }

    /// What is behind the name of a field.
    fn field_value(&mut self, field: &Field, owner: &str) -> String {
        if let Some(constant) = &field.constant {
            let text = quoted(constant);
            return match crate::keys::is_generic(constant) {
                true => format!("{{ constant: {text} }}"),
                false => text,
            };
        }
        let name = field.rename.as_ref().unwrap_or(&field.name);
        let place = format!("{owner}{}", part(name));
        let mut line = self.ty(&field.ty, &place);
        if let Some(format) = field.format {
            line.push_str(&format!(" as {format}"));
        }
        if let Some(range) = &field.range {
            line.push_str(&format!(" {range}"));
        }
        match field.only {
            Some(Only::Received) => line.push_str(" only received"),
            Some(Only::Sent) => line.push_str(" only sent"),
            None => {}
        }
        if let Some(default) = &field.default {
            line.push_str(&format!(" = {default}"));
        }
        line.push_str(&said(field));
        line
    }

    /// `items: list<T> as name -- text`
    pub(super) fn items(&mut self, field: &Field, owner: &str, indent: usize) {
        let place = format!("{owner}{}", part(&field.name));
        let mut line = self.ty(&field.ty, &place);
        if field.name != "items" {
            line.push_str(&format!(" as {}", field.name));
        }
        if let Some(range) = &field.range {
            line.push_str(&format!(" {range}"));
        }
        line.push_str(&said(field));
        self.text(indent, "items", &line);
    }
}

/// The text of a field with its marks.
fn said(field: &Field) -> String {
    let mut said = field.doc.clone();
    let mut add = |mark: String| {
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&mark);
    };
    if field.deprecated {
        add("(deprecated)".to_owned());
    }
    if let Some(reason) = &field.unconfirmed {
        add(format!("(unconfirmed, {reason})"));
    }
    match said.is_empty() {
        true => said,
        false => format!(" -- {said}"),
    }
}

/// `name as other?`
fn field_key(field: &Field) -> String {
    let mark = if field.optional { "?" } else { "" };
    let text = match &field.rename {
        Some(rename) => format!("{}{mark} as {rename}", field.name),
        None => format!("{}{mark}", field.name),
    };
    scalars::key(&text)
}

/// The part that a form adds to the name of a type inside of it.
fn form_part(form: &Use) -> &'static str {
    match form.base {
        Base::List(_) => "List",
        Base::Map(_) => "Map",
        _ => "",
    }
}
