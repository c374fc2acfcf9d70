//! Canaries, and the search for their traces.

use serde_json::Value as Json;
use specie_runtime::Bytes;
use specie_runtime::signing::plan::{Data, Form};
use std::collections::HashMap;

/// Keys made by another program: nothing here can make one.
const KEYS: &str = include_str!("../../canaries/keys.json");

/// The length of a trace: as few characters of a secret, in any spelling, may not be shown.
const TRACE: usize = 8;

/// A secret that nothing may show.
#[derive(Clone)]
pub struct Canary {
    /// As it is given.
    pub text: String,
    /// What the text stands for.
    bytes: Vec<u8>,
}

impl Canary {
    /// A canary of this form; `number` tells apart those of one client.
    pub fn of(form: Form, number: usize) -> Self {
        let key = match form {
            Form::Rsa => "rsa",
            Form::P256 => "p256",
            Form::Ed25519 => "ed25519",
            Form::Secp256k1 => "secp256k1",
            Form::Wif => "wif",
            Form::Base58(Some(64)) => "base58_64",
            Form::Base58(_) => "base58",
            Form::Hex(length) => {
                let bytes = bytes(number, length.unwrap_or(32));
                let text = hex(&bytes);
                return Self { text, bytes };
            }
            Form::Base64(length) => {
                let bytes = bytes(number, length.unwrap_or(48));
                let text = Bytes::from(&*bytes).to_base64();
                return Self { text, bytes };
            }
            Form::Text(length) => return Self::text(number, length),
            other => panic!("no secret: {other:?}"),
        };
        let keys: Json = serde_json::from_str(KEYS).expect("JSON");
        let text = |name: &str| keys[key][name].as_str().expect("a text").to_owned();
        Self {
            text: text("text"),
            bytes: unhex(&text("secret")),
        }
    }

    /// A text with the characters that are escaped somewhere; only digits and letters if its length is fixed.
    pub fn text(number: usize, length: Option<u32>) -> Self {
        let letters = hex(&bytes(number + 100, length.unwrap_or(32)));
        let text = match length {
            Some(length) => letters[..length as usize].to_owned(),
            None => format!(
                "K{}/+={}&<\"{}",
                &letters[..9],
                &letters[9..20],
                &letters[20..31]
            ),
        };
        let bytes = text.clone().into_bytes();
        Self { text, bytes }
    }

    /// Only what headers and addresses take as it is.
    pub fn plain(number: usize) -> Self {
        Self::text(number, Some(40))
    }
}

/// A public credential of this form.
pub fn public(form: Form, number: usize) -> String {
    let keys: Json = serde_json::from_str(KEYS).expect("JSON");
    let key = match form {
        Form::RsaPublic => "rsa",
        Form::P256Public => "p256",
        Form::Ed25519Public => "ed25519",
        Form::Secp256k1Public => "secp256k1",
        Form::Jwks => "jwks",
        Form::Text(length) => return "p".repeat(length.unwrap_or(8) as usize),
        other => return Canary::of(other, number + 50).text,
    };
    keys[key]["public"].as_str().expect("a text").to_owned()
}

/// Bytes without repetition, from a generator of random numbers.
fn bytes(seed: usize, length: u32) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed as u64 + 1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let digits = digits.map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    digits
        .map(|pair| u8::from_str_radix(pair, 16).expect("hex"))
        .collect()
}

pub fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| match byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            },
        )
        .collect()
}

pub fn escaped(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a text");
    json[1..json.len() - 1].to_owned()
}

/// Base64 of a text in which `bytes` begin `shift` bytes after a group of three: only the characters that the bytes alone decide.
fn base64_at(bytes: &[u8], shift: usize) -> String {
    let mut text = vec![0; shift];
    text.extend_from_slice(bytes);
    let whole = Bytes::from(&*text).to_base64();
    let (first, last) = ((shift * 8).div_ceil(6), text.len() * 8 / 6);
    whole[first..last].to_owned()
}

