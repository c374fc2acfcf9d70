//! The examples of `docs/spec-language.md` are read.
//!
//! The blocks `yaml guide` of part 1 are one spec in pieces. Each row of the cheat sheet's first table is the field of a type, and its JSON a
//! member of that type. A block `yaml spec` is a whole spec.

use specie_codegen::diagnostic::Severity;

use crate::blocks::{blocks, findings, run};

const GUIDE: &str = include_str!("../../../docs/spec-language.md");

/// Everything that `check` can report.
const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Incomplete];

/// Puts the pieces of a spec together: the lines of each top-level key, in the order in which the keys appear first.
fn assembled(pieces: &[String]) -> String {
    let mut keys: Vec<(&str, String)> = Vec::new();
    let mut current = 0;
    for line in pieces.iter().flat_map(|piece| piece.lines()) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let key = line.split_once(':').map_or(line, |(key, _)| key);
            if let Some(at) = keys.iter().position(|(known, _)| *known == key) {
                current = at;
                continue;
            }
            current = keys.len();
            keys.push((key, String::new()));
        }
        if let Some((_, text)) = keys.get_mut(current) {
            text.push_str(line);
            text.push('\n');
        }
    }
    keys.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn every_step_of_part_one_adds_to_one_sound_spec() {
    let pieces: Vec<String> = blocks(GUIDE)
        .into_iter()
        .filter(|block| block.info == "yaml guide")
        .map(|block| block.text)
        .collect();
    assert!(pieces.len() >= 7, "{}", pieces.len());
    for steps in 1..=pieces.len() {
        let text = assembled(&pieces[..steps]);
        let found = findings(&run(&text), &[Severity::Error]);
        assert!(found.is_empty(), "after step {steps}:\n{found}");
    }
    let whole = run(&assembled(&pieces));
    assert_eq!(findings(&whole, &ALL), "");
    let vectors = whole.api.expect("no error was found").vectors;
    assert_eq!(vectors.len(), 2);
}

/// The types that lines of the cheat sheet name.
const TYPES: &str = r#"
  Side: { doc: Direction., enum: text, values: [buy, sell] }
  Level: { doc: A level., tuple: { price: decimal -- price, volume: decimal -- volume } }
  Customer: { doc: A customer., fields: { id: text -- id, email?: text -- address } }
"#;

/// A spec whose only type has this line as its field, and an example with this JSON.
fn spec_of(line: &str, json: &str) -> String {
    let (name, rest) = line.split_once(": ").expect("`name: type`");
    format!(
        r#"provider: acme
title: Acme
docs: https://acme.example
doc: Acme.
sections: {{ public: {{ base: "https://api.acme.example" }} }}
operations:
  get_row:
    doc: Gets a row.
    source: https://acme.example
    call: GET row
    answer: Row
    examples:
      - {{ name: the row, source: "https://acme.example", answer: {{ {json} }} }}
types:
  Row:
    doc: A row.
    fields:
      {name}: {rest} -- the field
{TYPES}"#
    )
}

/// The rows of the table that follows a heading, each as the texts in backquotes of its first two cells.
fn rows(heading: &str) -> Vec<(&'static str, &'static str)> {
    let (_, after) = GUIDE.split_once(heading).expect("the heading exists");
    let table = after.lines().skip_while(|line| !line.starts_with('|'));
    let quoted = |cell: &'static str| cell.split('`').nth(1);
    table
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|row| {
            let mut cells = row.split(" | ");
            let json = cells.next().and_then(quoted);
            let line = cells.next().and_then(quoted);
            json.zip(line).unwrap_or_else(|| panic!("two texts: {row}"))
        })
        .collect()
}

#[test]
fn the_cheat_sheet_reads_the_json_beside_each_line() {
    let rows = rows("### What the JSON shows");
    assert!(rows.len() >= 20, "{}", rows.len());
    for (json, line) in rows {
        let found = findings(
            &run(&spec_of(line, json)),
            &[Severity::Error, Severity::Warning],
        );
        let unused = found.matches("[unused-type]").count();
        let all = found.matches("error[").count() + found.matches("warning[").count();
        assert_eq!(all, unused, "`{line}` for `{json}`:\n{found}");
    }
}

#[test]
fn whole_specs_have_no_errors() {
    for block in blocks(GUIDE)
        .iter()
        .filter(|block| block.info == "yaml spec")
    {
        let found = findings(&run(&block.text), &[Severity::Error]);
        assert!(
            found.is_empty(),
            "line {} of the guide:\n{found}",
            block.line
        );
    }
}
