//! Reads scenarios, with the mistakes in them.

mod streams;

use super::{Disconnect, Fault, Hooks, Lists, MOST_REPEATS, Scenario};
use crate::call_params::Called;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::keys::{self, Keys};
use crate::model::Api;
use crate::raw::parse_duration;
use crate::rules::{operations, spec};
use crate::source::Span;
use crate::yaml::{Node, Pair};
use specie_runtime::{Amount, is_local_http};

/// The keys of a scenario.
const KEYS: [&str; 8] = [
    "clock", "deny", "limit", "balances", "faults", "webhooks", "lists", "streams",
];

/// The most entries that are added to a list.
const MOST_ENTRIES: u32 = 10_000;

/// The longest that a fault or a delivery waits.
const LONGEST_MS: u64 = 86_400_000;

/// Reads a scenario; every mistake is reported.
pub(super) fn parse(root: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    let keys = Keys::open(root, "a scenario", &KEYS, diagnostics)?;
    let clock_ms = keys
        .get("clock")
        .and_then(|node| parse_offset(node, diagnostics));
    let deny = keys.one_or_more("deny").into_iter();
    let deny = deny.filter_map(|node| parse_operation(node, "`deny`", api, diagnostics));
    let deny = deny.collect();
    let limit = keys
        .get("limit")
        .and_then(|node| parse_limit(node, diagnostics));
    let balances = keys.map("balances", diagnostics).iter();
    let balances = balances.filter_map(|pair| parse_balance(pair, diagnostics));
    let balances = balances.collect();
    let faults = parse_faults(&keys, api, diagnostics);
    let webhooks = keys.get("webhooks");
    let webhooks = webhooks.and_then(|node| parse_hooks(node, api, diagnostics));
    let lists = keys.get("lists");
    let lists = lists.and_then(|node| parse_lists(node, diagnostics));
    let streams = streams::parse(&keys, api, diagnostics);
    Some(Scenario {
        streams,
        webhooks,
        lists: lists.unwrap_or_default(),
        clock_ms: clock_ms.unwrap_or_default(),
        deny,
        limit,
        balances,
        faults,
    })
}

