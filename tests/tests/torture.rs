//! Awkward names and types that `check` rejects; those that it accepts are compiled in `lib.rs`.

#[allow(dead_code, reason = "the build script reads the rest")]
#[path = "../torture/mod.rs"]
mod torture;

use std::collections::BTreeSet;
use torture::Spec;
use torture::kinds::POSITIONS;
use torture::names::{NAMES, NO_NAMES, PLACES, PROVIDERS, provider};

/// The codes of what holds a spec up; it must be held up.
fn codes_of(what: &str, spec: &Spec) -> BTreeSet<String> {
    match spec.model() {
        Ok(_) => panic!("{what} is taken, and is to be refused:\n{}", spec.0),
        Err(codes) => codes.into_iter().collect(),
    }
}

fn has_one(codes: &BTreeSet<String>, due: &[&str]) -> bool {
    codes.iter().any(|code| due.contains(&code.as_str()))
}

#[test]
fn invalid_names_are_reported() {
    let due = [
        "bad-call",
        "bad-line",
        "bad-name",
        "bad-type",
        "name-clash",
        "name-taken",
        "no-rust-name",
        "reserved-name",
        "unknown-section",
        "yaml-syntax",
    ];
    for place in PLACES {
        for name in place.names().filter(|name| place.refuses(name)) {
            let what = format!("{} `{name}`", place.name);
            let codes = codes_of(&what, &(place.spec)(&[name]));
            assert!(has_one(&codes, &due), "{what}: {codes:?}");
        }
    }
}

#[test]
fn invalid_provider_names_are_reported() {
    for name in NAMES.iter().filter(|name| !PROVIDERS.contains(name)) {
        let codes = codes_of(&format!("provider `{name}`"), &provider(name));
        let known = ["bad-provider-name", "missing-key", "wrong-kind"];
        assert!(has_one(&codes, &known), "`{name}`: {codes:?}");
    }
}

/// Whatever the crate of clients has, no provider can be called.
#[test]
fn the_names_of_the_crate_of_clients_are_taken() -> Result<(), Box<dyn std::error::Error>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"))?;
    let features = manifest
        .split_once("[features]")
        .map_or("", |(_, rest)| rest);
    let features = features.split("\n[").next().unwrap_or_default();
    let features = features
        .lines()
        .filter_map(|line| Some(line.split_once(" = ")?.0));
    let mut names: Vec<String> = features.map(str::to_owned).collect();
    for entry in std::fs::read_dir(root.join("src"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.push(name.trim_end_matches(".rs").to_owned());
    }
    let providers = std::fs::read_to_string(root.join("src/providers.rs"))?;
    assert!(names.iter().any(|name| name == "rsa") && names.iter().any(|name| name == "lib"));
    for name in names {
        let is_provider = providers.contains(&format!("pub mod {name};"));
        assert_eq!(
            specie_codegen::names::is_module_name(&name),
            is_provider,
            "{name}"
        );
    }
    Ok(())
}

#[test]
fn names_that_become_equal_in_rust_are_reported() {
    for place in PLACES
        .iter()
        .filter(|place| place.named && place.name != "kind" && place.name != "path_param")
    {
        let names = match place.name {
            "credential" | "optional_credential" | "setting" => ["fooBar", "foo_bar"],
            _ => ["foo-bar", "foo_bar"],
        };
        if place.name == "items" {
            continue; // Each stands in a request of its own.
        }
        let codes = codes_of(place.name, &(place.spec)(&names));
        assert!(
            has_one(&codes, &["name-clash"]),
            "{}: {codes:?}",
            place.name
        );
    }
    assert!(NO_NAMES.iter().all(|name| NAMES.contains(name)));
}

#[test]
fn types_that_cannot_stand_somewhere_are_told() {
    let due = [
        "bad-answer",
        "bad-numbered",
        "bad-type",
        "file-outside-multipart",
        "missing-doc",
        "needs-arrays",
        "never-in-form",
        "not-a-text",
        "null-outside-json",
        "secret-shown",
        "union-of-structs",
        // `[text] or none` is no YAML.
        "yaml-syntax",
    ];
    let mut wrong = Vec::new();
    for position in POSITIONS {
        for kind in position.kinds().filter(|kind| position.refuses(kind)) {
            let what = format!("{} `{kind}`", position.name);
            let codes = codes_of(&what, &(position.spec)(&[kind]));
            if !has_one(&codes, &due) {
                wrong.push(format!("{what}: {codes:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn integers_of_enums_are_those_on_the_wire() {
    let spec = |values: &str| {
        Spec::new(&format!(
            "operations:\n  one: {{ doc: Does., call: POST x, answer: One }}\ntypes:\n  One: {{ doc: O., enum: int, values: {{ {values} }} }}\n"
        ))
    };
    let long = "9223372036854775808: Long";
    for values in [
        "7: Seven, 07: Other",
        "-0: Zero",
        "00: Zero",
        "+7: Seven",
        "1.0: One",
        "1e3: Many",
        long,
        "-9223372036854775809: Long",
    ] {
        let codes = codes_of(values, &spec(values));
        assert!(has_one(&codes, &["bad-enum-value"]), "{values}: {codes:?}");
    }
    assert!(
        spec("7: Seven, -7: Minus, 0: Zero, 9223372036854775807: Most")
            .model()
            .is_ok()
    );
}

#[test]
fn an_element_of_a_tuple_is_not_a_constant() {
    let spec = Spec::new(
        "operations:\n  one: { doc: Does., call: POST x, answer: T }\ntypes:\n  T: { doc: T., tuple: { a: text -- a, b: \"1\" } }\n",
    );
    assert!(has_one(&codes_of("a constant", &spec), &["bad-line"]));
}

#[test]
fn each_name_on_the_wire_appears_once() {
    for (head, names) in [
        (
            "operations:\n  one: { doc: Does., call: POST x, answer: none, params: { ",
            "a: text -- a, a as b: text -- b",
        ),
        (
            "operations:\n  one: { doc: Does., call: POST x, answer: U }\ntypes:\n  L: { doc: L., fields: { x: text -- x } }\n  U: { doc: U., union: op, variants: { ",
            "a: L, a as B: L",
        ),
        (
            "streams:\n  s: { doc: S., url: \"wss://x.example\", route: { topic: \"{msg.channel}\" }, channels: { ",
            "a: { doc: A., message: json }, a as b: { doc: B., message: json }",
        ),
    ] {
        let spec = Spec::new(&format!("{head}{names} }} }}\n"));
        assert!(
            has_one(&codes_of(names, &spec), &["duplicate-key"]),
            "{names}"
        );
    }
}
