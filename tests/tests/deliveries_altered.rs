//! A delivery with one changed bit, anywhere, is rejected; one that is not changed is accepted. Tested with every recorded delivery of the
//! providers and of `deliveries/kinds.yaml`, which covers the ways to sign.

#![allow(missing_docs, reason = "tests")]

use specie_codegen::diagnostic::render::plain;
use specie_codegen::model::VectorSubject;
use specie_codegen::{Options, load};
use specie_runtime::signing::{Credentials, Settings, Signer, Value, VerifyErrorKind};
use std::path::{Path, PathBuf};

type Headers = Vec<(String, String)>;

/// A recorded delivery that verifies.
struct Delivery {
    name: String,
    signer: Signer,
    webhook: u16,
    form: bool,
    headers: Headers,
    body: Vec<u8>,
}

impl Delivery {
    fn verifies(&self, headers: &[(String, String)], body: &[u8]) -> bool {
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let accepted = self.signer.verify_webhook(self.webhook, &headers, body);
        let in_steps = self
            .signer
            .verify_webhook_in_steps(self.webhook, &headers, body);
        assert_eq!(accepted.is_ok(), in_steps.is_ok(), "{}", self.name);
        accepted.is_ok()
    }
}

fn recorded() -> Vec<Delivery> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let mut paths = vec![root.join("tests/deliveries/kinds.yaml")];
    let specs = std::fs::read_dir(root.join("specs")).expect("specs");
    paths.extend(specs.map(|entry| entry.expect("an entry").path()));
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "yaml"));
    paths.sort();
    let all = recorded_in(&paths);
    assert!(all.len() >= 13, "{}", all.len());
    all
}

/// The deliveries of some specs that verify.
fn recorded_in(paths: &[PathBuf]) -> Vec<Delivery> {
    let mut all = Vec::new();
    for path in paths {
        let text = std::fs::read(path).expect("a spec");
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // Loading replays the vectors too: each verifies, or the spec has faults.
        let loaded = load(&name, text, &Options::default());
        let faults: Vec<String> = loaded
            .diagnostics
            .sorted()
            .into_iter()
            .map(|found| plain(&loaded.source, found))
            .collect();
        assert!(
            !loaded.is_rejected(),
            "{}",
            faults.join(
                "
"
            )
        );
        let api = loaded.api.expect("a model");
        for vector in &api.vectors {
            let VectorSubject::Webhook {
                webhook,
                headers,
                body,
                ..
            } = &vector.subject
            else {
                continue;
            };
            if vector.expect.verified == Some(false) {
                continue;
            }
            let credentials: Credentials = vector
                .credentials
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let scheme = api.runtime.scheme.clone();
            let form = scheme.webhooks[usize::from(*webhook)].form;
            all.push(Delivery {
                name: format!("{name}: {}", vector.name),
                signer: Signer::new(scheme, &credentials, &Settings::new()).expect("a signer"),
                webhook: *webhook,
                form,
                headers: headers.clone(),
                body: body.clone().into_bytes(),
            });
        }
    }
    all
}

/// Signatures that are cut out of a header, and texts that only PHP writes: any other body is refused.
#[test]
fn bodies_behind_signature_headers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deliveries/signature_headers.yaml");
    let all = recorded_in(&[path]);
    assert_eq!(all.len(), 18);
    for delivery in all {
        for at in 0..delivery.body.len() {
            let mut body = delivery.body.clone();
            body[at] ^= 1;
            // A member of a form is named and decoded: `%2F` and `%2f` are the same.
            let decoded = delivery.form && delivery.body[at.saturating_sub(2)..at].contains(&b'%');
            assert!(
                decoded || !delivery.verifies(&delivery.headers, &body),
                "{}: byte {at}",
                delivery.name
            );
        }
        assert!(
            delivery.verifies(&delivery.headers, &delivery.body),
            "{}",
            delivery.name
        );
    }
}

/// Keys that a delivery names by their ids accept no body but the one that was signed.
#[test]
fn bodies_that_a_key_of_a_set_verifies() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deliveries/key_sets.yaml");
    let all = recorded_in(&[path]);
    assert_eq!(all.len(), 5);
    for delivery in all {
        assert!(
            delivery.verifies(&delivery.headers, &delivery.body),
            "{}",
            delivery.name
        );
        for at in 0..delivery.body.len() {
            let mut body = delivery.body.clone();
            body[at] ^= 1;
            assert!(
                !delivery.verifies(&delivery.headers, &body),
                "{}: byte {at}",
                delivery.name
            );
        }
    }
}

/// Public keys accept no body but the one that was signed.
#[test]
fn bodies_that_a_public_key_verifies() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deliveries/public_keys.yaml");
    let all = recorded_in(&[path]);
    assert_eq!(all.len(), 7);
    for delivery in all {
        assert!(
            delivery.verifies(&delivery.headers, &delivery.body),
            "{}",
            delivery.name
        );
        assert!(!delivery.verifies(&[], &delivery.body), "{}", delivery.name);
        for at in (0..delivery.body.len()).step_by(5) {
            let mut body = delivery.body.clone();
            body[at] ^= 1 << (at % 8);
            assert!(
                !delivery.verifies(&delivery.headers, &body),
                "{}",
                delivery.name
            );
        }
    }
}

