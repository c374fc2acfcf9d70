use super::*;
use crate::diagnostic::Diagnostics;
use crate::rules::yaml::{DUPLICATE_KEY, YAML_SYNTAX};

fn place(text: &str, part: &str) -> Span {
    let at = text.rfind(part).unwrap();
    Span::new(at, at + part.len())
}

#[test]
fn one_place() {
    let text = "types:\n  A:\n    b: strng\n";
    let source = Source::new("specs/acme.yaml", text);
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, place(text, "strng"), "unknown type `strng`")
        .label("not declared")
        .why("no Rust type can be chosen")
        .help("did you mean `string`?");
    let expected = "\
error[yaml-syntax]: unknown type `strng`
 --> specs/acme.yaml:3:8
  |
3 |     b: strng
  |        ^^^^^ not declared
  = why: no Rust type can be chosen
  = help: did you mean `string`?
";
    assert_eq!(terminal(&source, all.sorted()[0], false), expected);
}

#[test]
fn two_places_in_the_order_of_the_file() {
    let text = "a: 1\nb: 2\nc: 3\n\n\n\n\n\n\na: 4\n";
    let source = Source::new("s.yaml", text);
    let mut all = Diagnostics::new();
    all.report(&DUPLICATE_KEY, place(text, "a"), "`a` appears twice")
        .label("the second one")
        .second(Span::new(0, 1), "the first one");
    let expected = "\
error[duplicate-key]: `a` appears twice
  --> s.yaml:10:1
   |
 1 | a: 1
   | - the first one
...
10 | a: 4
   | ^ the second one
";
    assert_eq!(terminal(&source, all.sorted()[0], false), expected);
}

#[test]
fn carets_line_up_under_wide_characters_and_tabs() {
    let text = "k:\t\"漢字é\" bad\n";
    let source = Source::new("s.yaml", text);
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, place(text, "bad"), "m");
    let shown = terminal(&source, all.sorted()[0], false);
    assert!(shown.contains("s.yaml:1:10\n"), "{shown}");
    assert!(
        shown.contains("1 | k:  \"漢字é\" bad\n  |             ^^^\n"),
        "{shown}"
    );
}

#[test]
fn long_lines_are_cut_around_the_caret() {
    let text = format!("{}BAD{}", "x".repeat(1000), "y".repeat(1000));
    let source = Source::new("s.yaml", text.as_str());
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, place(&text, "BAD"), "m");
    let shown = terminal(&source, all.sorted()[0], false);
    let lines: Vec<&str> = shown.lines().collect();
    let caret = lines[4].chars().position(|c| c == '^').unwrap();
    let bad: Vec<char> = lines[3].chars().collect();
    assert_eq!(bad[caret..caret + 3].iter().collect::<String>(), "BAD");
    assert!(bad.len() < 180);
}

#[test]
fn colour_only_when_asked() {
    let source = Source::new("s.yaml", "a: 1");
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, Span::new(0, 1), "m");
    assert!(!terminal(&source, all.sorted()[0], false).contains('\u{1b}'));
    assert!(terminal(&source, all.sorted()[0], true).contains("\u{1b}[1;31merror[yaml-syntax]"));
}

#[test]
fn json_has_the_agreed_members() {
    let source = Source::new("s.yaml", "é: 1");
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, Span::new(4, 5), "m");
    let expected = r#"{"code":"yaml-syntax","severity":"error","file":"s.yaml","line":1,"column":4,"message":"m","help":null}"#;
    assert_eq!(json(&source, all.sorted()[0]).to_string(), expected);
}

#[test]
fn echoed_names_cannot_move_the_cursor() {
    let source = Source::new("s.yaml", "a: b\n");
    let mut all = Diagnostics::new();
    all.report(&YAML_SYNTAX, Span::new(0, 1), "x `\u{1b}[2J\r\nerror: y`")
        .label("\u{7}")
        .help("one\ntwo \u{202e}");
    let shown = terminal(&source, all.sorted()[0], false);
    assert!(
        shown.starts_with("error[yaml-syntax]: x `\u{fffd}[2J\u{fffd}\u{fffd}error: y`\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("= help: one\n          two \u{fffd}\n"),
        "{shown}"
    );
}
