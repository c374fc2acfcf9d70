//! Steps, places, names and conversions, tested by the sentences of the signing language.

use super::*;
use Function as F;

fn name(name: Name) -> Expr {
    Expr::Name(name)
}

fn of(expr: Expr, member: &str) -> Expr {
    Expr::Member(l([expr]), s(member))
}

fn is(test: Test, expr: Expr) -> Expr {
    Expr::Is(test, l([expr]))
}

fn given(place: Place, steps: impl Into<Vec<Step>>) -> Signer {
    signer(
        scheme(
            section("https://h.example:8443/base", "/v1/{path}", &[], place),
            vec![
                credential("key", false, false, &[Form::Text(None)]),
                credential("secret", true, true, &[Form::Text(None)]),
            ],
            plan(&["a", "b"], steps),
        ),
        &[("key", "K")],
    )
}

fn request(place: Place, steps: impl Into<Vec<Step>>, params: &str) -> SignedRequest<'static> {
    sign(
        &given(place, steps),
        "POST",
        "x",
        params,
        &SigningInputs::at_ms(5),
    )
}

fn refused(place: Place, steps: impl Into<Vec<Step>>, path: &str, params: &str) -> SigningError {
    let signer = given(place, steps);
    match try_sign(
        &signer,
        "POST",
        path,
        params,
        &SigningInputs::at_ms(5),
        &SessionValues::new(),
    ) {
        Ok(signed) => panic!("{} {}", signed.url, body(&signed)),
        Err(error) => error,
    }
}

/// The value of an expression, as a header shows it.
fn value(expr: Expr, place: Place, params: &str) -> Option<String> {
    let signed = request(place, [header(&[("V", expr)])], params);
    signed.header("v").map(str::to_owned)
}

