//! Scenarios of a mock provider: a YAML file with what goes wrong, and when. Read with the same diagnostics as a spec.

use crate::call_params::Called;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::keys::{self, Keys};
use crate::model::Api;
use crate::raw::parse_duration;
use crate::rules::{operations, spec};
use crate::source::Source;
use crate::yaml::{self, Node, Pair};
use specie_runtime::Amount;

/// What goes wrong in a mock provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// How far the provider's clock is ahead of the machine's, in milliseconds.
    pub clock_ms: i64,
    /// Operations and variants that the key may not call.
    pub deny: Vec<String>,
    /// A rate limit beside those of the spec: calls, and the length of the window in milliseconds.
    pub limit: Option<(u32, u64)>,
    /// What the account has at the start, by currency, where that differs from the spec.
    pub balances: Vec<(String, String)>,
    /// Faults of single calls. The first that applies to a call is used.
    pub faults: Vec<Fault>,
    /// Where what was created or cancelled is reported.
    pub webhooks: Option<Hooks>,
}

/// Where and how what was created or cancelled is reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hooks {
    /// An address on this machine.
    pub to: String,
    /// The webhook of the spec; `None`: its first.
    pub webhook: Option<String>,
    /// How often each delivery is sent.
    pub repeat: u32,
    /// How long each waits, in milliseconds.
    pub delay_ms: u64,
    /// Whether each second delivery is sent before the one before it.
    pub reorder: bool,
    /// Whether one byte is changed after signing.
    pub tamper: bool,
}

/// A fault of single calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fault {
    /// The operation or variant; `None`: every one.
    pub on: Option<String>,
    /// The first and the last call that it applies to, counted from 1 among those of `on`; `None`: every one.
    pub calls: Option<(u32, u32)>,
    /// How long the response is delayed, in milliseconds.
    pub delay_ms: u64,
    /// Whether the connection is closed without a response.
    pub drop: Option<Disconnect>,
    /// The status of the response, which has no usable body then. The call takes effect.
    pub status: Option<u16>,
    /// After how many bytes of its body the response ends.
    pub truncate: Option<u32>,
    /// Whether the response has a member that the spec does not declare, and a value that its enums do not list.
    pub drift: bool,
}

impl std::fmt::Display for Fault {
    /// What goes wrong, for a log: `2000 ms late, status 503`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if self.delay_ms > 0 {
            parts.push(format!("{} ms late", self.delay_ms));
        }
        match self.drop {
            Some(Disconnect::Before) => {
                parts.push("connection closed before the call took effect".to_owned());
            }
            Some(Disconnect::After) => {
                parts.push("connection closed after the call took effect".to_owned());
            }
            None => {}
        }
        if let Some(status) = self.status {
            parts.push(format!("status {status}"));
        }
        if let Some(bytes) = self.truncate {
            parts.push(format!("ends after {bytes} bytes"));
        }
        if self.drift {
            parts.push("newer than the spec".to_owned());
        }
        f.write_str(&parts.join(", "))
    }
}

/// When a connection is closed without a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disconnect {
    /// Before the call takes effect.
    Before,
    /// After it took effect.
    After,
}

/// Reads a scenario for the provider of `api`; `path` is only shown in messages.
#[must_use]
pub fn read(path: &str, text: String, api: &Api) -> (Source, Option<Scenario>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let source = Source::new(path, text);
    let root = yaml::parse(&source, &mut diagnostics);
    let scenario = root.and_then(|root| parse(&root, api, &mut diagnostics));
    let scenario = scenario.filter(|_| !diagnostics.has_errors());
    (source, scenario, diagnostics)
}

