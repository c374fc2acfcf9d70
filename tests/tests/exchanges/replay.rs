//! Every recorded request, signed again by its plan, is the same byte for byte.

use crate::recorded::{Exchange, Request};
use specie_runtime::signing::plan::Scheme;
use specie_runtime::signing::{SignedRequest, SigningError};

crate::for_each_exchange!(all_are_equal);

pub fn all_are_equal(exchange: &Exchange) {
    let differ: Vec<String> = exchange
        .requests
        .iter()
        .chain(&exchange.vectors)
        .filter_map(|request| {
            let what = match (
                sign(&exchange.scheme, request),
                sign_at(&exchange.scheme, request),
            ) {
                (Ok(signed), Ok(at)) => difference(request, &signed).or_else(|| {
                    let at = at.filter(|at| *at != signed)?;
                    Some(format!("its endpoint, known beforehand, gives {at:?}"))
                })?,
                (Err(e), _) | (_, Err(e)) => e.to_string(),
            };
            Some(format!("{}: {what}", request.id))
        })
        .collect();
    assert!(
        differ.is_empty(),
        "{} of {} differ\n{}",
        differ.len(),
        exchange.requests.len(),
        differ.join("\n")
    );
}

/// Signs the recorded call.
pub fn sign(scheme: &Scheme, request: &Request) -> Result<SignedRequest<'static>, SigningError> {
    let signer = request.signer(scheme)?;
    let (call, inputs) = request.attempt(scheme, &signer);
    signer
        .sign(&call, &inputs, &request.session)
        .map(SignedRequest::into_owned)
}

/// The same with its endpoint made ready; none: its path is filled from the parameters.
fn sign_at(
    scheme: &Scheme,
    request: &Request,
) -> Result<Option<SignedRequest<'static>>, SigningError> {
    let signer = request.signer(scheme)?;
    let (call, inputs) = request.attempt(scheme, &signer);
    let endpoint = signer.endpoint(call.section, call.base, &call.method, &call.path)?;
    endpoint
        .map(|endpoint| {
            signer
                .sign_at(&endpoint, &call.params, &inputs, &request.session)
                .map(SignedRequest::into_owned)
        })
        .transpose()
}

/// What differs from the recorded request.
pub fn difference(request: &Request, got: &SignedRequest<'_>) -> Option<String> {
    let want = &request.sent;
    if got.method != request.method {
        return Some(format!("method {}, not {}", got.method, request.method));
    }
    if got.url != want.url {
        return Some(format!("url {}\n  not {}", got.url, want.url));
    }
    let body = String::from_utf8_lossy(got.body.as_deref().unwrap_or_default());
    if body != want.body {
        return Some(format!("body {body}\n  not {}", want.body));
    }
    for (name, value) in &want.headers {
        if got.header(name) != Some(value) {
            return Some(format!(
                "header {name}: {:?}\n  not {value:?}",
                got.header(name)
            ));
        }
    }
    let recorded = |name: &str| {
        want.headers
            .iter()
            .any(|(n, _)| n.eq_ignore_ascii_case(name))
    };
    // Not every program names the kind of a body.
    let implied = |name: &str| got.body.is_some() && name.eq_ignore_ascii_case("content-type");
    let more = got
        .headers
        .iter()
        .find(|(name, _)| !recorded(name) && !implied(name));
    more.map(|(name, _)| format!("one more header, {name}"))
}
