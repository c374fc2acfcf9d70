//! However a request is signed, it is the same: `explain` takes step by step, `sign` writes places at once where it can, `sign_at` knows the
//! endpoint beforehand and reads a typed request where it stands.
//!
//! The plans are of few names and of steps that meet at the same places, so that members overlap, stand twice, or are absent.

#[path = "support/flat.rs"]
mod flat;

use flat::Flat;
use proptest::prelude::*;
use specie_runtime::signing::plan::*;
use specie_runtime::signing::{
    Call, Credentials, Moment, Params, SessionValues, Settings, Signed, Signer, SigningError, Value,
};
use std::borrow::Cow;

fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

fn l<T: Clone>(all: Vec<T>) -> List<T> {
    Cow::Owned(all)
}

/// Few, so that they meet; some are escaped in forms, some in JSON.
fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "x y", "é", "q\"", ""]).prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = Data> {
    prop_oneof![
        4 => prop::sample::select(vec!["", "1", "two words", "a&b=c", "\\\"\n", "é€𝄞\u{7f}"]).prop_map(|text| Data::Text(s(text))),
        2 => any::<i32>().prop_map(|n| Data::Integer(s(&n.to_string()))),
        1 => any::<bool>().prop_map(Data::Bool),
    ]
}

fn data() -> impl Strategy<Value = Data> {
    let any = prop_oneof![
        8 => leaf(),
        1 => Just(Data::Number(s("1.50"))),
        1 => Just(Data::Null),
    ];
    any.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|all| Data::List(l(all))),
            members(inner).prop_map(|all| Data::Object(l(all))),
        ]
    })
}

fn members(of: impl Strategy<Value = Data>) -> impl Strategy<Value = Vec<(Str, Data)>> {
    prop::collection::vec((name().prop_map(|name| s(&name)), of), 0..4)
}

fn object(value: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = Expr> {
    let entry = prop_oneof![
        6 => (name(), value.clone()).prop_map(|(name, value)| Entry::Member { line: 1, name: s(&name), value }),
        3 => Just(Entry::Held),
        1 => value.prop_map(Entry::Spread),
    ];
    prop::collection::vec(entry, 0..5).prop_map(|all| Expr::Object(l(all)))
}

fn condition() -> impl Strategy<Value = Expr> {
    let held = prop::sample::select(vec![Name::Params, Name::Query]);
    prop_oneof![
        any::<bool>().prop_map(|holds| Expr::Literal(Data::Bool(holds))),
        held.prop_map(|name| Expr::Is(Test::Empty, l(vec![Expr::Name(name)]))),
        Just(Expr::Compare(
            Comparison::Equal,
            l(vec![
                Expr::Name(Name::Endpoint),
                Expr::Literal(Data::Text(s("o")))
            ]),
        )),
    ]
}

fn expr() -> impl Strategy<Value = Expr> + Clone {
    let names = vec![
        Name::Endpoint,
        Name::Args,
        Name::Params,
        Name::Query,
        Name::Body,
        Name::Uri,
    ];
    let leaf = prop_oneof![
        4 => data().prop_map(Expr::Literal),
        1 => Just(Expr::Absent),
        3 => prop::sample::select(names).prop_map(Expr::Name),
        1 => Just(Expr::Local(0)),
        1 => Just(Expr::Clock(Unit::Millis)),
        1 => name().prop_map(|name| Expr::Member(l(vec![Expr::Name(Name::Args)]), s(&name))),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let some = |n: std::ops::Range<usize>| prop::collection::vec(inner.clone(), n);
        prop_oneof![
            object(inner.clone().boxed()),
            some(0..3).prop_map(|all| Expr::List(l(all))),
            some(1..3).prop_map(|all| Expr::Join(l(all))),
            some(1..3).prop_map(|all| Expr::Coalesce(l(all))),
            some(1..2).prop_map(|all| Expr::Call(
                Function::Hex,
                l(vec![Expr::Call(Function::Sha256, l(all))])
            )),
            (condition(), some(2..3)).prop_map(|(when, mut all)| {
                all.insert(0, when);
                Expr::If(l(all))
            }),
        ]
    })
    .boxed()
}

fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![Place::Query, Place::Form, Place::Json, Place::None])
}

