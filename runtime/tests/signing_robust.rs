//! No plan, call or delivery makes the evaluator or the verifier panic: random plans over random values.

use proptest::prelude::*;
use specie_runtime::signing::plan::function::Primitives;
use specie_runtime::signing::plan::*;
use specie_runtime::signing::{
    Credentials, ReceivedRequest, RequestSpec, SessionValues, Settings, SignedRequest, Signer,
    SigningErrorKind, SigningInputs, Value,
};
use std::borrow::Cow;

fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

fn l<T: Clone>(all: Vec<T>) -> List<T> {
    Cow::Owned(all)
}

/// Texts that hurt: empty, long numbers, controls, wide characters, escapes, paths.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~]{0,12}",
        "-?[0-9]{1,45}(\\.[0-9]{0,30})?",
        "\\PC{0,8}",
        "(\\.\\.|%2e|/|\\{a\\}|\\?|#|\\\\|\n|\u{0}|\u{85}|&|=|\\+){0,5}",
        Just("170141183460469231731687303715884105728".to_owned()),
        Just("0x00ff".to_owned()),
        Just("AAEC_-==".to_owned()),
    ]
}

fn data() -> impl Strategy<Value = Data> {
    let leaf = prop_oneof![
        Just(Data::Null),
        any::<bool>().prop_map(Data::Bool),
        "-?[0-9]{1,45}".prop_map(|t| Data::Integer(s(&t))),
        "-?[0-9]{1,25}\\.[0-9]{1,25}(e-?[0-9]{1,3})?".prop_map(|t| Data::Number(s(&t))),
        text().prop_map(|t| Data::Text(s(&t))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| Data::List(l(all))),
            prop::collection::vec((name(), inner), 0..4).prop_map(|all| Data::Object(l(all
                .into_iter()
                .map(|(n, v)| (s(&n), v))
                .collect()))),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("x-y".to_owned()),
        text()
    ]
}

/// The functions whose primitives this build has.
fn functions() -> Vec<Function> {
    let has_all = |function: &Function| match function.definition().primitives {
        Primitives::Fixed(all) => all.iter().all(|one| one.is_enabled()),
        Primitives::OfAlgorithm(_) => true,
    };
    Function::ALL.iter().copied().filter(has_all).collect()
}

const NAMES: &[Name] = &[
    Name::Method,
    Name::Section,
    Name::Endpoint,
    Name::Path,
    Name::Template,
    Name::Uri,
    Name::Url,
    Name::Host,
    Name::Args,
    Name::Params,
    Name::Query,
    Name::Body,
];

const COMPARISONS: &[Comparison] = &[
    Comparison::Equal,
    Comparison::NotEqual,
    Comparison::Less,
    Comparison::GreaterOrEqual,
    Comparison::In,
    Comparison::NotIn,
];

fn encoder() -> impl Strategy<Value = Encoder> {
    let arrays = prop::option::of(prop::sample::select(
        &[
            Arrays::Repeat,
            Arrays::Brackets,
            Arrays::Indices,
            Arrays::Comma,
            Arrays::List,
            Arrays::Json,
        ][..],
    ));
    let escape = prop::sample::select(&[Escape::Rfc3986, Escape::Plus, Escape::Raw][..]);
    (escape, arrays, text()).prop_map(|(escape, arrays, keep)| Encoder {
        escape,
        arrays,
        keep: s(&keep),
    })
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(&[Unit::Seconds, Unit::Millis, Unit::Micros, Unit::Nanos][..])
}

