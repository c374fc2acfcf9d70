//! What is received.

use super::*;

#[test]
fn a_struct_is_read_whole_and_lenient() {
    let text = r#"{"new":{"deep":[1,"x"]},"paid":"1","amount":1.10,"id":17,"status":"100","fee":"NONE","created":1700000000123,
        "tags":["a","-",null],"balances":{"b":[1e-7,"2"],"a":["3",4,"5",6]},"more":{"x":1.50}}"#;
    let read: Withdrawal = read(text).unwrap();
    assert_eq!(read.id, "17");
    assert_eq!(read.status, Status::Done);
    assert_eq!(read.amount.as_str(), "1.10");
    assert_eq!(read.fee, None);
    assert_eq!(
        read.created.map(Timestamp::as_millis),
        Some(1_700_000_000_123)
    );
    assert_eq!(read.tags, [Some("a".to_owned()), None, None]);
    let levels: Vec<_> = read.balances.iter().collect();
    assert_eq!(
        levels
            .first()
            .map(|(name, level)| (*name, level.price.as_str())),
        Some(("b", "1e-7"))
    );
    assert_eq!(
        levels.last().map(|(name, level)| (*name, level.count)),
        Some(("a", Some(5)))
    );
    assert_eq!(
        read.more.map(|json| json.to_string()).as_deref(),
        Some(r#"{"x":1.50}"#)
    );
    assert!(read.paid);
}

