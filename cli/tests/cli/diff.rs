//! `specie diff`.

use crate::support::{ACME, Folder, specie, specie_in};
use std::path::Path;
use std::process::Command;

/// The path is longer, and the summary another one.
fn changed() -> String {
    let changed = ACME.replace("POST addresses", "POST wallet/addresses");
    assert_ne!(changed, ACME);
    changed
}

#[test]
fn two_files_are_compared_in_every_format() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", ACME);
    let new = folder.write("new.yaml", &changed());
    let found = specie(&["diff", &old, &new, "--format", "json"]).json();
    let change = &found["changes"][0];
    assert_eq!(
        found["changes"].as_array().map(Vec::len),
        Some(1),
        "{found}"
    );
    assert_eq!(change["level"], "wire");
    assert_eq!(change["severity"], "breaking");
    assert_eq!(change["rule"], "operation-moved");
    assert_eq!(change["place"], "operations.create_address");
    assert_eq!(
        change["message"],
        "`POST wallet/addresses`, before: `POST addresses`"
    );
    assert_eq!(found["semver"], "patch");
    let names: Vec<&String> = change.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["level", "severity", "rule", "place", "message"]);
    let text = specie(&["diff", &old, &new]);
    assert_eq!(text.code, Some(0));
    let line = changed()
        .lines()
        .position(|line| line.contains("create_address:"))
        .expect("it is there")
        + 1;
    assert!(
        text.out.contains(&format!(
            "breaking[operation-moved] operations.create_address ({new}:{line})"
        )),
        "{}",
        text.out
    );
    let page = specie(&["diff", &old, &new, "--format", "markdown"]).out;
    assert!(
        page.contains("- **breaking** `operation-moved` `operations.create_address`"),
        "{page}"
    );
    let lines = specie(&["diff", &old, &new, "--changelog"]).out;
    assert_eq!(
        lines,
        "### Breaking\n\n- `operations.create_address`: `POST wallet/addresses`, before: `POST addresses`\n"
    );
    assert!(
        specie(&["explain", "operation-moved"])
            .out
            .starts_with("# operation-moved (wire change)\n")
    );
}

#[test]
fn a_change_of_the_kind_that_is_named_is_a_finding() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", ACME);
    let new = folder.write("new.yaml", &changed());
    for (kind, code) in [
        ("breaking", 1),
        ("wire", 1),
        ("patch", 1),
        ("rust", 0),
        ("docs", 0),
        ("minor", 0),
        ("signing", 0),
        ("behaviour", 0),
        ("major", 0),
    ] {
        let run = specie(&["diff", &old, &new, "--fail-on", kind]);
        assert_eq!(run.code, Some(code), "{kind}");
        assert!(run.out.contains("operation-moved"), "{kind}");
    }
    let both = ["diff", &old, &new, "--fail-on", "docs", "--fail-on", "wire"];
    assert_eq!(specie(&both).code, Some(1));
    let same = specie(&["diff", &old, &old, "--fail-on", "patch"]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "no changes\n"));
}

#[test]
fn a_version_with_errors_is_told() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", ACME);
    let new = folder.write(
        "new.yaml",
        &ACME.replace("provider: acme", "provider: acme\nunheard: of"),
    );
    specie(&["diff", &old, &new]).refused(1, &["unheard", "new.yaml", "has errors"]);
    specie(&["diff", &new, &old]).refused(1, &["unheard", "new.yaml", "has errors"]);
}

#[test]
fn what_is_no_pair_of_versions_is_wrong_usage() {
    let folder = Folder::new();
    let old = folder.write("old.yaml", ACME);
    specie(&["diff", &old]).refused(2, &["expected two versions", "--git"]);
    specie(&["diff"]).refused(2, &["expected two versions"]);
    specie(&["diff", &old, "none.yaml"]).refused(2, &["unknown spec `none.yaml`"]);
    specie(&["diff", &old, &old, "--git", "main"]).refused(2, &["expected one spec"]);
    specie(&["diff", &old, &old, "--format", "markdown", "--changelog"])
        .refused(2, &["--changelog"]);
    specie(&["diff", &old, "--git", "HEAD"]).refused(2, &["not in a git repository"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let run = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .output()
        .expect("git starts");
    assert!(run.status.success(), "{run:?}");
}

#[test]
fn a_spec_is_compared_with_its_committed_version() {
    let folder = Folder::new();
    let spec = folder.write("specs/acme.yaml", ACME);
    folder.write(
        "specs/old.yaml",
        &ACME.replace("provider: acme", "provider: old"),
    );
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "one"]);
    folder.write("specs/acme.yaml", &changed());
    let one = specie_in(
        folder.path(),
        &["diff", "--git", "HEAD", "acme", "--format", "json"],
    )
    .json();
    assert_eq!(one["changes"][0]["place"], "operations.create_address");
    // From another folder, by the path.
    let other = specie(&["diff", "--git", "HEAD", &spec, "--format", "json"]).json();
    assert_eq!(other, one);
    // All of the workspace: one is new, one is gone.
    folder.write(
        "specs/young.yaml",
        &ACME.replace("provider: acme", "provider: young"),
    );
    std::fs::remove_file(folder.path().join("specs/old.yaml")).expect("it is removed");
    let all = specie_in(
        folder.path(),
        &["diff", "--git", "HEAD", "--format", "json"],
    )
    .json();
    let told: Vec<String> = all["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| format!("{} {}", change["rule"], change["place"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "operation-moved acme.operations.create_address",
            "rust-item-removed old.provider",
            "rust-item-added young.provider"
        ]
    );
    assert_eq!(all["semver"], "major");
    specie_in(folder.path(), &["diff", "--git", "young", "acme"])
        .refused(2, &["unknown revision `young`"]);
    specie_in(folder.path(), &["diff", "--git=--output=x", "acme"])
        .refused(2, &["unknown revision"]);
    specie_in(folder.path(), &["diff", "--git", "HEAD", "young"])
        .refused(2, &["does not exist in `HEAD`"]);
}
