//! `client!("spec.yaml")`: generates a provider's client where it is used.
//!
//! Everything that is worth testing is in `specie-codegen`. This crate only contains what a macro knows: where it was called, and how to
//! report an error there.
// A panic is a bug: nothing that a spec, a credential, a response or a delivery holds may reach one.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod find;
mod input;

use input::Input;
use proc_macro2::{TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use specie_codegen::module::client_module;
use specie_codegen::options::RustOptions;
use std::str::FromStr;

/// Generates the client of a spec as a module named after its provider.
///
/// ```ignore
/// specie::client!("acme.yaml");
/// specie::client!("acme.yaml", operations = [create_order, list_orders]);
/// specie::client!("acme.yaml", draft = true);   // accept an incomplete spec (missing vectors, docs)
/// ```
///
/// The path is relative to the crate's folder. If there is no such file, the parent folders and their `specs` are searched, then the folder
/// of the calling file. When the spec changes, the crate is rebuilt.
#[proc_macro]
pub fn client(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = match syn::parse::<Input>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error().into(),
    };
    expand(&input).into()
}

fn expand(input: &Input) -> TokenStream {
    let span = input.path.span();
    let found = match find::spec(&input.path.value(), span) {
        Ok(found) => found,
        Err(message) => return quote_spanned!(span=> ::core::compile_error!(#message);),
    };
    let bytes = match std::fs::read(&found.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot read the spec `{}`: {error}", found.file.display());
            return quote_spanned!(span=> ::core::compile_error!(#message););
        }
    };
    let tracked = found.file.to_string_lossy();
    let track = quote!(
        const _: &[u8] = ::core::include_bytes!(#tracked);
    );
    let options = RustOptions {
        operations: input.operations.clone(),
        runtime_path: RUNTIME.to_owned(),
        example_crate: None,
        feature_per_provider: false,
        regenerate_options: String::new(),
    };
    match client_module(&found.shown, bytes, input.draft, &options) {
        Ok(module) => {
            let client = parsed(&module.text, &input.runtime);
            quote!(#track #client)
        }
        Err(none) => {
            let message = format!("\n{}", none.message);
            let error = quote_spanned!(span=> ::core::compile_error!(#message););
            let stub = parsed(&none.stub, &input.runtime);
            quote!(#track #error #stub)
        }
    }
}

/// Placeholder for the path of the runtime until it is inserted as tokens: a path with `$crate` in it cannot be written as text.
const RUNTIME: &str = "__specie_runtime";

/// Generated text as tokens, with the runtime's path inserted.
fn parsed(text: &str, runtime: &TokenStream) -> TokenStream {
    match TokenStream::from_str(text) {
        Ok(tokens) => with_runtime(tokens, runtime),
        Err(error) => {
            let message =
                format!("specie generated invalid Rust, which is a bug in specie: {error}");
            quote!(::core::compile_error!(#message);)
        }
    }
}

fn with_runtime(tokens: TokenStream, runtime: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) if name == RUNTIME => out.extend(runtime.clone()),
            TokenTree::Group(group) => {
                let inside = with_runtime(group.stream(), runtime);
                let mut changed = proc_macro2::Group::new(group.delimiter(), inside);
                changed.set_span(group.span());
                out.extend([TokenTree::Group(changed)]);
            }
            other => out.extend([other]),
        }
    }
    out
}

#[cfg(test)]
mod tests;