/// `-10m`, `500ms`
fn parse_offset(node: &Node, diagnostics: &mut Diagnostics) -> Option<i64> {
    let text = keys::plain(node).unwrap_or_default();
    let (sign, amount) = match text.strip_prefix('-') {
        Some(amount) => (-1, amount),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let ms = crate::raw::duration_of(amount, node, "`clock`", diagnostics)?;
    let most = 36_500 * 86_400_000;
    if ms > most {
        keys::wrong_kind(node, "`clock`", "at most a hundred years", diagnostics);
        return None;
    }
    i64::try_from(ms).ok().map(|ms| sign * ms)
}

/// `BTC: 0.5`
fn parse_balance(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<(String, String)> {
    let amount = keys::text(&pair.value, "a balance", diagnostics)?;
    let known = Amount::new(amount.value.as_str()).ok();
    let known = known.filter(|known| !known.is_negative() && known.plain().len() <= 28);
    if known.is_none() {
        let expected = "an amount that is not negative, with at most 28 digits";
        keys::wrong_kind(&pair.value, "a balance", expected, diagnostics);
        return None;
    }
    Some((pair.key.text.clone(), amount.value))
}

/// `{ calls: 5, per: 1m }`
fn parse_limit(node: &Node, diagnostics: &mut Diagnostics) -> Option<(u32, u64)> {
    let keys = Keys::open(node, "`limit`", &["calls", "per"], diagnostics)?;
    let help = "write `limit: { calls: 5, per: 1m }`";
    let calls = keys.needed("calls", help, diagnostics);
    let per = keys.needed("per", help, diagnostics);
    let (calls_node, per_node) = (calls?, per?);
    let calls = parse_count(calls_node, "`calls`", u32::MAX, diagnostics);
    let per = parse_duration(per_node, "`per`", diagnostics);
    if per == Some(0) {
        keys::wrong_kind(per_node, "`per`", "at least `1ms`", diagnostics);
    }
    calls.zip(per)
}

/// `{ entries: 7, page_size: 2 }`
fn parse_lists(node: &Node, diagnostics: &mut Diagnostics) -> Option<Lists> {
    let keys = Keys::open(node, "`lists`", &["entries", "page_size"], diagnostics)?;
    let mut count = |key: &str| {
        let what = format!("`{key}`");
        let count = keys
            .get(key)
            .map(|node| parse_count(node, &what, MOST_ENTRIES, diagnostics));
        count.map(|count| count.and_then(|count| usize::try_from(count).ok()))
    };
    let (entries, page_size) = (count("entries"), count("page_size"));
    if entries.is_none() && page_size.is_none() {
        diagnostics
            .report(
                &spec::MISSING_KEY,
                keys.span,
                "`lists` says nothing about lists",
            )
            .label("nothing follows from this")
            .help("add `entries: 7`, or `page_size: 2`");
    }
    Some(Lists {
        entries: entries.unwrap_or(Some(0))?,
        page_size: page_size.map_or(Some(None), |size| size.map(Some))?,
    })
}

/// A number from 1 to `most`.
fn parse_count(node: &Node, what: &str, most: u32, diagnostics: &mut Diagnostics) -> Option<u32> {
    let found = keys::plain(node).and_then(|text| text.parse::<u32>().ok());
    let count = found.filter(|count| (1..=most).contains(count));
    if count.is_none() {
        let expected = match most {
            u32::MAX => "a number from 1".to_owned(),
            most => format!("a number from 1 to {most}"),
        };
        keys::wrong_kind(node, what, &expected, diagnostics);
    }
    count
}

/// How long something waits: at least a millisecond, at most a day.
fn parse_delay(node: &Node, diagnostics: &mut Diagnostics) -> Option<u64> {
    let ms = parse_duration(node, "`delay`", diagnostics)?;
    if !(1..=LONGEST_MS).contains(&ms) {
        keys::wrong_kind(node, "`delay`", "from `1ms` to `1d`", diagnostics);
        return None;
    }
    Some(ms)
}

/// The faults. One that an earlier one leaves no call to is reported: the first that applies to a call is used.
fn parse_faults(keys: &Keys<'_>, api: &Api, diagnostics: &mut Diagnostics) -> Vec<Fault> {
    let mut faults: Vec<(Span, Fault)> = Vec::new();
    for node in keys.list("faults", diagnostics) {
        let Some(fault) = parse_fault(node, api, diagnostics) else {
            continue;
        };
        let mut earlier = faults.iter();
        if let Some((span, _)) = earlier.find(|(_, earlier)| earlier.covers(&fault)) {
            diagnostics
                .report(&spec::WRONG_KIND, node.span, "a fault is never used")
                .label("the first fault that applies to a call is used")
                .second(*span, "this one applies to all of its calls")
                .help("write it first, or limit the other with `on` or `calls`");
        }
        faults.push((node.span, fault));
    }
    faults.into_iter().map(|(_, fault)| fault).collect()
}

impl Fault {
    /// Whether every call that another fault applies to is one of this.
    fn covers(&self, other: &Self) -> bool {
        match (&self.on, self.calls) {
            (None, None) => true,
            (on, None) => *on == other.on,
            // Calls are counted among those of `on`.
            (on, Some((first, last))) => {
                *on == other.on
                    && other
                        .calls
                        .is_some_and(|(from, to)| first <= from && to <= last)
            }
        }
    }
}

fn parse_fault(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Fault> {
    let known = [
        "on", "calls", "delay", "drop", "status", "truncate", "drift",
    ];
    let keys = Keys::open(node, "a fault", &known, diagnostics)?;
    let on = keys.get("on");
    let on = on.map(|node| parse_operation(node, "`on`", api, diagnostics));
    let calls = keys
        .get("calls")
        .map(|node| parse_range(node, "`calls`", diagnostics));
    let delay = keys.get("delay").map(|node| parse_delay(node, diagnostics));
    let drop = keys.get("drop").map(|node| {
        let found = match keys::plain(node) {
            Some("before") => Some(Disconnect::Before),
            Some("after") => Some(Disconnect::After),
            _ => None,
        };
        if found.is_none() {
            keys::wrong_kind(node, "`drop`", "`before` or `after`", diagnostics);
        }
        found
    });
    let status = keys.get("status").map(|node| {
        let status = keys::number(node, "`status`", diagnostics)?;
        let status = u16::try_from(status)
            .ok()
            .filter(|status| (200..=599).contains(status));
        if status.is_none() {
            keys::wrong_kind(
                node,
                "`status`",
                "a final status of HTTP, 200 to 599",
                diagnostics,
            );
        }
        status
    });
    let truncate = keys.get("truncate");
    let truncate = truncate.map(|node| keys::number(node, "`truncate`", diagnostics));
    let drift = keys.flag("drift", diagnostics);
    if delay.is_none() && drop.is_none() && status.is_none() && truncate.is_none() && !drift {
        diagnostics
            .report(&spec::MISSING_KEY, keys.first(), "a fault says nothing that goes wrong")
            .label("nothing follows from this")
            .help("add `delay: 2s`, `drop: before`, `drop: after`, `status: 500`, `truncate: 20` or `drift: true`");
    }
    check_together(&keys, diagnostics);
    // A part that is wrong makes the whole fault wrong, not a fault of something else.
    Some(Fault {
        on: on.map_or(Some(None), |on| on.map(Some))?,
        calls: calls.map_or(Some(None), |calls| calls.map(Some))?,
        delay_ms: delay.map_or(Some(0), |delay| delay)?,
        drop: drop.map_or(Some(None), |drop| drop.map(Some))?,
        status: status.map_or(Some(None), |status| status.map(Some))?,
        truncate: truncate.map_or(Some(None), |truncate| truncate.map(Some))?,
        drift,
    })
}

/// What a response has makes no difference where there is none, and what stands before the provider knows nothing of its responses.
fn check_together(keys: &Keys<'_>, diagnostics: &mut Diagnostics) {
    for (first, others, why) in [
        (
            "drop",
            &["status", "truncate", "drift"][..],
            "the connection closes without a response",
        ),
        (
            "status",
            &["drift"],
            "a response with this status is not the provider's own",
        ),
    ] {
        // The one that is in doubt is the one that has no effect.
        let Some(pair) = keys.pair(first).filter(|pair| !pair.value.is_missing()) else {
            continue;
        };
        for other in others {
            let Some(other) = keys.pair(other).filter(|pair| says_something(&pair.value)) else {
                continue;
            };
            let name = &other.key.text;
            diagnostics
                .report(
                    &spec::WRONG_KIND,
                    other.key.span,
                    format!("`{name}` has no effect beside `{first}`"),
                )
                .label(why)
                .second(pair.key.span, format!("`{first}` is set here"))
                .help("remove one of the two, or write two faults with different `calls`");
        }
    }
}

/// Whether a key has a value other than `false`.
fn says_something(value: &Node) -> bool {
    !value.is_missing() && keys::plain(value) != Some("false")
}

/// `{ to: "http://127.0.0.1:9000/hook", repeat: 2, delay: 1s, reorder: true, tamper: true }`
fn parse_hooks(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Hooks> {
    let known = ["to", "webhook", "repeat", "delay", "reorder", "tamper"];
    let keys = Keys::open(node, "`webhooks`", &known, diagnostics)?;
    let help = "write the address of your receiver: `to: \"http://127.0.0.1:9000/hook\"`";
    let to = keys.needed("to", help, diagnostics);
    let to = to.and_then(|node| keys::text(node, "`to`", diagnostics));
    if let Some(to) = to.as_ref().filter(|to| !is_local_http(&to.value)) {
        let shown = keys::shorten(&to.value);
        let message = format!("`to` must be an address on this machine, found `{shown}`");
        diagnostics
            .report(&spec::WRONG_KIND, to.span, message)
            .label("expected `http://127.0.0.1:PORT/…`")
            .help(help);
    }
    let webhook = keys.text("webhook", diagnostics);
    let repeat = keys.get("repeat");
    let repeat = repeat.map(|node| parse_count(node, "`repeat`", MOST_REPEATS, diagnostics));
    let delay = keys.get("delay").map(|node| parse_delay(node, diagnostics));
    let (reorder, tamper) = (
        keys.flag("reorder", diagnostics),
        keys.flag("tamper", diagnostics),
    );
    let names = || api.webhooks.iter().map(|webhook| webhook.name.as_str());
    if api.webhooks.is_empty() {
        let message = format!("`{}` has no webhooks", api.provider);
        diagnostics
            .report(&spec::WRONG_KIND, keys.first(), message)
            .label("nothing can be reported")
            .help("remove `webhooks`, or declare a webhook in the spec");
    } else if let Some(name) = &webhook
        && !names().any(|known| known == name.value)
    {
        let shown = keys::shorten(&name.value);
        let message = format!("`{shown}` is not a webhook of `{}`", api.provider);
        let report = diagnostics.report(&spec::WRONG_KIND, name.span, message);
        report.label("not declared in the spec");
        if let Some(help) = did_you_mean(&name.value, names()) {
            report.help(help);
        }
    }
    Some(Hooks {
        to: to?.value,
        webhook: webhook.map(|name| name.value),
        repeat: repeat.map_or(Some(1), |repeat| repeat)?,
        delay_ms: delay.map_or(Some(0), |delay| delay)?,
        reorder,
        tamper,
    })
}

/// `2`, or `2..4`
fn parse_range(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<(u32, u32)> {
    let text = keys::plain(node).unwrap_or_default();
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let last = match last.trim() {
        "" => Some(u32::MAX),
        last => number(last),
    };
    let calls = number(first)
        .zip(last)
        .filter(|(first, last)| first <= last);
    if calls.is_none() {
        keys::wrong_kind(
            node,
            what,
            "a number from 1, or a range such as `2..4` or `2..`",
            diagnostics,
        );
    }
    calls
}

/// The name of an operation or variant.
fn parse_operation(
    node: &Node,
    what: &str,
    api: &Api,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let name = keys::text(node, what, diagnostics)?;
    if Called::find(&api.operations, &name.value).is_some() {
        return Some(name.value);
    }
    let message = format!(
        "`{}` is not an operation of `{}`",
        keys::shorten(&name.value),
        api.provider
    );
    let report = diagnostics.report(&operations::UNKNOWN_OPERATION, name.span, message);
    report.label("not declared in the spec");
    if let Some(help) = did_you_mean(&name.value, Called::names(&api.operations)) {
        report.help(help);
    }
    None
}
