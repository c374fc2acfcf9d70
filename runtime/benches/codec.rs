//! Reading and writing of typed values, beside serde_json's derive on types with the same fields. Run with `cargo bench --bench codec`.
#![allow(missing_docs)]

use divan::{Bencher, black_box};
use serde::Deserialize;
use specie_runtime::codec::{Decode, EncodeContext, EncodeStruct, decode};
use specie_runtime::signing::Value;
use specie_runtime::{Wire, builder, decode_struct, encode_struct, open_enum};

fn main() {
    divan::main();
}

/// An answer of the graded API.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseKind {
    pub id: String,
    pub client_id: String,
    pub state: String,
    pub amount: String,
    pub filled_amount: String,
    pub fee: String,
    pub currency: String,
    pub created_at: i64,
    pub updated_at: Option<i64>,
    pub confirmations: Option<i64>,
    pub txid: Option<String>,
    pub r#final: Option<bool>,
}
decode_struct!(ResponseKind {
    id "id", client_id "clientId", state "state", amount "amount", filled_amount "filledAmount", fee "fee",
    currency "currency", created_at "createdAt", updated_at "updatedAt" Optional,
    confirmations "confirmations" Optional, txid "txid" Optional, r#final "final" Optional,
});

/// A body of the graded API.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    client_id: String,
    amount: String,
    currency: String,
    kind: Kind,
    recipient: Recipient,
    expires_at: Option<i64>,
    note: Option<String>,
    notify: Option<bool>,
}
builder!(Body new(client_id: &str, amount: &str, currency: &str, kind: Kind, recipient: Recipient) {
    /// End.
    expires_at: i64,
    /// Note.
    note: &str,
    /// Notify.
    notify: bool,
});
encode_struct!(Body {
    client_id "clientId", amount "amount", currency "currency", kind "kind", recipient "recipient",
    expires_at "expiresAt", note "note", notify "notify",
});

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    StopLimit,
    Unknown(String),
}
open_enum!(Kind { StopLimit "stop_limit" });

#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    address: String,
    network: String,
}
builder!(Recipient new(address: &str, network: &str));
encode_struct!(Recipient { address "address", network "network" });

/// The same for serde's derive.
#[allow(dead_code, reason = "what is read is not looked at")]
mod by_serde {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct ResponseKind {
        pub id: String,
        pub client_id: String,
        pub state: String,
        pub amount: String,
        pub filled_amount: String,
        pub fee: String,
        pub currency: String,
        pub created_at: i64,
        pub updated_at: Option<i64>,
        pub confirmations: Option<i64>,
        pub txid: Option<String>,
        pub r#final: Option<bool>,
    }

    #[derive(Debug, Serialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Body {
        pub client_id: String,
        pub amount: String,
        pub currency: String,
        pub kind: Kind,
        pub recipient: Recipient,
        pub expires_at: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        pub notify: Option<bool>,
    }

    #[derive(Debug, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Kind {
        StopLimit,
    }

    #[derive(Debug, Serialize)]
    pub struct Recipient {
        pub address: String,
        pub network: String,
    }
}

const ANSWER: &str = r#"{"id":"9f2c1a7e-4b0d-4a7c-9d53","clientId":"order-000123","state":"pending","amount":"125.50000000","filledAmount":"12.25000000","fee":"0.01250000","currency":"BTC","createdAt":1700000000123,"updatedAt":1700000004567,"confirmations":3,"txid":"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b","final":false}"#;
const SHUFFLED: &str = r#"{"final":false,"new":{"a":[1,2]},"txid":"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b","confirmations":3,"other":"x","updatedAt":1700000004567,"createdAt":1700000000123,"currency":"BTC","more":1.5,"fee":"0.01250000","filledAmount":"12.25000000","amount":"125.50000000","state":"pending","last":null,"clientId":"order-000123","id":"9f2c1a7e-4b0d-4a7c-9d53"}"#;

fn list() -> String {
    format!("[{}]", vec![ANSWER; 200].join(","))
}

fn ours<T: Decode>(bencher: Bencher, text: &str) {
    bencher.bench(|| {
        let mut target = T::blank();
        decode(black_box(text).as_bytes(), &mut target, Wire::PLAIN).map(|()| target)
    });
}

fn serdes<T: for<'a> Deserialize<'a>>(bencher: Bencher, text: &str) {
    bencher.bench(|| serde_json::from_slice::<T>(black_box(text).as_bytes()));
}

#[divan::bench(sample_count = 500)]
fn answer_ours(bencher: Bencher) {
    ours::<ResponseKind>(bencher, ANSWER);
}

#[divan::bench(sample_count = 500)]
fn answer_serde(bencher: Bencher) {
    serdes::<by_serde::ResponseKind>(bencher, ANSWER);
}

#[divan::bench(sample_count = 500)]
fn shuffled_ours(bencher: Bencher) {
    ours::<ResponseKind>(bencher, SHUFFLED);
}

#[divan::bench(sample_count = 500)]
fn shuffled_serde(bencher: Bencher) {
    serdes::<by_serde::ResponseKind>(bencher, SHUFFLED);
}

#[divan::bench]
fn list_of_200_ours(bencher: Bencher) {
    ours::<Vec<ResponseKind>>(bencher, &list());
}

#[divan::bench]
fn list_of_200_serde(bencher: Bencher) {
    serdes::<Vec<by_serde::ResponseKind>>(bencher, &list());
}

fn body() -> Body {
    let recipient = Recipient::new("bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", "bitcoin");
    Body::new(
        "order-000123",
        "125.50000000",
        "BTC",
        Kind::StopLimit,
        recipient,
    )
    .expires_at(1_700_000_000_123_i64)
    .note("thanks")
    .notify(true)
}

/// To the text that is signed and sent.
#[divan::bench(sample_count = 500)]
fn body_ours(bencher: Bencher) {
    let body = body();
    bencher.bench(|| {
        let mut context = EncodeContext::default();
        Value::Object(EncodeStruct::members(black_box(&body), &mut context)).to_json()
    });
}

#[divan::bench(sample_count = 500)]
fn body_serde(bencher: Bencher) {
    let body = by_serde::Body {
        client_id: "order-000123".into(),
        amount: "125.50000000".into(),
        currency: "BTC".into(),
        kind: by_serde::Kind::StopLimit,
        recipient: by_serde::Recipient {
            address: "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh".into(),
            network: "bitcoin".into(),
        },
        expires_at: Some(1_700_000_000_123),
        note: Some("thanks".into()),
        notify: Some(true),
    };
    bencher.bench(|| serde_json::to_vec(black_box(&body)));
}
