//! The cost of a delivery before it is verified, counted in allocations: a hostile delivery must be cheap to reject.

#[path = "../benches/support/deliveries.rs"]
mod deliveries;

use deliveries::by_hand::{self, Bare};
use deliveries::{FORM, INSIDE, IPN, JSON, PAYMENT, client, headers, hex, inside};
use specie_runtime::{Core, ErrorKind, Json, Verified, Webhook};

#[test]
fn both_ways_read_the_same() {
    let (client, bare) = (client(), Bare::new());
    let sign = hex(&bare.mac(PAYMENT));
    let verified = deliveries::payment(&client, &sign, PAYMENT).unwrap();
    assert_eq!(verified.id(), Some("evt_9f2c1a7e4b0d4a7c9d53"));
    assert_eq!(
        verified.order().map(ToString::to_string).as_deref(),
        Some("confirmed")
    );
    assert_eq!(
        verified.time().map(|time| time.as_millis()),
        Some(1_700_000_000_123)
    );
    let by_hand = by_hand::payment(&bare, &sign, PAYMENT).unwrap();
    assert!(verified.into_event() == by_hand, "{by_hand:?}");
    let sign = hex(&bare.mac(IPN));
    let verified = deliveries::ipn(&client, &sign, IPN).unwrap();
    assert_eq!(verified.id(), Some("1be6a5186dcd477d96afdd914b1300ce"));
    assert_eq!(Some(verified.into_event()), by_hand::ipn(&bare, &sign, IPN));
    let body = inside();
    let verified = deliveries::signed_inside(&client, &body).unwrap();
    let by_hand = by_hand::inside(&by_hand::schedule(), &body);
    let by_hand = by_hand.unwrap();
    assert!(verified.into_event() == by_hand, "{by_hand:?}");
}

/// Bodies that would be dear to read, each about 165 kB.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    const SIZE: usize = 165 * 1024;
    let members = |each: &dyn Fn(usize) -> String| {
        let mut body = String::from("{");
        for at in 0.. {
            body.push_str(&each(at));
            if body.len() > SIZE {
                break;
            }
            body.push(',');
        }
        body.push('}');
        body.into_bytes()
    };
    let nested = format!("{}{}", "[".repeat(SIZE / 2), "]".repeat(SIZE / 2));
    let objects = format!("{}1{}", "{\"a\":".repeat(SIZE / 6), "}".repeat(SIZE / 6));
    let escaped = format!("{{\"{}\":1}}", "\\u0061".repeat(SIZE / 6));
    let pairs = (0..SIZE / 8).map(|at| format!("k{at}=%41"));
    vec![
        ("nested lists", nested.into_bytes()),
        ("nested objects", objects.into_bytes()),
        ("members", members(&|at| format!("\"k{at}\":{{}}"))),
        (
            "a name again and again",
            members(&|_| "\"a\":[1]".to_owned()),
        ),
        (
            "escaped names",
            members(&|at| format!("\"\\u0061{at}\":\"\\n\"")),
        ),
        ("a long name", escaped.into_bytes()),
        ("pairs", pairs.collect::<Vec<_>>().join("&").into_bytes()),
        ("no text", vec![0xff; SIZE]),
    ]
}

fn refused(client: &Core, hook: &Webhook<'static>, headers: &[(&str, &str)], body: &[u8]) {
    let outcome: Result<Verified<Json>, _> = client.verify_webhook(hook, headers, body);
    assert_eq!(
        outcome.map_err(|error| error.kind()).err(),
        Some(ErrorKind::Verify)
    );
}

/// Where the signature covers the bytes, nothing is allocated that grows with the body, however it is made: what is left are the texts of
/// the signature and of the error.
#[test]
fn a_body_that_is_signed_whole_is_not_looked_into() {
    let (client, bare) = (client(), Bare::new());
    let wrong = hex(&bare.mac(b"something else"));
    for (name, body) in hostile() {
        for hook in [&JSON, &FORM] {
            for headers in [&headers(&wrong)[..], &headers("")[..], &headers("")[..4]] {
                let counted =
                    allocation_counter::measure(|| refused(&client, hook, headers, &body));
                let enough = counted.count_total <= 16 && counted.bytes_total <= 2048;
                assert!(enough, "{name}, {}: {counted:?}", hook.name);
            }
        }
    }
}

/// Where the signature is made of members, they are read, but no more of them than is allowed.
#[test]
fn members_that_must_be_read_are_bounded() {
    let client = client();
    for (name, body) in hostile() {
        let counted = allocation_counter::measure(|| refused(&client, &INSIDE, &[], &body));
        // Name and value of 8192 members, where both have escapes; lists that double.
        let enough = counted.count_total <= 2 * 8192 + 100 && counted.bytes_max <= 2 << 20;
        assert!(enough, "{name}: {counted:?}");
        // So many more change nothing.
        let mut longer = body.clone();
        longer.extend_from_slice(&body);
        let doubled = allocation_counter::measure(|| refused(&client, &INSIDE, &[], &longer));
        let grown = doubled.count_total.saturating_sub(counted.count_total);
        assert!(grown <= 2, "{name}: {counted:?}, twice as long {doubled:?}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_not_even_authenticated() {
    let (client, bare) = (client(), Bare::new());
    let body = vec![b'['; (1 << 20) + 1];
    let sign = hex(&bare.mac(&body));
    let error = client
        .verify_webhook::<Json>(&JSON, &headers(&sign), &body)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Verify);
    assert!(error.to_string().contains("larger"), "{error}");
}

/// What a right delivery allocates beside its event: the expected signature, and for a form its members as JSON.
#[test]
fn a_right_delivery_allocates_little() {
    let (client, bare) = (client(), Bare::new());
    let sign = hex(&bare.mac(PAYMENT));
    // The table of a struct is laid out once, when the first of its values is read.
    assert!(deliveries::payment(&client, &sign, PAYMENT).is_ok());
    assert!(deliveries::ipn(&client, &hex(&bare.mac(IPN)), IPN).is_ok());
    let ours = allocation_counter::measure(|| {
        assert!(deliveries::payment(&client, &sign, PAYMENT).is_ok());
    });
    let by_hand = allocation_counter::measure(|| {
        assert!(by_hand::payment(&bare, &sign, PAYMENT).is_some());
    });
    assert!(
        ours.count_total <= by_hand.count_total + 6,
        "{ours:?} {by_hand:?}"
    );
    let sign = hex(&bare.mac(IPN));
    let ours = allocation_counter::measure(|| {
        assert!(deliveries::ipn(&client, &sign, IPN).is_ok());
    });
    let by_hand = allocation_counter::measure(|| {
        assert!(by_hand::ipn(&bare, &sign, IPN).is_some());
    });
    assert!(
        ours.count_total <= by_hand.count_total + 12,
        "{ours:?} {by_hand:?}"
    );
}
