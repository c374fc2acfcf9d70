//! A placeholder for the client of a spec with errors. It declares the client's names, so that the compiler reports the spec's error
//! without many others.

use super::identifiers::ident;
use crate::diagnostic::Diagnostics;
use crate::names::{is_module_name, type_part};
use crate::source::Source;
use crate::yaml::{self, Node};
use std::collections::BTreeSet;
use std::fmt::Write;

/// `pub mod <provider> { … }` with a type for each name found in the text; empty if there is no provider name.
#[must_use]
pub fn emit(source: &Source) -> String {
    let mut ignored = Diagnostics::new();
    let tree = yaml::parse(source, &mut ignored);
    let Some(provider) = tree
        .as_ref()
        .and_then(provider)
        .or_else(|| first_line(source))
    else {
        return String::new();
    };
    let mut names: BTreeSet<String> = ["Builder", "Credentials", "Settings", "Environment"]
        .map(str::to_owned)
        .into();
    if let Some(root) = &tree {
        names.extend(keys(root, "types").filter_map(|name| type_part(&name)));
        for operation in keys(root, "operations").filter_map(|name| type_part(&name)) {
            names.insert(format!("{operation}Request"));
            names.insert(operation);
        }
    }
    for taken in ["Client", "Self"] {
        names.remove(taken);
    }
    let mut out = format!(
        "#[allow(dead_code, missing_docs, non_camel_case_types, reason = \"placeholder until the spec is fixed\")]\npub mod {} {{\n    pub struct Client;\n",
        ident(&provider)
    );
    for name in names {
        let _ = writeln!(out, "    pub struct {};", ident(&name));
    }
    out.push_str("}\n");
    out
}

fn provider(root: &Node) -> Option<String> {
    let text = root.get("provider")?.as_scalar()?.text.trim();
    module_name(text)
}

/// The provider's name if the file is not valid YAML.
fn first_line(source: &Source) -> Option<String> {
    let line = source
        .text
        .lines()
        .find_map(|line| line.strip_prefix("provider:"))?;
    module_name(line.split('#').next().unwrap_or_default().trim())
}

fn module_name(text: &str) -> Option<String> {
    is_module_name(text).then(|| text.to_owned())
}

/// Keys of a top-level mapping.
fn keys<'a>(root: &'a Node, name: &str) -> impl Iterator<Item = String> + 'a {
    let pairs = root
        .get(name)
        .and_then(Node::as_mapping)
        .unwrap_or_default();
    pairs.iter().map(|pair| pair.key.text.clone())
}
