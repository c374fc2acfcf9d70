//! Every example of `docs/signing-language.md` is evaluated.
//!
//! The word behind a fence's language says how: `yaml spec` is a whole spec whose vectors reproduce, `yaml steps` the steps of a plan
//! without an error, `yaml bad CODE` steps with just this one, and each line of `expressions` a value of the call of `json params`.

use specie_codegen::diagnostic::{Severity, render};
use specie_codegen::{Loaded, Options, load};

const GUIDE: &str = include_str!("../../docs/signing-language.md");

/// A fenced block: what stands behind the fence, its first line in the guide, its text.
struct Block {
    info: &'static str,
    line: usize,
    text: String,
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in GUIDE.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => blocks.push(block),
            (Some(info), None) => {
                open = Some(Block {
                    info,
                    line: at + 2,
                    text: String::new(),
                });
            }
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

fn run(text: &str) -> Loaded {
    load("guide.yaml", text, &Options::default())
}

/// What was found of a severity that is not merely incomplete.
fn findings(loaded: &Loaded, least: &[Severity]) -> String {
    let all = loaded.diagnostics.sorted();
    let shown = all.iter().filter(|d| least.contains(&d.severity));
    shown
        .map(|d| render::terminal(&loaded.source, d, false))
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_word_of(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '"';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(|c| is_part(c) || c == ':')
    })
}

/// A spec around steps, with the credentials that they name.
fn around(steps: &str) -> String {
    let known = [
        ("api_key", "public"),
        ("secret", "secret"),
        ("key", "secret rsa | ed25519 | text"),
        ("passphrase", "secret optional"),
    ];
    let mut spec = String::from("provider: acme\ndocs: https://acme.example\ncredentials:\n");
    for (name, words) in known.iter().filter(|(name, _)| is_word_of(steps, name)) {
        spec.push_str(&format!("  {name}: {words}\n"));
    }
    spec.push_str("settings: { recv_window: { default: 5000 } }\n");
    spec.push_str("sections: { private: { base: \"https://api.acme.example\", path: \"/v1/{path}\", auth: signed, unsigned: [query, json] } }\n");
    spec.push_str("auth:\n  signed:\n");
    for line in steps.lines() {
        spec.push_str(&format!("    {line}\n"));
    }
    spec
}

