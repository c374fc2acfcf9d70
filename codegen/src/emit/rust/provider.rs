//! Everything about a provider that is the same for all calls, as one static.

use super::code::{doc_comments, literal};
use super::layout::{Node, atom, borrowed, call, group, option, record, text};
use super::plans::reference;
use super::{Context, Page};
use super::{plan_values, scheme};
use crate::markdown::md;
use crate::signing::features;
use specie_runtime::signing::plan::{List, PathSegment, Scheme, Section, Str, Unit};
use specie_runtime::{
    ClockPolicy, Cost, CostBy, CostRule, CountedCalls, Envelope, EnvironmentData, ErrorKind,
    ErrorRules, Limit, LimitHeaders, LimitReset, LimitSize, Literal, Provider, ResponsePath,
    ResponseTest, ServerTime, TimeCall,
};
use std::collections::HashSet;
use std::fmt::Write;

impl Context<'_> {
    /// `signing.rs`
    pub fn signing_page(&self) -> Page {
        let doc = md!(
            "Base URLs, signing plans and error rules of {}.",
            self.title
        );
        let mut text = doc_comments("///", 0, &doc);
        let head = "pub(super) static PROVIDER: Provider = ";
        text.push_str(head);
        provider(&self.api.runtime).render(head.len(), 0, &mut text);
        text.push_str(";\n");
        text.push_str(&self.needs());
        Page {
            name: "signing",
            head: doc_comments(
                "//!",
                0,
                &md!(
                    "Base URLs, signing plans and error rules of {}, as constant data.",
                    self.title
                ),
            ),
            uses: imports(&self.names.runtime, &text),
            text,
        }
    }

    /// `needs!("Acme" RSA "rsa");`, if the plans use a primitive that must be enabled by a feature; the same for uploads.
    fn needs(&self) -> String {
        let needed: Vec<String> = features(&self.api.runtime.scheme)
            .iter()
            .map(|name| format!("{} {name:?}", name.to_ascii_uppercase()))
            .collect();
        let title = literal(&self.api.runtime.title);
        let mut lines = String::new();
        if !needed.is_empty() {
            let needed = needed.join(", ");
            let _ = writeln!(lines, "{}::needs!({title} {needed});", self.names.runtime);
        }
        if self
            .api
            .operations
            .iter()
            .any(|operation| operation.multipart)
        {
            let _ = writeln!(lines, "{}::needs!({title} uploads);", self.names.runtime);
        }
        lines
    }
}

// Each function below names every field of the value that it prints, so that a new field does not compile until it is printed.

fn provider(value: &Provider) -> Node {
    let Provider {
        title,
        scheme,
        environments,
        envelopes,
        errors,
        limits,
        weights,
        clock,
        serial_nonce,
    } = value;
    record(
        "Provider",
        vec![
            ("title", text(title)),
            ("scheme", scheme::scheme(scheme)),
            (
                "environments",
                list(environments, |one| environment(one, scheme)),
            ),
            ("envelopes", list(envelopes, envelope)),
            ("errors", error_rules(errors)),
            ("limits", list(limits, |one| limit(one, &scheme.sections))),
            ("weights", list(weights, weight)),
            ("clock", option(clock.as_ref().map(clock_policy))),
            ("serial_nonce", atom(serial_nonce.to_string())),
        ],
    )
}

/// A list, each element printed by `print`.
pub(super) fn list<T>(values: &[T], print: impl Fn(&T) -> Node) -> Node {
    borrowed(values.iter().map(print).collect())
}

