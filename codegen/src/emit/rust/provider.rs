//! Everything about a provider that is the same for all calls, as one static.

use super::code::{doc_comments, literal};
use super::layout::{Node, atom, borrowed, call, group, option, record, text};
use super::scheme;
use super::{Context, Page};
use crate::markdown::md;
use crate::model::{ClockPolicy, EnvelopeTest, Errors, PathStep, ResponsePath, TimeUnit};
use crate::signing::features;
use specie_runtime::Literal;
use std::collections::HashSet;

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
        self.provider().render(head.len(), 0, &mut text);
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

    /// `needs!("Acme" RSA "rsa");`, if the plans use a primitive that must be enabled by a feature.
    fn needs(&self) -> String {
        let needed: Vec<String> = features(&self.api.scheme)
            .iter()
            .map(|name| format!("{} {name:?}", name.to_ascii_uppercase()))
            .collect();
        if needed.is_empty() {
            return String::new();
        }
        format!(
            "{}::needs!({} {});\n",
            self.names.runtime,
            literal(&self.api.title),
            needed.join(", ")
        )
    }

    fn provider(&self) -> Node {
        let api = self.api;
        let environments =
            api.environments
                .iter()
                .map(|environment| {
                    let bases = environment.bases.iter().map(|(section, base)| {
                        call("", vec![atom(section.to_string()), text(base)])
                    });
                    record(
                        "EnvironmentData",
                        vec![
                            ("name", text(&environment.name)),
                            ("bases", borrowed(bases.collect())),
                        ],
                    )
                })
                .collect();
        let envelopes = api
            .envelopes
            .iter()
            .map(|envelope| {
                record(
                    "Envelope",
                    vec![
                        ("ok", groups(&envelope.ok)),
                        ("partial", groups(&envelope.partial)),
                        ("data", steps(&envelope.data)),
                    ],
                )
            })
            .collect();
        let limits = api
            .limits
            .iter()
            .map(|limit| {
                record(
                    "Limit",
                    vec![
                        ("calls", atom(limit.calls.to_string())),
                        ("per_ms", atom(limit.per_ms.to_string())),
                        ("scope", text(&limit.scope)),
                    ],
                )
            })
            .collect();
        record(
            "Provider",
            vec![
                ("title", text(&self.api.title)),
                ("scheme", scheme::scheme(&api.scheme)),
                ("environments", borrowed(environments)),
                ("envelopes", borrowed(envelopes)),
                ("errors", errors(&api.errors)),
                ("limits", borrowed(limits)),
                ("clock", option(api.clock.as_ref().map(clock))),
                ("serial_nonce", atom(api.serial_nonce.to_string())),
            ],
        )
    }
}

fn groups(groups: &[Vec<EnvelopeTest>]) -> Node {
    let group = |group: &Vec<EnvelopeTest>| borrowed(group.iter().map(test).collect());
    borrowed(groups.iter().map(group).collect())
}

fn test(test: &EnvelopeTest) -> Node {
    match test {
        EnvelopeTest::In(path, literals, holds) => call(
            "ResponseTest::In",
            vec![
                response_path(path),
                borrowed(literals.iter().map(json_literal).collect()),
                atom(holds.to_string()),
            ],
        ),
        EnvelopeTest::Absent(path, holds) => call(
            "ResponseTest::Absent",
            vec![response_path(path), atom(holds.to_string())],
        ),
    }
}

fn json_literal(literal: &Literal) -> Node {
    match literal {
        Literal::Text(value) => call("AnswerLiteral::Text", vec![text(value)]),
        Literal::Number(value) => call("AnswerLiteral::Number", vec![text(value)]),
        Literal::Bool(value) => atom(format!("AnswerLiteral::Bool({value})")),
    }
}