/// The traces of all canaries of a client.
pub struct Traces {
    /// The kind of a spelling, and what must follow, by the first characters.
    known: HashMap<[u8; TRACE], (&'static str, Vec<u8>)>,
    /// The hashes that occur: almost every place of a text is ruled out by it, at once.
    hashes: Vec<bool>,
}

fn hash(window: u64) -> usize {
    (window.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize
}

impl Traces {
    pub fn of<'c>(canaries: impl IntoIterator<Item = &'c Canary>) -> Self {
        let mut traces = Self {
            known: HashMap::new(),
            hashes: vec![false; 1 << 16],
        };
        for canary in canaries {
            let text = &canary.text;
            // The start of a key's text says only what kind of key it is, and the text of RSA begins with the public part.
            if !text.starts_with("-----") {
                traces.add("as it is", text);
                traces.add("in JSON", &escaped(text));
                traces.add("in JSON", &escaped(text).replace('/', "\\/"));
                traces.add("percent-encoded", &percent(text));
                traces.add("percent-encoded", &percent(&escaped(text)));
                traces.add("as of a form", &percent(text).replace("%20", "+"));
                traces.bytes(text.as_bytes());
            }
            traces.bytes(&canary.bytes);
        }
        traces
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.add("in hex", &hex(bytes));
        self.add("in hex", &hex(bytes).to_uppercase());
        self.add("as a list", &format!("{bytes:?}"));
        for shift in 0..3 {
            let base64 = base64_at(bytes, shift);
            self.add("in base64", &base64);
            self.add("in base64", &base64.replace('+', "-").replace('/', "_"));
            self.add("in base64, percent-encoded", &percent(&base64));
        }
    }

    fn add(&mut self, how: &'static str, spelling: &str) {
        // As many characters of a spelling as eight of the secret have in it.
        let length = match how {
            "in hex" => 2 * TRACE,
            "as a list" => 3 * TRACE,
            "as it is" => TRACE,
            _ => TRACE + 3,
        };
        for window in spelling.as_bytes().windows(length) {
            let (first, rest) = window.split_first_chunk::<TRACE>().expect("longer");
            self.hashes[hash(u64::from_be_bytes(*first))] = true;
            self.known.entry(*first).or_insert((how, rest.to_vec()));
        }
    }

    /// The first trace in what is shown.
    pub fn find(&self, shown: &str) -> Option<String> {
        let mut window = 0_u64;
        for (at, byte) in shown.bytes().enumerate() {
            window = window << 8 | u64::from(byte);
            if self.hashes[hash(window)]
                && let Some((how, rest)) = self.known.get(&window.to_be_bytes())
                && shown.as_bytes()[at + 1..].starts_with(rest)
            {
                let shown = shown.as_bytes();
                let around = &shown[at.saturating_sub(70)..(at + 90).min(shown.len())];
                let text = String::from_utf8_lossy(&window.to_be_bytes()).into_owned();
                let around = String::from_utf8_lossy(around);
                return Some(format!("{text} ({how}) in …{around}…"));
            }
        }
        None
    }
}

/// `data` with each text in it replaced.
pub fn replaced(data: &Data, canary: &str) -> Data {
    match data {
        Data::Text(_) => Data::Text(canary.to_owned().into()),
        Data::List(items) => {
            let items: Vec<Data> = items.iter().map(|item| replaced(item, canary)).collect();
            Data::List(items.into())
        }
        Data::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, member)| (name.clone(), replaced(member, canary)));
            Data::Object(members.collect::<Vec<_>>().into())
        }
        other => other.clone(),
    }
}

#[test]
fn traces_are_found() {
    let canary = Canary::text(0, None);
    let traces = Traces::of([&canary]);
    let text = &canary.text;
    let header = Bytes::from(format!("name:{text}").into_bytes()).to_base64();
    let forms = [
        text.clone(),
        escaped(text),
        percent(text),
        hex(text.as_bytes()),
        header,
        text[..TRACE].to_owned(),
    ];
    for form in forms {
        let shown = format!("a message é with {form} in it");
        assert!(traces.find(&shown).is_some(), "{shown}");
    }
    assert_eq!(
        traces.find("a message that shows nothing of it, [redacted]"),
        None
    );
    let key = Canary::of(Form::Rsa, 0);
    let traces = Traces::of([&key]);
    assert!(traces.find(&key.text).is_some());
    let public = public(Form::RsaPublic, 0);
    assert_eq!(traces.find(&public), None);
}
