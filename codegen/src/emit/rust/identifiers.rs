//! Names in generated code: identifiers, and conflicts between our names and the spec's.

use crate::markdown::Markdown;
use crate::model::{Api, Shape};
use proc_macro2::{Ident, Span};
use std::collections::HashSet;

/// Names that a generated module declares. Other names are written with their full path if they conflict with one of these.
pub struct Names {
    declared: HashSet<String>,
    /// Whether all names that the spec does not declare are written with their full path.
    absolute: bool,
    /// Path of the runtime.
    pub runtime: String,
}

impl Names {
    /// The names that the module of `api` declares.
    pub fn of(api: &Api, runtime: &str) -> Self {
        let mut declared = HashSet::new();
        for ty in &api.types {
            declared.insert(ty.name.clone());
            if let Shape::Struct { one_of, .. } = &ty.shape {
                declared.extend(one_of.iter().map(|group| group.type_name.clone()));
            }
        }
        for operation in &api.operations {
            declared.insert(operation.request_name.clone());
            declared.extend(operation.one_of.iter().map(|group| group.type_name.clone()));
        }
        declared.extend(api.streams.iter().map(|stream| stream.rust_name.clone()));
        let channels = api.streams.iter().flat_map(|stream| stream.received());
        declared.extend(channels.map(|channel| channel.type_name.clone()));
        Self {
            declared,
            absolute: false,
            runtime: runtime.to_owned(),
        }
    }

    /// Every name of the runtime and the prelude by its full path, whatever a spec declares.
    pub fn absolute(runtime: &str) -> Self {
        Self {
            declared: HashSet::new(),
            absolute: true,
            runtime: runtime.to_owned(),
        }
    }

    /// Whether the spec declares this name.
    pub fn clashes(&self, name: &str) -> bool {
        self.absolute || self.declared.contains(name)
    }

    /// A name of the prelude, by its path if the spec declares the same name.
    pub fn prelude(&self, name: &'static str) -> String {
        if !self.clashes(name) {
            return name.to_owned();
        }
        let module = match name {
            "Box" => "boxed",
            "Option" => "option",
            "Result" => "result",
            "String" => "string",
            "Vec" => "vec",
            "Into" => "convert",
            "IntoIterator" => "iter",
            _ => return name.to_owned(),
        };
        format!("::std::{module}::{name}")
    }
}

/// An identifier; raw if its name says so (`r#type`).
pub fn ident(name: &str) -> Ident {
    let (raw, name) = match name.strip_prefix("r#") {
        Some(name) => (true, name),
        None => (false, name),
    };
    let mut clean: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '_'
            }
        })
        .collect();
    if clean.is_empty() || clean.starts_with(|c: char| c.is_ascii_digit()) {
        clean.insert(0, '_');
    }
    if raw && !matches!(clean.as_str(), "self" | "Self" | "super" | "crate" | "_") {
        Ident::new_raw(&clean, Span::call_site())
    } else {
        Ident::new(&clean, Span::call_site())
    }
}

/// Derives of the prelude: in docs, a type with such a name must be distinguished from them.
const DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// A declared type as a link in docs.
pub fn link(name: &str) -> Markdown {
    if DERIVES.contains(&name) {
        Markdown::type_named(name)
    } else {
        Markdown::named(name)
    }
}
