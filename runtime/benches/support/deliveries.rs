//! Deliveries of three kinds, each proven by a plan and by code written by hand: JSON signed in a header, a form signed in a header that
//! also names the merchant, and JSON with the signature inside.
//!
//! The bench measures them; a test counts their allocations, proves that both ways read the same, and alters them.

#![allow(dead_code, reason = "bench and test each use a part")]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};
use specie_runtime::signing::Credentials;
use specie_runtime::signing::plan::*;
use specie_runtime::{Core, Error, ErrorRules, Provider, Verified, Webhook, Wire, decode_struct};
use std::borrow::Cow::Borrowed;
use subtle::ConstantTimeEq as _;

/// Made up.
pub const SECRET: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccddeeff00";
pub const MERCHANT: &str = "0123456789abcdef0123456789abcdef";

const fn credential(name: &'static str, secret: bool) -> Credential {
    Credential {
        name: Borrowed(name),
        secret,
        optional: false,
        forms: Borrowed(&[Form::Text(None)]),
    }
}

const fn member(name: &'static str, value: Expr) -> Entry {
    Entry::Member {
        name: Borrowed(name),
        value,
    }
}

const fn plan(name: &'static str, form: bool, steps: &'static [Step]) -> WebhookPlan {
    WebhookPlan {
        form,
        tolerance_ms: None,
        keys: None,
        plan: Plan {
            name: Borrowed(name),
            locals: Borrowed(&[]),
            steps: Borrowed(steps),
        },
    }
}

/// `body | hmac_sha512(secret) | hex`
const SIGNATURE: Expr = Expr::Call(
    Function::Hex,
    Borrowed(&[Expr::Call(
        Function::HmacSha512,
        Borrowed(&[Expr::Name(Name::Body), Expr::Credential(0)]),
    )]),
);

/// `header: { Sign: … }`
const SIGNED_BODY: Step = Step {
    when: None,
    action: Action::Header(Borrowed(&[HeaderLine {
        name: Borrowed("Sign"),
        value: SIGNATURE,
    }])),
};

/// `sign: json(params) | replace("/", "\\/") | base64 | hmac_sha256(secret) | hex`, of the other members
const SIGN: Expr = {
    const JSON: Expr = Expr::Call(Function::Json, Borrowed(&[Expr::Name(Name::Params)]));
    const SLASH: Expr = Expr::Literal(Data::Text(Borrowed("/")));
    const ESCAPED: Expr = Expr::Literal(Data::Text(Borrowed("\\/")));
    const REPLACED: Expr = Expr::Call(Function::Replace, Borrowed(&[JSON, SLASH, ESCAPED]));
    const BASE64: Expr = Expr::Call(Function::Base64, Borrowed(&[REPLACED]));
    const MAC: Expr = Expr::Call(
        Function::HmacSha256,
        Borrowed(&[BASE64, Expr::Credential(0)]),
    );
    Expr::Call(Function::Hex, Borrowed(&[MAC]))
};

const IN_JSON: &[Step] = &[SIGNED_BODY];

const IN_FORM: &[Step] = &[
    SIGNED_BODY,
    Step {
        when: None,
        action: Action::Set(
            Target::Form,
            Expr::Object(Borrowed(&[
                Entry::Existing,
                member("merchant", Expr::Credential(1)),
            ])),
        ),
    },
];

const SIGNED_INSIDE: &[Step] = &[Step {
    when: None,
    action: Action::Set(
        Target::Json,
        Expr::Object(Borrowed(&[Entry::Existing, member("sign", SIGN)])),
    ),
}];

pub static PROVIDER: Provider = Provider {
    title: Borrowed("Deliveries"),
    scheme: Scheme {
        provider: Borrowed("deliveries"),
        credentials: Borrowed(&[credential("secret", true), credential("merchant", false)]),
        settings: Borrowed(&[]),
        tables: Borrowed(&[]),
        sections: Borrowed(&[]),
        plans: Borrowed(&[]),
        sessions: Borrowed(&[]),
        webhooks: Borrowed(&[
            plan("json", false, IN_JSON),
            plan("form", true, IN_FORM),
            plan("inside", false, SIGNED_INSIDE),
        ]),
    },
    environments: Borrowed(&[]),
    envelopes: Borrowed(&[]),
    errors: ErrorRules {
        messages: Borrowed(&[]),
        code: Borrowed(&[]),
        message: Borrowed(&[]),
        data: Borrowed(&[]),
        retry_after: None,
        request_id: None,
        status: Borrowed(&[]),
        codes: Borrowed(&[]),
    },
    limits: Borrowed(&[]),
    weights: Borrowed(&[]),
    clock: None,
    serial_nonce: false,
};

