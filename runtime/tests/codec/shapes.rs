//! Types that contain themselves, objects with free members, members of one direction, and enums of mixed kinds.

use super::sent::sent;
use super::*;
use specie_runtime::codec::DEPTH;
use specie_runtime::{closed_mixed_enum, open_mixed_enum};

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: i64,
    pub next: Option<Box<Node>>,
}
decode_struct!(Node { value "value", next "next" Optional });
builder!(Node
    /// A node.
    new(value: i64) {
    /// The one after it.
    next: impl Into<Box<Node>>,
});
encode_struct!(Node decoded { value "value", next "next" });

fn nested(levels: usize) -> Node {
    (1..levels).fold(Node::new(0), |inner, value| {
        Node::new(value as i64).next(inner)
    })
}

#[test]
fn a_linked_list_is_read_and_sent() {
    let read: Node = read(r#"{"value":1,"next":{"value":2,"next":null}}"#).unwrap();
    assert_eq!(read, Node::new(1).next(Node::new(2)));
    assert_eq!(sent(&read).unwrap(), "{value:1,next:{value:2}}");
}

#[test]
fn nesting_ends_with_an_error_in_both_directions() {
    let text = |levels: usize| {
        let open = r#"{"value":1,"next":"#.repeat(levels - 1);
        format!(r#"{open}{{"value":1}}{}"#, "}".repeat(levels - 1))
    };
    assert!(read::<Node>(&text(DEPTH)).is_ok());
    let problem = read::<Node>(&text(DEPTH + 1)).unwrap_err();
    assert!(problem.contains("nested too deep"), "{problem}");
    // Far beyond the stack, if each level were entered.
    assert!(read::<Node>(&text(200_000)).is_err());

    assert!(sent(&nested(DEPTH)).is_ok());
    let refusal = sent(&nested(DEPTH + 1)).unwrap_err();
    assert!(
        refusal.contains("nested deeper than 96 levels"),
        "{refusal}"
    );
}

#[derive(Clone, Debug, PartialEq)]
pub struct Candles {
    pub last: i64,
    pub markets: Map<Vec<Level>>,
}
decode_struct!(Candles { last "last", markets "" Rest });
builder!(Candles
    /// Candles.
    new(last: i64) {} rest
    /// By market.
    markets: Map<Vec<Level>>);
encode_struct!(Candles decoded { last "last" Constant("v", "1"), markets "" Rest AlnumNames } then "end" "x");

#[test]
fn free_members_are_kept_beside_fixed_ones() {
    // The form of Kraken's OHLC data.
    let text = r#"{"XXBTZUSD":[["30306.1","30306.2",3392]],"last":1688672160,"XETHZUSD":[]}"#;
    let candles: Candles = read(text).unwrap();
    assert_eq!(candles.last, 1_688_672_160);
    let names: Vec<&str> = candles.markets.names().collect();
    assert_eq!(names, ["XXBTZUSD", "XETHZUSD"]);
    let level = &candles.markets.get("XXBTZUSD").unwrap()[0];
    assert_eq!((level.price.as_str(), level.count), ("30306.1", Some(3392)));

    let none: Candles = read(r#"{"last":1}"#).unwrap();
    assert!(none.markets.is_empty());
    assert_eq!(
        read::<Candles>(r#"{"last":1,"a":[["1"]]}"#).unwrap_err(),
        "$.a[0]: expected 2 elements, found 1 (byte 15)"
    );
    assert!(
        read::<Candles>(r#"{"last":1,"a":[],"a":[]}"#)
            .unwrap_err()
            .starts_with("$.a: given twice")
    );
    assert!(
        read::<Candles>(r#"{"a":[]}"#)
            .unwrap_err()
            .starts_with("$.last: missing")
    );
}

#[test]
fn free_members_are_sent_beside_fixed_ones() {
    let candles = |name: &str| Candles::new(7).markets(Map::from([(name, Vec::new())]));
    assert_eq!(
        sent(&candles("a")).unwrap(),
        r#"{v:"1",last:7,a:[],end:"x"}"#
    );
    for taken in ["last", "v", "end"] {
        let refusal = sent(&candles(taken)).unwrap_err();
        assert!(refusal.contains("a field of its own"), "{refusal}");
    }
    let refusal = sent(&candles("a-b")).unwrap_err();
    assert!(refusal.contains("letters"), "{refusal}");
}

#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    pub id: Option<String>,
    pub name: String,
    pub pin: Option<String>,
}
decode_struct!(Customer { id "id", name "name" } unset pin "pin" Optional);
builder!(Customer
    /// A customer.
    new(name: impl Into<String>, pin: String) {} unset id);
encode_struct!(Customer decoded { name "name", pin "pin" Needed });

#[test]
fn members_of_one_direction_are_left_out_of_the_other() {
    let customer = Customer::new("Ann", "1234".to_owned());
    assert_eq!(sent(&customer).unwrap(), r#"{name:"Ann",pin:"1234"}"#);
    let mut read: Customer = read(r#"{"id":"c1","name":"Ann","pin":"never"}"#).unwrap();
    assert_eq!((read.id.as_deref(), read.pin.clone()), (Some("c1"), None));
    assert!(sent(&read).unwrap_err().contains("`pin`: missing"));
    read.pin = Some("1".to_owned());
    assert_eq!(sent(&read).unwrap(), r#"{name:"Ann",pin:"1"}"#);
    assert!(
        super::read::<Customer>(r#"{"name":"Ann"}"#)
            .unwrap_err()
            .starts_with("$.id: missing")
    );
}

#[derive(Clone, Debug, PartialEq)]
pub enum Mixed {
    Auto,
    V5,
    Text5,
    Off,
    Unknown(Json),
}
open_mixed_enum!(Mixed { Auto "auto", V5 5, Text5 "5", Off false });

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Always {
    True,
}
closed_mixed_enum!(Always { True true });

#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    pub all: Vec<Mixed>,
    pub always: Option<Always>,
}
decode_struct!(Values { all "all", always "always" Optional });
encode_struct!(Values decoded { all "all", always "always" });

#[test]
fn values_of_mixed_kinds_keep_their_kind() {
    let read_all: Values =
        read(r#"{"all":["auto",5,"5",false,true,6,1.5,"six"],"always":true}"#).unwrap();
    assert_eq!(
        read_all.all[..4],
        [Mixed::Auto, Mixed::V5, Mixed::Text5, Mixed::Off]
    );
    assert!(
        read_all.all[4..]
            .iter()
            .all(|value| matches!(value, Mixed::Unknown(_)))
    );
    assert_eq!(
        sent(&read_all).unwrap(),
        r#"{all:["auto",5,"5",false,true,6,1.5,"six"],always:true}"#
    );
    assert_eq!(Mixed::V5.to_string(), "5");
    for wrong in [
        r#"{"all":[null]}"#,
        r#"{"all":[[]]}"#,
        r#"{"all":[],"always":false}"#,
    ] {
        assert!(read::<Values>(wrong).is_err(), "{wrong}");
    }
}
