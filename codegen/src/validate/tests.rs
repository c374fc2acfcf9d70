use super::*;
use crate::model::*;
use crate::source::Span;

fn ty(kind: Kind) -> Type {
    Type::plain(kind)
}

fn wired(kind: Kind, wire: WireAs) -> Type {
    Type {
        wire: Some(wire),
        ..ty(kind)
    }
}

fn field(name: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        rust_name: name.to_owned(),
        span: Span::default(),
        ty,
        rest: false,
        only: None,
        optional: false,
        constant: None,
        default: None,
        range: None,
        doc: Doc::default(),
    }
}

fn define(name: &str, shape: Shape) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        span: Span::default(),
        doc: Doc::default(),
        shape,
        sent: true,
        received: true,
    }
}

fn data(json: &str) -> Data {
    fn of(value: &serde_json::Value) -> Data {
        use serde_json::Value;
        match value {
            Value::Null => Data::Null,
            Value::Bool(value) => Data::Bool(*value),
            Value::Number(number) if number.to_string().contains(['.', 'e']) => {
                Data::Number(number.to_string().into())
            }
            Value::Number(number) => Data::Integer(number.to_string().into()),
            Value::String(text) => Data::Text(text.clone().into()),
            Value::Array(elements) => {
                Data::List(elements.iter().map(of).collect::<Vec<_>>().into())
            }
            Value::Object(members) => Data::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone().into(), of(value)))
                    .collect::<Vec<_>>()
                    .into(),
            ),
        }
    }
    of(&serde_json::from_str(json).expect("a test's own JSON"))
}

/// The wire form and the mismatches, as texts.
fn sent(types: &[TypeDef], ty: &Type, json: &str) -> (Data, Vec<String>) {
    let (wire_form, mismatches) = value(types, ty, &data(json), Way::Sent);
    (
        wire_form,
        mismatches.iter().map(ToString::to_string).collect(),
    )
}

