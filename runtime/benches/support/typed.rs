//! The two requests as generated code declares them.

use specie_runtime::{Amount, encode_struct, open_enum};

/// A payment of CoinPayments.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTransaction {
    pub amount: Amount,
    pub currency1: String,
    pub currency2: String,
    pub buyer_email: String,
    pub address: Option<String>,
    pub buyer_name: Option<String>,
    pub item_name: Option<String>,
    pub ipn_url: Option<String>,
}
encode_struct!(CreateTransaction {
    amount "amount", currency1 "currency1", currency2 "currency2", buyer_email "buyer_email", address "address",
    buyer_name "buyer_name", item_name "item_name", ipn_url "ipn_url",
});

/// A payout of Calypso.
#[derive(Clone, Debug, PartialEq)]
pub struct Payout {
    pub client_id: String,
    pub amount: Amount,
    pub currency: String,
    pub kind: Kind,
    pub address: String,
    pub network: String,
    pub tag: Option<String>,
    pub deduct_fee: bool,
    pub comment: Option<String>,
}
encode_struct!(Payout {
    client_id "clientId", amount "amount", currency "currency", kind "kind", address "address",
    network "network", tag "tag", deduct_fee "deductFee", comment "comment",
});

/// How a payout is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// At a limit.
    Limit,
    /// At once.
    Market,
    /// Another one.
    Unknown(String),
}
open_enum!(Kind { Limit "limit", Market "market" });

pub fn create_transaction() -> CreateTransaction {
    CreateTransaction {
        amount: "12.50".parse().expect("an amount"),
        currency1: "USD".into(),
        currency2: "LTCT".into(),
        buyer_email: "ann@example.com".into(),
        address: None,
        buyer_name: None,
        item_name: Some("Blue chair".into()),
        ipn_url: Some("https://shop.example.com/ipn".into()),
    }
}

pub fn payout() -> Payout {
    Payout {
        client_id: "7f6c2c1e-8f0b-4b57-9d6e-0a1b2c3d4e5f".into(),
        amount: "0.15000000".parse().expect("an amount"),
        currency: "BTC".into(),
        kind: Kind::Market,
        address: "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq".into(),
        network: "bitcoin".into(),
        tag: None,
        deduct_fee: true,
        comment: Some("Invoice \"4711\"".into()),
    }
}
