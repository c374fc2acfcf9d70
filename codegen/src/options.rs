//! Options for the generated Rust.

/// Options for the generated Rust.
#[derive(Clone, Debug)]
pub struct RustOptions {
    /// Operations (and webhooks) to keep, by name, with the types they use; none: everything.
    pub operations: Option<Vec<String>>,
    /// Path of the runtime in generated code, such as `specie_runtime` or `::specie::runtime`.
    pub runtime_path: String,
    /// The crate that contains the client, such as `specie`: the client's docs then have an example, which rustdoc compiles.
    pub example_crate: Option<String>,
    /// Whether a Cargo feature with the provider's name enables the client. The client's docs then say so.
    pub feature_per_provider: bool,
    /// Options after the spec in the regenerate command that files show, such as ` --out .`.
    pub regenerate_options: String,
}

impl Default for RustOptions {
    fn default() -> Self {
        Self {
            operations: None,
            runtime_path: "specie_runtime".to_owned(),
            example_crate: Some("specie".to_owned()),
            feature_per_provider: false,
            regenerate_options: String::new(),
        }
    }
}
