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
}
