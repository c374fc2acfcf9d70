//! The macro, a build script and the command line generate the same items from a spec.

use super::{RUNTIME, expand, with_runtime};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use specie_codegen::options::RustOptions;
use specie_codegen::{BuildScript, Options, emit, load};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use syn::Item;

type Tested = Result<(), Box<dyn Error>>;

/// Items of each module as token text, without `use` and `mod` lines, which users do not see.
type Modules = BTreeMap<String, Vec<String>>;

fn specs() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn items(name: &str, of: &[Item], out: &mut Modules) {
    let mut own = Vec::new();
    for item in of {
        match item {
            Item::Use(_) => {}
            // The modules of a client; those inside `streams` are compared as ordinary items.
            Item::Mod(module) if name != "streams" => {
                if let Some((_, inner)) = &module.content {
                    let name = if name.is_empty() {
                        "mod".to_owned()
                    } else {
                        module.ident.to_string()
                    };
                    items(&name, inner, out);
                }
            }
            other => own.push(other.to_token_stream().to_string()),
        }
    }
    if !name.is_empty() {
        out.insert(name.to_owned(), own);
    }
}

/// The modules of one text with nested modules.
fn of_module(text: &str) -> Result<Modules, Box<dyn Error>> {
    let mut out = Modules::new();
    items("", &syn::parse_file(text)?.items, &mut out);
    Ok(out)
}

fn macro_makes(tokens: TokenStream) -> Result<Modules, Box<dyn Error>> {
    let input = syn::parse2(tokens)?;
    let runtime: TokenStream = RUNTIME.parse()?;
    of_module(&with_runtime(expand(&input), &runtime).to_string())
}

fn build_script_makes(spec: &Path, operations: Option<&[&str]>) -> Result<Modules, Box<dyn Error>> {
    let out = tempfile::tempdir()?;
    let mut script = BuildScript::new(spec).runtime(RUNTIME).out_dir(out.path());
    if let Some(names) = operations {
        script = script.operations(names.iter().copied());
    }
    script.run()?;
    let provider = spec.file_stem().unwrap_or_default().to_string_lossy();
    of_module(&std::fs::read_to_string(
        out.path().join(format!("{provider}.rs")),
    )?)
}

fn command_line_makes(spec: &Path) -> Result<Modules, Box<dyn Error>> {
    let loaded = load("spec", std::fs::read(spec)?, &Options::default());
    let api = loaded.api.as_ref().ok_or("a model")?;
    let options = RustOptions {
        runtime_path: RUNTIME.to_owned(),
        ..RustOptions::default()
    };
    let mut out = Modules::new();
    for (path, text) in emit::rust::emit(api, &options).iter() {
        let name = Path::new(path)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        items(&name, &syn::parse_file(text)?.items, &mut out);
    }
    Ok(out)
}

#[test]
fn three_ways_make_the_same_items() -> Tested {
    for provider in ["calypso", "coinpayments", "coinpit", "coinport"] {
        let spec = specs().join(format!("{provider}.yaml"));
        let path = format!("{provider}.yaml");
        let by_macro = macro_makes(quote!(#path, runtime = __specie_runtime))?;
        let by_script = build_script_makes(&spec, None)?;
        let by_command = command_line_makes(&spec)?;
        assert_eq!(by_macro, by_script, "{provider}: macro and build script");
        assert_eq!(
            by_script, by_command,
            "{provider}: build script and command line"
        );
        assert!(
            by_macro.len() >= 4 && by_macro.values().all(|items| !items.is_empty()),
            "{provider}"
        );
    }
    Ok(())
}

#[test]
fn a_list_of_operations_keeps_them_and_what_they_reach() -> Tested {
    let spec = specs().join("coinpayments.yaml");
    let by_macro = macro_makes(quote!(
        "coinpayments.yaml",
        operations = [rates, create_transaction],
        runtime = __specie_runtime
    ))?;
    let by_script = build_script_makes(&spec, Some(&["rates", "create_transaction"]))?;
    assert_eq!(by_macro, by_script);
    let all = command_line_makes(&spec)?;
    let (some, whole) = (&by_macro["types"], &all["types"]);
    assert!(
        some.iter().all(|item| whole.contains(item)),
        "nothing is made differently"
    );
    assert!(
        !some.is_empty() && some.len() < whole.len() / 2,
        "{} of {}",
        some.len(),
        whole.len()
    );
    assert!(
        !by_macro.contains_key("webhooks"),
        "a webhook is kept by its name alone"
    );
    Ok(())
}

#[test]
fn an_error_has_the_position_in_the_spec_and_the_names_remain() -> Tested {
    let folder = tempfile::tempdir()?;
    let spec = folder.path().join("acme.yaml");
    std::fs::write(
        &spec,
        "provider: acme\nsections:\n  api: { base: \"https://acme.example\" }\noperations:\n  list_trades:\n    doc: Lists.\n    call: GET trades\n    section: api\n    answer: Tarde\ntypes:\n  Trade: { doc: A trade., fields: { id: text -- identifier } }\n",
    )?;
    let path = spec.to_string_lossy().into_owned();
    let made = expand(&syn::parse2(quote!(#path))?).to_string();
    assert!(made.contains("acme.yaml:9:13"), "{made}");
    assert!(made.contains("did you mean"), "{made}");
    assert_eq!(made.matches("compile_error").count(), 1, "{made}");
    for name in [
        "pub mod acme",
        "struct Client",
        "struct Trade",
        "struct ListTrades",
        "include_bytes",
    ] {
        assert!(made.contains(name), "{name}: {made}");
    }
    Ok(())
}

#[test]
fn an_unknown_operation_is_reported_with_the_nearest() -> Tested {
    let made = expand(&syn::parse2(quote!(
        "coinpayments.yaml",
        operations = [ratse]
    ))?)
    .to_string();
    assert!(
        made.contains("has no operation `ratse`") && made.contains("rates"),
        "{made}"
    );
    Ok(())
}
