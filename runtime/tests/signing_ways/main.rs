//! Every way to sign gives the same request: `explain` runs step by step, `sign` writes places directly where it can, `sign_at` uses a
//! prepared endpoint and reads a typed request in place.

#[path = "../support/flat.rs"]
mod flat;
mod plans;

use flat::Flat;
use plans::*;
use proptest::prelude::*;
use specie_runtime::Json;
use specie_runtime::signing::absence::{Known, Presence, losses};
use specie_runtime::signing::plan::*;
use specie_runtime::signing::{
    Credentials, Params, ReceivedRequest, RequestSpec, SessionValues, Settings, SignedRequest,
    Signer, SigningError, SigningInputs, Value,
};
use std::borrow::Cow;

fn scheme(steps: Vec<Step>, otherwise: Place, encode: Encoder, send_empty: Vec<Place>) -> Scheme {
    let credential = |name, secret, optional| Credential {
        name: s(name),
        secret,
        optional,
        forms: l(vec![Form::Text(None)]),
    };
    let given = |name, from| Keep {
        name: s(name),
        from,
    };
    let table = vec![
        (s("o"), text("x")),
        (s("POST"), Data::Integer(s("5"))),
        (s("/o"), Data::List(l(vec![text("q"), Data::Bool(false)]))),
    ];
    Scheme {
        provider: s("random"),
        credentials: l(vec![
            credential("key", false, false),
            credential("secret", true, false),
            credential("more", true, true),
        ]),
        settings: l(vec![Setting {
            name: s("set"),
            default: Data::Bool(true),
        }]),
        tables: l(vec![(s("t"), Data::Object(l(table)))]),
        sections: l(vec![Section {
            name: s("private"),
            base: s("https://h"),
            path: s("/{path}"),
            path_encode: PathEncode::Segment,
            places: l(vec![]),
            otherwise,
            encode,
            send_empty: l(send_empty),
            plan: Some(0),
            verify: None,
        }]),
        plans: l(vec![Plan {
            name: s("signed"),
            locals: l(vec![s("p")]),
            steps: l(steps),
        }]),
        sessions: l(vec![Session {
            name: s("session"),
            call: None,
            keep: l(vec![
                given("token", KeepFrom::GivenText),
                given("more", KeepFrom::GivenJson),
            ]),
            expires: Expires::Never,
        }]),
        webhooks: l(vec![]),
    }
}

type Outcome = Result<SignedRequest<'static>, SigningError>;

/// What is sent by ways that have names.
type Ways = Vec<(&'static str, Outcome)>;

/// Fails unless what stands at a position of the plan has that name.
fn check_position(plan: &Plan, position: Position, name: &str) -> Result<(), TestCaseError> {
    let positions = plan.positions();
    let found = match positions.get(position as usize) {
        Some(Positioned::Step(_)) => return Ok(()),
        Some(Positioned::Let(binding)) => plan.locals.get(usize::from(binding.local)),
        Some(Positioned::Header(header)) => Some(&header.name),
        Some(Positioned::Member(name)) => Some(*name),
        None => None,
    };
    let names = |known: &Str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        name == "let"
            || **known == *name
            || name.starts_with(&format!("{known}:"))
            || **known == *last
            || last.starts_with(&**known)
    };
    match found {
        Some(known) if names(known) => Ok(()),
        other => Err(TestCaseError::fail(format!(
            "{name} at {position}: {other:?} of {positions:?}"
        ))),
    }
}

/// What is sent when each step takes its turn, and by every other way.
fn ways(
    scheme: Scheme,
    call: &RequestSpec<'_>,
    params: &Data,
    more: bool,
) -> Result<(Outcome, Ways), SigningError> {
    // A blank secret is as one that is not given.
    let credentials = Credentials::new()
        .with("key", "kkk")
        .with("secret", "sss")
        .with("more", if more { "mmm" } else { " " });
    let signer = Signer::new(scheme, &credentials, &Settings::new())?;
    let inputs = SigningInputs {
        nonce: Some(17),
        uuid: Some("01234567-89ab-4def-8123-456789abcdef".to_owned()),
        ..SigningInputs::at_us(1_700_000_000_123_456)
    };
    let session = SessionValues::new().with("token", Value::from("ttt"));
    let (explained, _) = signer.explain(call, &inputs, &session);
    let owned =
        |outcome: Result<SignedRequest<'_>, SigningError>| outcome.map(SignedRequest::into_owned);
    let mut others = vec![("sign", owned(signer.sign(call, &inputs, &session)))];
    let endpoint = signer.endpoint(call.section, None, &call.method, &call.path)?;
    // What is sent beside the parameters is no matter of an endpoint.
    if let Some(endpoint) = endpoint.filter(|_| call.query.is_empty()) {
        let whole = Value::from(params).into();
        let signed = signer.sign_at(&endpoint, &whole, &inputs, &session);
        others.push(("endpoint", owned(signed)));
        if let Some(flat) = Flat::of(params, &["a", "z"]) {
            let typed = Params::of(&flat).expect("leaves alone");
            let signed = signer.sign_at(&endpoint, &typed, &inputs, &session);
            others.push(("typed", owned(signed)));
            let call = RequestSpec {
                params: typed,
                ..call.clone()
            };
            others.push(("typed call", owned(signer.sign(&call, &inputs, &session))));
        }
    }
    Ok((explained, others))
}

