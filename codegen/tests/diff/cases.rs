//! One change at a time to a whole spec: on which levels it is told, how bad it is, and which version the client needs.
//!
//! What breaks whom follows from what clients look like: received structs and open enums are `#[non_exhaustive]`, required members of requests are the
//! arguments of `new`, unknown members and values are skipped. `callers.rs` compares the versions with the compiler.

mod table;

use crate::read;
use specie_codegen::diff::{Diff, changelog, diff, json, markdown, text};
use specie_codegen::rules::changes::{self, Level};
pub use table::CASES;

/// The spec without the examples, which would not fit most changes.
pub fn whole() -> String {
    let mut spec = include_str!("../front/whole.yaml").to_owned();
    for (from, to) in [
        ("    examples:\n      - name: an order", "  list_orders:"),
        ("    examples:\n      - name: a payment", "streams:"),
    ] {
        let start = spec.find(from).unwrap();
        let end = start + spec[start..].find(to).unwrap();
        spec.replace_range(start..end, "");
    }
    spec
}

/// A change: what is replaced by what, each once; what is told (`severity rule place`, without texts); the version.
pub struct Case {
    pub edits: &'static [(&'static str, &'static str)],
    told: &'static [&'static str],
    semver: &'static str,
}

pub fn edited(edits: &[(&str, &str)]) -> String {
    let mut spec = whole();
    for (from, to) in edits {
        assert_eq!(spec.matches(from).count(), 1, "`{from}` is not there once");
        spec = spec.replacen(from, to, 1);
    }
    spec
}

fn changes(edits: &[(&str, &str)]) -> Diff {
    let old = read("old.yaml", &whole()).expect("the old version");
    let spec = edited(edits);
    let loaded = specie_codegen::load(
        "new.yaml",
        spec.clone(),
        &specie_codegen::Options {
            draft: true,
            skip_vectors: true,
        },
    );
    let found: Vec<String> = loaded
        .diagnostics
        .sorted()
        .iter()
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect();
    let new = loaded
        .api
        .unwrap_or_else(|| panic!("{edits:?}: {found:#?}"));
    diff(&old, &new)
}

fn told(found: &Diff) -> Vec<String> {
    let told = found
        .changes
        .iter()
        .filter(|one| one.rule.level != Level::Docs);
    let mut told: Vec<String> = told
        .map(|one| format!("{} {} {}", one.severity.name(), one.rule.code, one.place))
        .collect();
    told.sort();
    told
}

