//! Verifying step by step and verifying directly over the raw bytes give the same verdict and recover the same inputs.

use hmac::{Hmac, KeyInit as _, Mac as _};
use proptest::prelude::*;
use sha2::Sha256;
use specie_runtime::signing::plan::*;
use specie_runtime::signing::{Credentials, Settings, Signer, VerifiedRequest, VerifyError};
use std::borrow::Cow;

const KEY: &str = "kkk";

fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

fn l<T: Clone>(all: Vec<T>) -> List<T> {
    Cow::Owned(all)
}

fn text(text: &str) -> Expr {
    Expr::Literal(Data::Text(s(text)))
}

fn call(function: Function, args: Vec<Expr>) -> Expr {
    Expr::Call(function, l(args))
}

/// What a plan of a webhook is made of: mostly what the direct way knows, sometimes something else.
fn piece() -> impl Strategy<Value = Expr> {
    let read = vec![
        Expr::Clock(Unit::Seconds),
        Expr::Clock(Unit::Millis),
        Expr::ClockIso,
        Expr::Header(s("x-time")),
        Expr::Header(s("X-Other")),
        Expr::Local(0),
        Expr::Credential(0),
        Expr::Credential(1),
        Expr::Absent,
        Expr::Nonce(Unit::Millis),
    ];
    prop_oneof![
        6 => Just(Expr::Name(Name::Body)),
        6 => prop::sample::select(read),
        3 => prop::sample::select(vec![".", "\n", "t=", ",v1=", "A"]).prop_map(text),
        1 => Just(Expr::Name(Name::Params)),
        1 => Just(Expr::Member(l(vec![Expr::Name(Name::Params)]), s("a"))),
        1 => Just(call(Function::Json, vec![Expr::Name(Name::Params)])),
    ]
}

fn joined() -> impl Strategy<Value = Expr> {
    prop::collection::vec(piece(), 1..5).prop_map(|mut all| match all.len() {
        1 => all.remove(0),
        _ => Expr::Join(l(all)),
    })
}

fn signature() -> impl Strategy<Value = Expr> {
    let encode = prop::sample::select(vec![Function::Hex, Function::Base64, Function::Upper]);
    let digest = |of| {
        prop_oneof![
            4 => Just(call(Function::HmacSha256, vec![of, Expr::Credential(1)])),
        ]
    };
    (joined(), encode, any::<bool>())
        .prop_flat_map(move |(of, encode, prefix)| (digest(of), Just(encode), Just(prefix)))
        .prop_map(|(mac, encode, prefix)| {
            let made = match encode {
                Function::Upper => call(Function::Upper, vec![call(Function::Hex, vec![mac])]),
                encode => call(encode, vec![mac]),
            };
            match prefix {
                true => call(Function::Prefix, vec![made, text("v1=")]),
                false => made,
            }
        })
}

