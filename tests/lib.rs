//! Helpers of the workspace tests.

/// The Rust of the small specs in `tests/golden`, compiled like any client.
pub mod golden {
    include!("golden/calls/mod.rs");
    include!("golden/deliveries/mod.rs");
    include!("golden/docs/mod.rs");
    include!("golden/names/mod.rs");
    include!("golden/payments/mod.rs");
    include!("golden/secrets/mod.rs");
    include!("golden/shapes/mod.rs");
    include!("golden/unions/mod.rs");
}

/// Awkward names in every place, and every type in every position: whatever `check` takes compiles without a warning, as users deny them.
#[deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    rust_2018_idioms
)]
pub mod torture {
    pub use specie_runtime::Error;

    include!(concat!(env!("OUT_DIR"), "/torture/mod.rs"));
}

/// Clients of imported documents. A draft has no docs where its document has none; nothing else may be missing.
#[deny(warnings, missing_debug_implementations, rust_2018_idioms)]
#[allow(missing_docs)]
pub mod imported {
    pub use specie_runtime::Error;

    include!(concat!(env!("OUT_DIR"), "/imported/mod.rs"));
}
