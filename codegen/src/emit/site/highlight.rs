//! Code as HTML with a class for each kind of token.

use std::sync::LazyLock;
use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// What the stylesheet colours.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "s-" };

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The languages of blocks on reference pages, and how they are called. A block of any other is a text.
const LANGUAGES: [(&str, &str); 4] = [
    ("rust", "Rust"),
    ("json", "JSON"),
    ("yaml", "YAML"),
    ("toml", "TOML"),
];

/// A block of code. JSON is laid out on several lines, if it is long.
pub fn block(language: &str, code: &str) -> String {
    let known = LANGUAGES.iter().find(|(name, _)| *name == language);
    let (name, label) = known.map_or(("text", "Text"), |(name, label)| (*name, *label));
    let laid_out = match name {
        "json" => laid_out(code),
        _ => None,
    };
    let code = laid_out.as_deref().unwrap_or(code).trim_end_matches('\n');
    let inside = coloured(name, code).unwrap_or_else(|| escaped(code));
    format!(
        "<div class=\"code\" data-label=\"{label}\"><pre><code class=\"language-{name}\">{inside}</code></pre></div>\n"
    )
}

/// Longest JSON that stays on one line.
const SHORT: usize = 60;

fn laid_out(json: &str) -> Option<String> {
    if json.trim_end().len() <= SHORT {
        return None;
    }
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    serde_json::to_string_pretty(&value).ok()
}

fn coloured(language: &str, code: &str) -> Option<String> {
    let syntax: &SyntaxReference = SYNTAXES.find_syntax_by_token(language)?;
    let mut html = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, STYLE);
    for line in LinesWithEndings::from(code) {
        html.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(html.finalize())
}

/// A text in which nothing is markup.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