fn header_line() -> impl Strategy<Value = HeaderLine> {
    let name = prop::sample::select(vec!["X-Sig", "x-sig", "X-Time", "X-Other", "Accept"]);
    let value = prop_oneof![5 => signature(), 2 => joined(), 2 => Just(Expr::Clock(Unit::Seconds))];
    (name, value).prop_map(|(name, value)| HeaderLine {
        name: s(name),
        value,
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let value = prop_oneof![
        4 => Just(Expr::Credential(0)),
        3 => prop::sample::select(vec!["1", "", "é"]).prop_map(text),
        1 => Just(Expr::Literal(Data::Integer(s("7")))),
        1 => Just(Expr::Literal(Data::List(l(vec![Data::Null])))),
        1 => joined(),
        1 => signature(),
        1 => Just(Expr::Absent),
    ];
    prop_oneof![
        2 => Just(Entry::Existing),
        5 => (prop::sample::select(vec!["a", "b", "sign"]), value).prop_map(|(name, value)| Entry::Member { name: s(name), value }),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let target = prop::sample::select(vec![
        Target::Params,
        Target::Form,
        Target::Json,
        Target::Json,
        Target::Query,
    ]);
    prop_oneof![
        2 => joined().prop_map(|value| Action::Let(l(vec![Binding { local: 0, value }]))),
        5 => prop::collection::vec(header_line(), 1..3).prop_map(|all| Action::Header(l(all))),
        3 => (target, prop::collection::vec(entry(), 0..3)).prop_map(|(target, all)| Action::Set(target, Expr::Object(l(all)))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let absent = |expr| Expr::Is(Test::Absent, l(vec![expr]));
    let when = prop_oneof![
        9 => Just(None),
        1 => Just(Some(Expr::Not(l(vec![absent(Expr::Header(s("X-Other")))])))),
    ];
    (when, action()).prop_map(|(when, action)| Step { when, action })
}

fn scheme(form: bool, steps: Vec<Step>) -> Scheme {
    let credential = |name, secret| Credential {
        name: s(name),
        secret,
        optional: false,
        forms: l(vec![Form::Text(None)]),
    };
    Scheme {
        provider: s("random"),
        credentials: l(vec![credential("merchant", false), credential("key", true)]),
        settings: l(vec![]),
        tables: l(vec![]),
        sections: l(vec![]),
        plans: l(vec![]),
        sessions: l(vec![]),
        webhooks: l(vec![WebhookPlan {
            form,
            tolerance_ms: None,
            keys: None,
            plan: Plan {
                name: s("hook"),
                locals: l(vec![s("t")]),
                steps: l(steps),
            },
        }]),
    }
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let fixed = vec![
        &b""[..],
        b"{}",
        b"[]",
        br#"{"a":"1","b":"mmm"}"#,
        br#"{"a":"mmm","a":"1"}"#,
        br#"{"a":1,"b":{"c":1,"c":2}}"#,
        br#" {"b":"mmm", "a":7, "sign":"x"} "#,
        b"a=1&b=mmm",
        b"a=mmm&a=1&&b=%c3%a9+",
        b"b=&a=1&sign=%zz",
        b"{\"a\":\xff}",
        b"a=\xff",
        b"{",
        b"\"x\"",
    ];
    prop_oneof![
        8 => prop::sample::select(fixed).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ]
}

fn mac(of: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    of.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Headers that fit some plans: signatures over what plans most often sign.
fn headers(body: &[u8], choice: &[u8]) -> Vec<(&'static str, String)> {
    let time: &[u8] = b"1700000000";
    let signatures = [
        hex(&mac(&[body])),
        format!("v1={}", hex(&mac(&[body]))),
        hex(&mac(&[body])).to_uppercase(),
        hex(&mac(&[time, b".", body])),
        format!(" \t{} ", hex(&mac(&[body]))),
        String::new(),
    ];
    let mut choice = choice.iter().map(|byte| usize::from(*byte));
    let mut next = || choice.next().unwrap_or_default();
    let mut all = Vec::new();
    if next() % 8 > 0 {
        all.push(("x-SIG", signatures[next() % signatures.len()].clone()));
    }
    if next() % 8 > 0 {
        let times = ["1700000000", " 1700000000", "x", "1700000000123"];
        all.push(("X-Time", times[next() % times.len()].to_owned()));
    }
    if next() % 2 > 0 {
        let others = ["mmm", "1", "A"];
        all.push(("x-other", others[next() % others.len()].to_owned()));
    }
    if next() % 16 == 0 {
        all.push(("X-Sig", signatures[0].clone()));
    }
    all
}

type Verdict = Result<VerifiedRequest, VerifyError>;

fn both(signer: &Signer, headers: &[(&str, String)], body: &[u8]) -> (Verdict, Verdict) {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    (
        signer.verify_webhook(0, &headers, body),
        signer.verify_webhook_in_steps(0, &headers, body),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_say_the_same(
        steps in prop::collection::vec(step(), 1..4),
        form in any::<bool>(),
        body in body(),
        choice in prop::collection::vec(any::<u8>(), 8),
    ) {
        let credentials = Credentials::new().with("merchant", "mmm").with("key", KEY);
        let Ok(signer) = Signer::new(scheme(form, steps), &credentials, &Settings::new()) else { return Ok(()) };
        let (direct, in_steps) = both(&signer, &headers(&body, &choice), &body);
        match (&direct, &in_steps) {
            (Ok(direct), Ok(in_steps)) => prop_assert_eq!(direct, in_steps),
            (Err(_), Err(_)) => {}
            (direct, in_steps) => prop_assert!(false, "{:?} {:?}", direct, in_steps),
        }
    }

    /// The same where a delivery most often is right, so that acceptance is compared too.
    #[test]
    fn both_ways_accept_the_same(
        merchant in any::<bool>(),
        timed in any::<bool>(),
        form in any::<bool>(),
        body in body(),
        spoil in prop_oneof![4 => Just(None), 1 => (0usize..3).prop_map(Some)],
    ) {
        let body_part = || Expr::Name(Name::Body);
        let signed = match timed {
            true => Expr::Join(l(vec![Expr::Clock(Unit::Seconds), text("."), body_part()])),
            false => body_part(),
        };
        let hex_of = call(Function::Hex, vec![call(Function::HmacSha256, vec![signed, Expr::Credential(1)])]);
        let line = |name, value| HeaderLine { name: s(name), value };
        let mut lines = vec![line("X-Sig", hex_of)];
        if timed { lines.push(line("X-Time", Expr::Clock(Unit::Seconds))); }
        let plain = |action| Step { when: None, action };
        let mut steps = vec![plain(Action::Header(l(lines)))];
        if merchant {
            let entries = vec![Entry::Existing, Entry::Member { name: s("b"), value: Expr::Credential(0) }];
            steps.push(plain(Action::Set(Target::Params, Expr::Object(l(entries)))));
        }
        let credentials = Credentials::new().with("merchant", "mmm").with("key", KEY);
        let signer = Signer::new(scheme(form, steps), &credentials, &Settings::new()).unwrap();
        prop_assert!(signer.verifies_directly(0));
        let time = "1700000000";
        let made = match timed {
            true => mac(&[time.as_bytes(), b".", &body]),
            false => mac(&[&body]),
        };
        let mut headers = vec![("x-sig", hex(&made)), ("x-time", time.to_owned())];
        let mut received = body.clone();
        match spoil {
            Some(0) => {
                let other = if headers[0].1.starts_with('0') { "1" } else { "0" };
                headers[0].1.replace_range(0..1, other);
            }
            Some(1) if timed => headers[1].1 = "1700000001".to_owned(),
            Some(2) => received.push(b' '),
            _ => {}
        }
        let (direct, in_steps) = both(&signer, &headers, &received);
        let spoilt = matches!((spoil, timed), (Some(0 | 2), _) | (Some(1), true));
        let names_merchant = std::str::from_utf8(&body).is_ok_and(|body| match form {
            true => body == "a=1&b=mmm",
            false => body.contains(r#""b":"mmm""#),
        });
        let due = !spoilt && std::str::from_utf8(&body).is_ok() && (!merchant || names_merchant);
        prop_assert_eq!(direct.is_ok(), due, "{:?}", direct);
        prop_assert_eq!(in_steps.is_ok(), due, "{:?}", in_steps);
        if let Ok(learnt) = &direct {
            let ns = timed.then_some(1_700_000_000_000_000_000);
            prop_assert_eq!(learnt.clock_ns, ns);
        }
        prop_assert_eq!(direct.ok(), in_steps.ok());
    }
}
