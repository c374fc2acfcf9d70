//! Important calls of the providers use the direct path. A step that prevents it only costs time, so no other test would fail.

use specie_codegen::{Options, load};
use specie_runtime::signing::{Credentials, Settings, Signer};
use std::path::Path;

#[test]
fn calls_that_move_money_use_the_direct_path() {
    // All operations of the first three but those that have names in their paths, and those of a session. What the plans of the others do is not
    // yet written directly: a nonce in the headers, a text of base64, a digest within a digest, a query that is signed as it is sent.
    let providers: [(&str, &[&str], usize); 8] = [
        ("coinpayments", &["public_key", "private_key"], 26),
        ("calypso", &["key", "secret", "account"], 49),
        ("coinport", &["api_key", "secret"], 36),
        ("cryptomus", &["merchant", "payment_key", "payout_key"], 0),
        ("nowpayments", &["api_key"], 16),
        ("binance_pay", &["api_key", "secret"], 0),
        ("kraken", &["api_key", "secret"], 10),
        ("bybit", &["api_key", "secret"], 14),
    ];
    let found = providers.map(|(provider, credentials, _)| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
        let path = root.join(format!("{provider}.yaml"));
        let text = std::fs::read(&path).expect("the spec is there");
        let loaded = load(&path.display().to_string(), text, &Options::default());
        let api = loaded.api.expect("a spec without faults has a model");
        let given: Credentials = credentials.iter().map(|name| (*name, "made up")).collect();
        let signer =
            Signer::new(api.runtime.scheme, &given, &Settings::new()).expect("right credentials");
        let direct = api.operations.iter().filter(|operation| {
            let (section, method) = (operation.section, &*operation.method);
            let endpoint = signer.endpoint(section, None, method, &operation.path);
            let endpoint = endpoint.expect("a section that is there");
            endpoint.is_some_and(|endpoint| endpoint.is_direct())
        });
        (provider, direct.count())
    });
    assert_eq!(found, providers.map(|(name, _, count)| (name, count)));
}