/// Fails unless every way sends the same; gives that.
fn same(
    scheme: Scheme,
    call: &RequestSpec<'_>,
    params: &Data,
    more: bool,
) -> Result<Outcome, TestCaseError> {
    let fail = |text: String| Err(TestCaseError::fail(text));
    let (explained, others) = match ways(scheme, call, params, more) {
        Ok(ways) => ways,
        Err(error) => return fail(error.to_string()),
    };
    for (way, signed) in others {
        match (&signed, &explained) {
            (Ok(signed), Ok(explained)) if signed == explained => {}
            // The kind counts: it decides whether a session is opened.
            (Err(error), Err(explained)) if error.kind() == explained.kind() => {}
            (signed, explained) => return fail(format!("{way}: {signed:?} {explained:?}")),
        }
    }
    Ok(explained)
}

fn call<'a>(path: &'a str, params: &'a Data, query: &'a [(Str, Data)]) -> RequestSpec<'a> {
    RequestSpec {
        method: Cow::Borrowed("POST"),
        path: Cow::Borrowed(path),
        params: Value::from(params).into(),
        query: query
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value)))
            .collect(),
        ..RequestSpec::default()
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
        more in any::<bool>(),
    ) {
        let _ = same(scheme(steps, place, encode, empty), &call(path, &params, &query), &params, more)?;
    }

    /// Steps, values and errors are found again in the plan, whatever was folded or left out when it was prepared.
    #[test]
    fn positions_lead_back_to_the_plan(
        steps in steps(),
        place in place(),
        encode in encoder(),
        params in members(data()).prop_map(|all| Data::Object(l(all))),
        more in any::<bool>(),
    ) {
        let scheme = scheme(steps, place, encode, vec![]);
        let (plan, tables) = (scheme.plans[0].clone(), scheme.tables.clone());
        let sum: u32 = plan.steps.iter().map(Step::positions).sum();
        prop_assert_eq!(sum as usize, plan.positions().len());
        let presence = |more| if more { Presence::Given(None) } else { Presence::Absent };
        let credentials = [Presence::Given(None), presence(!more), presence(more)];
        let known = Known { credentials: &credentials, settings: &[Some(more)] };
        for webhook in [false, true] {
            let found = losses(&plan, &scheme, webhook, &known);
            for loss in found.losses.iter().filter(|loss| loss.name != "..." && !loss.name.is_empty()) {
                check_position(&plan, loss.position, &loss.name)?;
            }
        }
        let credentials = Credentials::new().with("key", "kkk").with("secret", "sss");
        let credentials = if more { credentials.with("more", "mmm") } else { credentials };
        let signer = Signer::new(scheme, &credentials, &Settings::new()).expect("a scheme");
        let inputs = SigningInputs { nonce: Some(17), ..SigningInputs::at_us(1_700_000_000_123_456) };
        let session = SessionValues::new().with("token", Value::from("ttt"));
        let call = call("o", &params, &[]);
        let (explained, shown) = signer.explain(&call, &inputs, &session);
        for value in &shown {
            check_position(&plan, value.position, &value.name)?;
        }
        let signed = signer.sign(&call, &inputs, &session).map(|_| ());
        for error in [signed.err(), explained.err()].into_iter().flatten() {
            if let (Some(position), Some(name)) = (error.position(), error.name()) {
                // Members of parameters, tables and literals are named too, and have no position.
                let in_literal = format!("{plan:?}").contains(&format!("({name:?}, "));
                if !in_literal && !format!("{params:?} {tables:?}").contains(name) {
                    check_position(&plan, position, name)?;
                }
                prop_assert_eq!(error.plan(), Some("signed"));
                prop_assert!(error.step().is_some());
            }
        }
    }

    #[test]
    fn values_of_paths_are_written_in_one_way_and_read_back(
        value in prop_oneof![any::<String>(), "[a-z%/. é{}?#\\\\]{0,8}"],
        section_way in path_encode(),
        way in prop::option::of(path_encode()),
        path in prop::sample::select(vec!["o/{a}", "{a}/x", "o/.{a}/x/", "{a}"]),
        steps in direct_steps(),
    ) {
        let params = Data::Object(l(vec![(s("a"), Data::Text(s(&value))), (s("b"), text("1"))]));
        let said: Vec<(&str, PathEncode)> = way.map(|way| ("a", way)).into_iter().collect();
        let call = RequestSpec { path_encode: &said, ..call(path, &params, &[]) };
        let mut random = scheme(steps, Place::Query, PLAIN, vec![]);
        random.sections.to_mut()[0].path_encode = section_way;
        let _ = same(random, &call, &params, true)?;

        let sign = |name: &str, value| Action::Header(l(vec![HeaderLine { name: s(name), value }]));
        let steps = vec![Step { when: None, action: sign("x", Expr::Name(Name::Uri)) }];
        let mut plain = scheme(steps, Place::Query, PLAIN, vec![]);
        plain.sections.to_mut()[0].path_encode = section_way;
        let Ok(signed) = same(plain.clone(), &call, &params, true)? else { return Ok(()) };
        let uri = signed.url.strip_prefix("https://h").unwrap_or_default();
        prop_assert_eq!(signed.header("x"), Some(uri));
        let (sent, query) = uri.split_once('?').unwrap_or((uri, ""));
        let received = ReceivedRequest {
            method: "POST",
            endpoint: path,
            path: sent,
            path_encode: &said,
            query: Some(query),
            headers: &[("x", uri)],
            ..ReceivedRequest::default()
        };
        let credentials = Credentials::new().with("key", "kkk").with("secret", "sss");
        let signer = Signer::new(plain, &credentials, &Settings::new()).expect("a scheme");
        let learnt = signer.verify(&received, &SessionValues::new());
        let learnt = learnt.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(learnt.params.get("a"), Some(&Value::from(value)));
    }

    #[test]
    fn direct_paths_send_the_same(
        steps in direct_steps(),
        place in place(),
        encode in encoder(),
        keep in prop::sample::select(vec!["", " \""]),
        empty in prop::collection::vec(place(), 0..2),
        params in members(leaf()).prop_map(|all| Data::Object(l(all))),
        more in any::<bool>(),
    ) {
        let encode = Encoder { keep: s(keep), ..encode };
        let _ = same(scheme(steps, place, encode, empty), &call("o", &params, &[]), &params, more)?;
    }
}