fn encoder() -> impl Strategy<Value = Encoder> {
    let arrays = prop::option::weighted(
        0.9,
        prop::sample::select(vec![
            Arrays::Repeat,
            Arrays::Brackets,
            Arrays::Comma,
            Arrays::Json,
        ]),
    );
    let escape = prop::sample::select(vec![Escape::Rfc3986, Escape::Plus, Escape::Raw]);
    (escape, arrays).prop_map(|(escape, arrays)| Encoder {
        escape,
        arrays,
        keep: s(" \""),
    })
}

fn set() -> impl Strategy<Value = Action> {
    let target = prop::sample::select(vec![
        Target::Params,
        Target::Query,
        Target::Form,
        Target::Json,
    ]);
    let value = prop_oneof![4 => object(expr()), 1 => expr()];
    (target, value).prop_map(|(target, value)| Action::Set(target, value))
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => set(),
        1 => place().prop_map(Action::Place),
        1 => encoder().prop_map(Action::Encode),
        1 => expr().prop_map(Action::Body),
        1 => expr().prop_map(|value| Action::Let(l(vec![Binding { line: 1, local: 0, value }]))),
        2 => expr().prop_map(|value| Action::Header(l(vec![HeaderLine { line: 1, name: s("x"), value }]))),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = |action: BoxedStrategy<Action>| {
        (prop::option::weighted(0.3, condition()), action).prop_map(|(when, action)| Step {
            line: 1,
            when,
            action,
        })
    };
    let branch = prop::collection::vec(step(action().boxed()), 0..3).boxed();
    let group = (branch.clone(), branch).prop_map(|(then, otherwise)| Action::Group {
        then: l(then),
        otherwise: l(otherwise),
    });
    let any = step(prop_oneof![5 => action(), 1 => group].boxed());
    (prop::collection::vec(any, 0..3), step(set().boxed())).prop_map(|(mut steps, last)| {
        steps.push(last);
        steps
    })
}

/// Steps as most providers have them: something is set, and a MAC over texts and bodies stands in a header.
fn straight_steps() -> impl Strategy<Value = Vec<Step>> {
    let call = |function, all| Expr::Call(function, l(all));
    let params = || Expr::Name(Name::Params);
    let unless_empty = Expr::If(l(vec![
        Expr::Is(Test::Empty, l(vec![params()])),
        Expr::Absent,
        params(),
    ]));
    let value = prop_oneof![
        3 => leaf().prop_map(Expr::Literal),
        1 => Just(Expr::Absent),
        2 => Just(Expr::Name(Name::Endpoint)),
        2 => Just(Expr::Clock(Unit::Millis)),
        1 => Just(Expr::Nonce(Unit::Millis)),
        2 => Just(params()),
        2 => Just(unless_empty),
        1 => condition().prop_map(|when| Expr::If(l(vec![when, Expr::Name(Name::Method), Expr::Absent]))),
    ];
    let entry = prop_oneof![
        4 => (name(), value).prop_map(|(name, value)| Entry::Member { line: 1, name: s(&name), value }),
        2 => Just(Entry::Held),
    ];
    let target = prop::sample::select(vec![
        Target::Params,
        Target::Query,
        Target::Form,
        Target::Json,
    ]);
    let set = (target, prop::collection::vec(entry, 0..4))
        .prop_map(|(target, all)| Action::Set(target, Expr::Object(l(all))));
    let signed = vec![
        Expr::Name(Name::Body),
        Expr::Name(Name::Params),
        Expr::Name(Name::Query),
        Expr::Name(Name::Endpoint),
        Expr::Name(Name::Path),
        Expr::Clock(Unit::Seconds),
        Expr::Nonce(Unit::Millis),
        Expr::Literal(Data::Text(s("\n"))),
        Expr::Literal(Data::Text(s("é"))),
        Expr::Absent,
    ];
    let text = prop::collection::vec(prop::sample::select(signed), 1..4).prop_map(
        move |mut all| match all.len() {
            1 => all.remove(0),
            _ => Expr::Join(l(all)),
        },
    );
    let key = || Expr::Literal(Data::Text(s("key")));
    let encoded = prop::sample::select(vec![Function::Hex, Function::Base64, Function::Base64Url]);
    let value = prop_oneof![
        4 => (text, encoded).prop_map(move |(text, encoded)| call(encoded, vec![call(Function::HmacSha256, vec![text, key()])])),
        1 => leaf().prop_map(Expr::Literal),
        1 => Just(Expr::Clock(Unit::Millis)),
        1 => Just(Expr::Nonce(Unit::Millis)),
        1 => Just(Expr::Absent),
    ];
    let header = (
        prop::sample::select(vec!["x", "y", "X", "content-type"]),
        value,
    )
        .prop_map(|(name, value)| HeaderLine {
            line: 1,
            name: s(name),
            value,
        });
    let headers = prop::collection::vec(header, 0..3).prop_map(|all| Action::Header(l(all)));
    (prop::option::weighted(0.8, set), headers).prop_map(|(set, headers)| {
        let actions = set.into_iter().chain([headers]);
        actions
            .map(|action| Step {
                line: 1,
                when: None,
                action,
            })
            .collect()
    })
}

