//! Any text as an expression of a plan that is otherwise sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use specie_codegen::{Options, load};

fuzz_target!(|text: &str| {
    let mut spec = String::from(
        "provider: acme\ncredentials: { key: public, secret: secret }\nsections:\n  api: { base: \"https://acme.example\", auth: signed }\n\
         auth:\n  signed:\n    - let:\n        value: |\n",
    );
    for line in text.lines() {
        spec.push_str("          ");
        spec.push_str(line);
        spec.push('\n');
    }
    spec.push_str("    - header: { Sign: value, Key: key | hmac_sha256(secret) | hex }\n");
    let loaded = load("fuzz.yaml", spec, &Options::default());
    assert!(loaded.api.is_some() != loaded.diagnostics.has_errors());
});