/// Public keys accept no header but those that were signed, apart from hex in the other case.
#[test]
fn one_bit_of_a_header_that_a_public_key_verifies() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deliveries");
    let paths = ["public_keys.yaml", "key_sets.yaml"].map(|file| folder.join(file));
    let (mut refused, mut other_spellings) = (0, 0);
    for delivery in recorded_in(&paths) {
        for at in 0..delivery.headers.len() {
            let mut without = delivery.headers.clone();
            without.remove(at);
            if delivery.verifies(&without, &delivery.body) {
                // No plan reads it.
                continue;
            }
            let value = &delivery.headers[at].1;
            for bit in sampled_bits(value.len()) {
                let mut bytes = value.clone().into_bytes();
                bytes[bit / 7] ^= 1 << (bit % 7);
                let mut headers = delivery.headers.clone();
                headers[at].1 = String::from_utf8(bytes).expect("ASCII");
                let same = hex_signature(value).is_some()
                    && hex_signature(&headers[at].1) == hex_signature(value);
                let accepted = delivery.verifies(&headers, &delivery.body);
                assert_eq!(accepted, same, "{}: {:?}", delivery.name, headers[at]);
                match accepted {
                    true => other_spellings += 1,
                    false => refused += 1,
                }
            }
        }
    }
    assert!(
        refused > 500 && other_spellings > 0,
        "{refused} {other_spellings}"
    );
}

/// Bits of a text in ASCII, seven for each character: all of the last four characters, where base64 ends, and some of the others.
fn sampled_bits(length: usize) -> Vec<usize> {
    let (all, last) = (7 * length, 7 * length.saturating_sub(4));
    // A step that shares no factor with seven meets each bit of a character.
    (0..last)
        .step_by(1 + all / 60 / 7 * 7)
        .chain(last..all)
        .collect()
}

/// A signature in hex, in lower case. `None`: it is something else, which has one spelling, such as base64 (RFC 4648, section 3.5).
fn hex_signature(value: &str) -> Option<String> {
    let hex = value.len() >= 128 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| value.to_ascii_lowercase())
}

/// Whether two bodies say the same: a plan that signs members cannot tell `\/` from `/`, nor a plan of any kind hex from hex.
fn same_members(form: bool, a: &[u8], b: &[u8]) -> bool {
    let hex_blind = |body: &[u8]| String::from_utf8_lossy(body).to_ascii_lowercase();
    if form {
        return hex_blind(a) == hex_blind(b);
    }
    match (Value::from_json(a), Value::from_json(b)) {
        (Ok(a), Ok(b)) => {
            a == b
                || a.to_json().ok().map(|a| a.to_ascii_lowercase())
                    == b.to_json().ok().map(|b| b.to_ascii_lowercase())
        }
        _ => false,
    }
}

#[test]
fn one_bit_of_the_body() {
    for delivery in recorded() {
        assert!(
            delivery.verifies(&delivery.headers, &delivery.body),
            "{}",
            delivery.name
        );
        // Signed in a header are the bytes; signed inside, or sorted, are the members.
        let by_members = delivery.headers.is_empty()
            || delivery.name.contains("nested members")
            || delivery.name.starts_with("nowpayments.yaml")
            || delivery.name.contains("the password");
        for at in 0..delivery.body.len() {
            for bit in 0..8 {
                let mut body = delivery.body.clone();
                body[at] ^= 1 << bit;
                if delivery.verifies(&delivery.headers, &body) {
                    let same = by_members && same_members(delivery.form, &delivery.body, &body);
                    assert!(
                        same,
                        "{}: {}",
                        delivery.name,
                        String::from_utf8_lossy(&body)
                    );
                }
            }
        }
        for longer in [&b" "[..], b"&", b"\0", b"{}", b"&a=1"] {
            let body = [&delivery.body, longer].concat();
            // A blank behind JSON says nothing; and that form's signature is made of two members, whatever else is there.
            let blank = by_members && longer == b" " && !delivery.form;
            let blank = blank || (by_members && delivery.form && longer.starts_with(b"&"));
            assert!(
                blank || !delivery.verifies(&delivery.headers, &body),
                "{}: {longer:?}",
                delivery.name
            );
            let shorter = delivery.body.get(longer.len()..).unwrap_or_default();
            assert!(delivery.body.is_empty() || !delivery.verifies(&delivery.headers, shorter));
        }
    }
}

/// Whether a place of a text is inside of a hash in hex, which has 64 digits or more.
fn in_hash(value: &str, at: usize) -> bool {
    let digit = |byte: &&u8| byte.is_ascii_hexdigit();
    let (before, after) = value.as_bytes().split_at(at);
    before.iter().rev().take_while(digit).count() + after.iter().take_while(digit).count() >= 64
        && after.first().is_some_and(u8::is_ascii_hexdigit)
}

