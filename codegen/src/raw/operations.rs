//! Operations.

use super::answers::{Response, ResponseHeaders, parse_headers, parse_response};
use super::call_line::parse_call;
use super::idempotency::{Idempotency, Reconcile, parse_idempotency, parse_reconcile};
use super::limits::{Cost, Limit, parse_cost, parse_own_limits, parse_pools};
use super::line::{parse_body, parse_items};
use super::param_groups::ParamGroups;
use super::policies::parse_duration;
use super::{Field, Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys, NOTES};
use crate::rules::operations as rules;
use crate::source::Span;
use crate::yaml::{Node, Pair};

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    /// Method and path, each with its span.
    pub(crate) call: Option<(Text, Text)>,
    pub(crate) section: Option<Text>,
    pub(crate) idempotency: Option<Spanned<Idempotency>>,
    pub(crate) reconcile: Option<Reconcile>,
    pub(crate) params: Vec<Field>,
    pub(crate) items: Option<Field>,
    /// Whether `items` is the body itself, byte for byte.
    pub(crate) raw_body: bool,
    /// `body: multipart`
    pub(crate) multipart: Option<Span>,
    pub(crate) query: Vec<Field>,
    pub(crate) headers: Vec<Field>,
    pub(crate) cookies: Vec<Field>,
    pub(crate) content_type: Option<Text>,
    pub(crate) one_of: Vec<OneOf>,
    pub(crate) response: Option<Response>,
    pub(crate) response_headers: Option<ResponseHeaders>,
    pub(crate) variants: Vec<Variant>,
    pub(crate) pagination: Option<Pagination>,
    pub(crate) envelope: Option<Text>,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) weight: Option<Cost>,
    /// What a call costs in pools of limits.
    pub(crate) pools: Vec<(Text, Cost)>,
    /// Limits of its own.
    pub(crate) limits: Vec<Limit>,
    pub(crate) examples: Vec<Example>,
}

/// A group, such as `group: [a, b]`.
#[derive(Clone, Debug)]
pub(crate) struct OneOf {
    pub(crate) name: Text,
    pub(crate) optional: bool,
    pub(crate) members: Vec<Text>,
}

/// A further method.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    pub(crate) set: Vec<(Text, Text)>,
    pub(crate) response: Option<Response>,
}

/// `paginate`, with each value as written.
#[derive(Clone, Debug)]
pub(crate) struct Pagination {
    /// Keys of [`crate::pagination`] and their values.
    pub(crate) values: Vec<(&'static str, Text)>,
    pub(crate) span: Span,
}

impl Pagination {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Text> {
        let found = self.values.iter().find(|(known, _)| *known == key);
        found.map(|(_, text)| text)
    }
}

/// An example; its data stays in the tree, where every part has its span.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) name: Option<Text>,
    pub(crate) source: Option<Text>,
    pub(crate) params: Option<Node>,
    pub(crate) response: Option<Node>,
}

const KEYS: &[&str] = &[
    "call",
    "section",
    "idempotency",
    "reconcile",
    "params",
    "items",
    "body",
    "query",
    "headers",
    "cookies",
    "content_type",
    "one_of",
    "answer",
    "answer_headers",
    "variants",
    "paginate",
    "envelope",
    "timeout",
    "weight",
    "pools",
    "limits",
    "examples",
];

/// Reads `operations`.
pub(super) fn parse_operations(
    pairs: &[Pair],
    groups: &ParamGroups,
    diagnostics: &mut Diagnostics,
) -> Vec<Operation> {
    let operations = pairs
        .iter()
        .filter_map(|pair| parse_operation(pair, groups, diagnostics));
    operations.collect()
}

