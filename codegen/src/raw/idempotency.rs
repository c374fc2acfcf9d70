//! `idempotency` and `reconcile`: whether a call may be repeated, and how to find out what happened to it.

use super::policies::duration_of;
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::keys::{self, Keys};
use crate::rules::operations::BAD_IDEMPOTENCY;
use crate::source::Span;
use crate::yaml::{Node, Pair};
use specie_runtime::KeyScope;

/// `safe`, `never`, `keyed(FIELD)` or `{ keyed: FIELD, unique: SCOPE }`.
#[derive(Clone, Debug)]
pub(crate) enum Idempotency {
    Safe,
    Keyed(Text, KeyScope),
    Never,
}

/// `OPERATION`, or `{ OPERATION: { PARAM: OWN_PARAM } }`.
#[derive(Clone, Debug)]
pub(crate) struct Reconcile {
    pub(crate) operation: Text,
    /// Parameters of that operation, each with the parameter of this one that has its value. `None`: those with the same name.
    pub(crate) with: Option<Vec<(Text, Text)>>,
}

pub(super) fn parse_reconcile(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Reconcile> {
    let node = keys.get("reconcile")?;
    let Some(pairs) = node.as_mapping() else {
        return Some(Reconcile {
            operation: keys.text("reconcile", diagnostics)?,
            with: None,
        });
    };
    let [pair] = pairs else {
        diagnostics
            .report(
                &BAD_IDEMPOTENCY,
                node.span,
                format!("`reconcile` must name one operation, found {}", pairs.len()),
            )
            .label("expected `OPERATION`, or `{ OPERATION: { PARAM: OWN_PARAM } }`")
            .why("it is the one place to find out whether a lost call took effect");
        return None;
    };
    let Some(params) = pair.value.as_mapping() else {
        let expected = "a mapping of its parameters to those of this operation";
        keys::wrong_kind(
            &pair.value,
            "what to ask the operation with",
            expected,
            diagnostics,
        );
        return None;
    };
    let with = params.iter().filter_map(|pair| {
        let own = keys::text(&pair.value, "a parameter of this operation", diagnostics)?;
        Some((key_text(pair), own))
    });
    Some(Reconcile {
        operation: key_text(pair),
        with: Some(with.collect()),
    })
}

fn key_text(pair: &Pair) -> Text {
    Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    }
}

pub(super) fn parse_idempotency(
    keys: &Keys<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<Idempotency>> {
    let node = keys.get("idempotency")?;
    let value = match node.as_mapping() {
        Some(_) => parse_keyed(node, diagnostics),
        None => parse_word(node, diagnostics),
    };
    Some(Spanned {
        value: value?,
        span: node.span,
    })
}

/// `{ keyed: FIELD, unique: SCOPE }`
fn parse_keyed(node: &Node, diagnostics: &mut Diagnostics) -> Option<Idempotency> {
    let keys = Keys::open(node, "`idempotency`", &["keyed", "unique"], diagnostics)?;
    let help =
        "name the parameter that identifies the call: `{ keyed: client_id, unique: open_orders }`";
    keys.needed("keyed", help, diagnostics)?;
    let field = keys.text("keyed", diagnostics);
    let unique = match keys.get("unique") {
        Some(node) => scope(keys::plain(node).unwrap_or(""), node, diagnostics)?,
        None => KeyScope::Always,
    };
    Some(Idempotency::Keyed(field?, unique))
}

/// `safe`, `never`, `keyed(FIELD)` or, in quotes, `keyed(FIELD, unique: SCOPE)`
fn parse_word(node: &Node, diagnostics: &mut Diagnostics) -> Option<Idempotency> {
    let text = keys::text(node, "`idempotency`", diagnostics)?;
    let inner = match text.value.as_str() {
        "safe" => return Some(Idempotency::Safe),
        "never" => return Some(Idempotency::Never),
        other => other
            .strip_prefix("keyed(")
            .and_then(|rest| rest.strip_suffix(')')),
    };
    let (field, unique) = match inner.map(|inner| inner.split_once(',')) {
        Some(Some((field, rest))) => {
            let unique = rest.trim().strip_prefix("unique:").map(str::trim);
            let Some(unique) = unique else {
                return unknown(&text.value, text.span, diagnostics);
            };
            (field, scope(unique, node, diagnostics)?)
        }
        Some(None) => (inner.unwrap_or_default(), KeyScope::Always),
        None => return unknown(&text.value, text.span, diagnostics),
    };
    match field.trim() {
        "" => unknown(&text.value, text.span, diagnostics),
        field => Some(Idempotency::Keyed(
            Spanned {
                value: field.to_owned(),
                span: text.span,
            },
            unique,
        )),
    }
}

/// `always`, `open_orders`, or a duration.
fn scope(text: &str, node: &Node, diagnostics: &mut Diagnostics) -> Option<KeyScope> {
    match text {
        "always" => Some(KeyScope::Always),
        "open_orders" => Some(KeyScope::OpenOrders),
        text if text.starts_with(|c: char| c.is_ascii_digit()) => {
            duration_of(text, node, "`unique`", diagnostics).map(KeyScope::Millis)
        }
        other => {
            let found = match other {
                "" => node.describe().to_string(),
                other => format!("`{}`", keys::shorten(other)),
            };
            diagnostics
                .report(
                    &BAD_IDEMPOTENCY,
                    node.span,
                    format!("`unique` must be a scope, found {found}"),
                )
                .label("expected `always`, `open_orders` or a duration such as `24h`")
                .why("a call is repeated only while the provider would recognize its key")
                .help_if(did_you_mean(other, ["always", "open_orders"]));
            None
        }
    }
}

fn unknown(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Idempotency> {
    diagnostics
        .report(
            &BAD_IDEMPOTENCY,
            span,
            format!("unknown idempotency `{}`", keys::shorten(text)),
        )
        .label("expected `safe`, `keyed(FIELD)`, `{ keyed: FIELD, unique: SCOPE }` or `never`")
        .why("it decides whether a call may be sent again if its response was lost")
        .help_if(did_you_mean(text, ["safe", "keyed(FIELD)", "never"]));
    None
}
