//! The steps of a signature for a person: the lines of the spec, and under each the values that it computed.

use clap::builder::styling::{AnsiColor, Style};
use specie_codegen::model::PlanLines;
use specie_codegen::source::Source;
use specie_runtime::signing::Explained;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Style of a line of the spec.
const SPEC: Style = AnsiColor::Cyan.on_default();
/// A name wider than this does not move the values of the others to the right.
const WIDEST_NAME: usize = 32;

/// Each line of the spec that computed a value, with the step's index; below it the name, kind and value of each.
pub fn beside_the_spec(source: &Source, plan: &PlanLines, steps: &[Explained]) -> String {
    let lines: Vec<&str> = source.text.lines().collect();
    let line_of = |step: &Explained| {
        let index = usize::try_from(plan.line(step.position)?).ok()?;
        lines.get(index.checked_sub(1)?).map(|line| line.trim_end())
    };
    let shown = || steps.iter().filter_map(line_of);
    let indent = shown()
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let name_width = steps
        .iter()
        .map(|step| step.name.width())
        .filter(|width| *width <= WIDEST_NAME)
        .max()
        .unwrap_or(0);
    let kind_width = steps
        .iter()
        .map(|step| step.kind.width())
        .max()
        .unwrap_or(0);

    let mut text = String::new();
    let origin = |step: &Explained| (plan.line(step.position), step.step.clone());
    for group in steps.chunk_by(|a, b| origin(a) == origin(b)) {
        let Some(first) = group.first() else { continue };
        let line = line_of(first)
            .and_then(|line| line.get(indent..))
            .unwrap_or_default();
        let number = plan.line(first.position).unwrap_or_default();
        let _ = writeln!(text, "{SPEC}{number:>5} | {line}{SPEC:#}");
        for step in group {
            let name = padded(&step.name, name_width);
            let kind = padded(step.kind, kind_width);
            let row = format!("        {name}  {kind}  {}", visible(&step.value));
            let _ = writeln!(text, "{}", row.trim_end());
        }
    }
    text
}

fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

/// A value on one line; characters that would move the cursor are escaped.
fn visible(value: &str) -> String {
    value.chars().fold(String::new(), |mut text, c| {
        if c.is_control() {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(visible("a\nb\u{1b}[1mc"), "a\\nb\\u{1b}[1mc");
    }
}
