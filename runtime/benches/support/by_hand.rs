//! The best code that plain Rust has for the two calls: constants joined beforehand, one buffer for the body, the key schedule kept,
//! hexadecimal digits by table.

use super::typed::{CreateTransaction, Kind, Payout};
use super::{Bare, NOW_MS, PUBLIC_KEY};
use std::fmt::Write as _;

/// A ready request. Texts that are constant are borrowed.
pub struct Ready<'a> {
    pub method: &'static str,
    pub url: &'static str,
    pub headers: [(&'static str, Text<'a>); 3],
    pub count: usize,
    pub body: Vec<u8>,
}

/// A header's value.
pub enum Text<'a> {
    Borrowed(&'a str),
    Owned(String),
}

impl Text<'_> {
    pub fn as_str(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Owned(text) => text,
        }
    }
}

fn hex(bytes: &[u8; 64]) -> String {
    const PAIRS: [[u8; 2]; 256] = {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut table = [[0; 2]; 256];
        let mut at = 0;
        while at < 256 {
            table[at] = [DIGITS[at >> 4], DIGITS[at & 15]];
            at += 1;
        }
        table
    };
    let mut out = vec![0; 128];
    for (digits, byte) in out.as_chunks_mut().0.iter_mut().zip(bytes) {
        *digits = PAIRS[usize::from(*byte)];
    }
    String::from_utf8(out).expect("digits")
}

const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        table[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        at += 1;
    }
    table
};

fn escape(out: &mut Vec<u8>, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text.as_bytes();
    loop {
        let run = rest
            .iter()
            .position(|b| !PLAIN[usize::from(*b)])
            .unwrap_or(rest.len());
        out.extend_from_slice(&rest[..run]);
        let Some(&byte) = rest.get(run) else { return };
        out.extend_from_slice(&[
            b'%',
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]);
        rest = &rest[run + 1..];
    }
}

fn pair(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(name.as_bytes());
    out.push(b'=');
    escape(out, value);
    out.push(b'&');
}

/// CoinPayments by hand.
pub struct CoinPayments {
    mac: Bare,
    end: String,
}

impl CoinPayments {
    pub fn new() -> Self {
        Self {
            mac: Bare::new(),
            end: format!("version=1&cmd=create_transaction&key={PUBLIC_KEY}&format=json"),
        }
    }

    pub fn create_transaction(&self, t: &CreateTransaction) -> Ready<'_> {
        let mut body = Vec::with_capacity(512);
        pair(&mut body, "amount", t.amount.as_str());
        pair(&mut body, "currency1", &t.currency1);
        pair(&mut body, "currency2", &t.currency2);
        pair(&mut body, "buyer_email", &t.buyer_email);
        for (name, value) in [
            ("address", &t.address),
            ("buyer_name", &t.buyer_name),
            ("item_name", &t.item_name),
            ("ipn_url", &t.ipn_url),
        ] {
            if let Some(value) = value {
                pair(&mut body, name, value);
            }
        }
        body.extend_from_slice(self.end.as_bytes());
        let hmac = hex(&self.mac.sign(&body));
        Ready {
            method: "POST",
            url: "https://www.coinpayments.net/api.php",
            headers: [
                ("HMAC", Text::Owned(hmac)),
                (
                    "Content-Type",
                    Text::Borrowed("application/x-www-form-urlencoded"),
                ),
                ("", Text::Borrowed("")),
            ],
            count: 2,
            body,
        }
    }
}

/// Calypso by hand.
pub struct Calypso {
    mac: Bare,
    key: String,
    start: String,
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|b| b < 0x20 || b == b'"' || b == b'\\')
    {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            other => write!(out, "\\u{other:04x}").expect("room"),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

fn member(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    string(out, value);
}

impl Calypso {
    pub fn new() -> Self {
        Self {
            mac: Bare::new(),
            key: PUBLIC_KEY.to_owned(),
            start: "{\"account\":\"main\",\"timestamp\":".to_owned(),
        }
    }

    pub fn payout(&self, t: &Payout) -> Ready<'_> {
        let mut out = String::with_capacity(512);
        out.push_str(&self.start);
        out.push_str(itoa::Buffer::new().format(NOW_MS));
        member(&mut out, ",\"payload\":{\"clientId\":", &t.client_id);
        member(&mut out, ",\"amount\":", t.amount.as_str());
        member(&mut out, ",\"currency\":", &t.currency);
        let kind = match &t.kind {
            Kind::Limit => "limit",
            Kind::Market => "market",
            Kind::Unknown(other) => other,
        };
        member(&mut out, ",\"kind\":", kind);
        member(&mut out, ",\"address\":", &t.address);
        member(&mut out, ",\"network\":", &t.network);
        if let Some(tag) = &t.tag {
            member(&mut out, ",\"tag\":", tag);
        }
        out.push_str(if t.deduct_fee {
            ",\"deductFee\":true"
        } else {
            ",\"deductFee\":false"
        });
        if let Some(comment) = &t.comment {
            member(&mut out, ",\"comment\":", comment);
        }
        out.push_str("}}");
        let body = out.into_bytes();
        let sign = hex(&self.mac.sign(&body));
        Ready {
            method: "POST",
            url: "https://api.calypso.money/api/v1/payout",
            headers: [
                ("Key", Text::Borrowed(&self.key)),
                ("Sign", Text::Owned(sign)),
                ("Content-Type", Text::Borrowed("application/json")),
            ],
            count: 3,
            body,
        }
    }
}