fn parse(root: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    let known = ["clock", "deny", "limit", "balances", "faults", "webhooks"];
    let keys = Keys::open(root, "a scenario", &known, diagnostics)?;
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
    let faults = keys.list("faults", diagnostics).iter();
    let faults = faults.filter_map(|node| parse_fault(node, api, diagnostics));
    let faults = faults.collect();
    let webhooks = keys.get("webhooks");
    let webhooks = webhooks.and_then(|node| parse_hooks(node, api, diagnostics));
    Some(Scenario {
        webhooks,
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
    if !is_balance(&amount.value) {
        let expected = "an amount that is not negative, with at most 28 digits";
        keys::wrong_kind(&pair.value, "a balance", expected, diagnostics);
        return None;
    }
    Some((pair.key.text.clone(), amount.value))
}

/// Whether a text is an amount that an account may have.
pub(crate) fn is_balance(text: &str) -> bool {
    let amount = Amount::new(text).ok();
    amount.is_some_and(|amount| !amount.is_negative() && amount.plain().len() <= 28)
}

/// `{ calls: 5, per: 1m }`
fn parse_limit(node: &Node, diagnostics: &mut Diagnostics) -> Option<(u32, u64)> {
    let keys = Keys::open(node, "`limit`", &["calls", "per"], diagnostics)?;
    let help = "write `limit: { calls: 5, per: 1m }`";
    let calls = keys.needed("calls", help, diagnostics);
    let per = keys.needed("per", help, diagnostics);
    let (calls_node, per_node) = (calls?, per?);
    let calls = keys::number(calls_node, "`calls`", diagnostics);
    let per = parse_duration(per_node, "`per`", diagnostics);
    if calls == Some(0) {
        keys::wrong_kind(calls_node, "`calls`", "at least 1", diagnostics);
    }
    if per == Some(0) {
        keys::wrong_kind(per_node, "`per`", "at least `1ms`", diagnostics);
    }
    calls.zip(per)
}

fn parse_fault(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Fault> {
    let known = [
        "on", "calls", "delay", "drop", "status", "truncate", "drift",
    ];
    let keys = Keys::open(node, "a fault", &known, diagnostics)?;
    let on = keys.get("on");
    let on = on.map(|node| parse_operation(node, "`on`", api, diagnostics));
    let calls = keys.get("calls").map(|node| parse_calls(node, diagnostics));
    let delay = keys.get("delay");
    let delay = delay.map(|node| parse_duration(node, "`delay`", diagnostics));
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

/// `{ to: "http://127.0.0.1:9000/hook", repeat: 2, delay: 1s, reorder: true, tamper: true }`
fn parse_hooks(node: &Node, api: &Api, diagnostics: &mut Diagnostics) -> Option<Hooks> {
    let known = ["to", "webhook", "repeat", "delay", "reorder", "tamper"];
    let keys = Keys::open(node, "`webhooks`", &known, diagnostics)?;
    let help = "write the address of your receiver: `to: \"http://127.0.0.1:9000/hook\"`";
    let to = keys.needed("to", help, diagnostics);
    let to = to.and_then(|node| keys::text(node, "`to`", diagnostics));
    let webhook = keys.text("webhook", diagnostics);
    let repeat = keys.get("repeat");
    let repeat = repeat.map(|node| keys::number(node, "`repeat`", diagnostics));
    let delay = keys.get("delay");
    let delay = delay.map(|node| parse_duration(node, "`delay`", diagnostics));
    let (reorder, tamper) = (
        keys.flag("reorder", diagnostics),
        keys.flag("tamper", diagnostics),
    );
    let names = || api.webhooks.iter().map(|webhook| webhook.name.as_str());
    if let Some(name) = &webhook
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
fn parse_calls(node: &Node, diagnostics: &mut Diagnostics) -> Option<(u32, u32)> {
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
            "`calls`",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, load};

    fn scenario(text: &str) -> (Option<Scenario>, Vec<String>) {
        let spec = "provider: acme\ndocs: https://acme.example\nsections: { api: { base: \"https://acme.example\" } }\n\
                    operations:\n  pay: { doc: Pays., call: POST pay, answer: none, idempotency: never, source: https://acme.example }\n";
        let options = Options {
            draft: true,
            skip_vectors: true,
        };
        let api = load("acme.yaml", spec, &options)
            .api
            .expect("a spec without errors");
        let (_, scenario, diagnostics) = read("scenario.yaml", text.to_owned(), &api);
        let shown = diagnostics.shown_of(|_| true);
        (
            scenario,
            shown.iter().map(|one| one.message.clone()).collect(),
        )
    }

    #[test]
    fn a_scenario_is_read() {
        let (read, problems) = scenario(
            "clock: -10m\ndeny: pay\nlimit: { calls: 5, per: 1m }\nfaults:\n  - { on: pay, calls: 2..4, delay: 2s, drop: after }\n  - { status: 500, truncate: 3, drift: true }\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let expected = Scenario {
            clock_ms: -600_000,
            deny: vec!["pay".to_owned()],
            webhooks: None,
            limit: Some((5, 60_000)),
            balances: Vec::new(),
            faults: vec![
                Fault {
                    on: Some("pay".to_owned()),
                    calls: Some((2, 4)),
                    delay_ms: 2_000,
                    drop: Some(Disconnect::After),
                    ..Fault::default()
                },
                Fault {
                    status: Some(500),
                    truncate: Some(3),
                    drift: true,
                    ..Fault::default()
                },
            ],
        };
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn mistakes_are_reported_together() {
        let (read, problems) = scenario(
            "clok: 1m\nfaults:\n  - { on: pya, drop: never }\n  - { calls: 0, status: 99 }\n  - { on: pay }\n",
        );
        assert_eq!(read, None);
        let expected = [
            "`clok`",
            "`pya` is not an operation of `acme`",
            "`drop`",
            "`calls`",
            "`status`",
            "a fault says nothing",
        ];
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
