//! Writes the clients of the torture specs, which `lib.rs` compiles with warnings denied.

#[path = "torture/mod.rs"]
mod torture;

use specie_codegen::emit::rust::emit;
use specie_codegen::options::RustOptions;
use specie_codegen::output::write_if_changed;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=torture");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no `OUT_DIR`")?).join("torture");
    let mut root = String::new();
    for module in torture::modules() {
        // The crate of the example in a client's docs, which is a doctest.
        let within = Some("specie_tests::torture".to_owned());
        root += &declared(&out, module, within)?;
    }
    root += "/// Providers of awkward names.\npub mod providers {\n";
    for module in torture::providers() {
        root += &declared(&out.join("providers"), module, None)?;
    }
    root += "}\n";
    write_if_changed(&out.join("mod.rs"), &root)?;
    Ok(())
}

/// Writes a client to a folder, and declares its module.
fn declared(
    out: &Path,
    module: torture::Module,
    example_crate: Option<String>,
) -> Result<String, Box<dyn Error>> {
    let torture::Module { name, mut api } = module;
    api.provider.clone_from(&name);
    let options = RustOptions {
        example_crate,
        ..RustOptions::default()
    };
    for (path, text) in emit(&api, &options).iter() {
        write_if_changed(&out.join(path), text)?;
    }
    let mut text = String::new();
    let path = out.join(&name).join("mod.rs");
    writeln!(text, "#[path = {path:?}]\npub mod {name};")?;
    Ok(text)
}
