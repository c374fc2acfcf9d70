//! Rate limits, and how much a call counts towards them.

use super::policies::parse_duration;
use super::{Notes, Spanned, Text};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::responses::{BAD_POLICY, BAD_WEIGHT};
use crate::source::Span;
use crate::yaml::{Node, Pair};
use specie_runtime::{LimitHeaders, LimitSize};

/// `{ calls: 6000, per: 5m, scope: key }`
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub(crate) size: LimitSize,
    pub(crate) scope: String,
    pub(crate) by: Option<Text>,
    pub(crate) pool: Option<Text>,
    pub(crate) sections: Vec<Text>,
    pub(crate) headers: LimitHeaders,
    pub(crate) tiers: Vec<(Text, LimitSize)>,
    pub(crate) notes: Notes,
}

/// A weight: a number, or rules and the number for a call that has none of their parameters.
#[derive(Clone, Debug)]
pub(crate) struct Cost {
    pub(crate) rules: Vec<CostRule>,
    pub(crate) otherwise: Option<u32>,
    pub(crate) span: Span,
}

/// `{ by: limit, up_to: { 100: 5 }, other: 25 }`
#[derive(Clone, Debug)]
pub(crate) struct CostRule {
    pub(crate) param: Text,
    pub(crate) by: CostBy,
    pub(crate) other: Option<u32>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum CostBy {
    UpTo(Vec<(u64, u32)>),
    /// A number, and the largest cost of all entries.
    Each(u32, Option<u32>),
    Values(Vec<(Text, u32)>),
    Given(u32),
}

const LIMIT: &[&str] = &[
    "calls",
    "per",
    "counter",
    "decay",
    "scope",
    "by",
    "used",
    "left",
    "reset_at",
    "reset_after",
    "tiers",
    "doc",
    "source",
    "unconfirmed",
];

/// The limits of a provider.
pub(super) fn parse_limits(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<Limit> {
    let known: Vec<&str> = LIMIT.iter().chain(&["pool", "sections"]).copied().collect();
    let limits = nodes.iter();
    limits
        .filter_map(|node| parse_limit(node, &known, diagnostics))
        .collect()
}

/// The limits of one operation.
pub(super) fn parse_own_limits(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<Limit> {
    let limits = nodes.iter();
    limits
        .filter_map(|node| parse_limit(node, LIMIT, diagnostics))
        .collect()
}

fn parse_limit(node: &Node, known: &[&str], diagnostics: &mut Diagnostics) -> Option<Limit> {
    let keys = Keys::open(node, "a limit", known, diagnostics)?;
    let size = parse_size(&keys, diagnostics);
    let scope = keys.text("scope", diagnostics);
    if let Some(scope) = &scope
        && !["key", "ip", "account"].contains(&scope.value.as_str())
    {
        diagnostics
            .report(
                &BAD_POLICY,
                scope.span,
                format!("unknown scope `{}`", keys::shorten(&scope.value)),
            )
            .label("says which calls are counted together")
            .help("write `key`, `ip` or `account`; for one limit for each value of a parameter, add `by: PARAM`");
    }
    let pool = keys.text("pool", diagnostics);
    let sections: Vec<Text> = keys
        .list("sections", diagnostics)
        .iter()
        .filter_map(|node| keys::text(node, "a section", diagnostics))
        .collect();
    if let Some(pool) = pool.as_ref().filter(|_| !sections.is_empty()) {
        diagnostics
            .report(&BAD_POLICY, pool.span, "`pool` and `sections` exclude each other")
            .label("counts the operations that name it")
            .help("write `sections` to count all calls of these sections, or `pool` to count the operations that name it under `pools`");
    }
    let headers = super::limit_headers::parse(&keys, diagnostics);
    let tiers = parse_tiers(&keys, size, diagnostics);
    Some(Limit {
        size: size?,
        scope: scope.map_or_else(|| "key".to_owned(), |scope| scope.value),
        by: keys.text("by", diagnostics),
        pool: pool.filter(|_| sections.is_empty()),
        sections,
        headers,
        tiers,
        notes: keys.notes(diagnostics),
    })
}

/// `{ vip1: 20, vip2: { counter: 20, decay: 0.5 } }`: what other tiers are allowed. A key that is left out is that of the limit.
fn parse_tiers(
    keys: &Keys<'_>,
    plain: Option<LimitSize>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Text, LimitSize)> {
    let pairs = keys.map("tiers", diagnostics).iter();
    let tiers = pairs.filter_map(|pair| {
        let size = parse_tier(&pair.value, plain?, diagnostics)?;
        let name = Spanned {
            value: pair.key.text.clone(),
            span: pair.key.span,
        };
        Some((name, size))
    });
    tiers.collect()
}

fn parse_tier(node: &Node, plain: LimitSize, diagnostics: &mut Diagnostics) -> Option<LimitSize> {
    let known: &[&str] = match plain {
        LimitSize::Window { .. } => &["calls", "per"],
        LimitSize::Counter { .. } => &["counter", "decay", "per"],
    };
    let keys = match node.as_mapping() {
        Some(_) => Some(Keys::open(
            node,
            "a tier of this limit",
            known,
            diagnostics,
        )?),
        None => None,
    };
    let value = |key: &str| keys.as_ref().and_then(|keys| keys.get(key));
    let largest = |key: &str, plain: u32, diagnostics: &mut Diagnostics| match (&keys, value(key)) {
        (None, _) => keys::number(node, "a tier", diagnostics),
        (Some(_), Some(node)) => keys::number(node, &format!("`{key}`"), diagnostics),
        (Some(_), None) => Some(plain),
    };
    let per = |plain: u64, diagnostics: &mut Diagnostics| match value("per") {
        Some(node) => parse_duration(node, "`per`", diagnostics),
        None => Some(plain),
    };
    Some(match plain {
        LimitSize::Window { calls, per_ms } => LimitSize::Window {
            calls: largest("calls", calls, diagnostics)?,
            per_ms: per(per_ms, diagnostics)?,
        },
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => LimitSize::Counter {
            max: largest("counter", max, diagnostics)?,
            decay_thousandths: match value("decay") {
                Some(node) => parse_decay(node, diagnostics)?,
                None => decay_thousandths,
            },
            per_ms: per(per_ms, diagnostics)?,
        },
    })
}

/// `calls` and `per`, or `counter`, `decay` and `per`.
fn parse_size(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<LimitSize> {
    let (calls, counter) = (keys.get("calls"), keys.get("counter"));
    if let (Some(_), Some(counter)) = (calls, counter) {
        diagnostics
            .report(&BAD_POLICY, counter.span, "`calls` and `counter` exclude each other")
            .label("a limit is one of the two")
            .help("write `calls: 100, per: 10s` for calls in a window of time, or `counter: 15, decay: 0.33, per: 1s` for a counter that sinks steadily");
        return None;
    }
    let Some(counter) = counter else {
        if let Some(decay) = keys.pair("decay") {
            diagnostics
                .report(&BAD_POLICY, decay.key.span, "`decay` needs `counter`")
                .label("says how fast a counter sinks")
                .help("write `counter: 15, decay: 0.33, per: 1s`");
        }
        let calls = keys.needed("calls", "write `calls: NUMBER`", diagnostics);
        let per = keys.needed("per", "write a duration such as `per: 1m`", diagnostics);
        return Some(LimitSize::Window {
            calls: keys::number(calls?, "`calls`", diagnostics)?,
            per_ms: parse_duration(per?, "`per`", diagnostics)?,
        });
    };
    let help = "write how much the counter sinks in each `per`: `decay: 0.33`";
    let decay = keys.needed("decay", help, diagnostics);
    let per = keys.needed("per", "write a duration such as `per: 1s`", diagnostics);
    Some(LimitSize::Counter {
        max: keys::number(counter, "`counter`", diagnostics)?,
        decay_thousandths: parse_decay(decay?, diagnostics)?,
        per_ms: parse_duration(per?, "`per`", diagnostics)?,
    })
}

/// `0.33` as 330 thousandths.
fn parse_decay(node: &Node, diagnostics: &mut Diagnostics) -> Option<u64> {
    let text = keys::plain(node).unwrap_or("");
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_number =
        digits(whole) && decimals.len() <= 3 && (!text.contains('.') || digits(decimals));
    let found = is_number.then(|| format!("{whole}{decimals:0<3}").parse::<u64>().ok());
    let found = found.flatten().filter(|thousandths| *thousandths > 0);
    if found.is_none() {
        diagnostics
            .report(&BAD_POLICY, node.span, "`decay` must be a positive number")
            .label("expected a number with at most three decimals")
            .help("write `decay: 0.33`; choose a longer `per` for a slower decay");
    }
    found
}

/// A number, a rule, or a list of rules with a number at its end.
pub(super) fn parse_cost(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Cost> {
    let mut cost = Cost {
        rules: Vec::new(),
        otherwise: None,
        span: node.span,
    };
    if node.as_mapping().is_some() {
        cost.rules.push(parse_rule(node, diagnostics)?);
    } else if let Some(nodes) = node.as_sequence() {
        for (at, node) in nodes.iter().enumerate() {
            if node.as_mapping().is_some() {
                cost.rules.push(parse_rule(node, diagnostics)?);
            } else if at + 1 == nodes.len() {
                cost.otherwise = Some(keys::number(node, "the last weight", diagnostics)?);
            } else {
                diagnostics
                    .report(&BAD_WEIGHT, node.span, "a number ends the list of weights")
                    .label("the rules after it would never apply")
                    .help("put the number last: it is the weight of a call without any of the parameters");
                return None;
            }
        }
    } else {
        cost.otherwise = Some(keys::number(node, what, diagnostics)?);
    }
    Some(cost)
}

/// `{ orders: 1 }`
pub(super) fn parse_pools(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<(Text, Cost)> {
    let pools = pairs.iter().filter_map(|pair| {
        let name = Spanned {
            value: pair.key.text.clone(),
            span: pair.key.span,
        };
        Some((
            name,
            parse_cost(&pair.value, "the cost in a pool", diagnostics)?,
        ))
    });
    pools.collect()
}

/// `{ by: limit, up_to: { 100: 5, 500: 25 }, other: 50 }`
fn parse_rule(node: &Node, diagnostics: &mut Diagnostics) -> Option<CostRule> {
    let known = ["by", "up_to", "each", "most", "values", "given", "other"];
    let keys = Keys::open(node, "a weight", &known, diagnostics)?;
    keys.needed(
        "by",
        "name the parameter that the weight depends on: `by: limit`",
        diagnostics,
    )?;
    let mut ways = ["up_to", "each", "values", "given"]
        .into_iter()
        .filter_map(|key| Some((key, keys.get(key)?)));
    let (Some((key, value)), None) = (ways.next(), ways.next()) else {
        diagnostics
            .report(
                &BAD_WEIGHT,
                keys.first(),
                "expected exactly one of `up_to`, `each`, `values` and `given`",
            )
            .label("does not say how the weight depends on the parameter")
            .help("`up_to: { 100: 5, 500: 25 }` is by number, `each: 1` for each entry of a list, `values: { SPOT: 1 }` by value, `given: 2` if the parameter is given");
        return None;
    };
    let number =
        |node: &Node, diagnostics: &mut Diagnostics| keys::number(node, "a weight", diagnostics);
    let by = match key {
        "each" => {
            let most = match keys.get("most") {
                Some(node) => Some(number(node, diagnostics)?),
                None => None,
            };
            CostBy::Each(number(value, diagnostics)?, most)
        }
        "given" => CostBy::Given(number(value, diagnostics)?),
        _ => {
            let Some(pairs) = value.as_mapping() else {
                let example = "a mapping such as `{ 100: 5, 500: 25 }`";
                keys::wrong_kind(value, &format!("`{key}`"), example, diagnostics);
                return None;
            };
            if key == "up_to" {
                CostBy::UpTo(parse_steps(pairs, diagnostics)?)
            } else {
                let values = pairs.iter().map(|pair| {
                    let text = Spanned {
                        value: pair.key.text.clone(),
                        span: pair.key.span,
                    };
                    Some((text, number(&pair.value, diagnostics)?))
                });
                CostBy::Values(values.collect::<Option<Vec<_>>>()?)
            }
        }
    };
    let other = match keys.get("other") {
        Some(node) => Some(number(node, diagnostics)?),
        None => None,
    };
    if let (CostBy::Each(cost, most), Some(pair)) = (&by, keys.pair("most"))
        && most.is_some_and(|most| most < *cost)
    {
        diagnostics
            .report(
                &BAD_WEIGHT,
                pair.key.span,
                "`most` is below the weight of one entry",
            )
            .label("no call would have this weight")
            .help(
                "write the largest weight of a call, such as `{ by: symbols, each: 4, most: 200 }`",
            );
    }
    if !matches!(by, CostBy::Each(..))
        && let Some(pair) = keys.pair("most")
    {
        diagnostics
            .report(
                &BAD_WEIGHT,
                pair.key.span,
                format!("`most` is not used with `{key}`"),
            )
            .label("it bounds the weight of the entries of a list")
            .help("use it with `each`: `{ by: symbols, each: 4, most: 200 }`");
    }
    if let (CostBy::Each(..) | CostBy::Given(_), Some(pair)) = (&by, keys.pair("other")) {
        diagnostics
            .report(&BAD_WEIGHT, pair.key.span, format!("`other` is not used with `{key}`"))
            .label("every value has the same weight")
            .help("for a call without the parameter, write a list that ends with its weight: `[{ by: symbol, given: 2 }, 80]`");
    }
    Some(CostRule {
        param: keys.text("by", diagnostics)?,
        by,
        other,
        span: node.span,
    })
}

/// `{ 100: 5, 500: 25 }`: rising numbers.
fn parse_steps(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Option<Vec<(u64, u32)>> {
    let mut steps: Vec<(u64, u32)> = Vec::new();
    for pair in pairs {
        let most = pair.key.text.parse::<u64>().ok();
        let rises = |most: &u64| steps.last().is_none_or(|(before, _)| before < most);
        let Some(most) = most.filter(rises) else {
            diagnostics
                .report(
                    &BAD_WEIGHT,
                    pair.key.span,
                    format!("`{}` is not a larger number than the one before", keys::shorten(&pair.key.text)),
                )
                .label("expected rising integers")
                .help("write the largest value that has this weight, in rising order: `up_to: { 100: 5, 500: 25 }`");
            return None;
        };
        steps.push((most, keys::number(&pair.value, "a weight", diagnostics)?));
    }
    Some(steps)
}