#[test]
fn each_change_is_told_on_its_levels() {
    let mut wrong = String::new();
    for Case {
        edits,
        told: expected,
        semver,
    } in CASES
    {
        let Ok(found) = std::panic::catch_unwind(|| changes(edits)) else {
            wrong += &format!("{edits:?}: no spec\n");
            continue;
        };
        let mut expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        expected.sort();
        if told(&found) != expected || found.semver().name() != *semver {
            wrong += &format!(
                "{edits:?}\n  told: {:#?}\n  semver: {}\n",
                told(&found),
                found.semver().name()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A whole change of a plan: the header of a recorded call before and after, which Python's `hmac` computes too.
#[test]
fn a_signature_is_shown_before_and_after() {
    let found = changes(&[(
        "text: clock.ms + method + uri + body }\n    - header:",
        "text: method + clock.ms + uri + body }\n    - header:",
    )]);
    let [change] = found.changes.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(change.rule.code, "plan-changed");
    let shown = change.details.join("\n");
    // python3 -c "import hmac;print(hmac.new(b's-0001', b'POST1700000000000/v1/orders{\"market\":\"BTCUSD\",\"side\":\"buy\",\"amount\":\"1.5\"}','sha256').hexdigest())"
    let (before, after) = (
        "3017d810aa34a46c7d6a8e348aa75f6b34d8cf5a7ffb4d42bd42db5b96f8e05b",
        "0661bd32cb77cd88b1058cdc55422632c9f7753d9cfac7e271f36d6fbd653f40",
    );
    let expected = format!(
        "vector `a signed order`:\nheader X-Sign, from byte 1\n  before: {before}\n  after:  {after}"
    );
    assert_eq!(shown, expected);
}

/// The same for a webhook: what a recorded delivery is compared with, before and after.
#[test]
fn a_delivery_is_shown_before_and_after() {
    let found = changes(&[(
        "X-Sign: body | hmac_sha256(secret) | hex }\n    event",
        "X-Sign: body | hmac_sha512(secret) | hex }\n    event",
    )]);
    let [change] = found.changes.as_slice() else {
        panic!("{found:#?}");
    };
    let shown = change.details.join("\n");
    // python3 -c "import hmac;print(hmac.new(b's-0001', b'{\"id\":1,\"at\":5}','sha512').hexdigest())"
    let (before, after) = (
        "079b740a3a7fb766afd4c820e7dc79a3b23fd49d2486a550081c97739e3975b5",
        "05310b10f79f4cf932724208ba709f31cd89e819941a1c204fdd98e3ca819f15829424affc4e5868f61dab0e45b304b680c2e2b397995cea5d373198bda0e8d6",
    );
    let expected = format!(
        "vector `a delivery`:\n\
         the delivery\n  before: accepted\n  \
         after:  rejected: `X-Sign` differs from the value that the plan computes (step 1 of webhook `paid`)\n\
         X-Sign, from byte 2\n  before: {before}\n  after:  {after}"
    );
    assert_eq!(shown, expected);
}

/// Calls that moved alike are one change; fewer, or others, are told one by one.
#[test]
fn a_common_move_is_one_change() {
    let calls = [
        ("call: GET orders\n", "call: GET v2/orders\n"),
        ("call: POST orders\n", "call: POST v2/orders\n"),
        ("call: GET me\n", "call: GET v2/me\n"),
    ];
    let found = changes(&calls);
    let moved: Vec<String> = found
        .changes
        .iter()
        .filter(|one| one.rule.code == "operation-moved")
        .map(|one| format!("{}: {}", one.place, one.message))
        .collect();
    assert_eq!(moved, ["operations: `v2/` is new in the paths of 3 calls"]);
    let found = changes(&calls[..2]);
    let moved = found.changes.iter();
    let moved = moved.filter(|one| one.rule.code == "operation-moved");
    assert_eq!(moved.count(), 2);
}

#[test]
fn amounts_and_signing_come_first() {
    let found = changes(&[
        ("Places an order.", "Places one order."),
        ("idempotency: never", "idempotency: safe"),
        (
            "amount: decimal as text 0.1.. -- how much\n      label",
            "amount?: decimal as text 0.1.. -- how much\n      label",
        ),
        ("past: 10s", "past: 5s"),
    ]);
    let first: Vec<&str> = found.changes.iter().map(|one| one.rule.code).collect();
    let at = |code: &str| first.iter().position(|one| *one == code).unwrap();
    assert_eq!(first[0], "clock-changed", "{first:?}");
    assert!(
        at("param-made-optional") < at("rust-signature-changed"),
        "{first:?}"
    );
    assert!(at("idempotency-changed") < at("text-changed"), "{first:?}");
    let shown = text(&found, None, None);
    assert!(shown.starts_with("Money and signing\n"), "{shown}");
}

#[test]
fn every_format_has_every_change() {
    let found = changes(&[
        ("label?: text 1..64 = none", "label: text 1..64"),
        ("buy: Buy -- takes", "buy: Buy -- takes `what` is *offered*"),
    ]);
    assert!(found.changes.len() >= 3);
    let data = json(&found);
    assert_eq!(
        data["changes"].as_array().unwrap().len(),
        found.changes.len()
    );
    assert_eq!(data["semver"], "major");
    let pages = [text(&found, None, None), markdown(&found, None, None)];
    for change in &found.changes {
        for page in &pages {
            assert!(page.contains(change.rule.code), "{page}");
        }
    }
    let lines = changelog(&found);
    assert!(lines.starts_with("### Breaking\n\n- "), "{lines}");
    assert!(
        lines.contains("operations.create_order.params.label"),
        "{lines}"
    );
}

#[test]
fn every_kind_of_change_has_a_page_that_says_whom_it_concerns() {
    for rule in changes::ALL.iter() {
        let page = rule.explained();
        assert!(
            page.starts_with(&format!("# {} ({} change)", rule.code, rule.level.name())),
            "{page}"
        );
    }
}