#[test]
fn what_may_be_left_out_may() {
    let read: Withdrawal =
        read(r#"{"id":"a","status":-1,"amount":"1","paid":0,"balances":[],"created":null}"#)
            .unwrap();
    assert_eq!(
        (
            read.fee,
            read.created,
            read.tags.len(),
            read.balances.len(),
            read.more
        ),
        (None, None, 0, 0, None)
    );
    assert_eq!(read.status, Status::Pending);
}

#[test]
fn problems_say_where() {
    let fails = |text: &str| read::<Vec<Withdrawal>>(text).unwrap_err();
    assert_eq!(
        fails(r#"{"id":1}"#),
        "$: expected a list, found an object (byte 0)"
    );
    let good = r#"{"id":"a","status":-1,"amount":"1","paid":0}"#;
    assert_eq!(
        fails(&format!("[{good},{{\"id\":true}}]")),
        "$[1].id: expected a string, found a boolean (byte 52)"
    );
    assert_eq!(
        fails(r#"[{"amount":"x"}]"#),
        "$[0].amount: expected a decimal, found `x` (byte 11)"
    );
    assert_eq!(
        fails(r#"[{"status":1.5}]"#),
        "$[0].status: expected an integer of 64 bits, found `1.5` (byte 11)"
    );
    assert_eq!(
        fails(r#"[{"id":"a","id":"b"}]"#),
        "$[0].id: given twice (byte 16)"
    );
    assert!(fails(r#"[{"id":"a"}]"#).starts_with("$[0].status: missing"));
    assert_eq!(
        fails(r#"[{"balances":{"BTC":[1]}}]"#),
        "$[0].balances.BTC: expected 2 elements, found 1 (byte 20)"
    );
    assert_eq!(
        fails(r#"[{"balances":{"a b":[1,{}]}}]"#),
        "$[0].balances[\"a b\"][1]: expected a decimal, found an object (byte 23)"
    );
    assert!(fails(&format!("[{good}")).starts_with("$: not valid JSON: "));
    assert!(fails(&format!("[{good}] x")).starts_with("$: not valid JSON: "));
    assert!(fails(r#"[{"id":"\ud800"}]"#).starts_with("$[0].id: not valid JSON: "));
}

#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    pub inner: Option<Box<Nested>>,
}
decode_struct!(Nested { inner "inner" Optional });

#[test]
fn nesting_is_bounded() {
    let deep = |depth: usize| format!("{}null{}", "{\"inner\":".repeat(depth), "}".repeat(depth));
    assert!(read::<Nested>(&deep(90)).is_ok());
    assert!(
        read::<Nested>(&deep(100))
            .unwrap_err()
            .contains("nested too deep")
    );
    assert!(
        read::<Nested>(&"{\"inner\":".repeat(100_000))
            .unwrap_err()
            .contains("nested too deep")
    );
    assert!(
        read::<Json>(&"[".repeat(100_000))
            .unwrap_err()
            .contains("nested too deep")
    );
    assert!(read::<Nested>(&format!("{{\"other\":{}", "[".repeat(100_000))).is_err());
}

#[derive(Clone, Debug, PartialEq)]
pub struct Empty {
    pub list: Option<Inner>,
    pub map: Option<Map<Map<i64>>>,
}
decode_struct!(Empty { list "list" ListForEmpty NoneAs("NONE") Optional, map "map" ListForEmpty NoneAs("") Optional });

#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    pub text: Option<String>,
    pub list: Option<Vec<i64>>,
}
decode_struct!(Inner { text "text" Optional, list "list" Optional });

#[test]
fn quirks_stay_where_they_were_declared() {
    let read_empty: Empty = read(r#"{"list":{"text":"NONE","list":[]},"map":[]}"#).unwrap();
    let inner = read_empty.list.unwrap();
    assert_eq!(
        (inner.text.as_deref(), inner.list),
        (Some("NONE"), Some(Vec::new()))
    );
    assert_eq!(read_empty.map, Some(Map::new()));
    let read_empty: Empty = read(r#"{"list":[],"map":""}"#).unwrap();
    assert_eq!((read_empty.list, read_empty.map), (None, None));
    assert!(
        read::<Empty>(r#"{"map":{"a":[]}}"#)
            .unwrap_err()
            .starts_with("$.map.a: expected an object, found a list")
    );
    assert!(
        read::<Empty>(r#"{"list":[1]}"#)
            .unwrap_err()
            .starts_with("$.list: expected an object")
    );
}

macro_rules! many {
    ($($field:ident)*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub struct Many { $(pub $field: Option<String>,)* pub first: i64, pub last: i64 }
    };
}
many!(a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
      e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9);
decode_struct!(Many {
    first "first", a0 "a0" Optional, a1 "a1" Optional, a2 "a2" Optional, a3 "a3" Optional, a4 "a4" Optional,
    a5 "a5" Optional, a6 "a6" Optional, a7 "a7" Optional, a8 "a8" Optional, a9 "a9" Optional, b0 "b0" Optional,
    b1 "b1" Optional, b2 "b2" Optional, b3 "b3" Optional, b4 "b4" Optional, b5 "b5" Optional, b6 "b6" Optional,
    b7 "b7" Optional, b8 "b8" Optional, b9 "b9" Optional, c0 "c0" Optional, c1 "c1" Optional, c2 "c2" Optional,
    c3 "c3" Optional, c4 "c4" Optional, c5 "c5" Optional, c6 "c6" Optional, c7 "c7" Optional, c8 "c8" Optional,
    c9 "c9" Optional, d0 "d0" Optional, d1 "d1" Optional, d2 "d2" Optional, d3 "d3" Optional, d4 "d4" Optional,
    d5 "d5" Optional, d6 "d6" Optional, d7 "d7" Optional, d8 "d8" Optional, d9 "d9" Optional, e0 "e0" Optional,
    e1 "e1" Optional, e2 "e2" Optional, e3 "e3" Optional, e4 "e4" Optional, e5 "e5" Optional, e6 "e6" Optional,
    e7 "e7" Optional, e8 "e8" Optional, e9 "e9" Optional, f0 "f0" Optional, f1 "f1" Optional, f2 "f2" Optional,
    f3 "f3" Optional, f4 "f4" Optional, f5 "f5" Optional, f6 "f6" Optional, f7 "f7" Optional, f8 "f8" Optional,
    f9 "f9" Optional, g0 "g0" Optional, g1 "g1" Optional, g2 "g2" Optional, g3 "g3" Optional, g4 "g4" Optional,
    g5 "g5" Optional, g6 "g6" Optional, g7 "g7" Optional, g8 "g8" Optional, g9 "g9" Optional, last "last",
});

#[test]
fn more_than_64_members() {
    let read_many: Many = read(r#"{"last":2,"g9":"x","first":1}"#).unwrap();
    assert_eq!(
        (read_many.first, read_many.last, read_many.g9.as_deref()),
        (1, 2, Some("x"))
    );
    assert!(
        read::<Many>(r#"{"first":1,"g9":"x"}"#)
            .unwrap_err()
            .starts_with("$.last: missing")
    );
    assert!(
        read::<Many>(r#"{"last":1}"#)
            .unwrap_err()
            .starts_with("$.first: missing")
    );
    assert!(
        read::<Many>(r#"{"g9":"1","g9":"2"}"#)
            .unwrap_err()
            .starts_with("$.g9: given twice")
    );
}

#[derive(Clone, Debug, PartialEq)]
pub enum Patch {
    Remove(Inner),
    Unknown(Json),
}
decode_union!(Patch by "op" { Remove "remove" });

#[test]
fn unions_go_by_their_member_wherever_it_stands() {
    let inner = Inner {
        text: Some("x".to_owned()),
        list: None,
    };
    assert_eq!(
        read::<Patch>(r#"{"text":"x","op":"remove"}"#),
        Ok(Patch::Remove(inner))
    );
    assert_eq!(
        read::<Patch>(r#"{"op":"swap","n":1.0}"#),
        Ok(Patch::Unknown(
            Json::parse(br#"{"op":"swap","n":1.0}"#).unwrap()
        ))
    );
    assert!(matches!(read::<Patch>(r#"{}"#), Ok(Patch::Unknown(_))));
    assert!(read::<Patch>("[]").is_err());
    assert_eq!(
        read::<Vec<Patch>>(r#"[{"op":"remove","text":1},{"op":"remove","text":{}}]"#).unwrap_err(),
        "$[1].text: expected a string, found an object (byte 48)"
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Limit,
    Market,
}
closed_enum!(Kind { Limit "limit", Market "market" });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level2 {
    Low,
    High,
}
closed_int_enum!(Level2 { Low 1, High 2 });

#[test]
fn enums() {
    assert_eq!(
        read::<Vec<Side>>(r#"["sell","hold",3]"#),
        Ok(vec![
            Side::Sell,
            Side::Unknown("hold".to_owned()),
            Side::Unknown("3".to_owned())
        ])
    );
    assert_eq!(
        Side::from("buy").to_string() + Side::from("x".to_owned()).as_str(),
        "buyx"
    );
    assert!(
        Side::try_parse("buy").is_ok()
            && Side::try_parse("x")
                .unwrap_err()
                .to_string()
                .contains("`Side`")
    );
    assert_eq!(read::<Kind>(r#""market""#), Ok(Kind::Market));
    assert_eq!(
        read::<Kind>(r#""x""#).unwrap_err(),
        "$: `x` is not a value of this type (byte 0)"
    );
    assert_eq!(read::<Level2>("2"), Ok(Level2::High));
    assert!(read::<Level2>("3").is_err() && Level2::try_parse(3).is_err());
    assert_eq!(read::<Status>("7").map(|s| s.as_int()), Ok(7));
    assert_eq!(Status::Unknown(100).to_string(), "100");
}

#[derive(Clone, Debug, PartialEq)]
pub struct Got {
    pub to: To,
    pub extra: Option<Side2>,
}
decode_struct!(Got { to "", extra "" Optional });
#[derive(Clone, Debug, PartialEq)]
pub enum Side2 {
    Only(String),
}
decode_one_of!(Side2 { Only "only" });
encode_one_of!(Side2 decoded { Only "only" });

#[test]
fn groups_are_received_too() {
    assert_eq!(
        read::<Got>(r#"{"tag":"3","address":null}"#),
        Ok(Got {
            to: To::Tag(3),
            extra: None
        })
    );
    assert_eq!(
        read::<Got>(r#"{"address":"a","only":"x"}"#),
        Ok(Got {
            to: To::Address("a".to_owned()),
            extra: Some(Side2::Only("x".to_owned()))
        })
    );
    assert!(
        read::<Got>(r#"{"address":"a","tag":1}"#)
            .unwrap_err()
            .contains("together with another member")
    );
    assert!(
        read::<Got>(r#"{"other":1}"#)
            .unwrap_err()
            .contains("one member of a group")
    );
}

#[derive(Clone, Debug, PartialEq)]
enum Payee {
    Iban(Option<String>),
    Tag(String),
}
decode_one_of!(Payee { Iban "iban", Tag "tag" });

#[derive(Clone, Debug, PartialEq)]
struct Paid {
    payee: Payee,
}
decode_struct!(Paid { payee "" });

/// `codegen/src/validate/tests.rs` checks the same values.
#[test]
fn null_is_chosen_only_where_no_member_of_a_group_has_a_value() {
    let payee = |json: &str| read::<Paid>(json).map(|paid| paid.payee);
    for (json, expected) in [
        (r#"{"iban": null, "tag": "x"}"#, Payee::Tag("x".to_owned())),
        (
            r#"{"iban": "x", "tag": null}"#,
            Payee::Iban(Some("x".to_owned())),
        ),
        (r#"{"iban": null}"#, Payee::Iban(None)),
        (r#"{"iban": null, "tag": null}"#, Payee::Iban(None)),
        (r#"{"tag": null, "iban": null}"#, Payee::Iban(None)),
    ] {
        assert_eq!(payee(json), Ok(expected), "{json}");
    }
    for json in [r#"{"tag": null}"#, "{}"] {
        let problem = payee(json).unwrap_err();
        assert!(problem.contains("one member of a group"), "{problem}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = decode(&bytes, &mut Vec::<Withdrawal>::blank(), Wire::PLAIN);
        let _ = decode(&bytes, &mut Patch::blank(), Wire::PLAIN);
        let _ = Json::parse(&bytes);
    }

    #[test]
    fn a_changed_answer_is_read_or_refused_with_its_place(at in 0_usize..400, with in proptest::num::u8::ANY, cut in 0_usize..400) {
        let mut text = br#"[{"id":"a","status":-1,"amount":"1.5","paid":0,"fee":"NONE","tags":["x",null],"balances":{"BTC":[1,"2"]},"more":{"a":[{}]}}]"#.to_vec();
        let index = at % text.len();
        text[index] = with;
        text.truncate(text.len() - cut % 3);
        if let Err(problem) = decode(&text, &mut Vec::<Withdrawal>::blank(), Wire::PLAIN) {
            proptest::prop_assert!(problem.path().starts_with('$'));
            proptest::prop_assert!(problem.byte().is_some_and(|byte| byte <= text.len()), "{}", problem);
        }
    }

    #[test]
    fn json_is_written_as_it_was_read(text in "[ -~]{0,20}", number in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,9})?(e[+-]?[0-9]{1,3})?") {
        let json = Json::object([(text.as_str(), Json::from(vec![Json::from(text.as_str()), Json::parse(number.as_bytes()).unwrap()]))]);
        let written = json.to_string();
        proptest::prop_assert_eq!(Json::parse(written.as_bytes()).unwrap(), json);
        proptest::prop_assert!(written.contains(&number));
    }
}
