//! Every example of `docs/signing-language.md` is evaluated.
//!
//! The word behind a fence's language says how: `yaml spec` is a whole spec whose vectors reproduce, `yaml vectors` further ones of the spec
//! before it, `yaml steps` the steps of a plan without an error, `yaml bad CODE` steps with just this one, and each line of `expressions` a
//! value of the call of `json params`.

use specie_codegen::Loaded;
use specie_codegen::diagnostic::Severity;
use specie_runtime::signing::plan::Function;

use crate::blocks::{Block, findings, run};

const GUIDE: &str = include_str!("../../../docs/signing-language.md");

fn blocks() -> Vec<Block> {
    crate::blocks::blocks(GUIDE)
}

/// Reads a spec of the guide, of which nothing of these severities may be found.
fn sound(text: &str, line: usize, least: &[Severity]) -> Loaded {
    let loaded = run(text);
    let found = findings(&loaded, least);
    assert!(found.is_empty(), "line {line} of the guide:\n{found}");
    loaded
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
        let loaded = sound(
            &block.text,
            block.line,
            &[Severity::Error, Severity::Warning],
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
fn further_vectors_reproduce_too() {
    let mut count = 0;
    let mut spec = String::new();
    for block in blocks() {
        match block.info {
            "yaml spec" => spec = block.text,
            "yaml vectors" => {
                for line in block.text.lines() {
                    spec.push_str(&format!("  {line}\n"));
                }
                let loaded = sound(&spec, block.line, &[Severity::Error]);
                let vectors = loaded.api.expect("no error stands in the way").vectors;
                assert!(vectors.len() > 1, "line {} adds nothing", block.line);
                count += 1;
            }
            _ => {}
        }
    }
    assert!(count > 0);
}

#[test]
fn steps_are_without_a_finding() {
    let mut count = 0;
    for block in blocks().iter().filter(|b| b.info == "yaml steps") {
        sound(
            &around(&block.text),
            block.line,
            &[Severity::Error, Severity::Warning],
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
  wif_key: secret wif
  ed_key: secret ed25519
  rsa_public: public rsa
  p256_public: public p256
  ed_public: public ed25519
  k1_public: public secp256k1
settings: { recv_window: { default: 5000 } }
tables:
  version: { GET accounts: v3 }
  claims: { sub: u1, iat: 5 }
  head: { kid: k1 }
  list: { k: [a, b] }
  object: { k: { x: 1 } }
  php: { url: a/é, rate: 0.0000001, sum: 100.0 }
  sparse: { a: 0, b: x, c: "", d: null, e: [], f: {} }
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
        X-More: (public_key(wif_key) | hex) + ("" | ed25519(ed_key) | hex)
    - header: { X-Verified: "1" }
      when: >-
        ("a" | verify_rsa_sha256(rsa_public, random)) or ("a" | verify_p256(p256_public, random))
        or ("a" | verify_ed25519(ed_public, random)) or (sha256("a") | verify_secp256k1(k1_public, random))
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
      wif_key: KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn
      ed_key: MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      rsa_public: MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC/7jMvy7l5Q61xgGQ8+cioWaNZic+xHE6vAyc/HsXS3bV+ObiDGa384TNX3MKAaxE7v98y2UzOehQsi3Sc9QK83Tw0SwIUTOfkhFn2IHi308toPXYQM7a6k4N9ZOzk699ayudbLHH+MVOOhd0O7s+/ZkXZPNFbb6WMoNtZk6I1AwIDAQAB
      p256_public: 0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299
      ed_public: d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
      k1_public: 0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798
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
        sound(&spec, block.line, &[Severity::Error]);
    }
    assert!(count >= 80, "{count}");
}

/// What is evaluated: expressions with their values, and specs with their vectors.
fn evaluated() -> String {
    blocks()
        .iter()
        .filter(|b| ["expressions", "yaml spec"].contains(&b.info))
        .map(|b| b.text.clone())
        .collect()
}

#[test]
fn every_function_has_an_example() {
    let evaluated = evaluated();
    for function in Function::ALL {
        let name = function.definition().name;
        assert!(is_word_of(&evaluated, name), "no example of `{name}`");
    }
}

/// The parameters that section 7 shows for a function: behind its name, or behind the names of a group, as in `` `a` `b` `(x, y)` ``.
fn documented(name: &str) -> Option<&'static str> {
    let section = GUIDE.split("\n## ").find(|part| part.starts_with("7. "))?;
    if let Some((_, rest)) = section.split_once(&format!("`{name}(")) {
        return Some(rest.split_once(")`")?.0);
    }
    let (_, rest) = section.split_once(&format!("`{name}`"))?;
    let (names, group) = rest.split_once("`(")?;
    let in_group = !names.contains("\n\n") && !names.contains('(');
    Some(group.split_once(")`")?.0).filter(|_| in_group)
}

#[test]
fn parameters_are_documented_as_the_table_says() {
    for function in Function::ALL {
        let definition = function.definition();
        let Some(shown) = documented(definition.name) else {
            assert_eq!(definition.parameters.len(), 1, "{}", definition.name);
            continue;
        };
        let shown: Vec<(&str, bool)> = shown
            .split(", ")
            .map(|shown| match shown.split_once('=') {
                Some((name, _)) => (name, true),
                None => (shown, false),
            })
            .collect();
        let parameters = definition.parameters.iter();
        let declared: Vec<_> = parameters.map(|p| (p.name, p.optional)).collect();
        assert_eq!(shown, declared, "{}", definition.name);
    }
}

#[test]
fn every_step_source_condition_and_encoder_has_an_example() {
    let evaluated = evaluated();
    let written = [
        // steps
        "- let:",
        "- params:",
        "- query:",
        "- form:",
        "- json:",
        "- body:",
        "- header:",
        "- path:",
        "- require:",
        "- needs:",
        "- place:",
        "encode:",
        "then:",
        "else:",
        "when:",
        "...,",
        "...params",
        // names and sources
        "method",
        "section",
        "endpoint",
        "path",
        "template",
        "uri",
        "url",
        "host",
        "args.",
        "params.",
        "query",
        "body",
        "header[\"",
        "header[item]",
        "settings.",
        "tables.",
        "session.",
        "clock.s",
        "clock.ms",
        "clock.us",
        "clock.ns",
        "clock.iso",
        "nonce.s",
        "nonce.ms",
        "uuid",
        "random",
        // conditions and operators
        " == ",
        " != ",
        " < ",
        " <= ",
        " >= ",
        " in ",
        " not in ",
        " and ",
        " or ",
        "not ",
        " ?? ",
        " if ",
        "is absent",
        "is empty",
        "is list",
        "is pairs",
        "is text",
        "is not number",
        // encoders, and `each`, which are not in the table of functions
        "rfc3986",
        "plus",
        "raw",
        "each(",
        "any(",
        "rfc3986(keep=",
        "arrays=\"repeat\"",
        "arrays=\"brackets\"",
        "arrays=\"indices\"",
        "arrays=\"commas\"",
        "arrays=\"list\"",
        "arrays=\"json\"",
        // the rest of a section
        "send_empty:",
        "path_encode:",
        "expires:",
        "given: true",
        "verify:",
        "tolerance:",
    ];
    for text in written {
        assert!(evaluated.contains(text), "no example of `{text}`");
    }
}

#[test]
fn every_rule_of_plans_is_named() {
    use specie_codegen::rules::{
        credential, expression, kinds, plan, section, session, vector, webhook_plan,
    };
    let themes = [
        credential::LIST,
        expression::LIST,
        kinds::LIST,
        plan::LIST,
        section::LIST,
        session::LIST,
        vector::LIST,
        webhook_plan::LIST,
    ];
    for rule in themes.iter().flat_map(|theme| theme.iter()) {
        let code = format!("`{}`", rule.code);
        assert!(GUIDE.contains(&code), "{code} is not in the guide");
    }
}
