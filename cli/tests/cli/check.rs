//! `specie check`.

use crate::support::{ACME, Folder, specie, specie_in};
use serde_json::{Value, json};

#[test]
fn the_specs_of_the_workspace_are_whole() {
    let found = specie(&["check", "--format", "json"]).json();
    let names: Vec<&String> = found.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["specs", "diagnostics"]);
    let specs = found["specs"].as_array().expect("a list");
    for (provider, operations) in [
        ("binance", 104),
        ("binance_pay", 14),
        ("bitpay", 53),
        ("btcpay", 193),
        ("bybit", 85),
        ("calypso", 51),
        ("coinpayments", 26),
        ("coinpit", 26),
        ("coinport", 54),
        ("cryptomus", 27),
        ("kraken", 58),
        ("nowpayments", 46),
    ] {
        let spec = specs
            .iter()
            .find(|spec| spec["provider"] == provider)
            .unwrap_or_else(|| panic!("{provider}"));
        let names: Vec<&String> = spec.as_object().expect("an object").keys().collect();
        assert_eq!(
            names,
            [
                "provider",
                "operations",
                "types",
                "webhooks",
                "streams",
                "vectors"
            ]
        );
        assert!(spec["operations"].as_u64() >= Some(operations), "{spec}");
        assert!(spec["vectors"].as_u64() >= Some(3), "{spec}");
    }
    let errors: Vec<&Value> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|d| d["severity"] != "warning")
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

/// Two slips, and where they stand: line and column, from 1.
fn slips() -> (String, [(usize, usize); 2]) {
    let bad = ACME
        .replace("X-Key: api_key", "X-Key: api_key\n        X-Kee: api_kee")
        .replace(
            "coin: text -- which coin is received",
            "coin: txt -- which coin is received",
        );
    let place = |text: &str, word: &str| {
        let lines = (1..).zip(bad.lines());
        let mut found = lines.filter(|(_, line)| line.contains(text));
        let (number, line) = found.next().expect("a line");
        (number, line.find(word).expect("a word") + 1)
    };
    let places = [place("api_kee", "api_kee"), place("coin: txt", "txt")];
    (bad, places)
}

#[test]
fn every_finding_has_its_place_and_a_way_out() {
    let folder = Folder::new();
    let (bad, places) = slips();
    folder.write("acme.yaml", &bad);
    let run = specie_in(folder.path(), &["check", "acme.yaml", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    let errors: Vec<&Value> = found["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|d| d["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    for (error, (line, column)) in errors.iter().zip(places) {
        let names: Vec<&String> = error.as_object().expect("an object").keys().collect();
        assert_eq!(
            names,
            [
                "code", "severity", "file", "line", "column", "message", "help"
            ]
        );
        assert_eq!(error["file"], "acme.yaml");
        assert_eq!(
            (&error["line"], &error["column"]),
            (&json!(line), &json!(column))
        );
        let code = error["code"].as_str().expect("a code");
        assert_eq!(
            specie(&["explain", code]).code,
            Some(0),
            "{code} has a page"
        );
    }
}

#[test]
fn findings_are_shown_with_their_lines() {
    let folder = Folder::new();
    folder.write("acme.yaml", &slips().0);
    let run = specie_in(folder.path(), &["check", "acme.yaml"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("--> acme.yaml:")
            && run.out.contains("X-Kee: api_kee")
            && run.out.contains("^^^^^^^"),
        "{}",
        run.out
    );
    assert!(run.out.contains("2 errors"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn what_is_incomplete_passes_as_a_draft_only() {
    let folder = Folder::new();
    folder.write("acme.yaml", ACME);
    let run = specie_in(folder.path(), &["check", "acme.yaml"]);
    assert_eq!(run.code, Some(1), "a plan without a vector: {run:?}");
    assert!(run.out.contains("incomplete["), "{}", run.out);
    let run = specie_in(folder.path(), &["check", "acme.yaml", "--draft"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = specie_in(folder.path(), &["list", "acme.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err
            .contains("`acme.yaml` is incomplete; run `specie check acme.yaml` for details"),
        "{}",
        run.err
    );
}

#[test]
fn specs_are_found_from_folders_below() {
    let folder = Folder::new();
    folder.write("specs/acme.yaml", ACME);
    folder.write("specs/notes.txt", "no spec");
    folder.write("deep/er/x", "");
    let run = specie_in(
        &folder.path().join("deep/er"),
        &["check", "--draft", "--format", "json"],
    );
    assert_eq!(run.json()["specs"][0]["provider"], "acme");
    let by_name = specie_in(&folder.path().join("deep/er"), &["list", "acme"]);
    let by_path = specie_in(
        &folder.path().join("deep/er"),
        &["list", "../../specs/acme.yaml"],
    );
    assert_eq!(by_name.code, Some(0), "{by_name:?}");
    assert_eq!(by_name.out, by_path.out);
}

#[test]
fn any_bytes_give_findings_and_no_panic() {
    let folder = Folder::new();
    for (name, bytes) in [
        ("a.yaml", &b"\xff\xfe\x00"[..]),
        ("b.yaml", b""),
        ("c.yaml", b"[[[[[["),
        ("d.yaml", b"%\t: &x *x"),
    ] {
        std::fs::write(folder.path().join(name), bytes).expect("a file is written");
        let run = specie_in(folder.path(), &["check", name, "--format", "json"]);
        assert_eq!(run.code, Some(1), "{name}: {run:?}");
        let found: Value = serde_json::from_str(&run.out).expect("JSON");
        assert!(
            !found["diagnostics"].as_array().expect("a list").is_empty(),
            "{name}"
        );
    }
}

/// A failing vector tells the first byte that differs, the step that made it and what its digest was given; a secret shows nowhere but in
/// the author's own lines.
#[test]
fn a_failing_vector_shows_the_input_of_its_digest() {
    const SPEC: &str = r#"provider: t
docs: https://t.example
credentials: { key: public, secret: secret }
sections: { s: { base: "https://t.example", params: none, auth: p } }
auth:
  p:
    - let:
        sig: method + uri | hmac_sha256(secret) | hex
    - header: { Key: key, Hash: key | md5 | hex }
    - header:
        Sign: sig + "!"
        Auth: secret | prefix("Bearer ")
vectors:
  - name: a
    source: made up
    section: s
    method: GET
    path: y
    credentials: { key: k, secret: topsecret }
    expect: { headers: { Sign: d9aa, Auth: Basic } }
"#;
    let folder = Folder::new();
    let spec = folder.write("t.yaml", SPEC);
    let run = specie(&["check", &spec, "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let found = report["diagnostics"].as_array().expect("findings");
    let said: Vec<(&str, &str)> = found
        .iter()
        .map(|f| {
            (
                f["message"].as_str().unwrap_or(""),
                f["help"].as_str().unwrap_or(""),
            )
        })
        .collect();
    // HMAC-SHA256 of `GET/y` by Python begins with `d9da`.
    assert_eq!(
        said,
        [
            (
                "`a` does not reproduce: the header `Sign` differs at byte 3",
                "the input of `hmac_sha256` was `GET/y`: compare it with what the provider's page signs"
            ),
            (
                "`a` does not reproduce: the header `Auth` differs at byte 2",
                "`specie sign … --explain` shows the result of each step"
            ),
        ]
    );
    let text = specie(&["check", &spec]).out;
    let spoken = text.lines().filter(|line| line.contains("computed `"));
    let spoken: Vec<&str> = spoken.collect();
    assert_eq!(spoken.len(), 2, "{text}");
    assert!(
        spoken.iter().all(|line| !line.contains("topsecret")),
        "{text}"
    );
}
