//! JSON inside a text.

use super::sent::sent;
use super::*;

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    pub id: String,
    pub data: Option<Payment>,
    pub notes: Vec<String>,
    pub more: Option<Json>,
}
decode_struct!(Delivery {
    id "bizIdStr", data "data" InText NoneAs("") Optional, notes "notes" InText Optional, more "more" InText Null Optional,
});

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Payment {
    pub number: String,
    pub fee: Amount,
    pub time: Timestamp,
}
decode_struct!(Payment { number "merchantTradeNo", fee "totalFee", time "transactTime" Millis });

/// The example of Binance Pay's page: https://developers.binance.com/docs/binance-pay/webhook-common
#[test]
fn an_object_in_a_text_is_read_as_its_type() {
    let text = r#"{"bizType":"PAY","data":"{\"merchantTradeNo\":\"9825382937292\",\"totalFee\":0.88000000,\"transactTime\":1619508939664,\"currency\":\"USDT\",\"openUserId\":\"1211HS10K81f4273ac031\",\"productType\":\"Food\",\"productName\":\"Ice Cream\",\"tradeType\":\"APP\"}","bizIdStr":"29383937493038367292","bizId":29383937493038367292,"bizStatus":"PAY_SUCCESS"}"#;
    let read: Delivery = read(text).unwrap();
    assert_eq!(read.id, "29383937493038367292");
    let payment = read.data.unwrap();
    assert_eq!(payment.number, "9825382937292");
    assert_eq!(payment.fee.as_str(), "0.88000000");
    assert_eq!(payment.time.as_millis(), 1_619_508_939_664);
}

#[test]
fn what_means_no_value_is_no_json() {
    for data in [r#""""#, "null", r#""null""#] {
        let text = format!(r#"{{"bizIdStr":"1","data":{data}}}"#);
        let read: Delivery = read(&text).unwrap();
        assert_eq!(read.data, None, "{data}");
    }
    let read: Delivery =
        read(r#"{"bizIdStr":"1","notes":"[\"a\",\"\\u00e4\"]","more":"{\"x\":1.50}"}"#).unwrap();
    assert_eq!(read.notes, ["a", "\u{e4}"]);
    assert_eq!(read.more.unwrap().to_string(), r#"{"x":1.50}"#);
}

#[test]
fn problems_have_the_path_through_the_text() {
    let fails = |data: &str| {
        let text = format!(r#"{{"bizIdStr":"1","data":{data}}}"#);
        read::<Delivery>(&text).unwrap_err()
    };
    assert_eq!(
        fails(r#""{\"merchantTradeNo\":\"1\",\"totalFee\":true,\"transactTime\":1}""#),
        "$.data.totalFee: expected a decimal, found a boolean"
    );
    assert_eq!(
        fails("{}"),
        "$.data: expected a string with JSON, found an object (byte 23)"
    );
    for broken in [r#""{""#, r#""<html>""#, r#""{} {}""#, r#"" ""#] {
        assert!(fails(broken).starts_with("$.data"), "{broken}");
    }
    // A text in a text does not escape the limit of the nesting.
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let text = format!(r#"{{"bizIdStr":"1","more":"{deep}"}}"#);
    assert!(read::<Delivery>(&text).is_err());
}

#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    payment: Inner,
    notes: Option<Vec<String>>,
    gone: Nullable<Inner>,
    text: Option<Inner>,
}
builder!(Sent
    /// What is sent.
    new(payment: Inner) {
    /// Words.
    notes: Vec<String>,
    /// May be `null`.
    gone or clear_gone: Inner,
    /// An empty text means none.
    text: Inner,
});
encode_struct!(Sent {
    payment "payment" InText, notes "notes" InText Entries(1, 2), gone "gone" InText Null, text "text" InText NoneAs("") SendNone,
});

#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    amount: Amount,
    name: Option<String>,
}
builder!(Inner
    /// An amount.
    new(amount: Amount) {
    /// A name.
    name: impl Into<String>,
});
encode_struct!(Inner { amount "amount", name "name" });

/// Expected: `json.dumps(…, separators=(",", ":"), ensure_ascii=False)` of Python.
#[test]
fn a_value_is_sent_as_the_text_of_its_json() {
    let inner = |name: &str| Inner::new("1.10".parse().unwrap()).name(name);
    let text = |json: &str| format!("{json:?}");
    let payment = text("{\"amount\":\"1.10\",\"name\":\"a \\\"b\\\" \u{e4}\"}");
    assert_eq!(
        sent(&Sent::new(inner("a \"b\" \u{e4}"))).unwrap(),
        format!("{{payment:{payment},text:\"\"}}")
    );
    let whole = Sent::new(Inner::new("2".parse().unwrap()))
        .notes(vec!["x".to_owned(), "y".to_owned()])
        .clear_gone()
        .text(inner("c"));
    let expected = [
        format!("payment:{}", text("{\"amount\":\"2\"}")),
        format!("notes:{}", text("[\"x\",\"y\"]")),
        "gone:null".to_owned(),
        format!("text:{}", text("{\"amount\":\"1.10\",\"name\":\"c\"}")),
    ];
    assert_eq!(sent(&whole).unwrap(), format!("{{{}}}", expected.join(",")));
    let three = vec![String::new(); 3];
    assert!(
        sent(&Sent::new(inner("a")).notes(three)).is_err(),
        "bounds are those of the value"
    );
}
