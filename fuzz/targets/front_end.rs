//! Any bytes as a spec: a model or errors, which can all be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use specie_codegen::diagnostic::render;
use specie_codegen::{Options, load};

fuzz_target!(|bytes: &[u8]| {
    let loaded = load("fuzz.yaml", bytes, &Options::default());
    assert!(loaded.api.is_some() != loaded.diagnostics.has_errors());
    for found in loaded.diagnostics.sorted() {
        let _ = render::terminal(&loaded.source, found, true);
        let _ = render::json(&loaded.source, found);
    }
});