#[test]
fn whole_specs_have_no_findings_and_their_vectors_reproduce() {
    let mut count = 0;
    for block in blocks().iter().filter(|b| b.info == "yaml spec") {
        let loaded = run(&block.text);
        let least = [Severity::Error];
        let found = findings(&loaded, &least);
        assert!(
            found.is_empty(),
            "line {} of the guide:\n{found}",
            block.line
        );
        let api = loaded.api.expect("no error stands in the way");
        assert!(
            !api.vectors.is_empty(),
            "line {} proves nothing",
            block.line
        );
        count += 1;
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn steps_are_without_a_finding() {
    let mut count = 0;
    for block in blocks().iter().filter(|b| b.info == "yaml steps") {
        let loaded = run(&around(&block.text));
        let found = findings(&loaded, &[Severity::Error, Severity::Warning]);
        assert!(
            found.is_empty(),
            "line {} of the guide:\n{found}",
            block.line
        );
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

#[test]
fn bad_steps_have_the_finding_that_the_guide_names() {
    let mut count = 0;
    for block in blocks() {
        let Some(code) = block.info.strip_prefix("yaml bad ") else {
            continue;
        };
        let loaded = run(&around(&block.text));
        let errors: Vec<_> = loaded
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.code)
            .collect();
        assert_eq!(errors, [code], "line {} of the guide", block.line);
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

/// The credentials, settings and tables that the guide's text names beside its expressions.
const HEAD: &str = r#"provider: acme
docs: https://acme.example
credentials:
  api_key: public
  secret: secret
  seed: secret hex[32]
  p256_key: secret p256
  eth_key: secret secp256k1
settings: { recv_window: { default: 5000 } }
tables:
  version: { GET accounts: v3 }
  claims: { sub: u1, iat: 5 }
  head: { kid: k1 }
  list: { k: [a, b] }
  object: { k: { x: 1 } }
  numbers: [1.5, 0.10, 100, 0.0000001, 1000000000000000000000.0, 12345678901234567890]
  mail:
    domain: { name: Ether Mail, version: "1", chainId: 1, verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC" }
    types: { Person: { name: string, wallet: address }, Mail: { from: Person, to: Person, contents: string } }
    message:
      from: { name: Cow, wallet: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" }
      to: { name: Bob, wallet: "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" }
      contents: Hello, Bob!
sections:
  private: { base: "https://api.acme.example", path: "/v1/{path}", auth: signed }
auth:
  signed:
    - header:
        X-Nonce: nonce.ms + uuid + (random | hex)
        X-Used: api_key + secret + (seed | sha256 | hex) + ("" | ecdsa_p256(p256_key) | hex) + (public_key(eth_key) | hex)
"#;

/// The call that the guide describes.
const CALL: &str = r#"
    section: private
    method: POST
    path: orders
    credentials:
      api_key: key-1
      secret: s3cr3t
      seed: 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
      p256_key: MDECAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49AwEH
      eth_key: "0000000000000000000000000000000000000000000000000000000000000001"
    now_ms: 1700000000123
    uuid: 6f1c2f4a-7d0b-4c55-9a3e-0123456789ab
    random: 00112233445566778899aabbccddeeff
"#;

#[test]
fn expressions_have_the_values_that_the_guide_shows() {
    let blocks = blocks();
    let params = blocks
        .iter()
        .find(|b| b.info == "json params")
        .map(|b| b.text.trim().to_owned())
        .expect("the guide gives the parameters of its call");
    let mut count = 0;
    for block in blocks.iter().filter(|b| b.info == "expressions") {
        let mut spec = HEAD.to_owned();
        spec.push_str("    - let:\n");
        let mut expect = String::new();
        for (at, line) in block.text.lines().enumerate() {
            let (expression, value) = line.rsplit_once(" -> ").expect("`expression -> value`");
            spec.push_str(&format!(
                "        v{at}: >-\n          {}\n",
                expression.trim()
            ));
            expect.push_str(&format!("        v{at}: '{}'\n", value.replace('\'', "''")));
            count += 1;
        }
        spec.push_str(&format!(
            "vectors:\n  - name: line {}\n    source: the guide{CALL}    params: {params}\n    expect:\n      let:\n{expect}",
            block.line
        ));
        let loaded = run(&spec);
        let found = findings(&loaded, &[Severity::Error]);
        assert!(
            found.is_empty(),
            "line {} of the guide:\n{found}",
            block.line
        );
    }
    assert!(count >= 80, "{count}");
}

#[test]
fn every_function_has_an_example() {
    let evaluated: String = blocks()
        .iter()
        .filter(|b| b.info != "json params")
        .map(|b| b.text.clone())
        .collect();
    let reference = include_str!("../src/signing/functions.rs");
    let declared = reference
        .split("pub(crate) static ALL")
        .nth(1)
        .expect("the table");
    // In the table of signatures the first text of each entry is the function's name.
    for part in declared.split("(\n").chain(declared.split("(")) {
        let Some(name) = part
            .trim_start()
            .strip_prefix('"')
            .and_then(|p| p.split('"').next())
        else {
            continue;
        };
        let before = declared.find(&format!("\"{name}\"")).unwrap_or(0);
        let entry = declared[..before].trim_end();
        let is_function = entry.ends_with("digest(")
            || entry.ends_with("mac(")
            || entry.ends_with("encoder(")
            || entry.ends_with("strict(")
            || entry.ends_with("plain(");
        if is_function {
            assert!(is_word_of(&evaluated, name), "no example of `{name}`");
        }
    }
}
