//! Scenarios of a mock provider: a YAML file with what goes wrong, and when. Read with the same diagnostics as a spec.

mod parse;

use crate::diagnostic::Diagnostics;
use crate::model::Api;
use crate::source::Source;
use crate::yaml;

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
    /// How long lists and their pages are.
    pub lists: Lists,
    /// Faults of streams. The first that applies to a message is used.
    pub streams: Vec<StreamFaults>,
}

/// How long lists and their pages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// The least number of entries of a list that has pages. Entries are added until there are as many.
    pub entries: usize,
    /// The most entries of a page; `None`: as many as the call asks for.
    pub page_size: Option<usize>,
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

/// What goes wrong with messages of a stream, or with subscriptions to its channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamFaults {
    /// The stream; `None`: every one.
    pub on: Option<String>,
    /// The channel, by its name in the spec; `None`: every one.
    pub channel: Option<String>,
    /// The first and the last message that it applies to, counted from 1 among those that it is about; `None`: every one.
    pub messages: Option<(u32, u32)>,
    /// What goes wrong.
    pub fault: StreamFault,
}

impl StreamFaults {
    /// Whether it is about the messages of a channel.
    #[must_use]
    pub fn is_about(&self, stream: &str, channel: &str) -> bool {
        self.on.as_deref().is_none_or(|on| on == stream)
            && self.channel.as_deref().is_none_or(|known| known == channel)
    }
}

/// What goes wrong with a message of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFault {
    /// It is lost. Its number is counted.
    Drop,
    /// It is sent twice.
    Repeat,
    /// It ends before its last character.
    Garble,
    /// In place of it, the connection is closed.
    Close,
    /// In place of it, the connection falls silent: nothing is sent or read any more.
    Silence,
    /// The checksum of the book in it is wrong.
    Checksum,
    /// The subscription is refused.
    Refuse,
}

impl StreamFault {
    /// All of them, with their names in scenarios.
    pub const ALL: [(&'static str, Self); 7] = [
        ("drop", Self::Drop),
        ("repeat", Self::Repeat),
        ("garble", Self::Garble),
        ("close", Self::Close),
        ("silence", Self::Silence),
        ("checksum", Self::Checksum),
        ("refuse", Self::Refuse),
    ];
}

impl std::fmt::Display for StreamFault {
    /// What goes wrong, for a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Drop => "message lost",
            Self::Repeat => "message sent twice",
            Self::Garble => "message cut short",
            Self::Close => "connection closed",
            Self::Silence => "connection silent from now on",
            Self::Checksum => "checksum made wrong",
            Self::Refuse => "subscription refused",
        })
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

/// The help for a file without a value.
const START: &str = "write what goes wrong, such as `clock: -10m` or `faults: [{ status: 503 }]`, or leave the scenario out";

/// The most times that one delivery is sent.
pub const MOST_REPEATS: u32 = 1_000;

