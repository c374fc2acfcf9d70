//! Everything about a provider that is the same for all calls, as one static.

use super::code::Code;
use super::layout::{Node, atom, call, group, option, record, slice};
use super::scheme;
use super::{Context, Page};
use crate::model::{AnswerPath, ClockPolicy, EnvelopeTest, Errors, PathStep};

impl Context<'_> {
    /// `signing.rs`
    pub fn signing_page(&self) -> Page {
        let mut code = Code::default();
        let runtime = &self.names.runtime;
        code.line(&format!(
            "/// How {} is reached, signed for and read.",
            self.title
        ));
        let mut text = String::from("pub(super) static PROVIDER: Provider = ");
        self.provider().render(text.len(), 0, &mut text);
        code.line(&format!("{text};"));
        Page {
            name: "signing",
            head: format!(
                "//! How {} is reached, signed for and read, as constant data.\n",
                self.title
            ),
            uses: format!(
                "#[allow(unused_imports, reason = \"which of them a plan needs depends on the plan\")]\nuse {runtime}::provider::*;\n#[allow(unused_imports, reason = \"which of them a plan needs depends on the plan\")]\nuse {runtime}::signing::plan::*;\nuse std::borrow::Cow::Borrowed;\n"
            ),
            text: code.text,
        }
    }

    fn provider(&self) -> Node {
        let api = self.api;
        let environments =
            api.environments
                .iter()
                .map(|environment| {
                    let bases = environment.bases.iter().map(|(section, base)| {
                        call("", vec![atom(section.to_string()), quoted(base)])
                    });
                    record(
                        "EnvironmentData",
                        vec![
                            ("name", quoted(&environment.name)),
                            ("bases", slice(bases.collect())),
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
                        ("ok", slice(envelope.ok.iter().map(test).collect())),
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
                        ("scope", quoted(&limit.scope)),
                    ],
                )
            })
            .collect();
        record(
            "Provider",
            vec![
                ("title", quoted(&self.api.title)),
                ("scheme", scheme::scheme(&api.scheme)),
                ("environments", slice(environments)),
                ("envelopes", slice(envelopes)),
                ("errors", errors(&api.errors)),
                ("limits", slice(limits)),
                ("clock", option(api.clock.as_ref().map(clock))),
                ("serial_nonce", atom(api.serial_nonce.to_string())),
            ],
        )
    }
}

fn quoted(text: &str) -> Node {
    atom(format!("{text:?}"))
}

fn test(test: &EnvelopeTest) -> Node {
    match test {
        EnvelopeTest::Equal(path, value, holds) => call(
            "Test::Equal",
            vec![answer_path(path), quoted(value), atom(holds.to_string())],
        ),
        EnvelopeTest::Absent(path, holds) => call(
            "Test::Absent",
            vec![answer_path(path), atom(holds.to_string())],
        ),
    }
}

fn answer_path(path: &AnswerPath) -> Node {
    match path {
        AnswerPath::Status => atom("AnswerPath::Status"),
        AnswerPath::Body(path) => call("AnswerPath::Body", vec![steps(path)]),
        AnswerPath::Header(name) => call("AnswerPath::Header", vec![quoted(name)]),
    }
}

fn steps(path: &[PathStep]) -> Node {
    slice(
        path.iter()
            .map(|step| match step {
                PathStep::Name(name) => call("PathStep::Name", vec![quoted(name)]),
                PathStep::Index(at) => atom(format!("PathStep::Index({at})")),
            })
            .collect(),
    )
}

fn errors(errors: &Errors) -> Node {
    let paths = |paths: &[AnswerPath]| slice(paths.iter().map(answer_path).collect());
    let status = errors.status.iter().map(|(status, kind)| {
        group(
            "(",
            vec![
                atom(status.to_string()),
                atom(format!("ErrorKind::{kind:?}")),
            ],
            ")",
        )
    });
    let codes = errors.codes.iter().map(|code| {
        call(
            "",
            vec![
                quoted(&code.pattern),
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
                option(errors.retry_after.as_ref().map(answer_path)),
            ),
            (
                "request_id",
                option(errors.request_id.as_ref().map(answer_path)),
            ),
            ("status", slice(status.collect())),
            ("codes", slice(codes.collect())),
        ],
    )
}

fn clock(clock: &ClockPolicy) -> Node {
    let number = |value: Option<u64>| option(value.map(|value| atom(value.to_string())));
    let server = clock.server_time.as_ref().map(|(header, unit)| {
        let unit = option(unit.map(|unit| atom(format!("TimeUnit::{unit:?}"))));
        call("", vec![quoted(header), unit])
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
