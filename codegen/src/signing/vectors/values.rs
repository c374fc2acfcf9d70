//! Values of a vector: texts as written, and values named after parts of the scheme.

use crate::data::{from_node, is_integer};
use crate::diagnostic::Diagnostics;
use crate::keys::{mapping, scalar};
use crate::rules::vector as rule;
use crate::source::Span;
use crate::validate::kind_name;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::signing::plan::{Data, Scheme};

/// The mapping of a vector, or a part of it.
pub(super) struct Part<'a> {
    pub(super) node: &'a Node,
}

impl Part<'_> {
    /// A value as written.
    pub(super) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        let node = self.node.get(key)?;
        scalar(node, &format!("`{key}`"), diagnostics).map(|s| s.text.clone())
    }

    /// A mapping of names to values as written, with the spans of the names.
    pub(super) fn texts(
        &self,
        key: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(String, String, Span)> {
        let pairs = mapping(self.node.get(key), key, diagnostics).unwrap_or_default();
        let mut out = Vec::new();
        for pair in pairs {
            if let NodeKind::Scalar(scalar) = &pair.value.kind {
                out.push((pair.key.text.clone(), scalar.text.clone(), pair.key.span));
            } else {
                scalar(&pair.value, &format!("`{}`", pair.key.text), diagnostics);
            }
        }
        out
    }

    /// An integer.
    pub(super) fn integer(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<i64> {
        let node = self.node.get(key)?;
        let found = node
            .as_scalar()
            .filter(|s| is_integer(&s.text))
            .and_then(|s| s.text.parse().ok());
        if found.is_none() {
            diagnostics
                .report(
                    &rule::VECTOR_SHAPE,
                    node.span,
                    format!("`{key}` must be an integer"),
                )
                .help("write only digits, such as `1700000000000`");
        }
        found
    }
}

pub(super) fn needed(part: &Part<'_>, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    if part.node.get(key).is_none() {
        let at = part
            .node
            .pair("name")
            .map_or(part.node.span, |p| p.value.span);
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                at,
                format!("this vector has no `{key}`"),
            )
            .help("a call has a section, a method and a path; a delivery has a `webhook`");
        return None;
    }
    part.text(key, diagnostics)
}

/// 16 bytes in hex.
pub(super) fn sixteen(hex: &str) -> Option<[u8; 16]> {
    if hex.len() != 32 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let number = u128::from_str_radix(hex, 16).ok()?;
    Some(number.to_be_bytes())
}

pub(super) fn session_values(
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Data)> {
    let known: Vec<&str> = scheme
        .sessions
        .iter()
        .flat_map(|s| s.keep.iter().map(|k| k.name.as_ref()))
        .collect();
    named_values(part, "session", "session value", &known, diagnostics)
        .into_iter()
        .map(|(pair, value)| (pair.key.text.clone(), value))
        .collect()
}

pub(super) fn setting_values(
    part: &Part<'_>,
    scheme: &Scheme,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Data)> {
    let known: Vec<&str> = scheme.settings.iter().map(|s| s.name.as_ref()).collect();
    let mut out = Vec::new();
    for (pair, value) in named_values(part, "settings", "setting", &known, diagnostics) {
        let default = scheme
            .settings
            .iter()
            .find(|s| s.name == pair.key.text)
            .map(|s| &s.default);
        let Some(default) = default else { continue };
        if std::mem::discriminant(default) == std::mem::discriminant(&value) {
            out.push((pair.key.text.clone(), value));
            continue;
        }
        // A text setting may be given as digits without quotes.
        let as_text = pair.value.as_scalar().map(|s| s.text.clone());
        if let (Data::Text(_), Some(text)) = (default, as_text) {
            out.push((pair.key.text.clone(), Data::Text(text.into())));
            continue;
        }
        diagnostics
            .report(
                &rule::VECTOR_SHAPE,
                pair.value.span,
                format!(
                    "the setting `{}` expects {}, found {}",
                    pair.key.text,
                    kind_name(default),
                    kind_name(&value)
                ),
            )
            .help("a value has the same kind as the setting's default");
    }
    out
}

pub(super) fn named_values<'a>(
    part: &Part<'a>,
    key: &str,
    what: &str,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'a Pair, Data)> {
    let pairs = mapping(part.node.get(key), key, diagnostics).unwrap_or_default();
    let mut out = Vec::new();
    for pair in pairs {
        if !known.contains(&pair.key.text.as_str()) {
            let (name, known) = (&pair.key, known.iter().copied());
            diagnostics.unknown(&rule::VECTOR_NAME, name.span, what, &name.text, known);
            continue;
        }
        out.push((pair, from_node(&pair.value)));
    }
    out
}