#[test]
fn first_position_last_value() {
    let merged = [set(
        Target::Params,
        [
            member("t", Expr::Clock(Unit::Millis)),
            Entry::Existing,
            member("a", text("new")),
            member("gone", Expr::Absent),
            member("t", Expr::Absent),
            Entry::Spread(object([member("z", int(9)), member("b", int(8))])),
            Entry::Spread(Expr::Absent),
        ],
    )];
    let signed = request(Place::Query, merged, r#"{"a":"old","t":"mine","b":1}"#);
    assert_eq!(
        signed.url,
        "https://h.example:8443/base/v1/x?t=mine&a=new&b=8&z=9"
    );
    let error = refused(
        Place::Json,
        [set(Target::Json, [Entry::Existing])],
        "x",
        "[1]",
    );
    assert_eq!((error.step(), error.position()), (Some("1"), Some(0)));
    refused(
        Place::Json,
        [set(Target::Json, [Entry::Spread(Expr::List(l([int(1)])))])],
        "x",
        "{}",
    );
}

/// A nested `...` means the same place; an object is computed completely before it takes effect.
#[test]
fn objects_are_computed_whole() {
    let steps = [set(
        Target::Json,
        [
            member("n", int(1)),
            member(
                "inner",
                object([Entry::Existing, member("seen", name(Name::Body))]),
            ),
            member("list", Expr::List(l([object([Entry::Existing]), int(2)]))),
        ],
    )];
    let signed = request(Place::Json, steps, r#"{"p":1.0}"#);
    assert_eq!(
        body(&signed),
        r#"{"n":1,"inner":{"p":1,"seen":"{\"p\":1}"},"list":[{"p":1},2]}"#
    );
}

#[test]
fn places() {
    let query = request(Place::Query, [], r#"{"a":1}"#);
    assert_eq!(
        (query.url.ends_with("/x?a=1"), query.body.as_ref()),
        (true, None)
    );
    let form = request(Place::Form, [], r#"{"a":"x y"}"#);
    assert_eq!(body(&form), "a=x%20y");
    assert_eq!(
        form.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let none = request(Place::None, [], r#"{"a":1}"#);
    assert_eq!(
        (none.url.ends_with("/x"), none.body, none.headers.len()),
        (true, None, 0)
    );
    // Nothing is sent for a place without members, but a list is sent.
    assert_eq!(request(Place::Json, [], "{}").body, None);
    assert_eq!(body(&request(Place::Json, [], "[]")), "[]");
    assert_eq!(
        request(Place::Query, [], "[]").url,
        "https://h.example:8443/base/v1/x"
    );
    refused(Place::Query, [], "x", "[1]");
    refused(Place::Form, [], "x", "[1]");
    // A text replaces a form; the parameters stay in `args`.
    let steps = [
        step(Action::Body(join([text("a="), of(name(Name::Args), "a")]))),
        header(&[
            ("P", name(Name::Params)),
            ("E", Expr::Literal(Data::Bool(true))),
        ]),
    ];
    let signed = request(Place::Form, steps, r#"{"a":7}"#);
    assert_eq!(
        (body(&signed), signed.header("P")),
        ("a=7".to_owned(), Some(""))
    );
    assert_eq!(signed.header("content-type"), None);
    let steps = [step(Action::Body(Expr::Absent))];
    assert_eq!(request(Place::Json, steps, r#"{"a":7}"#).body, None);
}

#[test]
fn parameters_move() {
    let steps = [
        step(Action::Place(Place::Form)),
        set(Target::Params, [Entry::Existing, member("b", int(2))]),
        step(Action::Encode(Encoder {
            escape: Escape::Plus,
            ..RFC3986
        })),
    ];
    let signed = request(Place::Query, steps, r#"{"a":"x y"}"#);
    assert_eq!(signed.url, "https://h.example:8443/base/v1/x");
    assert_eq!(body(&signed), "a=x+y&b=2");
    let steps = [step(Action::Place(Place::Query))];
    let signed = request(Place::Json, steps, r#"{"a":1}"#);
    assert_eq!((signed.url.ends_with("?a=1"), signed.body), (true, None));
}

#[test]
fn empty_places_that_are_sent() {
    let mut all = scheme(
        section(
            "https://h",
            "/{path}",
            &[("GET", Place::Query), ("PUT", Place::Form)],
            Place::Json,
        ),
        vec![],
        plan(&[], [header(&[("B", is(Test::Absent, name(Name::Body)))])]),
    );
    all.sections.to_mut()[0].send_empty = l([Place::Query, Place::Form, Place::Json]);
    let signer = signer(all, &[]);
    let of = |method| sign(&signer, method, "x", "{}", &SigningInputs::at_ms(1));
    assert_eq!((&*of("GET").url, of("GET").body), ("https://h/x?", None));
    assert_eq!(
        (&*of("PUT").url, of("PUT").body),
        ("https://h/x", Some(vec![]))
    );
    assert_eq!(body(&of("POST")), "{}");
    assert_eq!(of("POST").header("B"), Some("false"));
    assert_eq!(of("GET").header("B"), Some("true"));
}

#[test]
fn names() {
    let steps = [header(&[
        ("1", name(Name::Endpoint)),
        ("2", name(Name::Template)),
        ("3", name(Name::Path)),
        ("4", name(Name::Uri)),
        ("5", name(Name::Url)),
        ("6", name(Name::Host)),
        ("7", name(Name::Section)),
        ("8", name(Name::Method)),
        ("9", of(name(Name::Args), "id")),
        ("10", Expr::ClockIso),
    ])];
    let signer = given(Place::Query, steps);
    let inputs = SigningInputs::at_us(1_700_000_000_123_999);
    let signed = sign(
        &signer,
        "post",
        "/o/{id}/{}",
        r#"{"id":7,"q":"é"}"#,
        &inputs,
    );
    let values: Vec<&str> = signed.headers.iter().map(|(_, v)| &**v).collect();
    assert_eq!(
        values,
        [
            "o/{id}/{}",
            "/v1/o/{id}/{}",
            "/v1/o/7/{}",
            "/v1/o/7/{}?q=%C3%A9",
            "https://h.example:8443/base/v1/o/7/{}?q=%C3%A9",
            "h.example:8443",
            "private",
            "POST",
            "7",
            "2023-11-14T22:13:20.123Z",
        ]
    );
    assert_eq!(signed.url, "https://h.example:8443/base/v1/o/7/{}?q=%C3%A9");
}

#[test]
fn headers() {
    let steps = [
        header(&[("A", int(1)), ("B", text("2")), ("C", Expr::Absent)]),
        header(&[("a", text("3")), ("B", Expr::Absent)]),
        header(&[("D", Expr::Header(s("a"))), ("content-TYPE", text("own"))]),
    ];
    let signed = request(Place::Json, steps, r#"{"a":1}"#);
    let all: Vec<(&str, &str)> = signed.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    assert_eq!(
        all,
        [("B", "2"), ("a", "3"), ("D", "3"), ("content-TYPE", "own")]
    );
    for bad in ["a\nb", "a\r", "\0", "\u{7f}", "\u{85}"] {
        let error = refused(Place::None, [header(&[("X", text(bad))])], "x", "{}");
        assert_eq!(error.name(), Some("X"));
    }
    refused(Place::None, [header(&[("X", Expr::Random)])], "x", "{}");
}

#[test]
fn coercions_and_absence() {
    let params = r#"{"i":7,"f":1.50,"t":true,"n":null,"l":[1,{"a":2.0}],"s":"x","e":""}"#;
    let show = |expr| value(expr, Place::None, params);
    let p = |member| of(name(Name::Params), member);
    assert_eq!(
        show(join([
            p("i"),
            text("|"),
            p("f"),
            p("t"),
            p("n"),
            p("l"),
            p("s"),
            p("none")
        ]))
        .as_deref(),
        Some(r#"7|1.5truenull[1,{"a":2}]x"#)
    );
    assert_eq!(show(p("none")), None);
    assert_eq!(show(of(p("none"), "deeper")), None);
    assert_eq!(show(Expr::Index(l([p("l"), int(-1)]))), None);
    assert_eq!(show(Expr::Index(l([p("l"), int(0)]))).as_deref(), Some("1"));
    assert_eq!(
        show(Expr::Coalesce(l([p("none"), p("e"), text("d")]))).as_deref(),
        Some("")
    );
    assert_eq!(show(call(F::Prefix, [p("e"), text("?")])), None);
    assert_eq!(
        show(call(F::Text, [name(Name::Params)])).as_deref(),
        Some("")
    );
    refused(
        Place::None,
        [header(&[("V", of(text("x"), "y"))])],
        "x",
        "{}",
    );
    refused(
        Place::None,
        [header(&[("V", call(F::Sha256, [p("none")]))])],
        "x",
        "{}",
    );
    refused(
        Place::None,
        [header(&[("V", of(p("l"), "name"))])],
        "x",
        r#"{"l":[]}"#,
    );
}

#[test]
fn conditions() {
    let params =
        r#"{"one":"1.0","two":2,"t":true,"text":"true","l":["a",1],"n":null,"e":"","o":{}}"#;
    let p = |member| of(name(Name::Params), member);
    let holds = |expr: Expr| {
        let choice = Expr::If(l([expr, text("yes"), text("no")]));
        value(choice, Place::None, params).as_deref() == Some("yes")
    };
    let compare = |c, a, b| Expr::Compare(c, l([a, b]));
    use Comparison as C;
    for (expr, want) in [
        (compare(C::Less, p("one"), p("two")), true),
        (compare(C::GreaterOrEqual, p("one"), int(1)), true),
        (compare(C::Equal, p("one"), int(1)), false),
        (compare(C::Equal, p("two"), text("2")), true),
        (compare(C::Greater, text("-0.0"), int(0)), false),
        (compare(C::Less, text("-10"), text("-9.5")), true),
        (compare(C::Equal, p("none"), p("none")), false),
        (compare(C::NotEqual, p("none"), text("x")), true),
        (compare(C::NotIn, p("none"), p("l")), true),
        (compare(C::Less, p("none"), int(1)), false),
        (compare(C::In, int(1), p("l")), true),
        (compare(C::In, text("two"), name(Name::Params)), true),
        (compare(C::In, text("three"), name(Name::Params)), false),
        (p("t"), true),
        (p("text"), false),
        (Expr::Not(l([p("text")])), true),
        (
            Expr::And(l([p("none"), compare(C::Less, p("t"), int(1))])),
            false,
        ),
        (
            Expr::Or(l([p("t"), compare(C::Less, p("t"), int(1))])),
            true,
        ),
        (is(Test::Absent, p("none")), true),
        (is(Test::Absent, p("n")), false),
        (is(Test::Empty, p("e")), true),
        (is(Test::Empty, p("o")), true),
        (is(Test::Empty, p("none")), true),
        (is(Test::Empty, p("l")), false),
        (is(Test::List, p("l")), true),
        (is(Test::Pairs, name(Name::Params)), true),
        (is(Test::Text, p("one")), true),
        (is(Test::Number, p("two")), true),
        (is(Test::Number, p("one")), false),
    ] {
        assert_eq!(holds(expr.clone()), want, "{expr:?}");
    }
    let error = refused(
        Place::None,
        [when(compare(C::Less, text("x"), int(1)), header(&[]))],
        "x",
        "{}",
    );
    assert!(error.message().contains("decimal"));
}

/// From a place, joins and `join` take the text as sent; `sorted` and objects take the members.
#[test]
fn places_have_members_and_a_text() {
    let params = r#"{"b":"x y","a":1}"#;
    let show = |expr| value(expr, Place::Query, params).unwrap_or_default();
    let query = || name(Name::Query);
    assert_eq!(show(query()), "b=x%20y&a=1");
    assert_eq!(show(join([text("?"), query()])), "?b=x%20y&a=1");
    assert_eq!(
        show(call(
            F::Join,
            [Expr::List(l([name(Name::Method), query()])), text(" ")]
        )),
        "POST b=x%20y&a=1"
    );
    assert_eq!(
        show(call(F::Hex, [call(F::Upper, [query()])])),
        "423d582532305926413d31"
    );
    assert_eq!(show(call(F::Json, [query()])), r#"{"b":"x y","a":1}"#);
    assert_eq!(
        show(call(F::Json, [call(F::Sorted, [query()])])),
        r#"{"a":1,"b":"x y"}"#
    );
    assert_eq!(
        show(call(F::Json, [object([member("q", query())])])),
        r#"{"q":{"b":"x y","a":1}}"#
    );
    let raw = Encoder {
        escape: Escape::Raw,
        ..RFC3986
    };
    assert_eq!(show(Expr::Encode(raw, l([query()]))), "b=x y&a=1");
    let each = |with| call(F::Join, [Expr::Each(l([query(), with])), text(",")]);
    assert_eq!(
        show(each(join([Expr::ItemKey, text(":"), Expr::ItemValue]))),
        "b:x y,a:1"
    );
    // A `let` keeps both the members and the text.
    let steps = [
        step(Action::Let(l([binding(0, query())]))),
        set(Target::Query, [member("other", int(1))]),
        header(&[
            ("T", join([Expr::Local(0)])),
            ("M", call(F::Json, [Expr::Local(0)])),
        ]),
    ];
    let signed = request(Place::Query, steps, params);
    assert_eq!(signed.header("T"), Some("b=x%20y&a=1"));
    assert_eq!(signed.header("M"), Some(r#"{"b":"x y","a":1}"#));
}

#[test]
fn credentials_and_settings() {
    let missing = given(
        Place::None,
        [header(&[("S", call(F::Hex, [Expr::Credential(1)]))])],
    );
    // `secret` is optional, and a plan that reads it without a condition is still refused.
    let refused = try_sign(
        &missing,
        "GET",
        "x",
        "{}",
        &SigningInputs::at_ms(1),
        &SessionValues::new(),
    );
    assert!(refused.is_err_and(|e| e.message().contains("`secret` is missing")));
    let mut all = missing.scheme().clone();
    all.plans = l([plan(&[], [header(&[("S", text("none"))])])]);
    let none = Credentials::new();
    let signer =
        Signer::new(all.clone(), &none, &Settings::new()).unwrap_or_else(|e| panic!("{e}"));
    // `key` is not optional, but no plan names it.
    assert!(
        try_sign(
            &signer,
            "GET",
            "x",
            "{}",
            &SigningInputs::at_ms(1),
            &SessionValues::new()
        )
        .is_ok()
    );
    all.plans = l([plan(
        &[],
        [when(
            Expr::Literal(Data::Bool(false)),
            header(&[("K", Expr::Credential(0))]),
        )],
    )]);
    let signer =
        Signer::new(all.clone(), &none, &Settings::new()).unwrap_or_else(|e| panic!("{e}"));
    let error = try_sign(
        &signer,
        "GET",
        "x",
        "{}",
        &SigningInputs::at_ms(1),
        &SessionValues::new(),
    );
    assert!(error.is_err_and(|e| e.message().contains("`key` is missing")));
    all.credentials.to_mut()[0].forms = l([Form::Hex(Some(2)), Form::Base64(Some(3))]);
    for (text, fits) in [
        ("0xAbCd", true),
        ("AAEC", true),
        ("abc", false),
        ("zz", false),
    ] {
        let given = Credentials::new().with("key", text);
        let made = Signer::new(all.clone(), &given, &Settings::new());
        assert_eq!(made.is_ok(), fits, "{text}");
        if let Err(error) = made {
            assert!(
                !format!("{error} {error:?}").contains(text),
                "no credential in messages"
            );
        }
    }
    all.settings = l([Setting {
        name: s("window"),
        default: Data::Integer(s("5000")),
    }]);
    let chosen = |name: &str, data| {
        let given = Credentials::new().with("key", "abcd");
        Signer::new(all.clone(), &given, &Settings::new().with(name, data))
    };
    assert!(chosen("window", Data::Integer(s("1"))).is_ok());
    assert!(chosen("window", Data::Text(s("1"))).is_err());
    assert!(chosen("windows", Data::Integer(s("1"))).is_err());
}

/// Secrets are masked, and so is what is derived from them; digests are shown.
#[test]
fn explained() {
    let steps = [
        step(Action::Let(l([binding(
            0,
            join([text("k="), Expr::Credential(1)]),
        )]))),
        set(
            Target::Form,
            [Entry::Existing, member("pass", Expr::Local(0))],
        ),
        header(&[
            (
                "Sign",
                call(
                    F::Hex,
                    [call(F::HmacSha256, [name(Name::Body), Expr::Credential(1)])],
                ),
            ),
            ("Again", Expr::Header(s("Sign"))),
        ]),
    ];
    let all = given(Place::Form, steps).scheme().clone();
    let signer = signer(all, &[("key", "K"), ("secret", "hush")]);
    let request = RequestSpec {
        method: Cow::Borrowed("POST"),
        params: json(r#"{"a":1}"#).into(),
        ..RequestSpec::default()
    };
    let (signed, explained) =
        signer.explain(&request, &SigningInputs::at_ms(1), &SessionValues::new());
    let signed = signed.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(body(&signed), "a=1&pass=k%3Dhush");
    let rows: Vec<(&str, &str, &str)> = explained
        .iter()
        .map(|e| (&*e.step, &*e.name, e.kind))
        .collect();
    assert_eq!(
        rows,
        [
            ("1", "a", "text"),
            ("2", "form.pass", "text"),
            ("2", "body", "text"),
            ("3", "Sign: input of hmac_sha256", "text"),
            ("3", "Sign: hmac_sha256", "bytes"),
            ("3", "Sign", "text"),
            // A step is computed as a whole: the header of the same step does not exist yet.
            ("3", "Again", "absent"),
        ]
    );
    for (row, masked) in explained
        .iter()
        .zip([true, true, true, true, false, false, false])
    {
        assert_eq!(row.value == "[secret]", masked, "{row:?}");
        assert!(!row.value.contains("hush"));
    }
    assert_eq!(explained.get(5).map(|e| &*e.value), signed.header("Sign"));
    assert!(!format!("{signed:?} {signer:?}").contains("hush"));
}

/// What depends only on credentials is computed when the client is created, not for each call.
#[test]
fn credentials_are_worked_with_once() {
    use super::super::prepared::Node;
    let digest = |data, key| call(F::HmacSha512, [data, key]);
    let password = call(F::Base64, [digest(text("pass"), Expr::Credential(1))]);
    let steps = [
        step(Action::Let(l([binding(
            0,
            call(F::Unhex, [Expr::Credential(1)]),
        )]))),
        header(&[
            ("Password", password),
            (
                "Sign",
                call(F::Hex, [digest(name(Name::Path), Expr::Local(0))]),
            ),
            (
                "Other",
                call(F::Hex, [digest(name(Name::Path), Expr::Credential(1))]),
            ),
        ]),
    ];
    let all = given(Place::None, steps).scheme().clone();
    let signer = signer(all, &[("key", "K"), ("secret", "c0ffee")]);
    let plan = signer
        .scheme()
        .sections
        .first()
        .and_then(|s| signer.prepared(s));
    let (mut schedules, mut left) = (0, Vec::new());
    for step in plan.map(|plan| &*plan.steps).unwrap_or_default() {
        step.walk(&mut |node| match node {
            Node::Mac(..) => schedules += 1,
            Node::Call(F::Hex, _) | Node::Const(_) | Node::Name(_) => {}
            other => left.push(format!("{other:?}")),
        });
    }
    assert_eq!(schedules, 2, "two key schedules, both taken in already");
    assert!(
        left.is_empty(),
        "nothing else is left for the call: {left:?}"
    );
}
