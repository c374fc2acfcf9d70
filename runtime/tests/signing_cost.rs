//! The cost of signing that needs no clock: allocations, and that hand-written code makes the same request.

#[path = "../benches/support/mod.rs"]
mod support;

use specie_runtime::signing::SignedRequest;
use support::{Plans, by_hand, typed};

fn same(signed: &SignedRequest<'_>, ready: &by_hand::Ready<'_>) {
    assert_eq!(signed.method, ready.method);
    assert_eq!(signed.url, ready.url);
    assert_eq!(signed.body.as_deref(), Some(&*ready.body));
    let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    let by_hand: Vec<(&str, &str)> = ready
        .headers
        .iter()
        .take(ready.count)
        .map(|(n, v)| (*n, v.as_str()))
        .collect();
    assert_eq!(headers, by_hand);
}

#[test]
fn both_ways_make_the_same_request() {
    let plans = Plans::new();
    let request = typed::create_transaction();
    let ready = by_hand::CoinPayments::new();
    plans.create_transaction(&request, |signed| {
        same(signed, &ready.create_transaction(&request))
    });
    let request = typed::payout();
    let ready = by_hand::Calypso::new();
    plans.payout(&request, |signed| same(signed, &ready.payout(&request)));
}

/// From the typed struct to the ready request: the members, the body, the signature, the address.
#[test]
fn at_most_four_allocations() {
    let (plans, transaction, payout) = (Plans::new(), typed::create_transaction(), typed::payout());
    // The table of a struct is laid out once, when the first of its values is sent.
    plans.create_transaction(&transaction, |_| ());
    plans.payout(&payout, |_| ());
    let counted = allocation_counter::measure(|| {
        plans.create_transaction(&transaction, |signed| assert!(signed.body.is_some()));
    });
    assert!(counted.count_total <= 4, "create_transaction: {counted:?}");
    let counted = allocation_counter::measure(|| {
        plans.payout(&payout, |signed| assert!(signed.body.is_some()));
    });
    assert!(counted.count_total <= 4, "payout: {counted:?}");
}