#[test]
fn one_bit_of_a_header() {
    for delivery in recorded() {
        for at in 0..delivery.headers.len() {
            let value = &delivery.headers[at].1;
            for index in 0..value.len() {
                for bit in 0..7 {
                    let mut bytes = value.clone().into_bytes();
                    bytes[index] ^= 1 << bit;
                    let mut headers = delivery.headers.clone();
                    headers[at].1 = String::from_utf8(bytes).expect("ASCII");
                    // The case of hex does not count; of nothing else, such as base64 or a key that is given.
                    let hex = headers[at].1.eq_ignore_ascii_case(value) && in_hash(value, index);
                    let accepted = delivery.verifies(&headers, &delivery.body);
                    assert_eq!(accepted, hex, "{}: {:?}", delivery.name, headers[at]);
                }
            }
            let mut without = delivery.headers.clone();
            without.remove(at);
            assert!(
                !delivery.verifies(&without, &delivery.body),
                "{}",
                delivery.name
            );
            for value in ["", " ", "0"] {
                let mut headers = delivery.headers.clone();
                headers[at].1 = value.to_owned();
                assert!(
                    !delivery.verifies(&headers, &delivery.body),
                    "{}",
                    delivery.name
                );
            }
        }
    }
}

/// A header that comes twice is refused, whichever is right: who reads it elsewhere may take the other. Names in any case and blanks that
/// HTTP allows around a value change nothing; other blanks do.
#[test]
fn repeated_and_other_headers() {
    for delivery in recorded() {
        let count = delivery.headers.len();
        for at in 0..count {
            let change = |with: &dyn Fn(&mut Headers)| {
                let mut headers = delivery.headers.clone();
                with(&mut headers);
                delivery.verifies(&headers, &delivery.body)
            };
            let (name, value) = delivery.headers[at].clone();
            for other in [value.clone(), "0".to_owned(), String::new()] {
                for place in [0, count] {
                    let twice = (name.to_ascii_uppercase(), other.clone());
                    assert!(
                        !change(&|headers| headers.insert(place, twice.clone())),
                        "{}",
                        delivery.name
                    );
                }
            }
            assert!(
                change(&|headers| headers[at].0.make_ascii_lowercase()),
                "{}",
                delivery.name
            );
            assert!(
                change(&|headers| headers[at].0.make_ascii_uppercase()),
                "{}",
                delivery.name
            );
            for (before, after, accepted) in [
                (" ", "", true),
                ("", "\t ", true),
                ("\t", " ", true),
                ("\n", "", false),
                ("", "\r\n", false),
                ("\u{a0}", "", false),
                ("", "\u{2003}", false),
            ] {
                let around = format!("{before}{value}{after}");
                assert_eq!(
                    change(&|headers| headers[at].1 = around.clone()),
                    accepted,
                    "{}: {around:?}",
                    delivery.name
                );
            }
            // What the plan does not name may come as often as it likes.
            assert!(change(&|headers| for _ in 0..2 {
                headers.push(("X-Forwarded-For".to_owned(), "10.0.0.1".to_owned()));
            }));
        }
    }
}

/// A member that stands twice is read one way by the proof and another way behind it, so it is refused where members are read for the proof.
#[test]
fn a_member_put_before_or_behind_the_signed_ones() {
    let mut tried = 0;
    for delivery in recorded() {
        let body = String::from_utf8(delivery.body.clone()).expect("text");
        if delivery.form || !body.starts_with('{') {
            continue;
        }
        for member in [
            r#""uuid":"other""#,
            r#""payment_id":1"#,
            r#""amount":"9""#,
            r#""id":"x""#,
        ] {
            let name = member.split(':').next().unwrap_or_default();
            if !body.contains(name) {
                continue;
            }
            tried += 1;
            let before = format!("{{{member},{}", &body[1..]);
            let behind = format!("{},{member}}}", &body[..body.len() - 1]);
            for altered in [before, behind] {
                assert!(
                    !delivery.verifies(&delivery.headers, altered.as_bytes()),
                    "{altered}"
                );
            }
        }
    }
    assert!(tried > 2);
}

#[test]
fn a_missing_header_is_reported_before_anything_else() {
    for delivery in recorded() {
        if delivery.headers.is_empty() || delivery.name.contains("the password") {
            continue;
        }
        // Neither text nor JSON nor form: nobody looks.
        let error = delivery
            .signer
            .verify_webhook(delivery.webhook, &[], b"\xff\x00{[")
            .expect_err("nothing proves it");
        assert_eq!(
            error.kind(),
            VerifyErrorKind::Missing,
            "{}: {error}",
            delivery.name
        );
        let known = |(name, _): &(String, String)| name.eq_ignore_ascii_case(error.name());
        assert!(
            delivery.headers.iter().any(known),
            "{}: {error}",
            delivery.name
        );
    }
}
