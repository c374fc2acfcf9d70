//! Webhooks, except for their verification.

use super::operations::{Example, parse_examples};
use super::type_expressions::parse_type;
use super::type_syntax::Type;
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::names;
use crate::source::Span;
use crate::yaml::{Node, Pair};

#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    pub(crate) event: Option<Text>,
    /// `event: Payment or Refund`, until [`super::inline_types`] declares it.
    pub(crate) event_forms: Option<Type>,
    pub(crate) id: Option<Text>,
    pub(crate) time: Option<Text>,
    pub(crate) order: Option<Text>,
    pub(crate) retries: Option<Text>,
    /// Where the provider's keys are, which the signing language reads.
    pub(crate) keys: Option<KeyPlace>,
    pub(crate) examples: Vec<Example>,
}

/// Where `keys` of a webhook stand in the file.
#[derive(Clone, Debug)]
pub(crate) struct KeyPlace {
    /// The method of the client that fetches them.
    pub(crate) method: &'static str,
    /// The name of the operation.
    pub(crate) operation: Span,
    pub(crate) span: Span,
}

/// Keys of a webhook that the signing language reads.
const SIGNING: &[&str] = &["body", "verify", "tolerance", "keys"];

pub(super) fn parse_webhooks(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Webhook> {
    let webhooks = pairs.iter().filter_map(|pair| {
        let known: Vec<&str> = ["event", "id", "time", "order", "retries", "examples"]
            .iter()
            .chain(SIGNING)
            .chain(NOTES)
            .copied()
            .collect();
        let keys = Keys::open(&pair.value, "a webhook", &known, diagnostics)?;
        let event = keys.get("event").filter(|node| is_union(node));
        Some(Webhook {
            event_forms: event.and_then(|node| parse_type(node, diagnostics)),
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            notes: keys.notes(diagnostics),
            event: match event {
                Some(_) => None,
                None => keys.text("event", diagnostics),
            },
            id: keys.text("id", diagnostics),
            time: keys.text("time", diagnostics),
            order: keys.text("order", diagnostics),
            retries: keys.prose("retries", diagnostics),
            keys: pair.value.get("keys").map(key_place),
            examples: parse_examples(&keys, "body", diagnostics),
        })
    });
    webhooks.collect()
}

fn key_place(node: &Node) -> KeyPlace {
    let operation = node.get("operation");
    KeyPlace {
        method: match operation {
            _ if node.get("certificate").is_some() => names::FETCH_CERTIFICATE,
            Some(_) if node.get("list").is_none() => names::FETCH_KEY,
            _ => names::FETCH_KEYS,
        },
        operation: operation.map_or(node.span, |node| node.span),
        span: node.span,
    }
}

/// `Payment or Refund`
fn is_union(node: &Node) -> bool {
    keys::plain(node).is_some_and(|text| text.split_whitespace().any(|word| word == "or"))
}
