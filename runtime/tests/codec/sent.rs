//! What is sent.

use super::*;

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    amount: Amount,
    to: To,
    side: Side,
    limits: Option<Vec<Level>>,
    confirm: Option<bool>,
    name: Option<String>,
    extra: Option<To>,
    nested: Option<Box<Order>>,
}
builder!(Order
    /// An order.
    new(amount: Amount, to: To, side: impl Into<Side>) {
    /// Steps.
    limits: Vec<Level>,
    /// Whether it is confirmed.
    confirm: bool,
    /// A name.
    name: impl Into<String>,
    /// More.
    extra: To,
    /// An order inside.
    nested: Order,
});
encode_struct!(Order {
    amount "amount" Constant("version", "1") Number Range("0.5", "100"), to "", side "side",
    limits "limits" Constant("format", "json"), confirm "confirm" Flag,
    name "name" NoneAs("NONE") SendNone Length(1, 4) Alnum, extra "", nested "nested",
} then "end" "x");

pub(super) fn sent(value: &dyn EncodeStruct) -> Result<String, String> {
    let mut context = EncodeContext::default();
    let members = value.members(&mut context);
    let text = show(&Value::Object(members));
    match context.into_refusal() {
        Some(refusal) => Err(refusal.to_string()),
        None => Ok(text),
    }
}

fn show(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Number(text) | Value::Digits(text) | Value::Decimal(text) => text.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{name}:{}", show(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        other => panic!("not expected: {other:?}"),
    }
}

#[test]
fn a_struct_is_sent_in_order() {
    let order = Order::new(amount("1.10"), To::Address("x".to_owned()), "buy");
    assert_eq!(
        sent(&order).unwrap(),
        r#"{version:"1",amount:1.1,address:"x",side:"buy",format:"json",name:"NONE",end:"x"}"#
    );
    let level = Level {
        price: amount("1"),
        volume: amount("2.0"),
        count: None,
    };
    let order = Order::new(amount("1"), To::Tag(7), Side::Sell)
        .confirm(true)
        .name("abc")
        .limits(vec![level])
        .extra(To::Tag(8));
    assert_eq!(
        sent(&order).unwrap(),
        r#"{version:"1",amount:1,tag:"7",side:"sell",format:"json",limits:[[1,"2.0"]],confirm:1,name:"abc",tag:"8",end:"x"}"#
    );
}

/// Expected texts: `format(decimal.Decimal(text), "f")` of Python.
#[test]
fn amounts_are_sent_in_plain_digits() {
    for (given, number, text) in [
        ("6.521e-1", "0.6521", "0.6521"),
        ("1.5E+1", "15", "15"),
        ("+2.50", "2.5", "2.50"),
        ("5e-1", "0.5", "0.5"),
        ("1.00000001", "1.00000001", "1.00000001"),
    ] {
        let level = Level {
            price: amount("1e-8"),
            volume: amount(given),
            count: None,
        };
        let order = Order::new(amount(given), To::Tag(7), Side::Sell).limits(vec![level]);
        assert_eq!(
            sent(&order).unwrap(),
            format!(
                r#"{{version:"1",amount:{number},tag:"7",side:"sell",format:"json",limits:[[0.00000001,"{text}"]],name:"NONE",end:"x"}}"#
            )
        );
    }
    let json = Json::parse(b"[0.00000001,1e-8,100.10,18446744073709551616.5,-0.0]").unwrap();
    let value = json.encode(&mut EncodeContext::default(), Wire::PLAIN);
    assert_eq!(
        value.to_json().unwrap(),
        "[0.00000001,1e-8,100.1,18446744073709551616.5,0]"
    );
}