fn entry(value: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Entry> {
    prop_oneof![
        4 => (name(), value.clone()).prop_map(|(name, value)| Entry::Member { name: s(&name), value }),
        1 => Just(Entry::Existing),
        1 => value.prop_map(Entry::Spread),
    ]
}

fn expr() -> impl Strategy<Value = Expr> + Clone {
    let leaf = prop_oneof![
        data().prop_map(Expr::Literal),
        Just(Expr::Absent),
        prop::sample::select(NAMES).prop_map(Expr::Name),
        name().prop_map(|n| Expr::Header(s(&n))),
        (0u16..3).prop_map(Expr::Credential),
        (0u16..3).prop_map(Expr::Local),
        Just(Expr::Setting(0)),
        Just(Expr::Table(0)),
        (0u16..2).prop_map(|v| Expr::Session(0, v)),
        Just(Expr::Item),
        Just(Expr::ItemKey),
        Just(Expr::ItemValue),
        unit().prop_map(Expr::Clock),
        Just(Expr::ClockIso),
        Just(Expr::Nonce(Unit::Millis)),
        Just(Expr::Uuid),
        Just(Expr::Random),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        let some = |n: std::ops::Range<usize>| prop::collection::vec(inner.clone(), n);
        prop_oneof![
            (prop::sample::select(functions()), some(1..5))
                .prop_map(|(f, all)| Expr::Call(f, l(all))),
            prop::collection::vec(entry(inner.clone()).boxed(), 0..4)
                .prop_map(|all| Expr::Object(l(all))),
            some(0..4).prop_map(|all| Expr::List(l(all))),
            some(1..4).prop_map(|all| Expr::Join(l(all))),
            some(1..4).prop_map(|all| Expr::Coalesce(l(all))),
            some(3..4).prop_map(|all| Expr::If(l(all))),
            some(1..3).prop_map(|all| Expr::And(l(all))),
            some(1..3).prop_map(|all| Expr::Or(l(all))),
            some(1..2).prop_map(|all| Expr::Not(l(all))),
            some(2..3).prop_map(|all| Expr::Each(l(all))),
            some(2..3).prop_map(|all| Expr::Any(l(all))),
            some(1..2).prop_map(|all| Expr::HeaderNamed(l(all))),
            some(2..3).prop_map(|all| Expr::Index(l(all))),
            (some(1..2), name()).prop_map(|(all, n)| Expr::Member(l(all), s(&n))),
            (prop::sample::select(COMPARISONS), some(2..3))
                .prop_map(|(c, all)| Expr::Compare(c, l(all))),
            (
                prop::sample::select(
                    &[
                        Test::Absent,
                        Test::Empty,
                        Test::List,
                        Test::Pairs,
                        Test::Text,
                        Test::Number
                    ][..]
                ),
                some(1..2)
            )
                .prop_map(|(t, all)| Expr::Is(t, l(all))),
            (encoder(), some(1..2)).prop_map(|(e, all)| Expr::Encode(e, l(all))),
        ]
    })
    .boxed()
}

fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(&[Place::Query, Place::Form, Place::Json, Place::None][..])
}