fn received(types: &[TypeDef], ty: &Type, json: &str) -> Vec<String> {
    value(types, ty, &data(json), Way::Received)
        .1
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn leaves_are_sent_in_their_wire_format() {
    let text = Kind::Text { alnum: false };
    let cases = [
        (ty(text.clone()), "7", "\"7\""),
        (ty(Kind::Int), "\"7\"", "7"),
        (wired(Kind::Int, WireAs::Text), "7", "\"7\""),
        (ty(Kind::Decimal), "1.10", "\"1.10\""),
        (wired(Kind::Decimal, WireAs::Number), "\"3\"", "3"),
        (ty(Kind::Bool), "\"true\"", "true"),
        (ty(Kind::Flag), "true", "1"),
        (wired(Kind::Flag, WireAs::Text), "0", "\"0\""),
        (
            ty(Kind::Time(TimeUnit::Millis)),
            "1700000000000",
            "1700000000000",
        ),
        (
            wired(Kind::Time(TimeUnit::Seconds), WireAs::Text),
            "1",
            "\"1\"",
        ),
        (
            ty(Kind::Time(TimeUnit::Iso)),
            "\"2026-01-31T12:00:00Z\"",
            "\"2026-01-31T12:00:00Z\"",
        ),
        (
            ty(Kind::Json),
            "[null, {\"a\": 1e-7}]",
            "[null, {\"a\": 1e-7}]",
        ),
        (
            wired(Kind::List(Box::new(ty(Kind::Int))), WireAs::Json),
            "[1, \"2\"]",
            "\"[1,2]\"",
        ),
        (
            wired(Kind::List(Box::new(ty(Kind::Int))), WireAs::Json),
            "\"[ 1 ]\"",
            "\"[1]\"",
        ),
        (
            ty(Kind::List(Box::new(wired(Kind::Int, WireAs::Text)))),
            "[1, \"2\"]",
            "[\"1\", \"2\"]",
        ),
        (
            Type {
                none: Some(NoValue::Text("NONE".to_owned())),
                ..ty(Kind::Decimal)
            },
            "null",
            "\"NONE\"",
        ),
    ];
    for (ty, given, wire_form) in cases {
        assert_eq!(
            sent(&[], &ty, given),
            (data(wire_form), vec![]),
            "{given} as {ty:?}"
        );
    }
}

/// Expected digits: `format(decimal.Decimal(text), "f")` of Python; for numbers, of `.normalize()`.
#[test]
fn decimals_are_sent_in_plain_digits() {
    let number = wired(Kind::Decimal, WireAs::Number);
    for (given, text, digits) in [
        ("6.521e-05", "0.00006521", "0.00006521"),
        ("0.00000001", "0.00000001", "0.00000001"),
        ("-1.50E-7", "-0.000000150", "-0.00000015"),
        ("100.10", "100.10", "100.1"),
        ("1.5e3", "1500", "1500"),
        ("1e21", "1000000000000000000000", "1000000000000000000000"),
        ("+.5", "0.5", "0.5"),
    ] {
        let quoted = format!("\"{given}\"");
        let as_text = sent(&[], &ty(Kind::Decimal), &quoted);
        assert_eq!(as_text, (Data::Text(text.into()), vec![]), "{given}");
        let due = match digits.contains('.') {
            true => Data::Decimal(digits.into()),
            false => Data::Integer(digits.into()),
        };
        assert_eq!(sent(&[], &number, &quoted), (due, vec![]), "{given}");
        assert_eq!(received(&[], &number, &quoted), [""; 0], "{given}");
    }
    // In data of any shape, digits stay digits.
    let inside = Data::List(vec![Data::Number("0.00000001".into())].into());
    assert_eq!(
        value(&[], &ty(Kind::Json), &inside, Way::Sent).0,
        Data::List(vec![Data::Decimal("0.00000001".into())].into())
    );
}

#[test]
fn integers_of_any_size_keep_their_digits() {
    let id = wired(Kind::Decimal, WireAs::Int);
    for digits in [
        "18446744073709551615",
        "29383937493038367292",
        "-9007199254740993",
    ] {
        let due = (Data::Integer(digits.into()), vec![]);
        assert_eq!(sent(&[], &id, &format!("\"{digits}\"")), due);
    }
    let (_, mismatches) = sent(&[], &id, "1.5");
    assert_eq!(mismatches, ["expected an integer, found `1.5`"]);
    let nanos = ty(Kind::Time(TimeUnit::Nanos));
    let due = (data("1686000000123456789"), vec![]);
    assert_eq!(sent(&[], &nanos, "1686000000123456789"), due);
}

#[test]
fn leaves_of_another_kind_do_not_fit() {
    let cases = [
        (
            ty(Kind::Text { alnum: false }),
            "true",
            "expected a text, found true or false",
        ),
        (
            ty(Kind::Text { alnum: true }),
            "\"a-b\"",
            "expected only letters A-Z, a-z and digits",
        ),
        (ty(Kind::Int), "1.5", "expected an integer, found `1.5`"),
        (
            ty(Kind::Int),
            "9223372036854775808",
            "expected an integer of 64 bits, found `9223372036854775808`",
        ),
        (
            ty(Kind::Decimal),
            "\"much\"",
            "expected a decimal, found \"much\"",
        ),
        (ty(Kind::Bool), "1", "expected true or false, found `1`"),
        (ty(Kind::Flag), "2", "expected 1 or 0, found `2`"),
        (
            ty(Kind::Time(TimeUnit::Seconds)),
            "\"now\"",
            "expected an integer (seconds since 1970), found \"now\"",
        ),
        (
            ty(Kind::Time(TimeUnit::Iso)),
            "3",
            "expected a time such as \"2026-01-31T12:00:00Z\", found `3`",
        ),
        (
            ty(Kind::List(Box::new(ty(Kind::Int)))),
            "[1, {}]",
            "`[1]`: expected an integer, found an object",
        ),
        (
            ty(Kind::Map {
                alnum: false,
                value: Box::new(ty(Kind::Int)),
            }),
            "{\"a\": []}",
            "`a`: expected an integer, found a list",
        ),
    ];
    for (ty, given, mismatch) in cases {
        assert_eq!(sent(&[], &ty, given).1, [mismatch], "{given} as {ty:?}");
    }
}

#[test]
fn ranges_bound_numbers_lengths_and_counts() {
    let bounded = |ty: Type| {
        let range = Some(Range {
            min: Some("1".to_owned()),
            above: false,
            max: Some("3".to_owned()),
            unique: false,
        });
        let fields = vec![Field {
            range,
            ..field("x", ty)
        }];
        [define(
            "T",
            Shape::Struct {
                fields,
                one_of: vec![],
            },
        )]
    };
    let named = ty(Kind::Named(TypeId(0)));
    let decimal = bounded(ty(Kind::Decimal));
    assert!(sent(&decimal, &named, r#"{"x": "3.000"}"#).1.is_empty());
    assert_eq!(
        sent(&decimal, &named, r#"{"x": "0.999"}"#).1,
        ["`x`: 0.999 is out of range: expected 1 to 3"]
    );
    let text = bounded(ty(Kind::Text { alnum: false }));
    assert!(sent(&text, &named, r#"{"x": "999"}"#).1.is_empty());
    assert_eq!(
        sent(&text, &named, r#"{"x": "ÄÖÜß"}"#).1,
        ["`x`: 4 characters is out of range: expected 1 to 3"]
    );
    let list = bounded(ty(Kind::List(Box::new(ty(Kind::Int)))));
    assert_eq!(
        sent(&list, &named, r#"{"x": [4, 4, 4, 4]}"#).1,
        ["`x`: 4 entries is out of range: expected 1 to 3"]
    );
    assert!(sent(&list, &named, r#"{"x": [4]}"#).1.is_empty());
    let map = bounded(ty(Kind::Map {
        alnum: false,
        value: Box::new(ty(Kind::Int)),
    }));
    assert_eq!(
        sent(&map, &named, r#"{"x": {}}"#).1,
        ["`x`: 0 entries is out of range: expected 1 to 3"]
    );
}

#[test]
fn elements_may_have_to_differ() {
    let element = Kind::List(Box::new(ty(Kind::Json)));
    let fields = vec![Field {
        range: Some(Range {
            min: None,
            above: false,
            max: None,
            unique: true,
        }),
        ..field("x", ty(element))
    }];
    let types = [define(
        "T",
        Shape::Struct {
            fields,
            one_of: vec![],
        },
    )];
    let found = |given: &str| sent(&types, &ty(Kind::Named(TypeId(0))), given).1;
    assert!(found(r#"{"x":["a","A",1,"1",{"a":1},{"a":2}]}"#).is_empty());
    assert_eq!(
        found(r#"{"x":["b",{"a":1},"a",{"a":1}]}"#),
        ["`x`: the elements 2 and 4 are the same: expected each once"]
    );
}

#[test]
fn a_number_may_have_to_be_above_another() {
    let define_with = |max: Option<&str>| {
        let fields = vec![Field {
            range: Some(Range {
                min: Some("0".to_owned()),
                above: true,
                max: max.map(str::to_owned),
                unique: false,
            }),
            ..field("x", ty(Kind::Decimal))
        }];
        [define(
            "T",
            Shape::Struct {
                fields,
                one_of: vec![],
            },
        )]
    };
    let named = ty(Kind::Named(TypeId(0)));
    let (open, closed) = (define_with(None), define_with(Some("3")));
    assert!(sent(&open, &named, r#"{"x": "1e-9"}"#).1.is_empty());
    assert_eq!(
        sent(&open, &named, r#"{"x": "0.00"}"#).1,
        ["`x`: 0.00 is out of range: expected a number above 0"]
    );
    for outside in ["0", "3.1"] {
        assert_eq!(
            sent(&closed, &named, &format!(r#"{{"x": "{outside}"}}"#)).1,
            [format!(
                "`x`: {outside} is out of range: expected above 0, at most 3"
            )]
        );
    }
}

#[test]
fn members_are_named_needed_and_grouped() {
    let text = || ty(Kind::Text { alnum: false });
    let fields = vec![
        field("coin", text()),
        Field {
            optional: true,
            ..field("note", text())
        },
        Field {
            constant: Some("1".to_owned()),
            ..field("version", text())
        },
        field("iban", text()),
        field("tag", text()),
    ];
    let one_of = vec![OneOf {
        name: "to".into(),
        rust_name: "to".into(),
        type_name: "To".into(),
        optional: false,
        members: vec![3, 4],
    }];
    let types = [define("T", Shape::Struct { fields, one_of })];
    let named = ty(Kind::Named(TypeId(0)));
    let mismatches = |json: &str| sent(&types, &named, json).1;
    assert!(mismatches(r#"{"coin": "BTC", "tag": "x"}"#).is_empty());
    assert!(mismatches(r#"{"coin": "BTC", "tag": "x", "version": "1"}"#).is_empty());
    assert_eq!(
        mismatches(r#"{"coni": "BTC", "tag": "x"}"#),
        [
            "`coni`: unknown member (did you mean `coin`?)",
            "`coin`: missing"
        ]
    );
    assert_eq!(
        mismatches(r#"{"coin": "BTC"}"#),
        ["expected one of `iban`, `tag`"]
    );
    assert_eq!(
        mismatches(r#"{"coin": "BTC", "tag": "x", "iban": "y"}"#),
        ["expected only one of `iban`, `tag`, found 2"]
    );
    assert_eq!(
        mismatches(r#"{"coin": "BTC", "tag": "x", "version": "2"}"#),
        ["`version`: expected the constant \"1\" (remove it; the client sends it)"]
    );
    assert_eq!(
        mismatches(r#"{"coin": "BTC", "tag": "x", "note": null}"#),
        ["`note`: null cannot be sent (remove the member, or declare it with `or null`)"]
    );
    assert!(
        received(
            &types,
            &named,
            r#"{"coin": "BTC", "tag": "x", "note": null}"#
        )
        .is_empty()
    );
}

/// `runtime/tests/codec/received.rs` reads the same values.
#[test]
fn null_is_chosen_only_where_no_member_of_a_group_has_a_value() {
    let text = || ty(Kind::Text { alnum: false });
    let nullable = Type {
        null: true,
        ..text()
    };
    let fields = vec![field("iban", nullable), field("tag", text())];
    let one_of = vec![OneOf {
        name: "to".into(),
        rust_name: "to".into(),
        type_name: "To".into(),
        optional: false,
        members: vec![0, 1],
    }];
    let types = [define("T", Shape::Struct { fields, one_of })];
    let named = ty(Kind::Named(TypeId(0)));
    for (json, expected) in [
        (r#"{"iban": null, "tag": "x"}"#, None),
        (r#"{"iban": "x", "tag": null}"#, None),
        (r#"{"iban": null}"#, None),
        (r#"{"iban": null, "tag": null}"#, None),
        (r#"{"tag": null}"#, Some("expected one of `iban`, `tag`")),
        (
            r#"{"iban": "x", "tag": "y"}"#,
            Some("expected only one of `iban`, `tag`, found 2"),
        ),
    ] {
        let found = received(&types, &named, json);
        assert_eq!(found.first().map(String::as_str), expected, "{json}");
    }
    assert_eq!(
        sent(&types, &named, r#"{"iban": null, "tag": "x"}"#).1,
        ["expected only one of `iban`, `tag`, found 2"]
    );
}

/// A side, a status, a level, an `added` event and a patch, in this order.
fn shapes() -> [TypeDef; 5] {
    let value = |wire: &str| EnumValue {
        is_final: false,
        place: None,
        wire: wire.into(),
        form: match wire.parse::<i64>() {
            Ok(_) => ScalarKind::Integer,
            Err(_) => ScalarKind::Text,
        },
        rust_name: wire.into(),
        doc: Doc::default(),
    };
    let one = |name: &str| Shape::Struct {
        fields: vec![field(name, ty(Kind::Int))],
        one_of: vec![],
    };
    [
        define(
            "Side",
            Shape::Enum {
                kind: EnumKind::Text,
                closed: false,
                values: vec![value("buy"), value("sell")],
            },
        ),
        define(
            "Status",
            Shape::Enum {
                kind: EnumKind::Int,
                closed: true,
                values: vec![value("0"), value("-1")],
            },
        ),
        define(
            "Level",
            Shape::Tuple {
                fields: vec![
                    field("price", ty(Kind::Decimal)),
                    Field {
                        optional: true,
                        ..field("at", ty(Kind::Int))
                    },
                ],
            },
        ),
        define("Added", one("id")),
        define(
            "Patch",
            Shape::Union {
                by: "op".into(),
                variants: vec![UnionVariant {
                    wire: "add".into(),
                    rust_name: "Add".into(),
                    ty: TypeId(3),
                    boxed: false,
                    doc: Doc::default(),
                }],
                other: None,
            },
        ),
    ]
}

#[test]
fn enums_tuples_and_unions() {
    let types = shapes();
    let of = |id: usize, json: &str| sent(&types, &ty(Kind::Named(TypeId(id))), json);
    assert_eq!(of(0, "\"buy\""), (data("\"buy\""), vec![]));
    assert_eq!(
        of(0, "\"by\"").1,
        ["`by` is not a known value (did you mean `buy`?)"]
    );
    assert_eq!(of(1, "\"-1\""), (data("-1"), vec![]));
    assert_eq!(of(1, "\"x\"").1, ["expected an integer, found \"x\""]);
    assert_eq!(of(2, "[1.5, 2]"), (data("[\"1.5\", 2]"), vec![]));
    assert_eq!(of(2, "[]").1, ["expected at least 1 elements, found 0"]);
    assert_eq!(
        of(4, r#"{"id": "7", "op": "add"}"#),
        (data(r#"{"id": 7, "op": "add"}"#), vec![])
    );
    assert_eq!(
        of(4, r#"{"op": "ad", "id": 7}"#).1,
        ["`op`: `ad` is not a known value (did you mean `add`?)"]
    );
    assert_eq!(
        of(4, r#"{"id": 7}"#).1,
        ["`op`: missing; it determines the type of the object"]
    );
    assert_eq!(
        of(4, r#"{"op": "add", "id": {}}"#).1,
        ["`id`: expected an integer, found an object"]
    );
}

#[test]
fn numbered_members_are_found() {
    let items = Shape::Struct {
        fields: vec![field("item_name_#", ty(Kind::Int))],
        one_of: vec![],
    };
    let types = [
        define("Item", items),
        define(
            "Event",
            Shape::Struct {
                fields: vec![field("items", ty(Kind::Numbered(TypeId(0))))],
                one_of: vec![],
            },
        ),
    ];
    let event = ty(Kind::Named(TypeId(1)));
    assert!(received(&types, &event, r#"{"item_name_1": 7, "item_name_12": "8"}"#).is_empty());
    assert_eq!(
        received(&types, &event, r#"{"item_name_1": "x"}"#),
        ["`item_name_1`: expected an integer, found \"x\""]
    );
    assert_eq!(
        received(&types, &event, r#"{"item_name_x": 1}"#),
        ["`item_name_x`: unknown member (did you mean `item_name_#`?)"]
    );
}

#[test]
fn null_and_other_values_mean_no_value_where_they_are_declared() {
    let or_null = |kind: Kind| Type {
        null: true,
        ..ty(kind)
    };
    let or = |none: NoValue, kind: Kind| Type {
        none: Some(none),
        ..ty(kind)
    };
    let text = Kind::Text { alnum: false };
    let list = Kind::List(Box::new(or_null(Kind::Int)));
    let both = Type {
        null: true,
        ..or(NoValue::Text(String::new()), Kind::Int)
    };
    for (ty, given, wire_form) in [
        (or_null(Kind::Int), "null", "null"),
        (or_null(list.clone()), "null", "null"),
        (ty(list), "[null, \"1\"]", "[null, 1]"),
        (or(NoValue::False, text.clone()), "null", "false"),
        (or(NoValue::False, text.clone()), "\"false\"", "\"false\""),
        (or(NoValue::Zero, Kind::Decimal), "0.00", "0"),
        (or(NoValue::Zero, Kind::Decimal), "\"0\"", "0"),
        (or(NoValue::Zero, text), "\"0\"", "\"0\""),
        (both.clone(), "null", "null"),
        (both, "\"\"", "null"),
    ] {
        let found = sent(&[], &ty, given);
        assert_eq!(found, (data(wire_form), vec![]), "{given} as {ty:?}");
        assert!(received(&[], &ty, given).is_empty(), "{given} as {ty:?}");
    }
    let fields = vec![
        Field {
            optional: true,
            ..field("lag", or_null(Kind::Int))
        },
        Field {
            optional: true,
            ..field("any", ty(Kind::Json))
        },
        Field {
            optional: true,
            ..field("size", ty(Kind::Int))
        },
    ];
    let types = [define(
        "Change",
        Shape::Struct {
            fields,
            one_of: vec![],
        },
    )];
    let change = ty(Kind::Named(TypeId(0)));
    let nulls = r#"{"lag": null, "any": null}"#;
    assert_eq!(sent(&types, &change, nulls), (data(nulls), vec![]));
    assert_eq!(sent(&types, &change, r#"{"size": null}"#).1.len(), 1);
}

/// Expected values: `email.utils.format_datetime(…, usegmt=True)`, `base64` and `bytes.hex` of Python.
#[test]
fn times_dates_and_bytes_are_sent_as_a_client_sends_them() {
    let time = |unit| ty(Kind::Time(unit));
    for (ty, given, wire_form) in [
        (time(TimeUnit::SecondsTo(3)), "1700000000", "1700000000"),
        (
            wired(Kind::Time(TimeUnit::SecondsTo(3)), WireAs::Text),
            "1700000000.12",
            "\"1700000000.120\"",
        ),
        (
            time(TimeUnit::IsoTo(3)),
            "\"2023-11-14T22:13:20Z\"",
            "\"2023-11-14T22:13:20.000Z\"",
        ),
        (
            time(TimeUnit::Http),
            "\"Wed, 15 Nov 2023 00:13:20 +0200\"",
            "\"Tue, 14 Nov 2023 22:13:20 GMT\"",
        ),
        (ty(Kind::Date), "\"2024-02-29\"", "\"2024-02-29\""),
        (
            ty(Kind::Bytes(BytesForm::Base64)),
            "\"-_8Afw\"",
            "\"+/8Afw==\"",
        ),
        (
            ty(Kind::Bytes(BytesForm::Base64Url)),
            "\"+/8Afw==\"",
            "\"-_8Afw\"",
        ),
        (ty(Kind::Bytes(BytesForm::Hex)), "\"0xFF00\"", "\"ff00\""),
        (
            ty(Kind::Url),
            "\"https://acme.example/a\"",
            "\"https://acme.example/a\"",
        ),
    ] {
        let found = sent(&[], &ty, given);
        assert_eq!(found, (data(wire_form), vec![]), "{given} as {ty:?}");
        assert!(received(&[], &ty, given).is_empty(), "{given} as {ty:?}");
    }
    for (ty, given) in [
        (ty(Kind::Date), "\"2023-02-29\""),
        (ty(Kind::Date), "20230201"),
        (ty(Kind::Uuid), "\"7\""),
        (ty(Kind::Url), "\"acme.example\""),
        (ty(Kind::Bytes(BytesForm::Hex)), "\"abc\""),
        (ty(Kind::Bytes(BytesForm::Hex)), "12"),
        (time(TimeUnit::Http), "\"2023-11-14T22:13:20Z\""),
        (time(TimeUnit::Seconds), "1.5"),
    ] {
        assert_eq!(sent(&[], &ty, given).1.len(), 1, "{given} as {ty:?}");
    }
    // Any text is read, and so are decimals of a time.
    assert!(received(&[], &ty(Kind::Uuid), "\"7\"").is_empty());
    assert!(received(&[], &time(TimeUnit::Millis), "1700000000123.5").is_empty());
}

#[test]
fn json_inside_a_text_is_read() {
    let types = [];
    let list = wired(Kind::List(Box::new(ty(Kind::Int))), WireAs::Json);
    let found = |text: &str| {
        let (_, mismatches) = super::value(&types, &list, &text_of(text), Way::Received);
        let shown: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
        shown.join("; ")
    };
    assert_eq!(found("[1,2]"), "");
    assert!(
        found("[1,\"a\"]").starts_with("`[1]`: "),
        "{}",
        found("[1,\"a\"]")
    );
    assert!(found("[1").contains("a text that holds JSON"));
    let (_, mismatches) =
        super::value(&types, &list, &Data::List(Vec::new().into()), Way::Received);
    assert_eq!(mismatches.len(), 1, "the provider sends a text");
}

fn text_of(text: &str) -> Data {
    Data::Text(text.to_owned().into())
}