fn environment(value: &EnvironmentData, scheme: &Scheme) -> Node {
    let (sections, credentials) = (&scheme.sections, &scheme.credentials);
    let EnvironmentData {
        name,
        bases,
        headers,
        network,
        prefixes,
    } = value;
    let prefix = |(at, prefix): &(u16, Str)| {
        let of = credentials.get(usize::from(*at));
        let credential = reference(*at, of.map(|of| &*of.name));
        call("", vec![atom(credential), text(prefix)])
    };
    let base = |(at, base): &(u16, Str)| {
        let of = sections.get(usize::from(*at));
        let section = reference(at, of.map(|of| &*of.name));
        call("", vec![atom(section), text(base)])
    };
    record(
        "EnvironmentData",
        vec![
            ("name", text(name)),
            ("bases", list(bases, base)),
            (
                "headers",
                list(headers, |(name, value)| {
                    call("", vec![text(name), text(value)])
                }),
            ),
            (
                "network",
                option(network.map(|network| atom(format!("BitcoinNetwork::{network:?}")))),
            ),
            ("prefixes", list(prefixes, prefix)),
        ],
    )
}

fn envelope(value: &Envelope) -> Node {
    let Envelope {
        ok,
        partial,
        data,
        fallback,
        members,
        errors,
    } = value;
    let path = |path: &List<PathSegment>| list(path, plan_values::segment);
    let member = |(name, at): &(Str, List<PathSegment>)| call("", vec![text(name), path(at)]);
    let group = |group: &List<ResponseTest>| list(group, response_test);
    record(
        "Envelope",
        vec![
            ("ok", list(ok, group)),
            ("partial", list(partial, group)),
            ("data", path(data)),
            ("fallback", list(fallback, path)),
            ("members", list(members, member)),
            ("errors", option(errors.as_ref().map(error_rules))),
        ],
    )
}

pub(super) fn response_test(value: &ResponseTest) -> Node {
    match value {
        ResponseTest::In(path, literals, equal) => call(
            "ResponseTest::In",
            vec![
                response_path(path),
                list(literals, json_literal),
                atom(equal.to_string()),
            ],
        ),
        ResponseTest::Absent(path, absent) => call(
            "ResponseTest::Absent",
            vec![response_path(path), atom(absent.to_string())],
        ),
    }
}

fn json_literal(value: &Literal) -> Node {
    match value {
        Literal::Text(value) => call("Literal::Text", vec![text(value)]),
        Literal::Number(value) => call("Literal::Number", vec![text(value)]),
        Literal::Bool(value) => atom(format!("Literal::Bool({value})")),
    }
}

fn response_path(value: &ResponsePath) -> Node {
    match value {
        ResponsePath::Status => atom("ResponsePath::Status"),
        ResponsePath::Body(path) => {
            call("ResponsePath::Body", vec![list(path, plan_values::segment)])
        }
        ResponsePath::Header(name) => call("ResponsePath::Header", vec![text(name)]),
    }
}

fn error_rules(value: &ErrorRules) -> Node {
    let ErrorRules {
        code,
        message,
        data,
        retry_after,
        request_id,
        status,
        codes,
        messages,
    } = value;
    let kind = |kind: &ErrorKind| atom(format!("ErrorKind::{kind:?}"));
    let status_kind = |(status, of): &(u16, ErrorKind)| call("", vec![number(status), kind(of)]);
    let code_kind = |(pattern, of): &(Str, ErrorKind)| call("", vec![text(pattern), kind(of)]);
    record(
        "ErrorRules",
        vec![
            ("code", list(code, response_path)),
            ("message", list(message, response_path)),
            ("data", list(data, response_path)),
            (
                "retry_after",
                option(retry_after.as_ref().map(response_path)),
            ),
            ("request_id", option(request_id.as_ref().map(response_path))),
            ("status", list(status, status_kind)),
            ("codes", list(codes, code_kind)),
            ("messages", list(messages, code_kind)),
        ],
    )
}