const fn webhook(index: u16, name: &'static str, id: &'static str) -> Webhook<'static> {
    Webhook {
        index,
        name,
        id: Some(id),
        time: None,
        order: Some("status"),
        secrets: &[],
        form: &[],
    }
}
pub static JSON: Webhook<'static> = Webhook {
    time: Some(("createdAt", Wire::MILLIS)),
    ..webhook(0, "json", "id")
};
pub static FORM: Webhook<'static> = webhook(1, "form", "ipn_id");
pub static INSIDE: Webhook<'static> = webhook(2, "inside", "uuid");

/// What happened to a payment: 600 bytes of JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    pub id: String,
    pub created_at: i64,
    pub status: String,
    pub client_id: String,
    pub amount: String,
    pub currency: String,
    pub fiat_amount: String,
    pub fiat_currency: String,
    pub address: String,
    pub txid: Option<String>,
    pub confirmations: Option<i64>,
    pub network: String,
    pub comment: Option<String>,
    pub email: Option<String>,
}
decode_struct!(Payment {
    id "id", created_at "createdAt", status "status", client_id "clientId", amount "amount",
    currency "currency", fiat_amount "fiatAmount", fiat_currency "fiatCurrency", address "address" Optional,
    txid "txid" Optional, confirmations "confirmations" Optional, network "network" Optional, comment "comment",
    email "email" Optional,
});

pub const PAYMENT: &[u8] = br#"{"id":"evt_9f2c1a7e4b0d4a7c9d53","createdAt":1700000000123,"status":"confirmed","clientId":"order-000123","amount":"125.50000000","currency":"BTC","fiatAmount":"4711.25","fiatCurrency":"EUR","address":"bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh","txid":"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b","confirmations":3,"network":"bitcoin","comment":"Three boxes of green tea, to be delivered on Monday morning to the back door of the shop; ring twice and wait, please, since the door is heavy.","email":"ann@example.com","internal":{"node":"eu-1","attempt":1,"trace":"00-4bf92f3577b34da6"}}"#;

/// The same as a form, as CoinPayments posts it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ipn {
    pub ipn_id: String,
    pub status: i64,
    pub txn_id: String,
    pub amount1: String,
    pub amount2: String,
    pub currency1: String,
    pub currency2: String,
    pub buyer_name: Option<String>,
    pub email: Option<String>,
    pub fee: String,
    pub received_amount: String,
    pub received_confirms: i64,
    pub status_text: String,
}
decode_struct!(Ipn {
    ipn_id "ipn_id", status "status", txn_id "txn_id", amount1 "amount1", amount2 "amount2",
    currency1 "currency1", currency2 "currency2", buyer_name "buyer_name" Optional, email "email" Optional,
    fee "fee", received_amount "received_amount", received_confirms "received_confirms",
    status_text "status_text",
});

pub const IPN: &[u8] = b"amount1=1.00&amount2=6.60496&buyer_name=CoinPayments+API&currency1=USD&currency2=USDT.TRC20&custom=order-000123&email=a%40example.com&fee=5.61951&invoice=I-2024-000123&ipn_id=1be6a5186dcd477d96afdd914b1300ce&ipn_mode=hmac&ipn_type=api&ipn_version=1.0&item_name=Three+boxes+of+green+tea&item_number=17&merchant=0123456789abcdef0123456789abcdef&net=0.98545&received_amount=6.60496&received_confirms=3&status=100&status_text=Complete&send_tx=4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b&subtotal=1&tax=0&txn_id=CPGL4K2JM0QWERTYUIOPASDFGH&shipping=0";

