//! Small specs, one feature each, and the Rust generated from them: it is unchanged. It is compiled in `tests/lib.rs`; this test does not
//! depend on that, so that it can write Rust that compiles where the old one no longer does.
//!
//! `UPDATE_EXPECT=1 cargo test -p specie-codegen --test front golden` updates it; read the difference like code.

use specie_codegen::emit::rust::emit_module;
use specie_codegen::options::RustOptions;
use specie_codegen::{Options, load};
use std::error::Error;
use std::path::Path;

#[test]
fn the_rust_of_small_specs_is_as_it_was() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let mut names: Vec<_> = std::fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
    names.sort_by_key(std::fs::DirEntry::file_name);
    assert_eq!(names.len(), 8, "every golden is compiled in tests/lib.rs");
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        let spec = std::fs::read(entry.path().join("spec.yaml"))?;
        let options = Options {
            draft: true,
            ..Options::default()
        };
        let loaded = load(&format!("tests/golden/{name}/spec.yaml"), spec, &options);
        let errors: Vec<_> = loaded
            .blocking()
            .into_iter()
            .map(|found| found.message.clone())
            .collect();
        let api = loaded
            .api
            .as_ref()
            .ok_or_else(|| format!("{name}: {errors:?}"))?;
        let rust = RustOptions {
            example_crate: None,
            ..RustOptions::default()
        };
        let made = emit_module(api, &rust);
        assert_eq!(
            made,
            emit_module(api, &rust),
            "{name}: the same spec gives the same bytes"
        );
        let golden = entry.path().join("mod.rs");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&golden, &made)?;
        }
        let expected = std::fs::read_to_string(&golden)?;
        assert!(
            expected == made,
            "{name}: tests/golden/{name}/mod.rs is not what the generator makes; UPDATE_EXPECT=1 writes it anew"
        );
    }
    Ok(())
}

/// A client with a webhook and without the method of the operation that returns its keys can still fetch them.
#[test]
fn keys_are_fetched_without_the_method_of_their_operation() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/deliveries/spec.yaml");
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("spec.yaml", std::fs::read(path)?, &options);
    let api = loaded.api.as_ref().ok_or("no model")?;
    for (selected, name) in [
        ("returned", "OP_GET_KEY"),
        ("get_key", "OP_LIST_CERTIFICATES"),
    ] {
        let rust = RustOptions {
            operations: Some(vec![selected.to_owned(), "paid_out".to_owned()]),
            ..RustOptions::default()
        };
        let made = emit_module(api, &rust);
        let declared = made.matches(&format!("static {name}:")).count();
        assert_eq!(declared, 1, "{selected}: {name}");
        assert!(
            !made.contains(&format!("super::{name}")),
            "{selected}: {name}"
        );
    }
    Ok(())
}
