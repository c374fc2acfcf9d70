//! What is generated follows from what a spec says: comments, line ends, blank lines and other layout change no byte of it.

use specie_codegen::model::Api;
use specie_codegen::options::RustOptions;
use specie_codegen::{Options, emit, load};
use std::collections::BTreeMap;
use std::path::Path;

fn api_of(text: &str) -> Api {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("specs/acme.yaml", text.as_bytes().to_vec(), &options);
    let found = format!("{:?}", loaded.blocking());
    loaded.api.unwrap_or_else(|| panic!("{found}"))
}

/// Every generated file, by its path.
fn generated(text: &str) -> BTreeMap<String, String> {
    let api = api_of(text);
    let options = RustOptions::default();
    let rust = emit::rust::emit(&api, &options);
    let docs = emit::docs::emit(&api).expect("templates render");
    rust.iter()
        .map(|(path, text)| (format!("src/{path}"), text.to_owned()))
        .chain(
            docs.iter()
                .map(|(path, text)| (format!("docs/{path}"), text.to_owned())),
        )
        .collect()
}

/// Changes each line where a key begins, outside of texts of several lines.
fn at_keys(text: &str, change: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::new();
    // The indentation of the key whose text the following lines belong to.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let is_inside = block.is_some_and(|of| content.is_empty() || indent > of);
        if !is_inside {
            block = None;
        }
        let item = content.trim_start_matches("- ");
        let key = item.split_once(':').map_or("", |(key, _)| key);
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.\"".contains(c));
        let rest = item.get(key.len() + 1..).unwrap_or_default();
        // A text without quotes may go on in the next line, so only keys that open something are followed by a change.
        if is_key && !is_inside {
            out.push_str(&change(line, &line[..indent]));
        } else {
            out.push_str(line);
            out.push('\n');
        }
        let opens = [">", "|", ">-", "|-", ">+", "|+"];
        if is_key && !is_inside && opens.contains(&rest.trim()) {
            block = Some(line.len() - item.len());
        }
    }
    out
}

/// Ways to write the same spec.
fn layouts(text: &str) -> Vec<(&'static str, String)> {
    let top = |line: &str| line.chars().next().is_some_and(char::is_alphabetic);
    vec![
        ("line ends", text.replace('\n', "\r\n")),
        (
            "comments",
            at_keys(text, |line, indent| {
                format!("{indent}# A comment: with a colon, {{ and }}.\n{line}\n")
            }),
        ),
        (
            "comments at the start of lines",
            at_keys(text, |line, _| format!("# Another.\n{line}\n")),
        ),
        (
            "comments behind keys",
            at_keys(text, |line, _| match line.ends_with(':') {
                true => format!("{line}  # what follows\n"),
                false => format!("{line}\n"),
            }),
        ),
        (
            "blank lines",
            at_keys(text, |line, _| format!("\n  \n{line}\n")),
        ),
        (
            "blanks at the end of lines",
            at_keys(text, |line, _| format!("{line}   \n")),
        ),
        (
            "a wider gap after keys",
            at_keys(text, |line, _| match line.split_once(": ") {
                Some((key, value)) if !key.contains(['{', '"', '[']) => {
                    format!("{key}:   {value}\n")
                }
                _ => format!("{line}\n"),
            }),
        ),
        (
            "a first comment",
            format!("# yaml-language-server: $schema=schema.json\n\n{text}\n\n# end\n"),
        ),
        (
            "sections apart",
            text.lines()
                .map(|line| {
                    if top(line) {
                        format!("\n\n{line}\n")
                    } else {
                        format!("{line}\n")
                    }
                })
                .collect(),
        ),
    ]
}

fn specs() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("tests/front/whole.yaml")];
    for (folder, below) in [("../specs", ""), ("../tests/golden", "spec.yaml")] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        let paths = entries.flatten().map(|entry| entry.path());
        files.extend(paths.map(|path| {
            if below.is_empty() {
                path
            } else {
                path.join(below)
            }
        }));
    }
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).expect("readable");
        (file.display().to_string(), text.replace("\r\n", "\n"))
    };
    files.iter().map(read).collect()
}

#[test]
fn layout_changes_nothing_that_is_generated() {
    let specs = specs();
    assert!(specs.len() >= 12, "{}", specs.len());
    let mut wrong = Vec::new();
    for (name, text) in &specs {
        let expected = generated(text);
        for (what, changed) in layouts(text) {
            assert!(changed != *text, "{name}: {what}");
            for (path, found) in generated(&changed) {
                let before = expected.get(&path).map(String::as_str).unwrap_or_default();
                if before != found {
                    let line = before.lines().zip(found.lines()).find(|(a, b)| a != b);
                    wrong.push(format!("{name}: {what}: {path}: {line:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same keys in block and in flow notation.
#[test]
fn notation_changes_nothing_that_is_generated() {
    let spec = |steps: &str| {
        format!(
            "provider: acme\ntitle: Acme\ncredentials: {{ key: secret text }}\n\
             sections: {{ private: {{ base: \"https://acme.example\", params: json, auth: signed }} }}\n\
             auth:\n  signed:\n{steps}"
        )
    };
    let flow = spec(
        "    - header: { X-Key: key, X-Time: clock.ms }\n    - { let: { a: 'x: y' } }\n    - query: { ..., sign: a + body }\n",
    );
    let block = spec(
        "  - header:\n      X-Key:   key  # the key\n\n      X-Time: clock.ms\n  - let:\n      a: \"x: y\"\n\n  - query:\n      ...:\n      sign: a\n        + body\n",
    );
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let text_of = |spec: &str| {
        let loaded = load("specs/acme.yaml", spec.as_bytes().to_vec(), &options);
        let found = format!("{:?}", loaded.blocking());
        let api = loaded.api.unwrap_or_else(|| panic!("{found}"));
        api.scheme_docs.plans
    };
    let (flow, block) = (text_of(&flow), text_of(&block));
    assert_eq!(
        flow,
        [
            "- header:\n    X-Key: key\n    X-Time: clock.ms\n- let:\n    a: \"x: y\"\n- query:\n    ...:\n    sign: a + body\n"
        ]
    );
    assert_eq!(flow, block);
}
