//! Numbers that must be above another.

use specie_runtime::Amount;
use specie_runtime::codec::{EncodeContext, EncodeStruct};
use specie_runtime::encode_struct;

struct Order {
    price: Amount,
    fee: Option<Amount>,
    count: i64,
}
encode_struct!(Order { price "price" Above("0", ""), fee "fee" Number Above("-1", "5.5"), count "count" Above("9", "") });

#[test]
fn the_bound_itself_is_outside() {
    let complaint = |price: &str, fee: Option<&str>, count: i64| {
        let order = Order {
            price: price.parse().unwrap(),
            fee: fee.map(|fee| fee.parse().unwrap()),
            count,
        };
        let mut context = EncodeContext::default();
        order.members(&mut context);
        context.into_refusal().map(|refusal| refusal.to_string())
    };
    for (price, fee, count) in [
        ("1e-30", None, 10),
        ("0.1", Some("5.50"), 11),
        ("1", Some("-0.99"), 10),
    ] {
        assert_eq!(complaint(price, fee, count), None, "{price}");
    }
    for (price, fee, count, due) in [
        (
            "0",
            None,
            10,
            "parameter `price`: 0 is out of range: expected a number above 0",
        ),
        (
            "-0.00",
            None,
            10,
            "parameter `price`: -0.00 is out of range: expected a number above 0",
        ),
        (
            "-1",
            None,
            10,
            "parameter `price`: -1 is out of range: expected a number above 0",
        ),
        (
            "1",
            Some("-1"),
            10,
            "parameter `fee`: -1 is out of range: expected above -1, at most 5.5",
        ),
        (
            "1",
            Some("5.51"),
            10,
            "parameter `fee`: 5.51 is out of range: expected above -1, at most 5.5",
        ),
        (
            "1",
            None,
            9,
            "parameter `count`: 9 is out of range: expected a number above 9",
        ),
    ] {
        assert_eq!(complaint(price, fee, count).as_deref(), Some(due));
    }
}
