//! A whole client as one module, for the macro and build scripts.

use crate::diagnostic::{did_you_mean, render};
use crate::emit::rust::{self, select, stub};
use crate::options::RustOptions;
use crate::{Loaded, Options, load};

/// A client as text, `pub mod <provider> { … }`.
#[derive(Clone, Debug)]
pub struct Module {
    /// Name of the module.
    pub provider: String,
    /// The Rust.
    pub text: String,
}

/// Why there is no client.
#[derive(Clone, Debug)]
pub struct NoModule {
    /// All findings, ready to be shown: positions, source lines and suggestions.
    pub message: String,
    /// A module that declares the client's names without content, so that the compiler reports fewer follow-up errors.
    pub stub: String,
}

/// The client of a spec, from the spec's bytes. `path` is only shown in messages.
///
/// # Errors
/// The spec has errors, something is missing and `draft` is not set, or a requested operation does not exist.
pub fn client_module(
    path: &str,
    bytes: Vec<u8>,
    draft: bool,
    options: &RustOptions,
) -> Result<Module, NoModule> {
    let loaded = load(
        path,
        bytes,
        &Options {
            draft,
            ..Options::default()
        },
    );
    let fail = |message: String| NoModule {
        message,
        stub: stub::emit(&loaded.source),
    };
    let api = match &loaded.api {
        Some(api) if !loaded.is_rejected() => api,
        _ => return Err(fail(findings(&loaded))),
    };
    if let Some(wanted) = &options.operations {
        let unknown = select::unknown(api, wanted);
        if !unknown.is_empty() {
            let lines = unknown.iter().map(|name| {
                let help = did_you_mean(name, select::names(api));
                let help = help
                    .map(|help| format!("\n  = help: {}", help.text))
                    .unwrap_or_default();
                format!("error: {path} has no operation `{name}`{help}")
            });
            return Err(fail(lines.collect::<Vec<_>>().join("\n")));
        }
    }
    Ok(Module {
        provider: api.provider.clone(),
        text: rust::emit_module(api, options),
    })
}

/// The findings that prevent generating, one below the other.
fn findings(loaded: &Loaded) -> String {
    let shown: Vec<String> = loaded
        .blocking()
        .iter()
        .map(|finding| render::plain(&loaded.source, finding))
        .collect();
    let mut text = shown.join("\n\n");
    let count = loaded.count_blocking();
    if count > 1 {
        text.push_str(&format!("\n\n{count} findings in {}", loaded.source.path));
    }
    if loaded.api.is_some() {
        text.push_str("\n\nthe spec is a draft: with `draft = true` (`.draft(true)` in a build script), missing facts are accepted");
    }
    text
}
