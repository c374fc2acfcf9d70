//! Events of Calypso Pay: the bytes are verified first, then parsed into typed events.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie::calypso::*;
use specie::runtime::{Claim, InProcessDedup};
use specie::{Json, Verified};
use std::sync::Arc;
use support::hmac_sha512_hex;

const KEY: &str = "c529e14832b34b74972365cf7bf02430";
const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";
const WEBHOOK_KEY: &str = "5f1d7a84db00d2fce00b31a7fc73224f";
const WEBHOOK_SECRET: &str = "9a3ed8ae2bd64fe59a5dc2c5f4e5b3ac";

fn event(kind: &str, data: &str) -> String {
    format!(
        r#"{{"requestId":"R","id":17,"createdDate":"2022-03-15T12:13:05.909616","level":"SUCCESS","service":"INVOICE","eventType":"{kind}","data":{{"type":"{kind}",{data}}}}}"#
    )
}

fn receive(body: &str, secret: &str, key: &str) -> Result<specie::Verified<Event>, specie::Error> {
    let credentials = Credentials::new(KEY, SECRET)
        .webhook_key(WEBHOOK_KEY)
        .webhook_secret(WEBHOOK_SECRET);
    let client = Client::new(credentials).expect("a client");
    let signature = hmac_sha512_hex(secret, body.as_bytes());
    client.verify_events(
        &[("sign", signature.as_str()), ("key", key)],
        body.as_bytes(),
    )
}

#[test]
fn an_event_has_an_id_of_either_form() {
    for (id, text) in [
        ("4711", "4711"),
        (
            r#""6f1c9b1e-3f4e-4f53-8d3b-5d2a8f0c9b77""#,
            "6f1c9b1e-3f4e-4f53-8d3b-5d2a8f0c9b77",
        ),
    ] {
        let data = format!(
            r#""parentExternalId":{id},"amount":0.001,"currency":"ETH","fiatAmount":2.5,"fiatCurrency":"USD","realAmount":0.0011"#
        );
        let told = receive(&event("INVOICE_PAID", &data), WEBHOOK_SECRET, WEBHOOK_KEY).unwrap();
        let told = told.event();
        assert_eq!(
            (told.id.as_str(), &told.level),
            ("17", &EventLevel::Success)
        );
        assert_eq!(told.created_date.as_micros(), 1_647_346_385_909_616);
        let EventData::InvoicePaid(paid) = &told.data else {
            panic!("{told:?}")
        };
        assert_eq!(paid.parent_external_id, text);
        assert_eq!(
            paid.real_amount.as_ref().map(specie::Amount::as_str),
            Some("0.0011")
        );
    }
}

#[test]
fn events_without_a_known_body_keep_what_was_sent() {
    let told = receive(
        &event(
            "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
            r#""blocked":true,"amount":1"#,
        ),
        WEBHOOK_SECRET,
        WEBHOOK_KEY,
    )
    .unwrap();
    assert_eq!(
        told.event().event_type,
        Some(EventType::CustomerPurseFundsReceivedForPurse)
    );
    let EventData::Unknown(all) = &told.event().data else {
        panic!("{told:?}")
    };
    assert_eq!(all.get("blocked").and_then(Json::as_bool), Some(true));
}

#[test]
fn compliance_goes_by_two_names() {
    for kind in ["INVOICE_PENDING_COMPLIANCE", "INVOICE_COMPLIANCE_CHECK"] {
        let data = r#""parentExternalId":1,"amount":1,"currency":"ETH","transactionId":["a"],"fiatAmount":{"USD":1800}"#;
        let told = receive(&event(kind, data), WEBHOOK_SECRET, WEBHOOK_KEY).unwrap();
        let (EventData::InvoicePendingCompliance(funds) | EventData::InvoiceComplianceCheck(funds)) =
            &told.event().data
        else {
            panic!("{told:?}")
        };
        assert_eq!(
            funds.transaction_id.as_deref(),
            Some(["a".to_owned()].as_slice())
        );
    }
}