/// The digits of `2**64 - 1`, and of more than a double holds, by Python.
#[test]
fn integers_of_any_size_keep_their_digits() {
    let sent = |text: &str| {
        let mut context = EncodeContext::default();
        let json = amount(text).encode(&mut context, Wire::INTEGER).to_json();
        match context.into_refusal() {
            Some(refusal) => Err(refusal.what),
            None => Ok(json.unwrap()),
        }
    };
    for (given, digits) in [
        ("18446744073709551615", "18446744073709551615"),
        ("9007199254740993", "9007199254740993"),
        ("-29383937493038367292", "-29383937493038367292"),
        ("1e20", "100000000000000000000"),
        ("7.00", "7"),
        ("-0", "0"),
    ] {
        assert_eq!(sent(given), Ok(digits.to_owned()), "{given}");
    }
    let long = "9".repeat(60);
    assert_eq!(sent(&long), Ok(long.clone()));
    assert_eq!(
        sent("1.5"),
        Err("expected an integer, found 1.5".to_owned())
    );
    assert_eq!(
        Amount::from(u128::MAX).as_str(),
        "340282366920938463463374607431768211455"
    );
}

/// `datetime.fromtimestamp(1686000000, timezone.utc)` of Python is 2023-06-05 21:20:00.
#[test]
fn nanoseconds_are_sent_and_received() {
    let moment: Timestamp = "2023-06-05T21:20:00.123456789Z".parse().unwrap();
    for (wire, json) in [
        (Wire::NANOS, "1686000000123456789"),
        (Wire::NANOS_TEXT, "\"1686000000123456789\""),
    ] {
        let sent = moment.encode(&mut EncodeContext::default(), wire);
        assert_eq!(sent.to_json().unwrap(), json);
        for received in ["1686000000123456789", "\"1686000000123456789\""] {
            let mut read = Timestamp::EPOCH;
            decode(received.as_bytes(), &mut read, wire).unwrap();
            assert_eq!(read, moment, "{received}");
        }
    }
}

#[test]
fn what_is_out_of_range_is_refused() {
    let order = |text: &str| Order::new(amount(text), To::Tag(1), Side::Buy);
    assert_eq!(
        sent(&order("100.1")).unwrap_err(),
        "parameter `amount`: 100.1 is out of range: expected 0.5 to 100"
    );
    assert_eq!(
        sent(&order("0.4999")).unwrap_err(),
        "parameter `amount`: 0.4999 is out of range: expected 0.5 to 100"
    );
    assert_eq!(
        sent(&order("0.5").name("abcde")).unwrap_err(),
        "parameter `name`: 5 characters: expected 1 to 4"
    );
    assert!(
        sent(&order("0.5").name("a b"))
            .unwrap_err()
            .contains("A-Z, a-z")
    );
    assert_eq!(
        sent(&Order::new(amount("1"), To::Tag(10), Side::Buy)).unwrap_err(),
        "parameter `tag`: 10 is out of range: expected 1 to 9"
    );
    let mut inner = order("1");
    inner.nested = Some(Box::new(order("0.1")));
    assert_eq!(
        sent(&inner).unwrap_err(),
        "parameter `nested.amount`: 0.1 is out of range: expected 0.5 to 100"
    );
    assert!(
        sent(&order("0.123456789012345678")).is_err(),
        "out of range"
    );
    assert_eq!(
        sent(&order("1.123456789012345678")).unwrap_err(),
        "parameter `amount`: 1.123456789012345678 has more digits than a JSON number can hold"
    );
}

#[derive(Clone, Debug, PartialEq)]
struct Batch {
    orders: Vec<i64>,
    tags: Option<Map<String>>,
}
encode_struct!(Batch { orders "orders" Entries(1, 3), tags "tags" Entries(2, usize::MAX) });

#[derive(Clone, Debug, PartialEq)]
struct Step {
    price: Amount,
    ids: Vec<i64>,
}
encode_tuple!(Step { price Range("0.5", ""), ids Entries(1, 2) });

#[derive(Clone, Debug, PartialEq)]
struct Ladder {
    steps: Vec<Step>,
}
encode_struct!(Ladder { steps "steps" });

