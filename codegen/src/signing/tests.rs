//! Tests with whole specs.

use super::*;
use crate::diagnostic::render;
use specie_runtime::signing::plan::Positioned;
use std::path::{Path, PathBuf};

fn check(path: &str, text: &str) -> (Option<SigningParts>, String) {
    let source = Source::new(path, text);
    let mut diagnostics = Diagnostics::new();
    let root = crate::yaml::parse(&source, &mut diagnostics);
    let parts = root
        .as_ref()
        .and_then(Node::as_mapping)
        .and_then(|root| lower(&source, root, &mut diagnostics));
    let found: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|d| render::terminal(&source, d, false))
        .collect();
    (parts, found.join("\n"))
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    files.retain(|f| f.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    files
}

/// Providers, exchanges, and plans that use every part of the language.
fn specs() -> Vec<PathBuf> {
    let folders = ["specs", "tests/signing", "tests/plans"];
    let files: Vec<_> = folders.into_iter().flat_map(yaml_files).collect();
    assert!(files.len() >= 30, "{files:?}");
    files
}

#[test]
fn the_specs_at_hand_have_no_errors() {
    let mut wrong = Vec::new();
    let files = specs();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        let (_, found) = check(&file.display().to_string(), &text);
        if found.contains("error[") {
            wrong.push(found);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names that are written at each position of a plan, and its line.
fn misplaced(text: &str, plan: &Plan, lines: &PlanLines) -> Vec<String> {
    let written: Vec<&str> = text.lines().collect();
    let positions = plan.positions();
    let mut wrong = Vec::new();
    if lines.len() != positions.len() {
        wrong.push(format!("{} lines of {}", lines.len(), positions.len()));
    }
    for (position, one) in (0..).zip(&positions) {
        let line = lines.line(position).unwrap_or_default() as usize;
        let line = written
            .get(line.wrapping_sub(1))
            .copied()
            .unwrap_or_default();
        let name = match one {
            Positioned::Step(_) => ":",
            Positioned::Let(binding) => &plan.locals[usize::from(binding.local)],
            Positioned::Header(header) => &header.name,
            Positioned::Member(name) => name,
        };
        if !line.contains(name) {
            wrong.push(format!("`{}` {position}: {name} in `{line}`", plan.name));
        }
    }
    wrong
}

#[test]
fn the_line_of_each_position_has_its_name() {
    let (mut wrong, mut plans) = (Vec::new(), 0);
    for file in specs().into_iter().chain(yaml_files("tests/signing/more")) {
        let text = std::fs::read_to_string(&file).expect("readable");
        let (parts, _) = check(&file.display().to_string(), &text);
        let SigningParts { scheme, lines, .. } = parts.expect("a mapping");
        let webhooks = scheme.webhooks.iter().map(|webhook| &webhook.plan);
        let all = scheme.plans.iter().zip(&lines.plans);
        for (plan, lines) in all.chain(webhooks.zip(&lines.webhooks)) {
            plans += 1;
            wrong.extend(misplaced(&text, plan, lines));
        }
    }
    assert!(plans > 100, "{plans}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was left out because of a mistake moves nothing that follows.
#[test]
fn mistakes_move_no_line() {
    let text = r#"provider: a
credentials: { key: secret text }
sections: { p: { base: "https://a.b", auth: s } }
auth:
  s:
    - let:
        key: { not: "named" }
        one: nothing(key)
        two: { in: "two", of: { all: key | hex } }
    - unknown: { left: "out" }
    - header:
        A: nothing(key) | hex
        B: key | | hex
        C: key | hex
    - params:
        last: one
"#;
    let (parts, found) = check("a.yaml", text);
    assert!(found.contains("unknown step"), "{found}");
    let SigningParts { scheme, lines, .. } = parts.expect("a mapping");
    let plan = &scheme.plans[0];
    let names: Vec<_> = plan
        .positions()
        .iter()
        .map(|one| format!("{one:?}"))
        .collect();
    let last = names.len() - 1;
    assert!(names[last].contains("last"), "{names:?}");
    assert_eq!(lines.plans[0].len(), names.len());
    assert_eq!(
        lines.plans[0].line(u32::try_from(last).expect("few")),
        Some(16)
    );
    let header =
        |one: &Positioned<'_>| matches!(one, Positioned::Header(header) if header.name == "C");
    let header = plan.positions().iter().position(header).expect("a header");
    assert_eq!(
        lines.plans[0].line(u32::try_from(header).expect("few")),
        Some(14)
    );
}

#[test]
fn the_vectors_at_hand_reproduce() {
    let mut wrong = Vec::new();
    for file in specs() {
        let text = std::fs::read_to_string(&file).expect("readable");
        let path = file.display().to_string();
        let (parts, _) = check(&path, &text);
        let parts = parts.expect("a mapping");
        let source = Source::new(path, text);
        let mut diagnostics = Diagnostics::new();
        prove::replay(
            &source,
            (&parts.scheme, &parts.lines),
            None,
            &parts.vectors,
            &mut diagnostics,
        );
        for diagnostic in diagnostics.sorted() {
            wrong.push(render::terminal(&source, diagnostic, false));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Session values are secret, and so is everything inside them.
#[test]
fn a_vector_that_fails_shows_no_part_of_a_session_value() {
    let text = r#"
provider: acme
sections: { s: { base: "https://acme.example", auth: p } }
sessions: { partner: { given: true, keep: { partner: json } } }
auth:
  p:
    - let:
        part: session.partner.spot
        pin: session.partner.pins[0]
    - header: { X-Id: part.id + "/" + pin + "/" + part.key }
vectors:
  - section: s
    method: GET
    path: x
    session: { partner: { spot: { id: "desk-one", key: "opened-sesame" }, pins: [90125] } }
    expect: { headers: { X-Id: "another text" } }
"#;
    let source = Source::new("acme.yaml", text);
    let (parts, _) = check("acme.yaml", text);
    let parts = parts.expect("a mapping");
    let mut diagnostics = Diagnostics::new();
    prove::replay(
        &source,
        (&parts.scheme, &parts.lines),
        None,
        &parts.vectors,
        &mut diagnostics,
    );
    let [finding] = diagnostics.sorted()[..] else {
        panic!("{:?}", diagnostics.sorted());
    };
    let why = finding.why.as_deref();
    assert_eq!(
        why,
        Some("expected `→another text`, computed `→[secret]/[secret]/[secret]`")
    );
}

proptest::proptest! {
    /// Any mix of words as an expression of a plan is either valid or reported; it never causes a panic.
    #[test]
    fn no_expression_panics(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "params", "args", "query", "body", "uri", "clock.ms", "nonce.us", "api_key", "key", "key", "name", "item", "item.key",
                "settings.on", "tables.t", "tables.t.a", "session.s", "header[\"X\"]", "header", "uuid", "random", "absent", "true",
                "| hex", "| sha256", "| hmac_sha256(key)", "| sorted", "| rfc3986", "| json", "| each(item)", "| join", "| slice(1)",
                "| jwt(\"ES256\", key)", "| prefix(\"a\")", "| without(\"a\")", "| ed25519(key)", "| f", "+", "+", "??", "==", "in",
                "not in", "is rsa", "is absent", "is not empty", "and", "or", "not", "if", "else", "(", ")", "[", "]", ",", ".x", "[0]",
                "\"text\"", "-1", "7", "...", "add(1, 2)", "totp(api_key, 5)", "eip712(params, \"A\", args, args)", "é", "'",
            ]),
            0..14,
        ),
        step in proptest::sample::select(vec!["header: { A: X }", "let: { name: X }", "params: X", "json: { ..., a: X }", "body: X", "path: X"]),
    ) {
        let expression = parts.join(" ");
        let block = format!(">-\n          {expression}");
        let (kind, _) = step.split_once(':').unwrap_or((step, ""));
        let value = match step.contains('{') {
            true => format!("\n        A: {block}"),
            false => format!(" {block}"),
        };
        let text = format!(
            "provider: a\ncredentials: {{ api_key: public optional, key: secret rsa | text }}\nsettings: {{ on: {{ default: true }} }}\n\
             tables: {{ t: {{ a: 1 }} }}\nsections: {{ p: {{ base: \"https://a.b\", auth: s }} }}\n\
             sessions: {{ g: {{ given: true, keep: {{ s: json }} }} }}\nauth:\n  s:\n    - {kind}:{value}\n      when: {expression}\n"
        );
        let (parts, found) = check("a.yaml", &text);
        proptest::prop_assert!(parts.is_some() || !found.is_empty());
    }
}
