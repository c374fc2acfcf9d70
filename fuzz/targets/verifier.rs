//! Any bytes as a request or a delivery that arrived, against the plans of real exchanges: never accepted by chance, never a panic.
#![no_main]

mod plans;

use libfuzzer_sys::fuzz_target;
use specie_runtime::signing::ReceivedRequest;

fuzz_target!(|input: (u8, u8, bool, String, Option<String>, Vec<(String, String)>, Vec<u8>)| {
    let (which, section, post, path, query, headers, body) = input;
    let signer = &plans::SIGNERS[usize::from(which) % plans::SIGNERS.len()];
    let scheme = signer.scheme();
    let section = u16::from(section) % u16::try_from(scheme.sections.len()).unwrap_or(1);
    let session = plans::session(signer);
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let received = ReceivedRequest {
        section,
        method: if post { "POST" } else { "GET" },
        endpoint: &path,
        path: &path,
        query: query.as_deref(),
        headers: &headers,
        body: &body,
        ..ReceivedRequest::default()
    };
    let _ = signer.verify(&received, &session);
    for webhook in 0..u16::try_from(scheme.webhooks.len()).unwrap_or(0) {
        let accepted = signer.verify_webhook(webhook, &headers, &body).is_ok();
        assert!(!accepted, "a delivery that nobody signed is accepted");
    }
});
