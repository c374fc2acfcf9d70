//! Messages of CoinPayments: the bytes are verified first, then parsed into typed events.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie::coinpayments::*;
use support::hmac_sha512_hex;

const PRIVATE: &str = "priv_Fedcba9876543210";

const CART: &str = "currency1=USD&currency2=LTCT&amount1=7.50&amount2=0.1&subtotal=7.50&shipping=0&tax=0&fee=0.0005&first_name=Ann&last_name=\
    &email=a%40example.com&custom=C&ipn_id=K&ipn_mode=hmac&ipn_type=cart&ipn_version=1.0&item_amount_1=2.50&item_amount_2=5.00\
    &item_name_1=Green+Tea&item_name_2=Cup&item_number_2=17&item_quantity_1=1&item_quantity_2=3&merchant=H&status=100\
    &status_text=Complete&txn_id=T2";
const DEPOSIT: &str = "address=A&amount=0.00010000&amounti=10000&confirms=2&currency=BTC&fee=1.0E-5&feei=1000&fiat_amount=6.5\
    &fiat_amounti=650000000&fiat_coin=USD&ipn_id=J&ipn_mode=hmac&ipn_type=deposit&ipn_version=1.0&label=caf%C3%A9+1&merchant=H\
    &status=100&status_text=Deposit+confirmed&txn_id=X";

fn verified(body: &str) -> Result<specie::Verified<IpnEvent>, specie::Error> {
    let credentials = Credentials::new("p", PRIVATE)
        .ipn_secret("ipn_secret_1")
        .merchant_id("H");
    let client = Client::new(credentials).expect("a client");
    let signature = hmac_sha512_hex("ipn_secret_1", body.as_bytes());
    client.verify_ipn(&[("Hmac", signature.as_str())], body.as_bytes())
}

#[test]
fn a_cart_is_read_with_its_numbered_entries() {
    let message = verified(CART).unwrap();
    let IpnEvent::Cart(cart) = message.event() else {
        panic!("{message:?}")
    };
    assert_eq!(
        (cart.status, cart.last_name.as_str()),
        (PaymentStatus::Complete, "")
    );
    let names: Vec<&str> = cart.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Green Tea", "Cup"]);
    assert_eq!(
        (cart.items[1].quantity, cart.items[1].number.as_deref()),
        (3, Some("17"))
    );
    assert_eq!(cart.items[0].number, None);
}

#[test]
fn a_deposit_keeps_the_digits_of_its_fee() {
    let message = verified(DEPOSIT).unwrap();
    let IpnEvent::Deposit(deposit) = message.event() else {
        panic!("{message:?}")
    };
    let fee = deposit.fee.as_ref().expect("a fee");
    assert_eq!(fee.to_decimal().unwrap().to_string(), "0.000010");
    assert_eq!(deposit.label.as_deref(), Some("café 1"));
    assert_eq!(deposit.status, DepositStatus::Complete);
    assert_eq!(message.id(), Some("J"));
}

#[test]
fn a_kind_of_message_that_is_new_is_kept() {
    let body = "ipn_id=N&ipn_mode=hmac&ipn_type=subscription&ipn_version=1.0&merchant=H&status=1";
    let message = verified(body).unwrap();
    let IpnEvent::Unknown(all) = message.event() else {
        panic!("{message:?}")
    };
    assert!(format!("{all:?}").contains("subscription"));
}

#[test]
fn a_message_that_was_touched_is_refused() {
    let client = Client::new(
        Credentials::new("p", PRIVATE)
            .ipn_secret("ipn_secret_1")
            .merchant_id("H"),
    )
    .unwrap();
    let good = hmac_sha512_hex("ipn_secret_1", CART.as_bytes());
    assert!(
        client
            .verify_ipn(&[("HMAC", good.as_str())], CART.as_bytes())
            .is_ok()
    );

    // another body, another order of the same fields, another secret, no signature, a signature cut short
    let richer = CART.replace("amount1=7.50", "amount1=9.50");
    assert!(
        client
            .verify_ipn(&[("HMAC", good.as_str())], richer.as_bytes())
            .is_err()
    );
    let reordered = CART.replacen(
        "currency1=USD&currency2=LTCT",
        "currency2=LTCT&currency1=USD",
        1,
    );
    assert!(
        client
            .verify_ipn(&[("HMAC", good.as_str())], reordered.as_bytes())
            .is_err()
    );
    let private = hmac_sha512_hex(PRIVATE, CART.as_bytes());
    assert!(
        client
            .verify_ipn(&[("HMAC", private.as_str())], CART.as_bytes())
            .is_err()
    );
    assert!(
        client
            .verify_ipn([("Other", "value")], CART.as_bytes())
            .is_err()
    );
    assert!(
        client
            .verify_ipn(&[("HMAC", &good[..64])], CART.as_bytes())
            .is_err()
    );

    // well signed, but for another account
    let foreign = CART.replace("merchant=H", "merchant=G");
    let signature = hmac_sha512_hex("ipn_secret_1", foreign.as_bytes());
    assert!(
        client
            .verify_ipn(&[("HMAC", signature.as_str())], foreign.as_bytes())
            .is_err()
    );
}

#[test]
fn without_the_secret_nothing_is_believed() {
    let client = Client::new(Credentials::new("p", PRIVATE)).unwrap();
    let signature = hmac_sha512_hex("", CART.as_bytes());
    assert!(
        client
            .verify_ipn(&[("HMAC", signature.as_str())], CART.as_bytes())
            .is_err()
    );
}

#[test]
fn a_later_status_is_larger_as_a_number() {
    let order = |status: &str| {
        let body = DEPOSIT.replace("status=100&", &format!("status={status}&"));
        verified(&body).unwrap().order().unwrap().clone()
    };
    let [cancelled, waiting, confirmed, complete] = ["-1", "0", "1", "100"].map(order);
    assert!(cancelled < waiting && waiting < confirmed && confirmed < complete);
    // As texts, `100` would be before `2`.
    assert!(order("2") < complete && order("99") < complete);
}

#[test]
fn what_the_client_lacks_is_a_fault_of_its_configuration_and_says_nothing_of_the_delivery() {
    let whole = Credentials::new("p", PRIVATE);
    for (credentials, missing) in [
        (whole.clone().merchant_id("H"), "ipn_secret"),
        (whole.clone().ipn_secret("").merchant_id("H"), "ipn_secret"),
        (whole.clone().ipn_secret("ipn_secret_1"), "merchant_id"),
        (whole, "ipn_secret"),
    ] {
        let client = Client::new(credentials).unwrap();
        let signature = hmac_sha512_hex("ipn_secret_1", CART.as_bytes());
        let error = client
            .verify_ipn([("HMAC", &*signature)], CART.as_bytes())
            .unwrap_err();
        assert_eq!(
            error.kind(),
            specie::ErrorKind::Configuration,
            "{missing}: {error}"
        );
        let message = error.to_string();
        assert!(
            message.contains(missing) && !message.contains("not from the provider"),
            "{message}"
        );
    }
}
