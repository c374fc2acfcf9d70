//! Any JSON as parameters and any text as a path, over the plans of real exchanges: a signed request or a clear error; what `explain` shows
//! is what is signed; and what was signed is accepted by the same plan read backwards, or is said to be unreadable.
#![no_main]

mod plans;

use libfuzzer_sys::fuzz_target;
use specie_runtime::signing::{ReceivedRequest, RequestSpec, SignedRequest, SigningErrorKind, Value};

fuzz_target!(|input: (u8, u8, bool, String, Vec<u8>)| {
    let (which, section, post, path, params) = input;
    let signer = &plans::SIGNERS[usize::from(which) % plans::SIGNERS.len()];
    let sections = &signer.scheme().sections;
    let section = u16::from(section) % u16::try_from(sections.len()).unwrap_or(1);
    let Ok(params) = Value::from_json(&params) else {
        return;
    };
    let method = if post { "POST" } else { "GET" };
    let call = RequestSpec {
        section,
        method: method.into(),
        path: path.as_str().into(),
        params: params.into(),
        ..RequestSpec::default()
    };
    let (inputs, session) = (plans::inputs(), plans::session(signer));
    let signed = signer
        .sign(&call, &inputs, &session)
        .map(SignedRequest::into_owned);
    let (explained, _) = signer.explain(&call, &inputs, &session);
    match (&signed, &explained) {
        (Ok(signed), Ok(explained)) => assert!(signed == explained, "folding changes the request"),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) if error.kind() == SigningErrorKind::Scheme => {}
        _ => panic!("one way is an error, the other is not"),
    }
    let Ok(signed) = signed else { return };
    assert!(
        !signed
            .headers
            .iter()
            .any(|(_, value)| value.contains(char::is_control))
    );
    let base = &sections[usize::from(section)].base;
    let rest = signed.url.strip_prefix(&**base).unwrap_or_default();
    let (path_sent, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    let received = ReceivedRequest {
        section,
        method: &signed.method,
        endpoint: &path,
        path: path_sent,
        query,
        headers: &headers,
        body: signed.body.as_deref().unwrap_or_default(),
        ..ReceivedRequest::default()
    };
    let _ = signer.verify(&received, &session);
});