fn limit(value: &Limit, sections: &[Section]) -> Node {
    let Limit {
        size,
        scope,
        by,
        pool,
        counts,
        headers,
        tiers,
    } = value;
    let section = |at: &u16| {
        let of = sections.get(usize::from(*at));
        atom(reference(at, of.map(|of| &*of.name)))
    };
    let operation = |(name, own): &(Str, Option<Cost>)| {
        call("", vec![text(name), option(own.as_ref().map(cost))])
    };
    let counts = match counts {
        CountedCalls::All => atom("CountedCalls::All"),
        CountedCalls::Sections(at) => call("CountedCalls::Sections", vec![list(at, section)]),
        CountedCalls::Operations(named) => {
            call("CountedCalls::Operations", vec![list(named, operation)])
        }
    };
    record(
        "Limit",
        vec![
            ("size", limit_size(size)),
            ("scope", text(scope)),
            ("by", option(by.as_ref().map(|by| text(by)))),
            ("pool", option(pool.as_ref().map(|pool| text(pool)))),
            ("counts", counts),
            ("headers", limit_headers(headers)),
            (
                "tiers",
                list(tiers, |(name, size)| {
                    call("", vec![text(name), limit_size(size)])
                }),
            ),
        ],
    )
}

fn limit_size(value: &LimitSize) -> Node {
    match value {
        LimitSize::Window { calls, per_ms } => record(
            "LimitSize::Window",
            vec![("calls", number(calls)), ("per_ms", number(per_ms))],
        ),
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => record(
            "LimitSize::Counter",
            vec![
                ("max", number(max)),
                ("decay_thousandths", number(decay_thousandths)),
                ("per_ms", number(per_ms)),
            ],
        ),
    }
}

fn limit_headers(value: &LimitHeaders) -> Node {
    if *value == LimitHeaders::NONE {
        return atom("LimitHeaders::NONE");
    }
    let LimitHeaders { used, left, reset } = value;
    let name = |name: &Option<Str>| option(name.as_ref().map(|name| text(name)));
    let unit = |unit: &Unit| atom(format!("Unit::{unit:?}"));
    let reset = reset.as_ref().map(|reset| match reset {
        LimitReset::At(name, of) => call(
            "LimitReset::At",
            vec![text(name), option(of.as_ref().map(unit))],
        ),
        LimitReset::After(name, of) => call("LimitReset::After", vec![text(name), unit(of)]),
    });
    record(
        "LimitHeaders",
        vec![
            ("used", name(used)),
            ("left", name(left)),
            ("reset", option(reset)),
        ],
    )
}

fn weight((operation, own): &(Str, Cost)) -> Node {
    call("", vec![text(operation), cost(own)])
}

fn cost(value: &Cost) -> Node {
    let Cost { rules, otherwise } = value;
    if rules.is_empty() {
        return call("Cost::fixed", vec![number(otherwise)]);
    }
    record(
        "Cost",
        vec![
            ("rules", list(rules, cost_rule)),
            ("otherwise", number(otherwise)),
        ],
    )
}

fn cost_rule(value: &CostRule) -> Node {
    let CostRule { param, cost } = value;
    let step = |(most, cost): &(u64, u32)| call("", vec![number(most), number(cost)]);
    let one = |(value, cost): &(Str, u32)| call("", vec![text(value), number(cost)]);
    let cost = match cost {
        CostBy::UpTo(steps, above) => call("CostBy::UpTo", vec![list(steps, step), number(above)]),
        CostBy::Each(cost) => call("CostBy::Each", vec![number(cost)]),
        CostBy::EachAtMost(cost, most) => {
            call("CostBy::EachAtMost", vec![number(cost), number(most)])
        }
        CostBy::Values(values, other) => {
            call("CostBy::Values", vec![list(values, one), number(other)])
        }
        CostBy::Given(cost) => call("CostBy::Given", vec![number(cost)]),
    };
    record("CostRule", vec![("param", text(param)), ("cost", cost)])
}