#[test]
fn positions_of_an_array_have_bounds_too() {
    let ladder = |price: &str, ids: Vec<i64>| {
        let price = amount(price);
        sent(&Ladder {
            steps: vec![Step { price, ids }],
        })
    };
    assert_eq!(
        ladder("0.5", vec![1]),
        Ok(r#"{steps:[["0.5",[1]]]}"#.to_owned())
    );
    assert_eq!(
        ladder("0.4", vec![1]).unwrap_err(),
        "parameter `steps.0`: 0.4 is out of range: expected at least 0.5"
    );
    assert_eq!(
        ladder("1", vec![1, 2, 3]).unwrap_err(),
        "parameter `steps.1`: 3 entries: expected 1 to 2"
    );
}

#[derive(Clone, Debug, PartialEq)]
struct Once {
    amounts: Vec<Amount>,
    steps: Vec<Step>,
}
encode_struct!(Once { amounts "amounts" Unique, steps "steps" Unique Entries(0, 3) });

/// Elements are compared as they are sent, as in JSON Schema (`uniqueItems`).
#[test]
fn elements_may_be_given_once() {
    let once = |amounts: &[&str], prices: &[&str]| {
        let step = |price: &&str| Step {
            price: amount(price),
            ids: vec![1],
        };
        sent(&Once {
            amounts: amounts.iter().map(|text| amount(text)).collect(),
            steps: prices.iter().map(step).collect(),
        })
        .err()
    };
    assert_eq!(once(&["1", "2", "1.0"], &["1", "2"]), None);
    assert_eq!(
        once(&["3", "1", "2", "1"], &[]).as_deref(),
        Some("parameter `amounts`: the elements 2 and 4 are the same: expected each once")
    );
    assert_eq!(
        once(&[], &["1", "1"]).as_deref(),
        Some("parameter `steps`: the elements 1 and 2 are the same: expected each once")
    );
    assert_eq!(
        once(&[], &["1", "2", "3", "4"]).as_deref(),
        Some("parameter `steps`: 4 entries: expected 0 to 3")
    );
}

/// A count at a bound is allowed, as in JSON Schema (`minItems`, `maxItems`, `minProperties`).
#[test]
fn entries_are_counted() {
    let tags = |count: usize| {
        let tags = (0..count).map(|at| (at.to_string(), "x".to_owned()));
        Some(tags.collect::<Map<String>>())
    };
    let sent = |orders: Vec<i64>, tags: Option<Map<String>>| sent(&Batch { orders, tags }).err();
    let refused = |what: &str| Some(what.to_owned());
    assert_eq!(sent(vec![1], None), None);
    assert_eq!(sent(vec![1, 2, 3], tags(2)), None);
    assert_eq!(
        sent(vec![], None),
        refused("parameter `orders`: 0 entries: expected 1 to 3")
    );
    assert_eq!(
        sent(vec![1, 2, 3, 4], None),
        refused("parameter `orders`: 4 entries: expected 1 to 3")
    );
    assert_eq!(
        sent(vec![1], tags(1)),
        refused("parameter `tags`: 1 entry: expected at least 2")
    );
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Plain(Item),
    Unknown(Json),
}
decode_union!(Shape by "kind" { Plain "plain" });
encode_union!(Shape decoded by "kind" { Plain "plain" });

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: i64,
}
decode_struct!(Item { id "id" });
encode_struct!(Item decoded { id "id" });

#[test]
fn unions_are_sent_with_their_member() {
    let mut context = EncodeContext::default();
    assert_eq!(
        show(&Shape::Plain(Item { id: 1 }).encode(&mut context, Wire::PLAIN)),
        r#"{kind:"plain",id:1}"#
    );
    let other = Shape::Unknown(Json::from([("kind", "x")]));
    assert_eq!(
        show(&other.encode(&mut context, Wire::PLAIN)),
        r#"{kind:"x"}"#
    );
}