#[test]
fn an_event_that_was_touched_is_refused() {
    let body = event(
        "PAYOUT_CHANGE_STATUS",
        r#""parentExternalId":1,"payoutStatus":"COMPLETED","currency":"ETH""#,
    );
    assert!(receive(&body, WEBHOOK_SECRET, WEBHOOK_KEY).is_ok());
    assert!(
        receive(&body, SECRET, WEBHOOK_KEY).is_err(),
        "signed with the secret of requests"
    );
    assert!(
        receive(&body, WEBHOOK_SECRET, KEY).is_err(),
        "under another key"
    );

    let client = Client::new(
        Credentials::new(KEY, SECRET)
            .webhook_key(WEBHOOK_KEY)
            .webhook_secret(WEBHOOK_SECRET),
    )
    .unwrap();
    let signature = hmac_sha512_hex(WEBHOOK_SECRET, body.as_bytes());
    let headers = [("Sign", signature.as_str()), ("Key", WEBHOOK_KEY)];
    assert!(client.verify_events(&headers, body.as_bytes()).is_ok());
    let spaced = body.replace("\":", "\": ");
    assert!(
        client.verify_events(&headers, spaced.as_bytes()).is_err(),
        "the same JSON in other bytes"
    );
    assert!(
        client
            .verify_events(&headers[..1], body.as_bytes())
            .is_err(),
        "without the header Key"
    );
}

fn credentials(secret: &str) -> Credentials {
    Credentials::new(KEY, SECRET)
        .webhook_key(WEBHOOK_KEY)
        .webhook_secret(secret)
}

/// An event of this id, as the provider sends it.
fn paid(id: u32) -> String {
    let data = r#""parentExternalId":4711,"amount":0.001,"currency":"ETH","fiatAmount":2.5,"fiatCurrency":"USD","realAmount":0.0011"#;
    event("INVOICE_PAID", data).replace("\"id\":17", &format!("\"id\":{id}"))
}

#[test]
fn headers_are_taken_in_any_form() {
    let client = Client::new(credentials(WEBHOOK_SECRET)).unwrap();
    let body = paid(17);
    let sign = hmac_sha512_hex(WEBHOOK_SECRET, body.as_bytes());
    let mut map = http::HeaderMap::new();
    map.insert("sign", sign.parse().unwrap());
    map.insert("key", WEBHOOK_KEY.parse().unwrap());
    // A value that is no text is no signature.
    map.insert("x-other", http::HeaderValue::from_bytes(b"\xff").unwrap());
    let owned = vec![
        ("Sign".to_owned(), sign.clone()),
        ("Key".to_owned(), WEBHOOK_KEY.to_owned()),
    ];
    let by_name: std::collections::BTreeMap<&str, &[u8]> =
        [("SIGN", sign.as_bytes()), ("KEY", WEBHOOK_KEY.as_bytes())].into();
    let body = body.as_bytes();
    for verified in [
        client.verify_events(&map, body),
        client.verify_events(map.iter(), body),
        client.verify_events(&owned, body),
        client.verify_events(owned.clone(), body),
        client.verify_events(&by_name, body),
        client.verify_events([("sign", &*sign), ("key", WEBHOOK_KEY)], body),
    ] {
        assert_eq!(verified.unwrap().id(), Some("17"));
    }
    map.append("sign", sign.parse().unwrap());
    assert!(
        client.verify_events(&map, body).is_err(),
        "a signature that comes twice"
    );
}