fn response_path(path: &ResponsePath) -> Node {
    match path {
        ResponsePath::Status => atom("ResponsePath::Status"),
        ResponsePath::Body(path) => call("ResponsePath::Body", vec![steps(path)]),
        ResponsePath::Header(name) => call("ResponsePath::Header", vec![text(name)]),
    }
}

fn steps(path: &[PathStep]) -> Node {
    borrowed(
        path.iter()
            .map(|step| match step {
                PathStep::Name(name) => call("PathSegment::Name", vec![text(name)]),
                PathStep::Index(at) => atom(format!("PathSegment::Index({at})")),
            })
            .collect(),
    )
}

fn errors(errors: &Errors) -> Node {
    let paths = |paths: &[ResponsePath]| borrowed(paths.iter().map(response_path).collect());
    let status = errors.status.iter().map(|(status, kind)| {
        call(
            "",
            vec![
                atom(status.to_string()),
                atom(format!("ErrorKind::{kind:?}")),
            ],
        )
    });
    let codes = errors.codes.iter().map(|code| {
        call(
            "",
            vec![
                text(&code.pattern),
                atom(format!("ErrorKind::{:?}", code.kind)),
            ],
        )
    });
    record(
        "ErrorRules",
        vec![
            ("code", paths(&errors.code)),
            ("message", paths(&errors.message)),
            (
                "retry_after",
                option(errors.retry_after.as_ref().map(response_path)),
            ),
            (
                "request_id",
                option(errors.request_id.as_ref().map(response_path)),
            ),
            ("status", borrowed(status.collect())),
            ("codes", borrowed(codes.collect())),
        ],
    )
}

fn clock(clock: &ClockPolicy) -> Node {
    let number = |value: Option<u64>| option(value.map(|value| atom(value.to_string())));
    let server = clock.server_time.as_ref().map(|(header, unit)| {
        // An ISO text is a date, in the format of the header `Date`.
        let unit = unit.filter(|unit| *unit != TimeUnit::Iso);
        let unit = option(unit.map(|unit| atom(format!("Unit::{unit:?}"))));
        call("", vec![text(header), unit])
    });
    record(
        "ClockPolicy",
        vec![
            ("past_ms", number(clock.past_ms)),
            ("future_ms", number(clock.future_ms)),
            ("margin_ms", atom(clock.margin_ms.to_string())),
            ("server_time", option(server)),
        ],
    )
}

/// Names of the runtime that the static may use, each with its import name.
const RUNTIME: [(&str, &str); 10] = [
    ("ResponsePath", "ResponsePath"),
    ("ClockPolicy", "ClockPolicy"),
    ("Envelope", "Envelope"),
    ("EnvironmentData", "EnvironmentData"),
    ("ErrorKind", "ErrorKind"),
    ("ErrorRules", "ErrorRules"),
    ("Limit", "Limit"),
    ("Literal as AnswerLiteral", "AnswerLiteral"),
    ("Provider", "Provider"),
    ("Test as ResponseTest", "ResponseTest"),
];

/// Names of plan types that the static may use.
const PLAN: [&str; 31] = [
    "Action",
    "Arrays",
    "Binding",
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
    "Name",
    "PathEncode",
    "Place",
    "Plan",
    "Scheme",
    "Section",
    "PathSegment",
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
    let used = RUNTIME
        .iter()
        .filter(|(_, name)| words.contains(name))
        .map(|(import, _)| *import);
    import(runtime, used.collect());
    let used = PLAN.iter().filter(|name| words.contains(*name)).copied();
    import(&format!("{runtime}::signing::plan"), used.collect());
    out.push_str("use ::std::borrow::Cow::Borrowed;\n");
    out
}

/// Words of code that stand alone or begin a path, without those in strings and comments.
fn code_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if let Some(inside) = rest.strip_prefix("::") {
                rest = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
                continue;
            }
            if let Some(quoted) = rest.strip_prefix('"') {
                rest = past_quote(quoted);
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
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return &text[at + 1..],
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    ""
}
