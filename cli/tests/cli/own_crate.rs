//! `specie generate --out`: specs outside of the folder `specs`.

use crate::support::{ACME, Folder, Run, root, specie_in};
use std::path::Path;

fn generate(folder: &Path, options: &[&str]) -> Run {
    specie_in(folder, &[&["generate", "--draft"], options].concat())
}

/// A user's folder with a spec, and no workspace.
fn project() -> Folder {
    let folder = Folder::new();
    folder.write("spec/acme.yaml", ACME);
    folder
}

fn text(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names(folder: &Folder) -> Vec<String> {
    folder.files().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_spec_from_anywhere_becomes_a_crate_of_its_own() {
    let folder = project();
    // Something that the example in the client's docs can call.
    let needless = "/{coin}\n    params:\n      coin: text -- which coin\n";
    folder.write("spec/acme.yaml", &ACME.replace(needless, "\n"));
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "acme"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        names(&folder),
        [
            "acme/Cargo.toml",
            "acme/src/acme/mod.rs",
            "acme/src/acme/requests.rs",
            "acme/src/acme/signing.rs",
            "acme/src/acme/types.rs",
            "acme/src/lib.rs",
            "spec/acme.yaml"
        ]
    );
    let manifest = text(&folder, "acme/Cargo.toml");
    assert!(manifest.contains("name = \"acme-client\""), "{manifest}");
    assert!(
        manifest.ends_with(&format!(
            "[dependencies]\nspecie-runtime = \"{}\"\n",
            env!("CARGO_PKG_VERSION")
        )),
        "{manifest}"
    );
    assert!(run.err.contains("`--runtime DIR`"), "{}", run.err);
    let client = text(&folder, "acme/src/acme/mod.rs");
    assert!(
        client.contains(" from ../spec/acme.yaml. Do not edit")
            && client.contains("// Regenerate: specie generate ../spec/acme.yaml --out .\n")
            && client.contains("//! use acme_client::acme::"),
        "{client}"
    );
    assert!(text(&folder, "acme/src/lib.rs").ends_with("\npub mod acme;\n"));

    // From another folder the same, and by the command that the files name.
    let before = folder.files();
    for (from, spec, out) in [
        ("acme", "../spec/acme.yaml", "."),
        ("spec", "acme.yaml", "../acme"),
    ] {
        let run = generate(&folder.path().join(from), &[spec, "--out", out]);
        assert!(run.out.contains("nothing changed"), "{run:?}");
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn the_crate_is_given_the_path_of_the_runtime() {
    let folder = project();
    let runtime = root().join("runtime");
    let runtime = runtime.to_str().expect("the path is text");
    let command = ["spec/acme.yaml", "--out", "acme", "--runtime", runtime];
    let run = generate(folder.path(), &command);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.err.contains("note"), "{}", run.err);
    let manifest = text(&folder, "acme/Cargo.toml");
    let path = manifest
        .split('"')
        .find(|text| text.ends_with("/runtime"))
        .expect("a path");
    let there = folder.path().join("acme").join(path);
    assert_eq!(
        there.canonicalize().expect("it is there"),
        root().join("runtime").canonicalize().expect("it is there")
    );
    // Without the option, it stays.
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "acme"]);
    assert!(run.out.contains("nothing changed"), "{run:?}");
    generate(
        folder.path(),
        &["spec/acme.yaml", "--out", "acme", "--runtime", "spec"],
    )
    .refused(2, &["`spec` is not the folder of `specie-runtime`"]);
}

#[test]
fn what_is_stale_is_named_and_corrected() {
    let folder = project();
    let run = generate(
        folder.path(),
        &["spec/acme.yaml", "--out", "acme", "--check"],
    );
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("src/lib.rs: missing"), "{}", run.out);
    assert!(
        run.err
            .contains("run `specie generate spec/acme.yaml --out acme --draft` to update them"),
        "{}",
        run.err
    );
    assert_eq!(
        names(&folder),
        ["spec/acme.yaml"],
        "checking writes nothing"
    );
    generate(folder.path(), &["spec/acme.yaml", "--out", "acme"]);
    let check = || {
        generate(
            folder.path(),
            &["spec/acme.yaml", "--out", "acme", "--check"],
        )
    };
    assert_eq!(check().code, Some(0));
    folder.write("spec/acme.yaml", &ACME.replace("hmac_sha256", "hmac_sha1"));
    let run = check();
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("Cargo.toml: out of date") && run.out.contains("\"sha1\""),
        "{}",
        run.out
    );
}

