//! Plans of many more exchanges (`tests/signing/more`): their vectors are reproduced, and they verify.

use crate::backwards::verify;
use crate::recorded::{Exchange, Sent};
use crate::replay::{difference, sign};
use crate::tampered::changed_headers;
use std::path::Path;

/// Requests that cannot be verified, with the reason.
const ONE_WAY: [(&str, &str); 15] = [
    ("coinone", OF_THE_BODY),
    ("coinsph", "the parameters are in the path's text"),
    (
        "gemini get_",
        "the parameters are in a header, among others",
    ),
    (
        "hashkey post_8",
        "the parameters are an element of the caller's",
    ),
    ("hibachi post_1", OF_THE_BODY),
    ("hibachi post_2", OF_THE_BODY),
    ("hibachi post_3", OF_THE_BODY),
    ("hyperliquid post_1", OF_THE_BODY),
    ("hyperliquid post_2", OF_THE_BODY),
    ("hyperliquid post_4", OF_THE_BODY),
    ("krakenfutures", "the plan puts a version before the path"),
    ("lbank post_", HALF_OF_RANDOM),
    ("nado post_", OF_THE_BODY),
    ("phemex post_", HALF_OF_RANDOM),
    ("polymarket post_1", OF_THE_BODY),
];
const HALF_OF_RANDOM: &str = "of the random bytes only every second digit is sent";
const OF_THE_BODY: &str = "the parameters travel in a body that the plan makes, among others";

/// Headers that no signature covers, with the reason.
const UNSIGNED: [(&str, &str, &str); 5] = [
    ("bithumb", "Accept", NOT_EXPECTED),
    (
        "digifinex",
        "ACCESS-TIMESTAMP",
        "the parameters alone are signed",
    ),
    ("onetrading", "Accept", NOT_EXPECTED),
    (
        "paradex",
        "PARADEX-",
        "they are the caller's own, signed elsewhere",
    ),
    ("polymarket", "Accept", NOT_EXPECTED),
];
const NOT_EXPECTED: &str = "never expected: it may differ between programs";

fn exchanges() -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("signing/more");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    files.iter().map(|file| Exchange::read(file)).collect()
}

#[test]
fn all_sign_as_recorded() {
    let exchanges = exchanges();
    assert_eq!(exchanges.len(), 82);
    let mut differ = Vec::new();
    for exchange in &exchanges {
        assert!(
            !exchange.vectors.is_empty(),
            "{} has no vectors",
            exchange.name
        );
        for request in &exchange.vectors {
            let what = match sign(&exchange.scheme, request) {
                Ok(signed) => difference(request, &signed),
                Err(e) => Some(e.to_string()),
            };
            differ.extend(what.map(|what| format!("{} {}: {what}", exchange.name, request.id)));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn all_verify_and_none_with_a_header_changed() {
    let mut wrong = Vec::new();
    for exchange in exchanges() {
        for request in &exchange.vectors {
            let name = format!("{} {}", exchange.name, request.id);
            if ONE_WAY.iter().any(|(prefix, _)| name.starts_with(prefix)) {
                continue;
            }
            if let Err(e) = verify(&exchange, request, &request.method, &request.sent) {
                wrong.push(format!("{name}: {e}"));
            }
            for (what, headers) in changed_headers(&request.sent.headers) {
                let sent = Sent {
                    headers,
                    ..request.sent.clone()
                };
                let unsigned = UNSIGNED
                    .iter()
                    .any(|(n, header, _)| *n == exchange.name && what.contains(header));
                if !unsigned && verify(&exchange, request, &request.method, &sent).is_ok() {
                    wrong.push(format!("{name}: accepted with {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
