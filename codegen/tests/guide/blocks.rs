//! The fenced blocks of a guide, and how a spec in one of them is read.

use specie_codegen::diagnostic::{Severity, render};
use specie_codegen::{Loaded, Options, load};

/// A fenced block: what stands behind the fence, its first line in the guide, its text.
pub struct Block {
    pub info: &'static str,
    pub line: usize,
    pub text: String,
}

/// The fenced blocks of a guide, in their order.
pub fn blocks(guide: &'static str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in guide.lines().enumerate() {
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

pub fn run(text: &str) -> Loaded {
    load("guide.yaml", text, &Options::default())
}

/// What was found of a severity that is not merely incomplete.
pub fn findings(loaded: &Loaded, least: &[Severity]) -> String {
    let all = loaded.diagnostics.sorted();
    let shown = all.iter().filter(|d| least.contains(&d.severity));
    shown
        .map(|d| render::terminal(&loaded.source, d, false))
        .collect::<Vec<_>>()
        .join("\n")
}