#[test]
fn a_delivery_of_another_shape_is_refused_as_an_event_and_kept_as_json() {
    let body = paid(17).replace(
        "\"createdDate\":\"2022-03-15T12:13:05.909616\",",
        "\"new\":{\"a\":[1]},",
    );
    let error = receive(&body, WEBHOOK_SECRET, WEBHOOK_KEY).unwrap_err();
    assert_eq!(error.kind(), specie::ErrorKind::Decode);
    let delivery = error.delivery().expect("it comes from the provider");
    assert_eq!(delivery.id(), Some("17"));
    assert_eq!(delivery.event().to_string(), body);
    // What does not come from the provider gives nothing, whatever its shape.
    let forged = receive(&body, "another secret", WEBHOOK_KEY).unwrap_err();
    assert!(forged.delivery().is_none());
    assert!(
        receive("[]", WEBHOOK_SECRET, WEBHOOK_KEY)
            .unwrap_err()
            .delivery()
            .is_some()
    );
    let text = receive("no JSON", WEBHOOK_SECRET, WEBHOOK_KEY).unwrap_err();
    assert!(text.delivery().is_none());
    assert_eq!(
        (text.kind(), text.raw()),
        (specie::ErrorKind::Decode, Some("no JSON"))
    );
}

#[test]
fn while_a_secret_is_changed_deliveries_of_both_are_accepted() {
    let client = Client::builder(credentials("new secret"))
        .also_verify_with(credentials(WEBHOOK_SECRET))
        .build()
        .unwrap();
    let body = paid(17);
    let receive = |secret: &str| {
        let sign = hmac_sha512_hex(secret, body.as_bytes());
        client.verify_events([("sign", &*sign), ("key", WEBHOOK_KEY)], body.as_bytes())
    };
    assert!(receive("new secret").is_ok());
    assert!(receive(WEBHOOK_SECRET).is_ok());
    let error = receive("third secret").unwrap_err();
    assert_eq!(error.kind(), specie::ErrorKind::Verify);
    // Neither secret is shown.
    let body = format!(r#"{{"old":"{WEBHOOK_SECRET}","new":"new secret"}}"#);
    let sign = hmac_sha512_hex(WEBHOOK_SECRET, body.as_bytes());
    let error = client
        .verify_events([("sign", &*sign), ("key", WEBHOOK_KEY)], body.as_bytes())
        .unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.raw());
    assert!(
        !shown.contains(WEBHOOK_SECRET) && !shown.contains("new secret"),
        "{shown}"
    );
}

/// What receives the delivery with this id, by clients that share a store.
fn receiver() -> impl Fn(u32) -> Verified<Event> {
    let store = Arc::<InProcessDedup>::default();
    move |id| {
        let builder = Client::builder(credentials(WEBHOOK_SECRET)).dedup(store.clone());
        let body = paid(id);
        let sign = hmac_sha512_hex(WEBHOOK_SECRET, body.as_bytes());
        let headers = [("sign", &*sign), ("key", WEBHOOK_KEY)];
        let client = builder.build().unwrap();
        client.verify_events(headers, body.as_bytes()).unwrap()
    }
}

#[tokio::test]
async fn a_delivery_is_handled_once_however_often_it_is_sent() {
    let receive = receiver();
    let Claim::New(first) = receive(1).claim().await.unwrap() else {
        panic!("it is new")
    };
    assert!(matches!(
        receive(1).claim().await.unwrap(),
        Claim::InProgress
    ));
    assert!(matches!(receive(2).claim().await.unwrap(), Claim::New(_)));
    // It could not be handled; the next attempt is.
    first.release().await.unwrap();
    let Claim::New(second) = receive(1).claim().await.unwrap() else {
        panic!("it was released")
    };
    second.finish().await.unwrap();
    assert!(matches!(receive(1).claim().await.unwrap(), Claim::Done));
}

#[test]
fn a_receiver_may_block() {
    let receive = receiver();
    let Claim::New(first) = receive(1).claim().wait().unwrap() else {
        panic!("it is new")
    };
    first.release().wait().unwrap();
    let Claim::New(second) = receive(1).claim().wait().unwrap() else {
        panic!("it was released")
    };
    second.finish().wait().unwrap();
    assert!(matches!(receive(1).claim().wait().unwrap(), Claim::Done));
}
