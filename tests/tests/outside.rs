//! The crates of `tests/outside`, which `.ci/outside` builds: they contain the code of the README and enable every feature.

use std::error::Error;
use std::path::Path;

type Done = Result<(), Box<dyn Error>>;

/// Blocks of code in README, in their order, with the file that has each.
const SHOWN: [(&str, &str); 19] = [
    ("toml", "one/Cargo.toml"),
    ("rust", "one/src/main.rs"),
    ("rust", "one/src/bin/metrics.rs"),
    ("rust", "every/src/bin/shared.rs"),
    ("toml", "blocking/Cargo.toml"),
    ("rust", "blocking/src/main.rs"),
    ("rust", "every/src/bin/queue.rs"),
    ("rust", "../../generated-client/examples/receiver.rs"),
    ("toml", "own_tests/Cargo.toml"),
    ("rust", "own_tests/src/lib.rs"),
    ("rust", "../../generated-client/examples/coinport_stream.rs"),
    ("toml", "own_transport/Cargo.toml"),
    ("rust", "own_transport/src/main.rs"),
    ("yaml", "client_macro/acme.yaml"),
    ("toml", "client_macro/Cargo.toml"),
    ("rust", "client_macro/src/lib.rs"),
    ("toml", "build_script/Cargo.toml"),
    ("rust", "build_script/build.rs"),
    ("rust", "build_script/src/lib.rs"),
];

fn read(path: &str) -> Result<String, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Ok(std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?)
}

/// Language and text of each block; commands for a shell are run by the tests of the program.
fn blocks(markdown: &str) -> Vec<(&str, &str)> {
    let fenced = markdown.split("\n```").skip(1).step_by(2);
    fenced
        .filter_map(|block| block.split_once('\n'))
        .filter(|(language, _)| *language != "sh")
        .collect()
}

/// A manifest as it is once the crates are published.
fn without_paths(manifest: &str) -> String {
    let lines = manifest
        .lines()
        .map(|line| match line.split_once(", path = \"") {
            Some((before, _)) => format!("{before} }}\n"),
            None => format!("{line}\n"),
        });
    lines.collect()
}

#[test]
fn what_readme_shows_is_built_outside_of_the_workspace() -> Done {
    let readme = read("README.md")?;
    let blocks = blocks(&readme);
    let languages: Vec<&str> = blocks.iter().map(|(language, _)| *language).collect();
    assert_eq!(
        languages,
        SHOWN.map(|(language, _)| language),
        "a block that no file has is a block that nobody tries"
    );
    for ((language, shown), (_, path)) in blocks.into_iter().zip(SHOWN) {
        let file = read(&format!("tests/outside/{path}"))?;
        match language {
            "toml" => {
                let published = without_paths(&file);
                assert!(
                    published.ends_with(&format!("\n{shown}\n")),
                    "{path} has not:\n{shown}"
                );
            }
            _ => assert_eq!(file.trim_end(), shown, "{path}"),
        }
    }
    assert_eq!(
        read("tests/outside/build_script/acme.yaml")?,
        read("tests/outside/client_macro/acme.yaml")?
    );
    Ok(())
}

#[test]
fn one_of_the_crates_turns_every_feature_on() -> Done {
    let manifest = read("generated-client/Cargo.toml")?;
    let (_, features) = manifest.split_once("\n[features]\n").ok_or("no features")?;
    let (features, _) = features.split_once("\n[").ok_or("no end")?;
    // Providers are behind one feature that enables all of them.
    let providers = test_server::providers();
    let mut wanted: Vec<&str> = features
        .lines()
        .filter_map(|line| Some(line.split_once(" = [")?.0))
        .filter(|name| *name != "default" && !providers.iter().any(|known| known == name))
        .collect();
    let every = read("tests/outside/every/Cargo.toml")?;
    let (_, list) = every.split_once("features = [").ok_or("no list")?;
    let (list, _) = list.split_once(']').ok_or("no end")?;
    let mut given: Vec<&str> = list
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    wanted.sort_unstable();
    given.sort_unstable();
    assert_eq!(given, wanted, "tests/outside/every/Cargo.toml");
    Ok(())
}