fn scheme(steps: Vec<Step>, otherwise: Place, encode: Encoder, send_empty: Vec<Place>) -> Scheme {
    Scheme {
        provider: s("random"),
        credentials: l(vec![]),
        settings: l(vec![]),
        tables: l(vec![]),
        sections: l(vec![Section {
            name: s("private"),
            base: s("https://h"),
            path: s("/{path}"),
            places: l(vec![]),
            otherwise,
            encode,
            send_empty: l(send_empty),
            plan: Some(0),
        }]),
        plans: l(vec![Plan {
            name: s("signed"),
            locals: l(vec![s("p")]),
            steps: l(steps),
        }]),
        sessions: l(vec![]),
        webhooks: l(vec![]),
    }
}

type Outcome = Result<Signed<'static>, SigningError>;

/// What is sent by ways that have names.
type Ways = Vec<(&'static str, Outcome)>;

/// What is sent when each step takes its turn, and by every other way.
fn ways(scheme: Scheme, call: &Call<'_>, params: &Data) -> Result<(Outcome, Ways), SigningError> {
    let signer = Signer::new(scheme, &Credentials::new(), &Settings::new())?;
    let moment = Moment {
        nonce: Some(17),
        ..Moment::at_us(1_700_000_000_123_456)
    };
    let session = SessionValues::new();
    let (explained, _) = signer.explain(call, &moment, &session);
    let owned = |outcome: Result<Signed<'_>, SigningError>| outcome.map(Signed::into_owned);
    let mut others = vec![("sign", owned(signer.sign(call, &moment, &session)))];
    let endpoint = signer.endpoint(call.section, None, &call.method, &call.path)?;
    // What is sent beside the parameters is no matter of an endpoint.
    if let Some(endpoint) = endpoint.filter(|_| call.query.is_empty()) {
        let whole = Value::from(params).into();
        let signed = signer.sign_at(&endpoint, &whole, &moment, &session);
        others.push(("endpoint", owned(signed)));
        if let Some(flat) = Flat::of(params, &["a", "z"]) {
            let typed = Params::of(&flat).expect("leaves alone");
            let signed = signer.sign_at(&endpoint, &typed, &moment, &session);
            others.push(("typed", owned(signed)));
            let call = Call {
                params: typed,
                ..call.clone()
            };
            others.push(("typed call", owned(signer.sign(&call, &moment, &session))));
        }
    }
    Ok((explained, others))
}

/// Fails unless every way sends the same; gives that.
fn same(scheme: Scheme, call: &Call<'_>, params: &Data) -> Result<Outcome, TestCaseError> {
    let fail = |text: String| Err(TestCaseError::fail(text));
    let (explained, others) = match ways(scheme, call, params) {
        Ok(ways) => ways,
        Err(error) => return fail(error.to_string()),
    };
    for (way, signed) in others {
        match (&signed, &explained) {
            (Ok(signed), Ok(explained)) if signed == explained => {}
            (Err(_), Err(_)) => {}
            (signed, explained) => return fail(format!("{way}: {signed:?} {explained:?}")),
        }
    }
    Ok(explained)
}

fn call<'a>(path: &'a str, params: &'a Data, query: &'a [(Str, Data)]) -> Call<'a> {
    Call {
        method: Cow::Borrowed("POST"),
        path: Cow::Borrowed(path),
        params: Value::from(params).into(),
        query: query
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value)))
            .collect(),
        ..Call::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_ways_send_the_same(
        steps in steps(),
        place in place(),
        encode in encoder(),
        empty in prop::collection::vec(place(), 0..2),
        params in prop_oneof![
            6 => members(data()).prop_map(|all| Data::Object(l(all))),
            1 => prop::collection::vec(data(), 0..3).prop_map(|all| Data::List(l(all))),
            1 => Just(Data::Null),
        ],
        query in members(data()),
        path in prop::sample::select(vec!["o", "o/{a}"]),
    ) {
        let _ = same(scheme(steps, place, encode, empty), &call(path, &params, &query), &params)?;
    }

    #[test]
    fn straight_ways_send_the_same(
        steps in straight_steps(),
        place in place(),
        encode in encoder(),
        keep in prop::sample::select(vec!["", " \""]),
        params in members(leaf()).prop_map(|all| Data::Object(l(all))),
    ) {
        let encode = Encoder { keep: s(keep), ..encode };
        let _ = same(scheme(steps, place, encode, vec![]), &call("o", &params, &[]), &params)?;
    }
}

