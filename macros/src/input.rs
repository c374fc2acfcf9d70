//! The arguments of `client!`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitBool, LitStr, Path, Token, bracketed};

/// `"path.yaml", operations = [a, b], draft = true, runtime = path`; everything after the path is optional.
pub struct Input {
    /// Path of the spec.
    pub path: LitStr,
    /// Operations to keep.
    pub operations: Option<Vec<String>>,
    /// Accept an incomplete spec.
    pub draft: bool,
    /// Path of the runtime.
    pub runtime: TokenStream,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = input.parse::<LitStr>().map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected the path of a spec in quotes, such as `client!(\"acme.yaml\")`",
            )
        })?;
        let mut parsed = Self {
            path,
            operations: None,
            draft: false,
            runtime: quote!(::specie_runtime),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match key.to_string().as_str() {
                "operations" => {
                    let list;
                    bracketed!(list in input);
                    let names = list.parse_terminated(Ident::parse, Token![,])?;
                    parsed.operations = Some(names.iter().map(ToString::to_string).collect());
                }
                "draft" => parsed.draft = input.parse::<LitBool>()?.value,
                "runtime" => {
                    let path: Path = input.parse()?;
                    parsed.runtime = quote!(#path);
                }
                other => {
                    return Err(syn::Error::new(
                        key.span(),
                        format!(
                            "unknown option `{other}`: the options are `operations`, `draft` and `runtime`"
                        ),
                    ));
                }
            }
        }
        Ok(parsed)
    }
}
