//! What a mock of the provider must know: `mock`.

use super::policies::parse_duration;
use super::{Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::source::Span;
use crate::yaml::{Node, Pair};

/// The whole block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mock {
    pub(crate) funds: Vec<(Text, Text)>,
    pub(crate) worth: Vec<(Text, Text)>,
    pub(crate) decimals: Option<u32>,
    /// By operation. One may show several balances.
    pub(crate) balances: Vec<(Text, Named)>,
    pub(crate) positions: Vec<(Text, Named)>,
    pub(crate) resources: Vec<Resource>,
}

/// One entry of `resources`.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) name: Text,
    /// Operations by what they do: `create`, `read`, `list`, `cancel`.
    pub(crate) operations: Vec<(&'static str, Text)>,
    pub(crate) states: Vec<Text>,
    pub(crate) after_ms: Option<u64>,
    pub(crate) begin: Vec<(Text, Vec<(Text, Text)>)>,
    pub(crate) cancel_in: Option<Vec<Text>>,
    pub(crate) undone: Vec<Text>,
    pub(crate) short: Option<Text>,
    pub(crate) takes: Option<Named>,
    pub(crate) gives: Option<Named>,
    pub(crate) trade: Option<Named>,
    pub(crate) members: Vec<(Text, Text)>,
}

/// Keys, and the names of members and parameters that they have as values.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) span: Span,
    pub(crate) values: Vec<(&'static str, Text)>,
}

impl Named {
    pub(crate) fn get(&self, key: &str) -> Option<&Text> {
        let mut values = self.values.iter();
        values
            .find(|(known, _)| *known == key)
            .map(|(_, value)| value)
    }

    fn parse(
        node: &Node,
        what: &str,
        known: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let keys = Keys::open(node, what, known, diagnostics)?;
        let values = known.iter();
        let values = values.filter_map(|key| Some((*key, keys.text(key, diagnostics)?)));
        Some(Self {
            span: keys.first(),
            values: values.collect(),
        })
    }
}

const KEYS: [&str; 6] = [
    "funds",
    "worth",
    "decimals",
    "balances",
    "positions",
    "resources",
];

const OPERATIONS: [&str; 4] = ["create", "read", "list", "cancel"];

pub(super) fn parse_mock(node: &Node, diagnostics: &mut Diagnostics) -> Option<Mock> {
    let keys = Keys::open(node, "`mock`", &KEYS, diagnostics)?;
    let decimals = keys.get("decimals");
    let balance = ["in", "currency", "of", "available", "locked"];
    let position = ["in", "market", "quantity", "price"];
    Some(Mock {
        funds: texts(keys.map("funds", diagnostics), "an amount", diagnostics),
        worth: texts(keys.map("worth", diagnostics), "an amount", diagnostics),
        decimals: decimals.and_then(|node| keys::number(node, "`decimals`", diagnostics)),
        balances: shown(
            keys.map("balances", diagnostics),
            "a balance",
            &balance,
            diagnostics,
        ),
        positions: shown(
            keys.map("positions", diagnostics),
            "a position",
            &position,
            diagnostics,
        ),
        resources: keys
            .map("resources", diagnostics)
            .iter()
            .filter_map(|pair| parse_resource(pair, diagnostics))
            .collect(),
    })
}

/// `OPERATION: { … }`, or a list of these.
fn shown(
    pairs: &[Pair],
    what: &str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(Text, Named)> {
    let mut found = Vec::new();
    for pair in pairs {
        let one = std::slice::from_ref(&pair.value);
        for node in pair.value.as_sequence().unwrap_or(one) {
            let named = Named::parse(node, what, known, diagnostics);
            found.extend(named.map(|named| (key_of(pair), named)));
        }
    }
    found
}

fn parse_resource(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Resource> {
    let known = [
        "create",
        "read",
        "list",
        "cancel",
        "states",
        "after",
        "begin",
        "cancel_in",
        "undone",
        "short",
        "takes",
        "gives",
        "trade",
        "members",
    ];
    let keys = Keys::open(&pair.value, "a resource", &known, diagnostics)?;
    let mut operations = Vec::new();
    for action in OPERATIONS {
        let names = keys.one_or_more(action).into_iter();
        let names = names.filter_map(|node| keys::text(node, "an operation", diagnostics));
        operations.extend(names.map(|name| (action, name)));
    }
    let values = |key: &str, diagnostics: &mut Diagnostics| -> Vec<Text> {
        let nodes = keys.one_or_more(key).into_iter();
        nodes
            .filter_map(|node| keys::text(node, "a value", diagnostics))
            .collect()
    };
    let named = |key: &str, known: &[&'static str], diagnostics: &mut Diagnostics| {
        let node = keys.get(key)?;
        Named::parse(node, &format!("`{key}`"), known, diagnostics)
    };
    let begin = keys.map("begin", diagnostics).iter();
    let begin = begin.map(|pair| {
        let params = keys::mapping(Some(&pair.value), "the parameters of a call", diagnostics);
        let params = texts(params.unwrap_or_default(), "a value", diagnostics);
        (key_of(pair), params)
    });
    let begin = begin.collect();
    let after = keys.get("after");
    let movement = ["amount", "currency", "of", "fee"];
    let trade = [
        "market",
        "side",
        "amount",
        "price",
        "filled",
        "remaining",
        "average",
    ];
    Some(Resource {
        name: key_of(pair),
        operations,
        states: values("states", diagnostics),
        after_ms: after.and_then(|node| parse_duration(node, "`after`", diagnostics)),
        begin,
        cancel_in: keys
            .get("cancel_in")
            .map(|_| values("cancel_in", diagnostics)),
        undone: values("undone", diagnostics),
        short: keys.text("short", diagnostics),
        takes: named("takes", &movement, diagnostics),
        gives: named("gives", &movement, diagnostics),
        trade: named("trade", &trade, diagnostics),
        members: texts(keys.map("members", diagnostics), "a parameter", diagnostics),
    })
}

/// Names and their texts.
fn texts(pairs: &[Pair], what: &str, diagnostics: &mut Diagnostics) -> Vec<(Text, Text)> {
    let pairs = pairs.iter();
    pairs
        .filter_map(|pair| Some((key_of(pair), keys::text(&pair.value, what, diagnostics)?)))
        .collect()
}

fn key_of(pair: &Pair) -> Text {
    Spanned {
        value: pair.key.text.clone(),
        span: pair.key.span,
    }
}
