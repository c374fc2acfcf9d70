//! No value: left out, `null`, or another value that means it.

use super::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub lag: Nullable<i64>,
    pub note: Nullable<String>,
    pub tags: Nullable<Vec<Option<String>>>,
    pub limit: Option<Amount>,
    pub label: Option<String>,
    pub price: Option<Amount>,
    pub sizes: Vec<Option<i64>>,
    pub by_coin: Map<Option<Amount>>,
    pub rows: Vec<Option<Vec<Option<i64>>>>,
}
builder!(Change
    /// A change.
    new(limit: Option<Amount>, label: Option<String>, price: Option<Amount>, sizes: Vec<Option<i64>>, by_coin: Map<Option<Amount>>,
        rows: Vec<Option<Vec<Option<i64>>>>) {
    /// A number.
    lag or clear_lag: i64,
    /// A text.
    note or clear_note: impl Into<String>,
    /// Words.
    tags or clear_tags: Vec<Option<String>>,
});
encode_struct!(Change decoded {
    lag "lag" Null Range("1", "9"), note "note" Null, tags "tags" Null Elements Null, limit "limit" Null SendNone,
    label "label" NoneFalse SendNone, price "price" NoneZero SendNone, sizes "sizes" Null Elements,
    by_coin "by_coin" Number Null Elements, rows "rows" NoneZero Elements Null Elements,
});
decode_struct!(Change {
    lag "lag" Optional, note "note" Optional, tags "tags" Optional, limit "limit", label "label" NoneFalse, price "price" NoneZero,
    sizes "sizes" Null, by_coin "by_coin" Null, rows "rows" NoneZero Elements Elements Null,
});

fn change() -> Change {
    Change::new(None, None, None, Vec::new(), Map::new(), Vec::new())
}

fn body(change: &Change) -> String {
    let mut context = EncodeContext::default();
    let value = Value::Object(EncodeStruct::members(change, &mut context));
    match context.into_refusal() {
        Some(refusal) => refusal.to_string(),
        None => value.to_json().unwrap(),
    }
}

/// Expected bodies: `json.dumps(…, separators=(",", ":"))` of Python.
#[test]
fn absent_null_and_a_value_are_told_apart_when_sent() {
    assert_eq!(
        body(&change()),
        r#"{"limit":null,"label":false,"price":0,"sizes":[],"by_coin":{},"rows":[]}"#
    );
    let cleared = change().clear_lag().clear_note().clear_tags();
    assert_eq!(
        body(&cleared),
        r#"{"lag":null,"note":null,"tags":null,"limit":null,"label":false,"price":0,"sizes":[],"by_coin":{},"rows":[]}"#
    );
    let set = Change::new(
        Some(amount("1.50")),
        Some("false".to_owned()),
        Some(amount("2")),
        vec![Some(1), None],
        Map::from([("BTC", Some(amount("0.5"))), ("ETH", None)]),
        vec![None, Some(vec![Some(7), None])],
    );
    let set = set.lag(5).note("x").tags(vec![Some("a".to_owned()), None]);
    assert_eq!(
        body(&set),
        r#"{"lag":5,"note":"x","tags":["a",null],"limit":"1.50","label":"false","price":"2","sizes":[1,null],"by_coin":{"BTC":0.5,"ETH":null},"rows":[null,[7,0]]}"#
    );
    assert_eq!(
        body(&change().lag(10)),
        "parameter `lag`: 10 is out of range: expected 1 to 9"
    );
}

#[test]
fn absent_null_and_a_value_are_told_apart_when_received() {
    let none = r#""limit":null,"label":false,"price":0,"sizes":null,"by_coin":null,"rows":null"#;
    assert_eq!(read(&format!("{{{none}}}")), Ok(change()));
    assert_eq!(
        read(&format!(r#"{{"lag":null,"note":null,"tags":null,{none}}}"#)),
        Ok(change().clear_lag().clear_note().clear_tags())
    );
    let text = r#"{"lag":"5","note":"","tags":[null,"a"],"limit":1,"label":"false","price":"0.00","sizes":[1,null],
        "by_coin":{"ETH":null},"rows":[null,[0,7,null]]}"#;
    let expected = Change::new(
        Some(amount("1")),
        Some("false".to_owned()),
        None,
        vec![Some(1), None],
        Map::from([("ETH", None)]),
        vec![None, Some(vec![None, Some(7), None])],
    );
    let expected = expected
        .lag(5)
        .note("")
        .tags(vec![None, Some("a".to_owned())]);
    assert_eq!(read(text), Ok(expected));
    // Without `or null`, null is no list.
    assert_eq!(
        read::<Vec<Vec<i64>>>("[null]"),
        Err("$[0]: expected a list, found null (byte 1)".to_owned())
    );
}

#[test]
fn a_literal_is_read_strictly_where_it_could_be_a_text() {
    let read = |text: &str, wire: Wire| {
        let mut value = Option::<String>::blank();
        decode(text.as_bytes(), &mut value, wire).map(|()| value)
    };
    let zero = Wire::PLAIN.none_zero();
    let no = Wire::PLAIN.none_false();
    for (text, wire, expected) in [
        ("0", zero, None),
        ("-0.00", zero, None),
        ("0e3", zero, None),
        ("\"0\"", zero, Some("0")),
        ("10", zero, Some("10")),
        ("false", no, None),
        ("\"false\"", no, Some("false")),
        ("null", no, None),
    ] {
        assert_eq!(read(text, wire).unwrap().as_deref(), expected, "{text}");
    }
    // A number has no other meaning for these texts.
    let read = |text: &str, wire: Wire| {
        let mut value = Option::<i64>::blank();
        decode(text.as_bytes(), &mut value, wire).map(|()| value)
    };
    assert_eq!(read("\"0\"", zero).unwrap(), None);
    assert_eq!(read("\"false\"", no).unwrap(), None);
    assert_eq!(read("7", zero).unwrap(), Some(7));
    assert!(read("true", no).is_err() && read("{", zero).is_err());
}

/// What represents no value belongs to one level: an inner `[]` is not an outer one.
#[test]
fn each_level_has_its_own_representation() {
    type Rows = Map<Option<Level>>;
    let wire = Wire::PLAIN.list_for_empty().elements();
    let read = |text: &str, wire: Wire| {
        let mut rows = Rows::blank();
        decode(text.as_bytes(), &mut rows, wire).map(|()| rows)
    };
    assert!(read("[]", wire).is_err());
    assert_eq!(read("{}", wire).unwrap().len(), 0);
    let inner = Wire::PLAIN.list_for_empty();
    let mut level = Option::<Level>::blank();
    decode(b"[]", &mut level, inner).unwrap();
    assert_eq!(level, None);
    let rows = read(r#"{"a":[],"b":null}"#, wire).unwrap();
    assert!(rows.values().all(Option::is_none));
    let sent = rows.encode(&mut EncodeContext::default(), wire);
    assert_eq!(sent.to_json().unwrap(), r#"{"a":[],"b":[]}"#);
}
