//! Plans of many more exchanges (`tests/signing/more`): their vectors come out the same, and read backwards they verify.

use crate::backwards::verify;
use crate::recorded::Exchange;
use crate::replay::{difference, sign};
use std::path::Path;

/// Requests that cannot be verified, with the reason.
const ONE_WAY: [(&str, &str); 2] = [
    (
        "coinone",
        "the parameters travel in a body that the plan makes, among others",
    ),
    (
        "krakenfutures post_3",
        "the parameters travel in a body that the plan makes, behind a prefix",
    ),
];

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
    assert_eq!(exchanges.len(), 38);
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
fn all_verify() {
    let mut refused = Vec::new();
    for exchange in exchanges() {
        for request in &exchange.vectors {
            let name = format!("{} {}", exchange.name, request.id);
            if ONE_WAY.iter().any(|(prefix, _)| name.starts_with(prefix)) {
                continue;
            }
            if let Err(e) = verify(&exchange, request, &request.method, &request.sent) {
                refused.push(format!("{name}: {e}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
