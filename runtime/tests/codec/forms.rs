//! Unions by form.

use super::*;
use specie_runtime::codec::{FormTest, form_of};
use specie_runtime::{decode_forms, encode_forms};

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum When {
    Now(Side),
    Count(i64),
    Amount(Amount),
    At(Timestamp),
    Text(String),
    Level(Level),
    Unknown(Json),
}
decode_forms!(When {
    Now "now", Count "count" Text, Amount "amount", At "at" Iso, Text "text", Level "level",
} by {
    TextOf("buy", "now"), TextOf("sell", "now"), IntegerText("count"), DecimalText("amount"), TimeText("at"), Text("text"), List("level"),
    Number("amount"),
});
encode_forms!(When decoded {
    Now "now", Count "count" Text Range("1", "9"), Amount "amount", At "at" Iso, Text "text", Level "level",
});

fn read_when(text: &str) -> Result<When, String> {
    let mut value = When::blank();
    match decode(text.as_bytes(), &mut value, Wire::PLAIN) {
        Ok(()) => Ok(value),
        Err(problem) => Err(problem.to_string()),
    }
}

fn sent(value: &When) -> Result<String, String> {
    let mut context = EncodeContext::default();
    let text = value.encode(&mut context, Wire::PLAIN).to_json().unwrap();
    match context.into_refusal() {
        Some(refusal) => Err(refusal.what),
        None => Ok(text),
    }
}

#[test]
fn texts_are_told_apart_by_listed_values_and_syntax() {
    assert_eq!(read_when("\"buy\""), Ok(When::Now(Side::Buy)));
    assert_eq!(
        read_when("\"\\u0062uy\""),
        Ok(When::Now(Side::Buy)),
        "escapes are decoded first"
    );
    assert_eq!(read_when("\"12\""), Ok(When::Count(12)));
    assert_eq!(
        read_when("\"1.50\""),
        Ok(When::Amount("1.50".parse().unwrap()))
    );
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(read_when("\"2026-01-01T00:00:00Z\""), Ok(When::At(at)));
    assert_eq!(read_when("\"later\""), Ok(When::Text("later".into())));
    assert_eq!(read_when("7.5"), Ok(When::Amount("7.5".parse().unwrap())));
    for text in ["true", "null", "{\"a\":[1,2.50,\"x\"]}"] {
        let read = read_when(text).unwrap();
        assert!(
            matches!(&read, When::Unknown(kept) if kept.to_string() == text),
            "{read:?}"
        );
    }
    // The kind decided, so the fault is one of the form.
    assert_eq!(
        read_when(" [1]"),
        Err("$: expected 2 elements, found 1 (byte 1)".to_owned())
    );
    assert!(read_when("\"a").is_err());
    assert!(read_when("{\"a\":").is_err());
}

/// The UUID is the one of RFC 9562, the dates are those of RFC 9110 and RFC 3339.
#[test]
fn texts_are_told_apart_by_uuid_date_time_and_address() {
    use FormTest::*;
    let tests = [
        UuidText("uuid"),
        DateText("date"),
        TimeText("time"),
        HttpTimeText("http"),
        UrlText("url"),
        Text("text"),
    ];
    for (json, form) in [
        (r#""f81d4fae-7dec-11d0-a765-00a0c91e6bf6""#, "uuid"),
        (r#""F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6""#, "uuid"),
        (r#""f81d4fae7dec11d0a76500a0c91e6bf6""#, "text"),
        (r#""1985-04-12""#, "date"),
        (r#""1985-04-31""#, "text"),
        (r#""1985-04-12T23:20:50.52Z""#, "time"),
        (r#""Sun, 06 Nov 1994 08:49:37 GMT""#, "http"),
        (r#""https://acme.example/a?b=c""#, "url"),
        (r#""acme.example/a""#, "text"),
    ] {
        assert_eq!(form_of(&tests, json.as_bytes()), Ok(Some(form)), "{json}");
    }
}

#[test]
fn a_form_is_sent_in_its_own_way() {
    assert_eq!(sent(&When::Count(3)), Ok("\"3\"".into()));
    assert_eq!(
        sent(&When::Count(12)),
        Err("12 is out of range: expected 1 to 9".into())
    );
    assert_eq!(sent(&When::Now(Side::Sell)), Ok("\"sell\"".into()));
    let unknown = read_when("{\"a\":[1,2.5,\"x\"]}").unwrap();
    assert_eq!(sent(&unknown), Ok("{\"a\":[1,2.5,\"x\"]}".into()));
}

#[test]
fn objects_are_told_apart_by_conditions_in_order() {
    use FormTest::*;
    let tests = [
        Is("kind", "a"),
        Is("kind", "b"),
        HasText("id"),
        Object("one"),
        Is("deleted", "true"),
        Object("two"),
        HasList("id"),
        Object("three"),
        Has("rest"),
        Object("four"),
    ];
    for (json, form) in [
        (r#"{"kind":"a","id":"x"}"#, Some("one")),
        (r#"{"id":"x","more":{"kind":1},"kind":"b"}"#, Some("one")),
        (r#"{"kind":"c","id":"x","deleted":true}"#, Some("two")),
        (r#"{"deleted":"true"}"#, Some("two")),
        (r#"{"deleted":false,"id":[]}"#, Some("three")),
        (r#"{"kind":"a","id":[]}"#, Some("three")),
        (r#"{"kind":"a","id":7,"rest":null}"#, Some("four")),
        (r#"{"kind":"a"}"#, None),
        (r#"{"kind":{"kind":"a"},"id":"x"}"#, None),
        ("{}", None),
        ("[]", None),
    ] {
        assert_eq!(form_of(&tests, json.as_bytes()).unwrap(), form, "{json}");
    }
    assert!(form_of(&tests, b"{\"x\" 1}").is_err());
}

#[test]
fn numbers_are_told_apart_by_listed_values_and_syntax() {
    use FormTest::*;
    let tests = [
        NumberOf("1", "one"),
        Integer("whole"),
        Number("any"),
        Bool("truth"),
    ];
    for (json, form) in [
        ("1", Some("one")),
        ("10", Some("whole")),
        ("-3.0", Some("whole")),
        ("1.5", Some("any")),
        ("99999999999999999999", Some("any")),
        ("1e3", Some("any")),
        ("false", Some("truth")),
        ("\"1\"", None),
    ] {
        assert_eq!(form_of(&tests, json.as_bytes()).unwrap(), form, "{json}");
    }
}
