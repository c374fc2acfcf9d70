//! The Cargo feature of a provider enables the primitives that its plans use, and no others.

use specie_codegen::{Options, load, signing};
use std::error::Error;
use std::path::Path;

#[test]
fn a_provider_builds_the_primitives_that_it_signs_with() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = std::fs::read_to_string(root.join("generated-client/Cargo.toml"))?;
    for provider in test_server::providers() {
        let spec = std::fs::read(root.join(format!("specs/{provider}.yaml")))?;
        let loaded = load(&provider, spec, &Options::default());
        let api = loaded.api.ok_or("a model")?;
        let mut wanted = signing::features(&api.runtime.scheme);
        // `secp256k1` turns `base58` on.
        wanted.retain(|name| {
            *name != "base58" || !signing::features(&api.runtime.scheme).contains(&"secp256k1")
        });
        let head = format!("{provider} = ");
        let line = manifest
            .lines()
            .find_map(|line| line.strip_prefix(&head))
            .ok_or("a feature")?;
        let mut declared: Vec<&str> = line
            .split('"')
            .filter_map(|part| part.strip_prefix("specie-runtime/"))
            .collect();
        // Uploads are no matter of signing.
        declared.retain(|name| !["base58", "multipart"].contains(name));
        declared.sort_unstable();
        assert_eq!(
            declared, wanted,
            "feature `{provider}` of generated-client/Cargo.toml"
        );
    }
    Ok(())
}
