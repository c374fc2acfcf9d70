//! Types.

use super::scalars;
use super::{Mark, Writer};
use crate::import::draft::{Base, EnumValue, Shape, TypeDef, TypeId, Use, ValueKind};
use crate::import::finish::part;

/// Width of a list of values in one line.
const VALUES_WIDTH: usize = 130;

impl Writer<'_> {
    pub(super) fn types(&mut self) {
        let draft = self.draft;
        let used = |def: &&TypeDef| !def.name.is_empty() && def.instead.is_none();
        if !draft.types.iter().any(|def| used(&def)) {
            return;
        }
        self.line(0, "types:");
        for (index, def) in draft.types.iter().enumerate() {
            if used(&def) {
                self.declared(TypeId(index), def);
            }
        }
    }

    fn declared(&mut self, id: TypeId, def: &TypeDef) {
        self.mark(Mark::Type(id));
        self.line(2, &format!("{}:", def.name));
        if !def.doc.is_empty() {
            self.text(4, "doc", &def.doc);
        }
        if let Some(reason) = &def.unconfirmed {
            self.text(4, "unconfirmed", reason);
        }
        if def.deprecated {
            self.line(4, "deprecated: marked so in the document");
        }
        match &def.shape {
            Shape::Struct { like, fields, rest } => {
                let bases: Vec<&str> = like
                    .iter()
                    .filter_map(|base| self.draft.types.get(base.0))
                    .map(|base| base.name.as_str())
                    .collect();
                match bases.as_slice() {
                    [] => {}
                    [one] => self.line(4, &format!("like: {one}")),
                    several => self.line(4, &format!("like: [{}]", several.join(", "))),
                }
                if !fields.is_empty() {
                    self.line(4, "fields:");
                    for field in fields {
                        self.mark(Mark::Field(id, field.name.clone()));
                        self.field(field, &def.name, 6);
                    }
                    self.mark(Mark::Type(id));
                }
                if let Some(rest) = rest {
                    let ty = self.ty(rest, &format!("{}Rest", def.name));
                    let taken = fields.iter().any(|field| {
                        field.rename.as_deref() == Some("rest") || field.name == "rest"
                    });
                    let name = if taken { " as other_members" } else { "" };
                    self.line(4, &format!("rest: map<text, {ty}>{name}"));
                }
            }
            Shape::Enum(values) => self.values(values),
            Shape::Tuple(fields) => {
                self.line(4, "tuple:");
                for field in fields {
                    self.mark(Mark::Field(id, field.name.clone()));
                    self.field(field, &def.name, 6);
                }
                self.mark(Mark::Type(id));
            }
            Shape::Union { by, variants } => self.union(by, variants),
            Shape::Forms(forms) => self.declared_forms(forms, &def.name),
            Shape::Open => {}
        }
    }

    fn values(&mut self, values: &[EnumValue]) {
        let all = |kind: ValueKind| values.iter().all(|value| value.kind == kind);
        let word = if all(ValueKind::Text) {
            "text"
        } else if all(ValueKind::Int) {
            "int"
        } else if all(ValueKind::Bool) {
            "bool"
        } else {
            "mixed"
        };
        self.line(4, &format!("enum: {word}"));
        let shown = |value: &EnumValue| match value.kind {
            ValueKind::Text => scalars::element(&value.wire),
            ValueKind::Int | ValueKind::Bool => value.wire.clone(),
        };
        let is_plain = values
            .iter()
            .all(|value| value.name.is_none() && value.doc.is_empty());
        let list: Vec<String> = values.iter().map(shown).collect();
        let line = format!("values: [{}]", list.join(", "));
        if is_plain && line.len() <= VALUES_WIDTH {
            self.line(4, &line);
            return;
        }
        self.line(4, "values:");
        for value in values {
            if is_plain {
                self.line(6, &format!("- {}", shown(value)));
                continue;
            }
            let key = shown(value);
            let text = match (&value.name, value.doc.as_str()) {
                (Some(name), "") => name.clone(),
                (Some(name), doc) => format!("{name} -- {doc}"),
                (None, "") => String::new(),
                (None, doc) => format!("-- {doc}"),
            };
            let text = match text.is_empty() {
                true => text,
                false => scalars::value(&text, 8 + key.len(), 8),
            };
            self.line(6, &format!("{key}:{text}"));
        }
    }

    fn union(&mut self, by: &str, variants: &[(String, TypeId)]) {
        self.text(4, "union", by);
        self.line(4, "variants:");
        let mut taken = std::collections::HashSet::new();
        taken.insert("Unknown".to_owned());
        for (value, id) in variants {
            let name = self.draft.types.get(id.0).map(|def| def.name.clone());
            let name = name.unwrap_or_default();
            let derived = crate::names::pascal(value).filter(|_| !value.contains(" as "));
            let mut variant = derived.clone().unwrap_or_else(|| name.clone());
            let base = variant.clone();
            let mut number = 1_usize;
            while !taken.insert(variant.clone()) {
                number += 1;
                variant = format!("{base}{number}");
            }
            let key = match derived.as_ref() == Some(&variant) {
                true => value.clone(),
                false => format!("{value} as {variant}"),
            };
            self.line(6, &format!("{}: {name}", scalars::key(&key)));
        }
    }

    fn declared_forms(&mut self, forms: &[Use], owner: &str) {
        self.line(4, "forms:");
        let mut taken = std::collections::HashSet::new();
        taken.insert("unknown".to_owned());
        for form in forms {
            let base = self.form_name(form);
            let mut name = base.clone();
            let mut number = 1_usize;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{base}_{number}");
            }
            let ty = self.ty(form, &format!("{owner}{}", part(&name)));
            self.line(6, &format!("{name}: {ty}"));
        }
    }

    /// The name of a form by what it is.
    fn form_name(&self, form: &Use) -> String {
        let name = match &form.base {
            Base::Word(word) => {
                let word = word.split([' ', '.']).next().unwrap_or(word);
                match word {
                    "decimal" => "number",
                    "json" => "other",
                    word => word,
                }
                .to_owned()
            }
            Base::List(_) => "list".to_owned(),
            Base::Map(_) => "map".to_owned(),
            Base::Type(id) => {
                let def = self.draft.types.get(id.0);
                let name = def.map_or("form", |def| def.name.as_str());
                crate::names::snake(name).unwrap_or_else(|| "form".to_owned())
            }
            Base::Forms(_) => "form".to_owned(),
        };
        crate::names::bare(&name).to_owned()
    }
}