/// Reads a scenario for the provider of `api`; `path` is only shown in messages.
#[must_use]
pub fn read(path: &str, text: String, api: &Api) -> (Source, Option<Scenario>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let source = Source::new(path, text);
    let root = yaml::parse_file(&source, START, &mut diagnostics);
    let scenario = root.and_then(|root| parse::parse(&root, api, &mut diagnostics));
    let scenario = scenario.filter(|_| !diagnostics.has_errors());
    (source, scenario, diagnostics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, load};

    fn scenario(text: &str) -> (Option<Scenario>, Vec<String>) {
        let spec = "provider: acme\ndocs: https://acme.example\nsections: { api: { base: \"https://acme.example\" } }\n\
                    operations:\n  pay: { doc: Pays., call: POST pay, answer: none, idempotency: never, source: https://acme.example }\n\
                    credentials: { key: secret }\nwebhooks:\n  paid: { doc: Paid., source: https://acme.example, body: json, verify: [{ header: { Sign: body | hmac_sha256(key) | hex } }], event: Paid }\n\
                    types:\n  Paid: { doc: Paid., source: https://acme.example, fields: { id: text -- number } }\n";
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
            "clock: -10m\ndeny: pay\nlimit: { calls: 5, per: 1m }\nfaults:\n  - { on: pay, calls: 2..4, delay: 2s, drop: after }\n  - { on: pay, calls: 5, status: 500 }\n  - { truncate: 3, drift: true }\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let expected = Scenario {
            clock_ms: -600_000,
            deny: vec!["pay".to_owned()],
            webhooks: None,
            lists: Lists::default(),
            streams: Vec::new(),
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
                    on: Some("pay".to_owned()),
                    calls: Some((5, 5)),
                    status: Some(500),
                    ..Fault::default()
                },
                Fault {
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

    /// Each says something that cannot be, or that nothing follows from.
    #[test]
    fn what_has_no_effect_is_reported() {
        let to = "http://127.0.0.1:9000/hook";
        for (text, expected) in [
            ("", "the file contains no value"),
            ("# nothing\n", "the file contains no value"),
            (
                "webhooks: { to: \"https://acme.example/hook\" }",
                "`to` must be an address on this machine",
            ),
            (
                "webhooks: { to: \"http://10.0.0.1/hook\" }",
                "`to` must be an address on this machine",
            ),
            (
                "webhooks: { to: \"http://me@127.0.0.1/hook\" }",
                "`to` must be an address on this machine",
            ),
            (
                "webhooks: { to: \"127.0.0.1:9000\" }",
                "`to` must be an address on this machine",
            ),
            (
                &format!("webhooks: {{ to: \"{to}\", repeat: 0 }}"),
                "`repeat` must be a number from 1 to 1000",
            ),
            (
                &format!("webhooks: {{ to: \"{to}\", repeat: 1001 }}"),
                "`repeat` must be a number from 1 to 1000",
            ),
            (
                &format!("webhooks: {{ to: \"{to}\", delay: 0s }}"),
                "`delay` must be from `1ms` to `1d`",
            ),
            (
                &format!("webhooks: {{ to: \"{to}\", webhook: piad }}"),
                "`piad` is not a webhook",
            ),
            (
                "faults: [{ drop: before, status: 500 }]",
                "`status` has no effect beside `drop`",
            ),
            (
                "faults: [{ drop: after, truncate: 3 }]",
                "`truncate` has no effect beside `drop`",
            ),
            (
                "faults: [{ drop: after, drift: true }]",
                "`drift` has no effect beside `drop`",
            ),
            (
                "faults: [{ status: 500, drift: true }]",
                "`drift` has no effect beside `status`",
            ),
            (
                "faults: [{ delay: 0s }]",
                "`delay` must be from `1ms` to `1d`",
            ),
            (
                "faults: [{ delay: 2d }]",
                "`delay` must be from `1ms` to `1d`",
            ),
            (
                "faults: [{ status: 500 }, { on: pay, status: 503 }]",
                "a fault is never used",
            ),
            (
                "faults: [{ on: pay, calls: 1..3, status: 500 }, { on: pay, calls: 2, drop: after }]",
                "a fault is never used",
            ),
            (
                "limit: { calls: 0, per: 1m }",
                "`calls` must be a number from 1",
            ),
            ("lists: { entries: 0 }", "`entries` must be a number from 1"),
            (
                "lists: { page_size: 0 }",
                "`page_size` must be a number from 1",
            ),
            ("lists: {}", "`lists` says nothing about lists"),
        ] {
            let (read, problems) = scenario(text);
            assert_eq!(read, None, "{text}");
            let [problem] = problems.as_slice() else {
                panic!("{text}: {problems:?}");
            };
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }

    /// A stream whose subscriptions are refused, and one that says nothing of it.
    const STREAMS: &str = "provider: acme\ndocs: https://acme.example\nsections: { api: { base: \"https://acme.example\" } }\n\
        streams:\n  public:\n    doc: Prices.\n    source: https://acme.example\n    url: \"wss://acme.example/public\"\n\
        \x20   subscribe: { subscribe: [\"{topics...}\"] }\n    ack: { topics: msg.on, refused: msg.error is not absent }\n\
        \x20   route: { topic: \"{msg.topic}\", data: msg.data }\n    channels: { prices: { doc: Prices., message: json } }\n\
        \x20 quiet:\n    doc: Prices.\n    source: https://acme.example\n    url: \"wss://acme.example/quiet\"\n\
        \x20   subscribe: { subscribe: [\"{topics...}\"] }\n\
        \x20   route: { topic: \"{msg.topic}\", data: msg.data }\n    channels: { prices: { doc: Prices., message: json } }\n";

    #[test]
    fn faults_of_streams_are_read() {
        let options = Options {
            draft: true,
            skip_vectors: true,
        };
        let loaded = load("acme.yaml", STREAMS, &options);
        let findings: Vec<String> = loaded
            .blocking()
            .iter()
            .map(|one| one.message.clone())
            .collect();
        let api = loaded.api.unwrap_or_else(|| panic!("{findings:?}"));
        let read_faults = |text: &str| {
            let (_, scenario, diagnostics) = read("scenario.yaml", text.to_owned(), &api);
            let shown = diagnostics.shown_of(|_| true);
            let messages: Vec<String> = shown.iter().map(|one| one.message.clone()).collect();
            (scenario.map(|scenario| scenario.streams), messages)
        };
        let (read, problems) = read_faults(
            "streams:\n  - { on: public, channel: prices, messages: 3, fault: drop }\n  - { fault: silence }\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let expected = vec![
            StreamFaults {
                on: Some("public".to_owned()),
                channel: Some("prices".to_owned()),
                messages: Some((3, 3)),
                fault: StreamFault::Drop,
            },
            StreamFaults {
                on: None,
                channel: None,
                messages: None,
                fault: StreamFault::Silence,
            },
        ];
        assert_eq!(read, Some(expected));
        for (text, expected) in [
            (
                "{ on: publik, fault: drop }",
                "`publik` is not a stream of `acme`",
            ),
            (
                "{ channel: price, fault: drop }",
                "`price` is not a channel of `acme`",
            ),
            ("{ fault: lose }", "`fault` must be `drop` or `repeat`"),
            (
                "{ messages: 0, fault: drop }",
                "`messages` must be a number from 1",
            ),
            ("{ messages: 1 }", "`fault`"),
            (
                "{ messages: 1, fault: refuse }",
                "`messages` has no effect beside `fault: refuse`",
            ),
            (
                "{ channel: prices, fault: checksum }",
                "no message that the fault is about has a checksum",
            ),
            (
                "{ on: quiet, fault: refuse }",
                "the stream `quiet` does not refuse subscriptions",
            ),
        ] {
            let (read, problems) = read_faults(&format!("streams: [{text}]"));
            assert_eq!(read, None, "{text}");
            let [problem] = problems.as_slice() else {
                panic!("{text}: {problems:?}");
            };
            assert!(problem.contains(expected), "{text}: {problem}");
        }
    }

    #[test]
    fn what_has_an_effect_is_not_reported() {
        for text in [
            "webhooks: { to: \"http://[::1]:9000\", webhook: paid, repeat: 1000, delay: 1d }",
            "webhooks: { to: \"http://localhost/hook\" }",
            "faults: [{ on: pay, drop: before, delay: 1s, drift: false }, { status: 500, truncate: 2 }]",
            "faults: [{ on: pay, calls: 1..2, status: 500 }, { on: pay, status: 503 }, { calls: 1, status: 500 }]",
            "lists: { entries: 7, page_size: 2 }",
        ] {
            let (read, problems) = scenario(text);
            assert!(read.is_some(), "{text}: {problems:?}");
        }
    }

    #[test]
    fn an_empty_file_gets_help_for_scenarios() {
        let (_, diagnostics) = {
            let mut diagnostics = Diagnostics::new();
            let source = Source::new("scenario.yaml", String::new());
            let root = yaml::parse_file(&source, START, &mut diagnostics);
            (root, diagnostics)
        };
        let shown = diagnostics.shown_of(|_| true);
        let [one] = shown.as_slice() else {
            panic!("{shown:?}");
        };
        assert_eq!(one.help.as_deref(), Some(START));
    }
}