#[test]
fn specs_share_a_crate_and_each_owns_its_module_alone() {
    let folder = project();
    let second = ACME.replace("provider: acme", "provider: second");
    folder.write(
        "spec/second.yaml",
        &second.replace("hmac_sha256", "hmac_sha1"),
    );
    generate(folder.path(), &["spec/acme.yaml", "--out", "all"]);
    // Left over from a spec that is read now, from one that is not, by hand, and of nobody knows what.
    let head = |spec: &str| format!("// @generated by specie 0.1.0 from {spec}. Do not edit.\n");
    folder.write("all/src/acme/webhooks.rs", &head("../spec/acme.yaml"));
    folder.write("all/src/acme/other.rs", &head("../spec/gone.yaml"));
    folder.write("all/src/acme/own.rs", "// by hand\n");
    let run = generate(folder.path(), &["spec/second.yaml", "--out", "all"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        !run.out.contains("removed all/") && !run.out.contains("removed src/"),
        "{}",
        run.out
    );
    assert!(text(&folder, "all/src/lib.rs").ends_with("\npub mod acme;\npub mod second;\n"));
    assert!(text(&folder, "all/Cargo.toml").contains("features = [\"sha1\"]"));
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "all"]);
    assert!(
        run.out.contains("removed src/acme/webhooks.rs"),
        "{}",
        run.out
    );
    let left = names(&folder);
    assert!(
        left.contains(&"all/src/acme/other.rs".to_owned())
            && left.contains(&"all/src/acme/own.rs".to_owned()),
        "{left:?}"
    );
}

#[test]
fn files_of_the_user_are_never_replaced() {
    let folder = project();
    folder.write(
        "mine/Cargo.toml",
        "[package]\nname = \"mine\" # ours\n\n[dependencies]\nlog = \"0.4\"\n",
    );
    folder.write("mine/src/lib.rs", "//! Mine.\n");
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "mine"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err.contains("add the line `pub mod acme;`"),
        "{}",
        run.err
    );
    assert_eq!(text(&folder, "mine/src/lib.rs"), "//! Mine.\n");
    assert_eq!(
        text(&folder, "mine/Cargo.toml"),
        format!(
            "[package]\nname = \"mine\" # ours\n\n[dependencies]\nlog = \"0.4\"\nspecie-runtime = \"{}\"\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    folder.write("mine/src/lib.rs", "//! Mine.\nmod acme;\n");
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "mine"]);
    assert!(!run.err.contains("note"), "it is declared: {}", run.err);

    folder.write("mine/src/acme/types.rs", "//! Mine.\n");
    let before = folder.files();
    generate(folder.path(), &["spec/acme.yaml", "--out", "mine"])
        .refused(1, &["cannot replace", "types.rs", "may be written by hand"]);
    folder.write("mine/Cargo.toml", "[workspace]\n");
    generate(folder.path(), &["spec/acme.yaml", "--out", "mine"])
        .refused(1, &["Cargo.toml", "`package.name` is missing"]);
    folder.write(
        "mine/Cargo.toml",
        &before
            .iter()
            .find(|(name, _)| name == "mine/Cargo.toml")
            .expect("it is")
            .1,
    );
    assert_eq!(folder.files(), before, "nothing was written");
    folder.write(
        "spec/acme.yaml",
        &ACME.replace("provider: acme", "provider: runtime"),
    );
    let run = generate(folder.path(), &["spec/acme.yaml", "--out", "else"]);
    assert!(
        run.err
            .contains("`runtime` is not a valid name of a provider"),
        "a draft is told so: {}",
        run.err
    );
}

