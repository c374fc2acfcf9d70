//! A page of generated Rust: items formatted by prettyplease, macro calls laid out here, and the names that the page uses.

use super::Context;
pub use crate::emit::common::literal::{literal, literals};
use crate::markdown::{Markdown, visible};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Maximum width of a line laid out here.
pub const WIDTH: usize = 140;

/// Text of a page, and the names that it needs in scope.
#[derive(Default)]
pub struct Code {
    /// The text so far.
    pub text: String,
    /// Names of the runtime to import, including macros.
    pub runtime: BTreeSet<&'static str>,
    /// Whether the page uses a declared type.
    pub uses_types: bool,
    /// The module of declared types, with `::`, if their names alone could mean something else.
    pub types_path: &'static str,
}

impl Code {
    /// A name of the runtime: short and imported, or by its path if the spec declares the same name.
    pub fn runtime(&mut self, context: &Context<'_>, name: &'static str) -> String {
        if context.names.clashes(name) {
            format!("{}::{name}", context.names.runtime)
        } else {
            self.runtime.insert(name);
            name.to_owned()
        }
    }

    /// Adds an item, formatted.
    pub fn item(&mut self, tokens: TokenStream) {
        match syn::parse2::<syn::Item>(tokens.clone()) {
            Ok(item) => self.text.push_str(&prettyplease::unparse(&syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            })),
            // syn does not know this item, but the tokens themselves are still correct.
            Err(_) => {
                let _ = writeln!(self.text, "{tokens}");
            }
        }
    }

    /// Adds an empty line, unless the page is empty or already ends with one.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with("{\n") {
            self.text.push('\n');
        }
    }

    /// Adds a line.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds a macro call `name!(head { parts } then { more })`.
    pub fn call_with(
        &mut self,
        name: &'static str,
        head: &str,
        parts: &[String],
        then: &str,
        more: &[String],
    ) {
        let mut tail = format!("{then} {{ {} }}", more.join(", "));
        if tail.len() > WIDTH / 2 {
            tail = format!("{then} {{\n");
            let mut line = String::from("   ");
            for part in more {
                if line.len() > 3 && line.len() + part.len() + 2 > WIDTH {
                    tail = tail + &line + "\n";
                    line.truncate(3);
                }
                line = line + " " + part + ",";
            }
            tail = tail + &line + "\n}";
        }
        self.call(name, head, parts, &tail);
    }

    /// Adds a macro call `name!(head parts tail)`; parts are broken over lines if one is too long.
    pub fn call(&mut self, name: &'static str, head: &str, parts: &[String], tail: &str) {
        self.runtime.insert(name);
        let all = parts.iter().map(String::len).sum::<usize>() + 2 * parts.len();
        let flat = name.len() + head.len() + tail.len() + all + 8;
        if flat <= WIDTH {
            let inner = parts.join(", ");
            let space = if inner.is_empty() { "" } else { " " };
            let _ = writeln!(
                self.text,
                "{name}!({head} {{{space}{inner}{space}}}{tail});"
            );
            return;
        }
        let _ = writeln!(self.text, "{name}!({head} {{");
        let mut line = String::from("   ");
        for part in parts {
            if line.len() > 3 && line.len() + part.len() + 2 > WIDTH {
                self.line(&line);
                line.truncate(3);
            }
            line.push(' ');
            line.push_str(part);
            line.push(',');
        }
        self.line(&line);
        let _ = writeln!(self.text, "}}{tail});");
    }

    /// Adds doc lines at an indentation depth.
    pub fn docs(&mut self, depth: usize, text: &Markdown) {
        self.text.push_str(&doc_comments("///", depth * 4, text));
    }
}

/// `#[doc]` attributes of a text, one per line.
pub fn doc_attributes(text: &Markdown) -> TokenStream {
    let lines = text.lines().into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Doc comments of a text: each line after `mark` (`///` or `//!`) and `indent` spaces.
pub fn doc_comments(mark: &'static str, indent: usize, text: &Markdown) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(out, "{:indent$}{mark}{space}{line}", "");
    }
    out
}

/// A one-line comment that is not a doc comment: nothing in its text ends the line.
pub fn comment(text: &str) -> String {
    format!("// {}\n", visible(text))
}
