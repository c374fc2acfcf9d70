//! Every recorded request verifies against its plan, and is rejected with any signed part changed.

use crate::recorded::{Exchange, Request, Sent};
use crate::tampered;
use specie_runtime::signing::{ReceivedRequest, VerifiedRequest, VerifyError};

crate::for_each_exchange!(all_verify_and_none_that_was_changed);

/// Requests that sign nothing of what they carry, with the reason.
const SIGNS_NOTHING: [(&str, &str); 1] = [(
    "backpack-005",
    "a batch without a list: the signed text is empty",
)];

pub fn all_verify_and_none_that_was_changed(exchange: &Exchange) {
    let mut wrong = Vec::new();
    let mut changes = 0;
    for request in &exchange.requests {
        if let Err(e) = verify(exchange, request, &request.method, &request.sent) {
            wrong.push(format!("{}: refused as it was sent: {e}", request.id));
            continue;
        }
        if SIGNS_NOTHING.iter().any(|(id, _)| *id == request.id) {
            continue;
        }
        for tampered in tampered::all(exchange, request) {
            changes += 1;
            match verify(exchange, request, &tampered.method, &tampered.sent) {
                Ok(_) => wrong.push(format!("{}: accepted with {}", request.id, tampered.what)),
                Err(e) if e.step().is_empty() || e.position().is_none() => wrong.push(format!(
                    "{}: no step is named for {}: {e}",
                    request.id, tampered.what
                )),
                Err(_) => {}
            }
        }
    }
    assert!(
        changes >= exchange.requests.len(),
        "only {changes} changes were tried"
    );
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Reads a request backwards.
pub fn verify(
    exchange: &Exchange,
    request: &Request,
    method: &str,
    sent: &Sent,
) -> Result<VerifiedRequest, VerifyError> {
    let (path, query) = sent.target(request.base(&exchange.scheme));
    let headers: Vec<(&str, &str)> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let arrived = ReceivedRequest {
        section: request.section(&exchange.scheme),
        method,
        endpoint: &request.path,
        path,
        path_encode: &[],
        query: sent.url.contains('?').then_some(query),
        headers: &headers,
        body: sent.body.as_bytes(),
        base: None,
    };
    request
        .signer(&exchange.scheme)
        .expect("recorded credentials fit")
        .verify(&arrived, &request.session)
}