/// Without `--out` there is no place for it, whatever the folder: it would be in the workspace until the next run takes it away.
#[test]
fn a_spec_outside_of_specs_needs_a_place() {
    let folder = Folder::new();
    folder.write("specs/acme.yaml", ACME);
    folder.write(
        "generated-client/src/lib.rs",
        "include!(\"providers.rs\");\n",
    );
    folder.write("generated-client/Cargo.toml", "[features]\n");
    for name in [
        "own/other.yaml",
        "specs/below/other.yaml",
        "specs/other.yml",
    ] {
        folder.write(name, &ACME.replace("provider: acme", "provider: other"));
    }
    let elsewhere = project();
    let path = elsewhere.path().join("spec/acme.yaml");
    let path = path.to_str().expect("the path is text");
    let before = folder.files();
    for spec in [
        "own/other.yaml",
        "specs/below/other.yaml",
        "specs/other.yml",
        path,
    ] {
        generate(folder.path(), &[spec])
            .refused(2, &["is not a file `specs/NAME.yaml`", "--out DIR", spec]);
    }
    generate(folder.path(), &["acme", "own/other.yaml"])
        .refused(2, &["`own/other.yaml` is not a file"]);
    generate(elsewhere.path(), &["spec/acme.yaml"]).refused(2, &["--out DIR", "specie::client!"]);
    assert_eq!(folder.files(), before);
    assert_eq!(names(&elsewhere), ["spec/acme.yaml"]);
}

/// Whatever the head of a file does not prove to be of a spec that is gone, stays; its module and feature too.
#[test]
fn nothing_goes_but_what_was_made_from_a_spec_that_is_gone() {
    let folder = Folder::new();
    folder.write("specs/acme.yaml", ACME);
    folder.write(
        "specs/second.yaml",
        &ACME.replace("provider: acme", "provider: second"),
    );
    folder.write(
        "generated-client/src/lib.rs",
        "include!(\"providers.rs\");\n",
    );
    folder.write("generated-client/Cargo.toml", "[features]\n");
    generate(folder.path(), &[]);
    // As if made from elsewhere, and by hand.
    let client = "generated-client/src/second/mod.rs";
    let theirs =
        text(&folder, client).replace(" from specs/second.yaml. ", " from ../own/second.yaml. ");
    folder.write("generated-client/src/theirs/mod.rs", &theirs);
    folder.write("generated-client/src/hand/mod.rs", "// by hand\n");
    folder.write("docs/reference/hand/README.md", "# By hand\n");
    let modules = "generated-client/src/providers.rs";
    folder.write(
        modules,
        &(text(&folder, modules) + "\npub mod theirs;\npub mod hand;\n"),
    );
    folder.write(
        "generated-client/Cargo.toml",
        &(text(&folder, "generated-client/Cargo.toml") + "hand = []\ntheirs = []\n"),
    );
    std::fs::remove_file(folder.path().join("specs/second.yaml")).expect("it is removed");
    let run = generate(folder.path(), &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.contains(&format!("removed {client}")),
        "{}",
        run.out
    );
    let left = names(&folder);
    assert!(!left.iter().any(|name| name.contains("second")), "{left:?}");
    for kept in [
        "generated-client/src/theirs/mod.rs",
        "generated-client/src/hand/mod.rs",
        "docs/reference/hand/README.md",
    ] {
        assert!(left.contains(&kept.to_owned()), "{kept}");
    }
    for name in ["acme", "hand", "theirs"] {
        assert!(
            text(&folder, modules).contains(&format!("pub mod {name};")),
            "{name}"
        );
        assert!(
            text(&folder, "generated-client/Cargo.toml").contains(&format!("{name} = []")),
            "{name}"
        );
    }
    assert!(!text(&folder, modules).contains("second"));
}

#[test]
fn a_provider_has_one_spec() {
    let folder = project();
    folder.write("spec/again.yaml", ACME);
    generate(
        folder.path(),
        &["spec/acme.yaml", "spec/again.yaml", "--out", "all"],
    )
    .refused(
        1,
        &["`spec/acme.yaml` and `spec/again.yaml` both declare `provider: acme`"],
    );
}