/// A payment whose signature is one of its members, made of the others in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    pub r#type: String,
    pub uuid: String,
    pub order_id: String,
    pub amount: String,
    pub payment_amount: String,
    pub merchant_amount: String,
    pub commission: String,
    pub is_final: bool,
    pub status: String,
    pub network: String,
    pub currency: String,
    pub payer_currency: String,
    pub additional_data: String,
    pub txid: String,
    pub sign: String,
}
decode_struct!(Inside {
    r#type "type", uuid "uuid", order_id "order_id", amount "amount", payment_amount "payment_amount",
    merchant_amount "merchant_amount", commission "commission", is_final "is_final", status "status",
    network "network", currency "currency", payer_currency "payer_currency", additional_data "additional_data",
    txid "txid", sign "sign",
});

/// The same for serde's derive, which a type of ours may have from the feature `serde`.
pub mod by_serde {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct Payment {
        pub id: String,
        pub created_at: i64,
        pub status: String,
        pub client_id: String,
        pub amount: String,
        pub currency: String,
        pub fiat_amount: String,
        pub fiat_currency: String,
        pub address: String,
        pub txid: Option<String>,
        pub confirmations: Option<i64>,
        pub network: String,
        pub comment: Option<String>,
        pub email: Option<String>,
    }

    #[derive(Debug, Serialize, Deserialize)]
    pub struct Inside {
        pub r#type: String,
        pub uuid: String,
        pub order_id: String,
        pub amount: String,
        pub payment_amount: String,
        pub merchant_amount: String,
        pub commission: String,
        pub is_final: bool,
        pub status: String,
        pub network: String,
        pub currency: String,
        pub payer_currency: String,
        pub additional_data: String,
        pub txid: String,
        #[serde(skip_serializing)]
        pub sign: String,
    }

    impl PartialEq<Payment> for super::Payment {
        fn eq(&self, other: &Payment) -> bool {
            self.id == other.id
                && self.created_at == other.created_at
                && self.status == other.status
                && self.client_id == other.client_id
                && self.amount == other.amount
                && self.currency == other.currency
                && self.fiat_amount == other.fiat_amount
                && self.fiat_currency == other.fiat_currency
                && self.address == other.address
                && self.txid == other.txid
                && self.confirmations == other.confirmations
                && self.network == other.network
                && self.comment == other.comment
                && self.email == other.email
        }
    }

    impl PartialEq<Inside> for super::Inside {
        fn eq(&self, other: &Inside) -> bool {
            self.r#type == other.r#type
                && self.uuid == other.uuid
                && self.order_id == other.order_id
                && self.amount == other.amount
                && self.payment_amount == other.payment_amount
                && self.merchant_amount == other.merchant_amount
                && self.commission == other.commission
                && self.is_final == other.is_final
                && self.status == other.status
                && self.network == other.network
                && self.currency == other.currency
                && self.payer_currency == other.payer_currency
                && self.additional_data == other.additional_data
                && self.txid == other.txid
                && self.sign == other.sign
        }
    }
}

const OTHERS: &str = r#"{"type":"payment","uuid":"62f88b36-a9d5-4fa6-aa26-e040c3dbf26d","order_id":"order-000123","amount":"125.50000000","payment_amount":"125.50000000","merchant_amount":"122.99000000","commission":"2.51000000","is_final":true,"status":"paid","network":"tron","currency":"USDT","payer_currency":"USDT","additional_data":"a\/b, three boxes of green tea, to be delivered on Monday morning","txid":"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"}"#;

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The body with its signature inside, as a provider in PHP writes it.
pub fn inside() -> Vec<u8> {
    let sign = hex(&by_hand::mac256(&BASE64_STANDARD.encode(OTHERS)));
    format!("{},\"sign\":\"{sign}\"}}", &OTHERS[..OTHERS.len() - 1]).into_bytes()
}

pub fn client() -> Core {
    let credentials = Credentials::new()
        .with("secret", SECRET)
        .with("merchant", MERCHANT);
    Core::builder(&PROVIDER, credentials)
        .build()
        .expect("a client")
}

pub fn payment(client: &Core, sign: &str, body: &[u8]) -> Result<Verified<Payment>, Error> {
    client.verify_webhook(&JSON, &headers(sign), body)
}