fn action() -> impl Strategy<Value = Action> {
    let target =
        prop::sample::select(&[Target::Params, Target::Query, Target::Form, Target::Json][..]);
    let object =
        prop::collection::vec(entry(expr()).boxed(), 0..5).prop_map(|all| Expr::Object(l(all)));
    prop_oneof![
        prop::collection::vec((0u16..3, expr()), 1..3).prop_map(|all| Action::Let(l(all
            .into_iter()
            .map(|(local, value)| Binding { local, value })
            .collect()))),
        (target, prop_oneof![object, expr()])
            .prop_map(|(target, value)| Action::Set(target, value)),
        expr().prop_map(Action::Body),
        prop::collection::vec((name(), expr()), 1..3).prop_map(|all| Action::Header(l(all
            .into_iter()
            .map(|(name, value)| HeaderLine {
                name: s(&name),
                value
            })
            .collect()))),
        expr().prop_map(Action::Path),
        expr().prop_map(Action::Require),
        place().prop_map(Action::Place),
        encoder().prop_map(Action::Encode),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = |action: BoxedStrategy<Action>| {
        (prop::option::of(expr()), action)
            .prop_map(|(when, action)| Step { when, action })
            .boxed()
    };
    let flat = prop::collection::vec(step(action().boxed()), 0..4);
    let group = (flat.clone(), flat.clone()).prop_map(|(then, otherwise)| Action::Group {
        then: l(then),
        otherwise: l(otherwise),
    });
    prop::collection::vec(step(prop_oneof![4 => action(), 1 => group].boxed()), 0..5)
}

prop_compose! {
    fn scheme()(steps in steps(), place in place(), encode in encoder(), empty in prop::collection::vec(place(), 0..2), form in any::<bool>(),
                table in data()) -> Scheme {
        let credential = |name: &str, optional, forms: &[Form]| Credential {
            name: s(name), secret: optional, optional, forms: l(forms.to_vec()),
        };
        let locals = l(vec![s("p"), s("q"), s("r")]);
        Scheme {
            provider: s("random"),
            credentials: l(vec![
                credential("key", false, &[Form::Text(None)]),
                credential("secret", true, &[Form::Hex(None), Form::Base64(None), Form::Text(None)]),
                credential("other", true, &[Form::Text(None)]),
            ]),
            settings: l(vec![Setting { name: s("flag"), default: Data::Bool(true) }]),
            tables: l(vec![(s("table"), table)]),
            sections: l(vec![Section {
                name: s("private"), base: s("https://h"), path: s("/v1/{path}"), path_encode: PathEncode::Segment, places: l(vec![]), otherwise: place, encode,
                send_empty: l(empty), plan: Some(0), verify: None,
            }]),
            plans: l(vec![Plan { name: s("signed"), locals: locals.clone(), steps: l(steps.clone()) }]),
            sessions: l(vec![Session {
                name: s("login"), call: None, expires: Expires::Never,
                keep: l(vec![
                    Keep { name: s("token"), from: KeepFrom::GivenText },
                    Keep { name: s("more"), from: KeepFrom::GivenJson },
                ]),
            }]),
            webhooks: l(vec![WebhookPlan { form, tolerance_ms: None, keys: None, plan: Plan { name: s("hook"), locals, steps: l(steps) } }]),
        }
    }
}

fn inputs() -> SigningInputs {
    SigningInputs {
        nonce: Some(7),
        uuid: Some("6f1c2f4a-7d0b-4c55-9a3e-0123456789ab".to_owned()),
        random: Some([9; 16]),
        ..SigningInputs::at_us(1_700_000_000_123_456)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_plans_never_panic(
        scheme in scheme(),
        params in data(),
        path in prop_oneof![Just("o/{a}".to_owned()), text()],
        credentials in prop::collection::vec(text(), 3),
        body in prop_oneof![text(), Just("{\"a\":[1,{}],\"b\":null}".to_owned()), Just("a=1&a=2&b[]=x&b[0][c]=%zz+".to_owned())],
    ) {
        let names = ["key", "secret", "other"];
        let credentials: Credentials = names.into_iter().zip(credentials).collect();
        let Ok(signer) = Signer::new(scheme, &credentials, &Settings::new()) else { return Ok(()) };
        let session = SessionValues::new().with("token", Value::from("t")).with("more", Value::Null);
        let call = RequestSpec {
            method: Cow::Borrowed("post"),
            path: Cow::Borrowed(&path),
            params: Value::from(&params).into(),
            ..RequestSpec::default()
        };
        let inputs = inputs();
        let signed = signer.sign(&call, &inputs, &session).map(SignedRequest::into_owned);
        let (explained, _) = signer.explain(&call, &inputs, &session);
        // What is shown is what is sent: folding must change nothing.
        match (&signed, &explained) {
            (Ok(signed), Ok(explained)) => prop_assert_eq!(signed, explained),
            (Err(_), Err(_)) => {}
            // A call with a wrong number of arguments, which codegen never makes, in a step that never runs: signing leaves the step out
            // when the client is made, explaining looks at all of it.
            (Ok(_), Err(error)) if error.kind() == SigningErrorKind::Scheme => {}
            (signed, explained) => prop_assert!(false, "{:?} {:?}", signed, explained),
        }
        if let Ok(signed) = &signed {
            let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
            let rest = signed.url.strip_prefix("https://h").unwrap_or_default();
            let (path_sent, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
            let received = ReceivedRequest {
                method: "POST",
                endpoint: &path,
                path: path_sent,
                query,
                headers: &headers,
                body: signed.body.as_deref().unwrap_or_default(),
                ..ReceivedRequest::default()
            };
            // Random plans need not be verifiable; they must not break the verifier.
            let _ = signer.verify(&received, &session);
        }
        let _ = signer.verify_webhook(0, &[("a", "1"), ("content-type", "text/plain")], body.as_bytes());
        let _ = signer.needs(0);
    }

    #[test]
    fn random_bytes_are_json_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = Value::from_json(&bytes) {
            let text = value.to_json();
            // What is printed reads back as the same text.
            if let Ok(text) = text {
                let again = Value::from_json(text.as_bytes()).and_then(|value| value.to_json());
                prop_assert_eq!(again.ok(), Some(text));
            }
        }
    }

    #[test]
    fn random_values_print_and_read_back(data in data()) {
        // Read once, so that no name stands twice in an object.
        let once = Value::from(&data).to_json().and_then(|text| Value::from_json(text.as_bytes()));
        if let Ok(value) = once {
            let text = value.to_json();
            let again = text.as_ref().ok().map(|text| Value::from_json(text.as_bytes()));
            prop_assert_eq!(again.and_then(Result::ok).and_then(|v| v.to_json().ok()), text.ok());
        }
    }
}

/// What would fill memory or the stack is refused.
#[test]
fn plans_that_grow_without_end() {
    let doubled = |local| Expr::Join(l(vec![Expr::Local(local), Expr::Local(local)]));
    let mut lines = vec![Binding {
        local: 0,
        value: Expr::Name(Name::Endpoint),
    }];
    for _ in 0..64 {
        lines.push(Binding {
            local: 0,
            value: doubled(0),
        });
    }
    let mut deep = Expr::Name(Name::Endpoint);
    for _ in 0..100_000 {
        deep = Expr::Not(l(vec![deep]));
    }
    let plan = |value: Expr, lines: Vec<Binding>| Scheme {
        provider: s("grows"),
        credentials: l(vec![]),
        settings: l(vec![]),
        tables: l(vec![]),
        sections: l(vec![Section {
            name: s("private"),
            base: s("https://h"),
            path: s("/{path}"),
            path_encode: PathEncode::Segment,
            places: l(vec![]),
            otherwise: Place::Query,
            encode: Encoder {
                escape: Escape::Raw,
                arrays: None,
                keep: s(""),
            },
            send_empty: l(vec![]),
            plan: Some(0),
            verify: None,
        }]),
        plans: l(vec![Plan {
            name: s("signed"),
            locals: l(vec![s("x")]),
            steps: l(vec![
                Step {
                    when: None,
                    action: Action::Let(l(lines)),
                },
                Step {
                    when: Some(value),
                    action: Action::Place(Place::Form),
                },
            ]),
        }]),
        sessions: l(vec![]),
        webhooks: l(vec![]),
    };
    let make = |scheme: Scheme| Signer::new(scheme, &Credentials::new(), &Settings::new());
    let signer = make(plan(Expr::Absent, lines)).unwrap_or_else(|e| panic!("{e}"));
    let call = RequestSpec {
        path: Cow::Borrowed("orders"),
        ..RequestSpec::default()
    };
    let refused = signer
        .sign(&call, &inputs(), &SessionValues::new())
        .map(|_| ());
    assert!(refused.is_err_and(|e| e.message().contains("64 MiB")));
    // Dropping so deep a tree would overflow the test's own stack, so it is leaked.
    let scheme = std::mem::ManuallyDrop::new(plan(deep, vec![]));
    let scheme: &'static Scheme = Box::leak(Box::new(std::mem::ManuallyDrop::into_inner(scheme)));
    let refused = Signer::new(scheme, &Credentials::new(), &Settings::new());
    assert!(refused.is_err_and(|e| e.message().contains("nested too deep")));
}
