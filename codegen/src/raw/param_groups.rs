//! `groups`: parameters that several operations take.

use super::line::{check_once, parse_fields};
use super::typedefs::TypeDef;
use super::{Field, Spanned, Text};
use super::{inline, inline_forms};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::operations as rules;
use crate::yaml::{Node, NodeKind, Pair};
use std::cell::Cell;

/// The groups of a spec.
pub(super) struct ParamGroups(Vec<ParamGroup>);

struct ParamGroup {
    name: Text,
    fields: Vec<Field>,
    /// Types that are declared in its lines.
    types: Vec<TypeDef>,
    used: Cell<bool>,
}

impl ParamGroups {
    pub(super) fn parse(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Self {
        let groups = pairs.iter().map(|pair| {
            let name = Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            };
            let mut fields = match pair.value.as_mapping() {
                Some(pairs) => parse_fields(pairs, diagnostics),
                None => {
                    keys::wrong_kind(
                        &pair.value,
                        "a group",
                        "a mapping of parameters",
                        diagnostics,
                    );
                    Vec::new()
                }
            };
            let mut types = inline::declare_group(&name, &mut fields, diagnostics);
            types.extend(inline_forms::declare_group(&name, &mut fields));
            ParamGroup {
                name,
                fields,
                types,
                used: Cell::new(false),
            }
        });
        Self(groups.collect())
    }

    /// The parameters of a key: a mapping, or a list of names of groups and mappings.
    pub(super) fn params(
        &self,
        keys: &Keys<'_>,
        key: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Field> {
        let Some(node) = keys.get(key) else {
            return Vec::new();
        };
        let parts = match &node.kind {
            NodeKind::Mapping(pairs) => return parse_fields(pairs, diagnostics),
            NodeKind::Sequence(parts) => parts.as_slice(),
            NodeKind::Scalar(_) => std::slice::from_ref(node),
        };
        let mut fields = Vec::new();
        for part in parts {
            fields.extend(self.part(part, key, diagnostics));
        }
        check_once(fields.iter().map(|field| &field.name), diagnostics);
        fields
    }

    fn part(&self, node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<Field> {
        let name = match &node.kind {
            NodeKind::Mapping(pairs) if is_openapi(pairs) => {
                diagnostics
                    .report(
                        &crate::rules::types::BAD_LINE,
                        node.span,
                        format!("`{key}` names its parameters in another way"),
                    )
                    .label("a parameter as in OpenAPI")
                    .help("write one line for each: `name?: TYPE -- text`; those with `in: header` under `headers`, with `in: cookie` under `cookies`");
                return Vec::new();
            }
            NodeKind::Mapping(pairs) => return parse_fields(pairs, diagnostics),
            NodeKind::Scalar(_) => keys::text(node, &format!("`{key}`"), diagnostics),
            NodeKind::Sequence(_) => {
                let expected = "the name of a group, or a mapping of parameters";
                keys::wrong_kind(node, &format!("`{key}`"), expected, diagnostics);
                None
            }
        };
        let Some(name) = name else { return Vec::new() };
        let Some(group) = self.0.iter().find(|group| group.name.value == name.value) else {
            let known = self.0.iter().map(|group| group.name.value.as_str());
            diagnostics
                .unknown(
                    &rules::UNKNOWN_GROUP,
                    name.span,
                    "group",
                    &name.value,
                    known,
                )
                .label("not declared under `groups`");
            return Vec::new();
        };
        group.used.set(true);
        group.fields.clone()
    }

    /// Reports groups that no operation takes; returns the types that are declared in the others.
    pub(super) fn into_types(self, diagnostics: &mut Diagnostics) -> Vec<TypeDef> {
        let mut types = Vec::new();
        for group in self.0 {
            if group.used.get() {
                types.extend(group.types);
                continue;
            }
            diagnostics
                .report(
                    &rules::UNUSED_GROUP,
                    group.name.span,
                    format!("group `{}` is never used", group.name.value),
                )
                .label("no operation takes these parameters")
                .help("name it in `params`, `query` or `headers` of an operation, or remove it");
        }
        types
    }
}

/// `{ name: limit, in: query, schema: { … } }`
fn is_openapi(pairs: &[Pair]) -> bool {
    let has = |key: &str| pairs.iter().any(|pair| pair.key.text == key);
    has("name") && (has("in") || has("schema"))
}