fn text(text: &str) -> Data {
    Data::Text(s(text))
}

fn set_params(entries: Vec<Entry>) -> Vec<Step> {
    vec![Step {
        line: 1,
        when: None,
        action: Action::Set(Target::Params, Expr::Object(l(entries))),
    }]
}

fn member(name: &str, value: Expr) -> Entry {
    Entry::Member {
        line: 1,
        name: s(name),
        value,
    }
}

const PLAIN: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: None,
    keep: Cow::Borrowed(""),
};

/// What all ways send, which must be the same.
fn sent(steps: Vec<Step>, place: Place, params: &Data, query: &[(Str, Data)]) -> Signed<'static> {
    let scheme = scheme(steps, place, PLAIN, vec![]);
    match same(scheme, &call("o", params, query), params) {
        Ok(Ok(signed)) => signed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_the_caller_gives_twice_is_sent_twice() {
    let query = [(s("b"), text("1")), (s("b"), text("2"))];
    let first = || member("a", Expr::Literal(text("0")));
    let none = Data::Null;
    let before = set_params(vec![first(), Entry::Held]);
    let behind = set_params(vec![Entry::Held, first()]);
    let url = |steps| sent(steps, Place::Query, &none, &query).url;
    assert_eq!(url(before), "https://h/o?a=0&b=1&b=2");
    assert_eq!(url(behind), "https://h/o?b=1&b=2&a=0");
}

#[test]
fn a_choice_inside_of_an_object_holds_what_the_place_has() {
    let choice = Expr::If(l(vec![
        Expr::Compare(
            Comparison::Equal,
            l(vec![Expr::Name(Name::Endpoint), Expr::Literal(text("o"))]),
        ),
        Expr::Object(l(vec![Entry::Held])),
        Expr::Absent,
    ]));
    let params = Data::Object(l(vec![(s("b"), text("1"))]));
    let signed = sent(
        set_params(vec![member("a", choice)]),
        Place::Json,
        &params,
        &[],
    );
    assert_eq!(signed.body.as_deref(), Some(&br#"{"a":{"b":"1"}}"#[..]));
}

#[test]
fn parameters_do_not_move_onto_a_list() {
    let steps = |there: Expr| {
        let step = |action| Step {
            line: 1,
            when: None,
            action,
        };
        vec![
            step(Action::Set(Target::Json, there)),
            step(Action::Place(Place::Json)),
        ]
    };
    let list = || Expr::List(l(vec![Expr::Literal(text("0"))]));
    let object = || Expr::Object(l(vec![member("a", Expr::Literal(text("0")))]));
    let given = Data::Object(l(vec![(s("b"), text("1"))]));
    let listed = Data::List(l(vec![text("1")]));
    for (there, params) in [(list(), &given), (list(), &listed), (object(), &listed)] {
        let scheme = scheme(steps(there), Place::Query, PLAIN, vec![]);
        let outcome = same(scheme, &call("o", params, &[]), params);
        assert!(matches!(outcome, Ok(Err(_))), "{outcome:?}");
    }
    let moved = sent(steps(object()), Place::Query, &given, &[]);
    assert_eq!(moved.body.as_deref(), Some(&br#"{"a":"0","b":"1"}"#[..]));
    let alone = sent(steps(list()), Place::Query, &Data::Null, &[]);
    assert_eq!(alone.body.as_deref(), Some(&br#"["0"]"#[..]));
}