fn set_params(entries: Vec<Entry>) -> Vec<Step> {
    vec![Step {
        when: None,
        action: Action::Set(Target::Params, Expr::Object(l(entries))),
    }]
}

fn member(name: &str, value: Expr) -> Entry {
    Entry::Member {
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
fn sent(
    steps: Vec<Step>,
    place: Place,
    params: &Data,
    query: &[(Str, Data)],
) -> SignedRequest<'static> {
    let scheme = scheme(steps, place, PLAIN, vec![]);
    match same(scheme, &call("o", params, query), params, false) {
        Ok(Ok(signed)) => signed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_the_caller_gives_twice_is_sent_twice() {
    let query = [(s("b"), text("1")), (s("b"), text("2"))];
    let first = || member("a", Expr::Literal(text("0")));
    let none = Data::Null;
    let before = set_params(vec![first(), Entry::Existing]);
    let behind = set_params(vec![Entry::Existing, first()]);
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
        Expr::Object(l(vec![Entry::Existing])),
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
        let step = |action| Step { when: None, action };
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
        let outcome = same(scheme, &call("o", params, &[]), params, false);
        assert!(matches!(outcome, Ok(Err(_))), "{outcome:?}");
    }
    let moved = sent(steps(object()), Place::Query, &given, &[]);
    assert_eq!(moved.body.as_deref(), Some(&br#"{"a":"0","b":"1"}"#[..]));
    let alone = sent(steps(list()), Place::Query, &Data::Null, &[]);
    assert_eq!(alone.body.as_deref(), Some(&br#"["0"]"#[..]));
}

#[test]
fn an_empty_body_that_gave_way_to_another_is_not_signed() {
    let step = |action| Step { when: None, action };
    let call_of = |function, all| Expr::Call(function, l(all));
    let key = Expr::Literal(text("key"));
    let code = call_of(Function::HmacSha256, vec![Expr::Name(Name::Params), key]);
    let header = |name: &str, value| HeaderLine {
        name: s(name),
        value,
    };
    let steps = vec![
        step(Action::Set(Target::Form, Expr::Object(l(vec![])))),
        step(Action::Header(l(vec![
            header("x", call_of(Function::Hex, vec![code])),
            header(
                "y",
                call_of(Function::Upper, vec![Expr::Name(Name::Params)]),
            ),
        ]))),
    ];
    let none = Data::Null;
    let scheme = scheme(steps, Place::Json, PLAIN, vec![Place::Json]);
    let outcome = same(scheme, &call("o", &none, &[]), &none, false);
    let Ok(Ok(signed)) = outcome else {
        panic!("{outcome:?}");
    };
    // HMAC-SHA256 of nothing, as `printf '' | openssl dgst -sha256 -hmac key` prints it.
    assert_eq!(
        signed.header("x"),
        Some("5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0")
    );
    assert_eq!(signed.header("y"), Some(""));
}

#[test]
fn members_that_the_endpoint_decides_are_written_at_once() {
    let steps = set_params(vec![member("cmd", Expr::Name(Name::Endpoint))]);
    let scheme = scheme(steps, Place::Json, PLAIN, vec![]);
    let signer = Signer::new(scheme, &Credentials::new(), &Settings::new()).expect("a scheme");
    let endpoint = signer.endpoint(0, None, "POST", "o").expect("a section");
    assert!(endpoint.is_some_and(|endpoint| endpoint.is_direct()));
}

#[test]
fn null_is_no_parameters() {
    assert_eq!(Params::of(&Json::Null), Ok(Params::default()));
}
