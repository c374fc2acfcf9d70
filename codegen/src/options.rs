//! What a caller may choose about the Rust that is written.

/// How Rust is written.
#[derive(Clone, Debug)]
pub struct RustOptions {
    /// Operations (and webhooks) to keep, by name, with the types they reach; none: everything.
    pub operations: Option<Vec<String>>,
    /// Path of the runtime as generated code names it, such as `specie_runtime` or `::specie::runtime`.
    pub runtime_path: String,
    /// The crate that the client is a module of, such as `specie`: its docs then have an example, which rustdoc compiles.
    pub example_crate: Option<String>,
    /// What follows the spec in the command that files name for making them again, such as ` --out .`.
    pub regenerate_options: String,
}

impl Default for RustOptions {
    fn default() -> Self {
        Self {
            operations: None,
            runtime_path: "specie_runtime".to_owned(),
            example_crate: Some("specie".to_owned()),
            regenerate_options: String::new(),
        }
    }
}
