//! Every Rust example of the reference and of `docs/calls-and-money.md` compiles: `reference.rs` is generated from them and compared with them.
//!
//! `UPDATE_EXPECT=1 cargo test -p specie-tests --test snippets` updates it.

use std::fmt::Write as _;
use std::path::Path;

#[rustfmt::skip]
mod reference;

const PAGES: [&str; 3] = ["README", "operations", "webhooks"];

#[test]
fn the_examples_of_the_reference_are_the_ones_compiled_here()
-> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::from(
        "//! The examples of `docs/reference`, each as a function.\n#![allow(unused, deprecated, reason = \"examples\")]\n",
    );
    for provider in test_server::providers() {
        let overview =
            std::fs::read_to_string(root.join(format!("../docs/reference/{provider}/README.md")))?;
        let imports = imports(&overview).ok_or("what the examples import")?;
        let _ = write!(
            text,
            "\npub mod {provider} {{\n    {imports}\n    type Done = Result<(), Box<dyn std::error::Error>>;\n"
        );
        let (mut count, mut operations) = (0, 0);
        for page in PAGES {
            let path = root.join(format!("../docs/reference/{provider}/{page}.md"));
            let Ok(markdown) = std::fs::read_to_string(path) else {
                continue;
            };
            functions(&markdown, &mut count, &mut text);
            if page == "operations" {
                operations = markdown
                    .lines()
                    .filter(|line| line.starts_with("## "))
                    .count();
            }
        }
        // Each operation has an example, and the overview another one.
        assert!(
            operations > 0 && count > operations,
            "{provider}: {count} of {operations}"
        );
        text.push_str("}\n");
    }
    text.push_str(&guide(root)?);
    let compiled = root.join("tests/snippets/reference.rs");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&compiled, &text)?;
    }
    assert!(
        std::fs::read_to_string(&compiled)? == text,
        "the examples have changed: UPDATE_EXPECT=1 updates them"
    );
    Ok(())
}

/// What the overview says that every example has in scope.
fn imports(overview: &str) -> Option<&str> {
    let (_, rest) = overview.split_once("async function with `")?;
    let (imports, _) = rest.split_once("` in scope")?;
    Some(imports)
}

/// The examples of `docs/calls-and-money.md`, which are about CoinPayments.
fn guide(root: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let markdown = std::fs::read_to_string(root.join("../docs/calls-and-money.md"))?;
    let mut text = String::from(
        "\npub mod calls_and_money {\n    use specie::coinpayments::*;\n    type Done = Result<(), Box<dyn std::error::Error>>;\n",
    );
    let mut count = 0;
    functions(&markdown, &mut count, &mut text);
    assert!(count >= 4, "{count}");
    text.push_str("}\n");
    Ok(text)
}

/// Each example of a page as a function. Numbers continue after `count`.
fn functions(markdown: &str, count: &mut usize, text: &mut String) {
    for example in markdown.split("```rust\n").skip(1) {
        let code = example.split("```").next().unwrap_or_default();
        *count += 1;
        let _ = writeln!(
            text,
            "\n    pub async fn example_{count}(client: &Client) -> Done {{"
        );
        for line in code.trim_end().lines() {
            let _ = writeln!(text, "        {line}");
        }
        text.push_str("        Ok(())\n    }\n");
    }
}
