//! Writes the clients of the torture specs, which `lib.rs` compiles with warnings denied, and the data of the generated clients, which
//! `tests/runtime_values.rs` compares with the model. Lists their types for `tests/serde.rs`.

#[path = "emitted/mod.rs"]
mod emitted;
#[path = "round_trips/mod.rs"]
mod round_trips;
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
    println!("cargo::rerun-if-changed=emitted");
    println!("cargo::rerun-if-changed=torture");
    println!("cargo::rerun-if-changed=../codegen/tests/import");
    println!("cargo::rerun-if-changed=round_trips");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no `OUT_DIR`")?);
    write_if_changed(&out.join("emitted.rs"), &emitted::collect(&clients()?)?)?;
    let out = out.join("torture");
    let mut root = String::new();
    let mut round_trips = String::from("fn all(tally: &mut Tally) {\n");
    for (path, spec) in specs()? {
        round_trips::lines(&path, &model(&spec)?, &mut round_trips)?;
    }
    for module in torture::modules() {
        // Awkward names change nothing of a value.
        if !module.name.contains("_names_") {
            let path = format!("specie_tests::torture::{}", module.name);
            round_trips::lines(&path, &module.api, &mut round_trips)?;
        }
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
    write_if_changed(&out.join("round_trips.rs"), &(round_trips + "}\n"))?;
    let out = out.with_file_name("imported");
    let mut root = String::new();
    for module in torture::imports() {
        root += &declared(&out, module, Some("specie_tests::imported".to_owned()))?;
    }
    write_if_changed(&out.join("mod.rs"), &root)?;
    Ok(())
}

/// The module of each provider and golden, and its spec.
fn specs() -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut specs = Vec::new();
    for entry in std::fs::read_dir("../specs")? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str())
            && path.extension().is_some_and(|ending| ending == "yaml")
        {
            specs.push((format!("specie::{name}"), path.clone()));
        }
    }
    for entry in std::fs::read_dir("golden")? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        specs.push((
            format!("specie_tests::golden::{name}"),
            entry.path().join("spec.yaml"),
        ));
    }
    specs.sort();
    Ok(specs)
}

fn model(path: &Path) -> Result<specie_codegen::model::Api, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", path.display());
    let options = specie_codegen::Options {
        draft: true,
        skip_vectors: true,
    };
    let shown = path.display().to_string();
    let loaded = specie_codegen::load(&shown, std::fs::read(path)?, &options);
    loaded
        .api
        .ok_or_else(|| format!("{shown} has errors").into())
}

/// The clients in `generated-client` and `golden`.
fn clients() -> Result<Vec<emitted::Client>, Box<dyn Error>> {
    let mut clients = Vec::new();
    for (folder, spec) in [
        ("../generated-client/src", "../specs/NAME.yaml"),
        ("golden", "golden/NAME/spec.yaml"),
    ] {
        println!("cargo::rerun-if-changed={folder}");
        let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            if entry.file_type()?.is_dir() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let spec = spec.replace("NAME", &name);
                clients.push(emitted::Client::of(spec, &entry.path())?);
            }
        }
    }
    Ok(clients)
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