fn clock_policy(value: &ClockPolicy) -> Node {
    let ClockPolicy {
        past_ms,
        future_ms,
        margin_ms,
        unique,
        server_time,
    } = value;
    let server_time = server_time.as_ref().map(|value| {
        let ServerTime {
            operation,
            call: how,
            at,
            unit,
        } = value;
        let how = how.as_ref().map(|value| {
            let TimeCall {
                method,
                path,
                section,
                fixed,
            } = value;
            record(
                "TimeCall",
                vec![
                    ("method", text(method)),
                    ("path", text(path)),
                    ("section", number(section)),
                    (
                        "fixed",
                        list(fixed, |(name, value)| {
                            call("", vec![text(name), text(value)])
                        }),
                    ),
                ],
            )
        });
        let unit = unit.map(|unit| atom(format!("Unit::{unit:?}")));
        record(
            "ServerTime",
            vec![
                (
                    "operation",
                    option(operation.as_ref().map(|name| text(name))),
                ),
                ("call", option(how)),
                ("at", response_path(at)),
                ("unit", option(unit)),
            ],
        )
    });
    record(
        "ClockPolicy",
        vec![
            ("past_ms", option(past_ms.as_ref().map(number))),
            ("future_ms", option(future_ms.as_ref().map(number))),
            ("margin_ms", number(margin_ms)),
            (
                "unique",
                option(unique.map(|unit| atom(format!("Unit::{unit:?}")))),
            ),
            ("server_time", option(server_time)),
        ],
    )
}

pub(super) fn number(value: &impl std::fmt::Display) -> Node {
    atom(value.to_string())
}

/// Names of the runtime that the static may use.
const RUNTIME: [&str; 19] = [
    "ClockPolicy",
    "Cost",
    "CostBy",
    "CostRule",
    "CountedCalls",
    "Envelope",
    "EnvironmentData",
    "ErrorKind",
    "ErrorRules",
    "Limit",
    "LimitHeaders",
    "LimitReset",
    "LimitSize",
    "Literal",
    "Provider",
    "ResponsePath",
    "ResponseTest",
    "ServerTime",
    "TimeCall",
];

/// Names of plan types that the static may use.
const PLAN: [&str; 35] = [
    "Action",
    "Arrays",
    "Binding",
    "BitcoinNetwork",
    "Comparison",
    "Credential",
    "Data",
    "Encoder",
    "Entry",
    "Escape",
    "Expires",
    "Expr",
    "Form",
    "Function",
    "HeaderLine",
    "Keep",
    "KeepFrom",
    "KeySource",
    "KeysFrom",
    "Name",
    "NamedIn",
    "PathEncode",
    "PathSegment",
    "Place",
    "Plan",
    "Scheme",
    "Section",
    "Session",
    "SessionCall",
    "Setting",
    "Step",
    "Target",
    "Test",
    "Unit",
    "WebhookPlan",
];

/// The `use` lines of the names that appear in `text`.
fn imports(runtime: &str, text: &str) -> String {
    let words: HashSet<&str> = code_words(text).collect();
    let mut out = String::new();
    let mut import = |path: &str, names: Vec<&str>| {
        if !names.is_empty() {
            let head = format!("use {path}::");
            out.push_str(&head);
            group("{", names.into_iter().map(atom).collect(), "}").render(head.len(), 0, &mut out);
            out.push_str(";\n");
        }
    };
    let used = |names: &[&'static str]| {
        let names = names.iter().copied();
        names.filter(|name| words.contains(name)).collect()
    };
    import(runtime, used(&RUNTIME));
    import(&format!("{runtime}::signing::plan"), used(&PLAN));
    out.push_str("use ::std::borrow::Cow::Borrowed;\n");
    out
}

/// Words of code that stand alone or begin a path, without those in strings and comments.
pub(super) fn code_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if let Some(inside) = rest.strip_prefix("::") {
                rest = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
                continue;
            }
            if let Some(quoted) = rest.strip_prefix('"') {
                rest = past_quote(quoted);
            } else if rest.starts_with("/*") {
                rest = rest.split_once("*/").map_or("", |(_, after)| after);
            } else if rest.starts_with("//") {
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
            } else if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                let end = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                rest = after;
                return Some(word);
            } else {
                let mut chars = rest.chars();
                chars.next()?;
                rest = chars.as_str();
            }
        }
    })
}

/// The text after a string whose opening quote was already read.
fn past_quote(text: &str) -> &str {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    chars.as_str()
}