fn parse_operation(
    pair: &Pair,
    groups: &ParamGroups,
    diagnostics: &mut Diagnostics,
) -> Option<Operation> {
    let name = Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    };
    let known: Vec<&str> = KEYS.iter().chain(NOTES).copied().collect();
    let keys = Keys::open(&pair.value, "an operation", &known, diagnostics)?;
    let body = keys.pair("body");
    let multipart = body.filter(|pair| keys::plain(&pair.value) == Some("multipart"));
    let multipart = multipart.map(|pair| pair.value.span);
    let body = body
        .filter(|_| multipart.is_none())
        .and_then(|pair| parse_body(pair, diagnostics));
    let raw_body = body.is_some();
    let items = keys
        .pair("items")
        .and_then(|pair| parse_items(pair, diagnostics));
    let other = body.as_ref().map(|body| body.name.span).or(multipart);
    if let (Some(other), Some(items)) = (other, &items) {
        diagnostics
            .report(
                &rules::ITEMS_BESIDE_PARAMS,
                items.name.span,
                "`items` cannot be used together with `body`",
            )
            .label("both are the whole body")
            .second(other, "the other one")
            .help("keep one of them");
    }
    let help = "write `answer: TYPE`, or `answer: none` if the response is not read";
    let response = keys
        .needed("answer", help, diagnostics)
        .map(|node| parse_response(node, diagnostics));
    Some(Operation {
        notes: keys.notes(diagnostics),
        call: parse_call(&name, &keys, diagnostics),
        section: keys.text("section", diagnostics),
        idempotency: parse_idempotency(&keys, diagnostics),
        reconcile: parse_reconcile(&keys, diagnostics),
        params: groups.params(&keys, "params", diagnostics),
        items: body.or(items),
        raw_body,
        multipart,
        query: groups.params(&keys, "query", diagnostics),
        headers: groups.params(&keys, "headers", diagnostics),
        cookies: groups.params(&keys, "cookies", diagnostics),
        content_type: keys.text("content_type", diagnostics),
        one_of: parse_groups(&keys, diagnostics),
        response,
        response_headers: parse_headers(&name, &keys, diagnostics),
        variants: parse_variants(keys.map("variants", diagnostics), diagnostics),
        pagination: parse_pagination(&keys, diagnostics),
        envelope: keys.text("envelope", diagnostics),
        timeout_ms: keys
            .get("timeout")
            .and_then(|node| parse_duration(node, "`timeout`", diagnostics)),
        weight: keys
            .get("weight")
            .and_then(|node| parse_cost(node, "`weight`", diagnostics)),
        pools: parse_pools(keys.map("pools", diagnostics), diagnostics),
        limits: parse_own_limits(keys.list("limits", diagnostics), diagnostics),
        examples: parse_examples(&keys, "answer", diagnostics),
        name,
    })
}

/// `one_of`
pub(super) fn parse_groups(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Vec<OneOf> {
    let pairs = keys.map("one_of", diagnostics);
    let groups = pairs.iter().filter_map(|pair| {
        let name = pair.key.text.trim();
        let (name, optional) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let Some(nodes) = pair.value.as_sequence() else {
            keys::wrong_kind(
                &pair.value,
                "a group of `one_of`",
                "a list of names",
                diagnostics,
            );
            return None;
        };
        let members = nodes
            .iter()
            .filter_map(|node| keys::text(node, "a member of `one_of`", diagnostics));
        Some(OneOf {
            members: members.collect(),
            name: Spanned {
                value: name.to_string(),
                span: pair.key.span,
            },
            optional,
        })
    });
    groups.collect()
}

fn parse_variants(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Variant> {
    let variants = pairs.iter().filter_map(|pair| {
        let known: Vec<&str> = ["set", "answer"].iter().chain(NOTES).copied().collect();
        let keys = Keys::open(&pair.value, "a variant", &known, diagnostics)?;
        let help = "name the parameters that select this variant: `set: { all: \"1\" }`";
        keys.needed("set", help, diagnostics);
        let set = keys.map("set", diagnostics).iter().filter_map(|pair| {
            let name = Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            };
            Some((
                name,
                keys::text(&pair.value, "a constant of `set`", diagnostics)?,
            ))
        });
        let set = set.collect();
        let response = keys
            .needed("answer", "write `answer: TYPE`", diagnostics)
            .map(|node| parse_response(node, diagnostics));
        Some(Variant {
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            notes: keys.notes(diagnostics),
            set,
            response,
        })
    });
    variants.collect()
}

fn parse_pagination(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Pagination> {
    let node = keys.get("paginate")?;
    let known: Vec<&str> = crate::pagination::keys()
        .into_iter()
        .map(|key| key.name)
        .collect();
    let keys = Keys::open(node, "`paginate`", &known, diagnostics)?;
    let values = known
        .iter()
        .filter_map(|key| Some((*key, keys.text(key, diagnostics)?)));
    Some(Pagination {
        values: values.collect(),
        span: keys.first(),
    })
}

/// `examples`; `data` is the key of the received data: `answer` of an operation, `body` of a webhook.
pub(super) fn parse_examples(
    keys: &Keys<'_>,
    data: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Example> {
    let nodes = keys.list("examples", diagnostics);
    let examples = nodes.iter().filter_map(|node| {
        let known: &[&str] = match data {
            "answer" => &["name", "source", "params", "answer"],
            _ => &["name", "source", "body"],
        };
        let keys = Keys::open(node, "an example", known, diagnostics)?;
        Some(Example {
            name: keys.prose("name", diagnostics),
            source: keys.prose("source", diagnostics),
            params: keys.get("params").cloned(),
            response: keys.get(data).cloned(),
        })
    });
    examples.collect()
}
