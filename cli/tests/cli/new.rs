//! `specie new`: the skeleton of a spec, and of a crate.

use crate::mock::Mock;
use crate::support::{Folder, Run, root, specie_in};
use std::path::{Path, PathBuf};
use std::process::Command;

const KINDS: [&str; 6] = [
    "key",
    "basic",
    "hmac-body",
    "hmac-request",
    "jwt",
    "secp256k1",
];

fn new(folder: &Folder, options: &[&str]) -> Run {
    specie_in(folder.path(), &[&["new"], options].concat())
}

fn text(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The value that a vector of this kind expects, by Python's standard library.
fn expected(kind: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/new_expected.py");
    let output = Command::new("python3").arg(script).arg(kind).output();
    let output = output.expect("python3");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

/// The spec with its vector: without the `# ` of its lines, and with the expected value.
fn with_vector(spec: &str, value: &str) -> String {
    let at = spec.find("# vectors:\n").expect("a vector");
    let lines = spec[at..]
        .lines()
        .map(|line| line.strip_prefix("# ").expect("a comment"));
    let vector: Vec<&str> = lines.collect();
    let filled = vector
        .join("\n")
        .replace("FILL IN", &format!("\"{value}\""));
    format!("{}{filled}\n", &spec[..at])
}

#[test]
fn every_kind_passes_as_a_draft_and_is_proven_by_its_vector() {
    for kind in KINDS {
        let folder = Folder::new();
        let url = "https://docs.acme.example/api";
        let run = new(&folder, &["acme_pay", "--docs", url, "--auth", kind]);
        assert_eq!(run.code, Some(0), "{kind}: {run:?}");
        let check = specie_in(folder.path(), &["check", "acme_pay.yaml", "--draft"]);
        assert_eq!(check.code, Some(0), "{kind}: {check:?}");

        // What is missing is the vector, and nothing else.
        let check = specie_in(folder.path(), &["check", "acme_pay.yaml"]);
        assert_eq!(check.code, Some(1), "{kind}");
        assert_eq!(
            check.out.matches("incomplete[").count(),
            1,
            "{kind}: {}",
            check.out
        );
        assert!(
            check.out.contains("[plan-without-vector]"),
            "{kind}: {}",
            check.out
        );

        let value = expected(kind);
        let spec = text(&folder, "acme_pay.yaml");
        folder.write("acme_pay.yaml", &with_vector(&spec, &value));
        let check = specie_in(folder.path(), &["check", "acme_pay.yaml"]);
        assert_eq!(check.code, Some(0), "{kind}: {check:?}");

        // Another value is refused: the vector proves the plan.
        let mut wrong = value.clone();
        let last = wrong.pop().expect("a value");
        wrong.push(if last == 'a' { 'b' } else { 'a' });
        folder.write("acme_pay.yaml", &with_vector(&spec, &wrong));
        let check = specie_in(folder.path(), &["check", "acme_pay.yaml"]);
        assert!(
            check.out.contains("[vector-fails]"),
            "{kind}: {}",
            check.out
        );
    }
}

#[test]
fn the_address_may_be_left_out() {
    let folder = Folder::new();
    let run = new(&folder, &["acme"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let spec = text(&folder, "acme.yaml");
    assert!(
        spec.starts_with("# yaml-language-server: $schema=./schema.json\n"),
        "{spec}"
    );
    assert!(spec.contains("\n# docs: "), "{spec}");
    let check = specie_in(folder.path(), &["check", "acme.yaml", "--draft"]);
    assert_eq!(check.code, Some(0), "{check:?}");
    // The schema that the first line names is there, as the program prints it.
    let schema = specie_in(folder.path(), &["schema"]).out;
    assert_eq!(text(&folder, "schema.json"), schema);
}

#[test]
fn the_next_commands_work() {
    let folder = Folder::new();
    let run = new(&folder, &["acme", "--auth", "hmac-request"]);
    let commands: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  specie "))
        .collect();
    assert_eq!(commands.len(), 3, "{}", run.out);
    assert_eq!(commands[0], "check acme.yaml --draft");
    folder.write("keys.json", r#"{"api_key": "key-1", "secret": "secret-1"}"#);
    let params =
        r#"{"currency": "BTC", "amount": "0.50", "address": "addr-1", "reference": "r-1"}"#;
    folder.write("params.json", params);
    for command in &commands[..2] {
        let words: Vec<&str> = command.split(' ').collect();
        let run = specie_in(folder.path(), &words);
        assert_eq!(run.code, Some(0), "{command}: {run:?}");
    }
    // The third one starts a provider, which answers a call.
    let path = folder.path().join("acme.yaml");
    let path = path.to_str().expect("text");
    assert_eq!(commands[2], "mock acme.yaml");
    let mock = Mock::start(&[path]);
    let keys = folder.write("mock-keys.json", &mock.credentials);
    let call = ["call", path, "list_balances", "--base-url", &mock.url];
    let run = specie_in(
        folder.path(),
        &[&call[..], &["--credentials", &keys]].concat(),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn in_a_workspace_it_is_a_spec_among_the_others() {
    let folder = Folder::new();
    folder.write("specs/other.yaml", "provider: other\n");
    folder.write("sub/x.txt", "");
    let run = new(&folder, &["acme"]);
    assert!(run.out.contains("wrote specs/acme.yaml\n"), "{run:?}");
    let run = specie_in(&folder.path().join("sub"), &["new", "acme2"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(folder.path().join("specs/acme2.yaml").is_file());
}

#[test]
fn nothing_that_exists_is_replaced() {
    let folder = Folder::new();
    folder.write("acme.yaml", "mine");
    folder.write("schema.json", "mine too");
    new(&folder, &["acme"]).refused(2, &["`acme.yaml` already exists"]);
    let run = new(&folder, &["acme2"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(text(&folder, "acme.yaml"), "mine");
    assert_eq!(text(&folder, "schema.json"), "mine too");
}

#[test]
fn wrong_names_and_addresses_are_refused() {
    for (arguments, word) in [
        (&["Acme"][..], "`Acme` is not a valid name"),
        (&["../acme"], "`../acme` is not a valid name"),
        (&["type"], "`type` is not a valid name"),
        (&["a\nb: c"], "nothing was written"),
        (&["acme # x"], "nothing was written"),
        (
            &["acme", "--docs", "not an address"],
            "is not the address of a web page",
        ),
        (&["acme", "--auth", "hmac"], "hmac-body"),
        (&["acme", "--runtime", "x"], "--crate"),
    ] {
        let folder = Folder::new();
        let run = new(&folder, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {run:?}");
        assert!(run.err.contains(word), "{arguments:?}: {}", run.err);
        assert_eq!(folder.files(), [], "{arguments:?}");
    }
}

#[test]
fn a_crate_is_made_around_the_spec() {
    let folder = Folder::new();
    let runtime = root().join("runtime");
    let runtime = runtime.to_str().expect("text");
    let options = [
        "acme",
        "--auth",
        "jwt",
        "--crate",
        "client",
        "--runtime",
        runtime,
    ];
    let run = new(&folder, &options);
    assert_eq!(run.code, Some(0), "{run:?}");
    let names: Vec<String> = folder.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "client/Cargo.toml",
            "client/acme.yaml",
            "client/examples/balances.rs",
            "client/schema.json",
            "client/src/acme/mod.rs",
            "client/src/acme/requests.rs",
            "client/src/acme/signing.rs",
            "client/src/acme/types.rs",
            "client/src/lib.rs",
        ]
    );
    let manifest = text(&folder, "client/Cargo.toml");
    let tokio =
        "[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
    assert!(manifest.contains(tokio), "{manifest}");
    let example = text(&folder, "client/examples/balances.rs");
    assert!(example.contains("use acme_client::acme::"), "{example}");
    assert!(
        example.contains("Credentials::new(var(\"ACME_API_KEY\")?, var(\"ACME_SECRET\")?)"),
        "{example}"
    );
    // The files are those of `generate`, which is one of the next commands.
    let line = run
        .out
        .lines()
        .find_map(|line| line.strip_prefix("  specie generate "));
    let words: Vec<&str> = line.expect("a command").split(' ').collect();
    let run = specie_in(folder.path(), &[&["generate"], words.as_slice()].concat());
    assert!(run.out.contains("nothing changed"), "{run:?}");
}

/// A folder below the target folder, so that what Cargo makes for its crates replaces what the last run made.
fn crates_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The crates are members of one workspace, so that one check covers them all. It has the versions and the profile of ours, so that what was
/// built for ours is used.
#[test]
fn the_crates_of_all_kinds_compile_without_a_warning() {
    let folder = crates_folder();
    let runtime = root().join("runtime");
    let runtime = runtime.to_str().expect("text");
    for kind in KINDS {
        let name = format!("acme_{}", kind.replace('-', "_"));
        let run = specie_in(
            &folder,
            &[
                "new",
                &name,
                "--auth",
                kind,
                "--crate",
                &name,
                "--runtime",
                runtime,
            ],
        );
        assert_eq!(run.code, Some(0), "{kind}: {run:?}");
        let commands: Vec<Vec<&str>> = run
            .out
            .lines()
            .filter_map(|line| {
                line.strip_prefix("  ")
                    .filter(|line| !line.starts_with(' '))
            })
            .map(|line| line.split(' ').collect())
            .collect();
        let [check, generate, example] = commands.as_slice() else {
            panic!("{commands:?}")
        };
        let check = specie_in(&folder, &check[1..]);
        assert_eq!(check.code, Some(0), "{kind}: {check:?}");
        let generate = specie_in(&folder, &generate[1..]);
        assert!(generate.out.contains("nothing changed"), "{generate:?}");
        // What the last one runs is among what is checked below.
        let manifest = format!("{name}/Cargo.toml");
        assert_eq!(
            example.as_slice(),
            [
                "cargo",
                "run",
                "--manifest-path",
                &manifest,
                "--example",
                "balances"
            ]
        );
        assert!(folder.join(&name).join("examples/balances.rs").is_file());
    }
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("versions");
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"acme_*\"]\n\n\
                     [profile.dev]\ndebug = \"line-tables-only\"\n\n[profile.dev.package.\"*\"]\ndebug = false\n";
    std::fs::write(folder.join("Cargo.toml"), workspace).expect("a manifest");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["check", "--workspace", "--examples", "--lib", "--offline"])
        .env("CARGO_TARGET_DIR", target.expect("a folder"))
        .current_dir(&folder)
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
}