pub fn ipn(client: &Core, sign: &str, body: &[u8]) -> Result<Verified<Ipn>, Error> {
    client.verify_webhook(&FORM, &headers(sign), body)
}

pub fn signed_inside(client: &Core, body: &[u8]) -> Result<Verified<Inside>, Error> {
    client.verify_webhook(&INSIDE, &headers("")[..4], body)
}

/// As servers get them.
pub fn headers(sign: &str) -> [(&str, &str); 5] {
    [
        ("host", "shop.example"),
        ("user-agent", "Provider/1.0"),
        ("content-type", "application/json"),
        ("content-length", "600"),
        ("sign", sign),
    ]
}

/// The same by hand, as well as one can with the usual crates.
pub mod by_hand {
    use super::*;

    /// The least that must be computed: the key schedule is kept, as a client keeps it.
    pub struct Bare(Hmac<Sha512>);

    impl Bare {
        pub fn new() -> Self {
            Self(Hmac::new_from_slice(SECRET.as_bytes()).expect("any key length fits"))
        }

        pub fn mac(&self, body: &[u8]) -> [u8; 64] {
            let mut mac = self.0.clone();
            mac.update(body);
            mac.finalize().into_bytes().into()
        }
    }

    pub fn mac256(text: &str) -> [u8; 32] {
        let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes());
        let mut mac = mac.expect("any key length fits");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        if text.len() != 2 * N {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digit = |b: u8| char::from(b).to_digit(16);
            *byte = u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()?;
        }
        Some(bytes)
    }

    fn proven(bare: &Bare, headers: &[(&str, &str)], body: &[u8]) -> Option<()> {
        let is_sign = |(name, _): &&(&str, &str)| name.eq_ignore_ascii_case("sign");
        let (_, sign) = headers.iter().find(is_sign)?;
        let sign: [u8; 64] = unhex(sign)?;
        bool::from(bare.mac(body).ct_eq(&sign)).then_some(())
    }

    pub fn payment(bare: &Bare, sign: &str, body: &[u8]) -> Option<by_serde::Payment> {
        proven(bare, &headers(sign), body)?;
        serde_json::from_slice(body).ok()
    }

    pub fn ipn(bare: &Bare, sign: &str, body: &[u8]) -> Option<Ipn> {
        proven(bare, &headers(sign), body)?;
        let (mut ipn, mut merchant) = (Ipn::default(), None);
        for (name, value) in form_urlencoded::parse(body) {
            let value = || value.clone().into_owned();
            match &*name {
                "merchant" => merchant = Some(value()),
                "ipn_id" => ipn.ipn_id = value(),
                "status" => ipn.status = value().parse().ok()?,
                "txn_id" => ipn.txn_id = value(),
                "amount1" => ipn.amount1 = value(),
                "amount2" => ipn.amount2 = value(),
                "currency1" => ipn.currency1 = value(),
                "currency2" => ipn.currency2 = value(),
                "buyer_name" => ipn.buyer_name = Some(value()),
                "email" => ipn.email = Some(value()),
                "fee" => ipn.fee = value(),
                "received_amount" => ipn.received_amount = value(),
                "received_confirms" => ipn.received_confirms = value().parse().ok()?,
                "status_text" => ipn.status_text = value(),
                _ => {}
            }
        }
        (merchant? == MERCHANT).then_some(ipn)
    }

    pub fn inside(schedule: &Hmac<Sha256>, body: &[u8]) -> Option<by_serde::Inside> {
        let event: by_serde::Inside = serde_json::from_slice(body).ok()?;
        let sign: [u8; 32] = unhex(&event.sign)?;
        let others = serde_json::to_string(&event).ok()?.replace('/', "\\/");
        let mut mac = schedule.clone();
        mac.update(BASE64_STANDARD.encode(others).as_bytes());
        let made: [u8; 32] = mac.finalize().into_bytes().into();
        bool::from(made.ct_eq(&sign)).then_some(event)
    }

    pub fn schedule() -> Hmac<Sha256> {
        Hmac::new_from_slice(SECRET.as_bytes()).expect("any key length fits")
    }
}
