//! Pages of the site, read by a tokenizer of HTML.

use html5gum::{Token, Tokenizer};
use std::collections::{BTreeMap, BTreeSet};

/// What a page holds.
pub struct Page {
    /// Its ids.
    pub ids: BTreeSet<String>,
    /// What its links and its files name.
    pub targets: Vec<String>,
    /// What it says.
    pub text: String,
}

/// Elements without an end.
const VOID: [&str; 6] = ["meta", "link", "img", "input", "br", "hr"];

/// Elements with an end.
const ELEMENTS: [&str; 44] = [
    "html", "head", "title", "script", "body", "a", "header", "span", "div", "kbd", "p", "button",
    "nav", "ul", "ol", "li", "main", "footer", "h1", "h2", "h3", "dl", "dt", "dd", "b", "em",
    "strong", "code", "pre", "section", "details", "summary", "svg", "desc", "path", "rect", "g",
    "text", "table", "thead", "tbody", "tr", "th", "td",
];

/// Attributes, of whatever element.
const ATTRIBUTES: [&str; 37] = [
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "rel",
    "type",
    "href",
    "src",
    "class",
    "id",
    "alt",
    "width",
    "height",
    "role",
    "hidden",
    "placeholder",
    "autocomplete",
    "spellcheck",
    "aria-label",
    "aria-autocomplete",
    "aria-expanded",
    "aria-controls",
    "aria-hidden",
    "aria-current",
    "aria-labelledby",
    "data-root",
    "data-label",
    "open",
    "start",
    "viewbox",
    "d",
    "x",
    "y",
    "rx",
    "tabindex",
    "scope",
];

/// Reads a page: its elements are those of the templates and each is closed, it has one script and no other code, and its links lead to web
/// pages or to files of the site.
pub fn page(path: &str, html: &str) -> Page {
    let mut page = Page {
        ids: BTreeSet::new(),
        targets: Vec::new(),
        text: String::new(),
    };
    let (mut open, mut scripts, mut comments) = (Vec::<String>::new(), 0, 0);
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                let attributes: BTreeMap<String, String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect();
                for (attribute, value) in &attributes {
                    assert!(
                        ATTRIBUTES.contains(&attribute.as_str()),
                        "{path}: attribute `{attribute}` of `{name}`"
                    );
                    match attribute.as_str() {
                        "id" => assert!(
                            page.ids.insert(value.clone()),
                            "{path}: two elements are `{value}`"
                        ),
                        "href" | "src" => page.targets.push(target(path, value)),
                        "http-equiv" => assert_eq!(value, "Content-Security-Policy", "{path}"),
                        _ => {}
                    }
                }
                if name == "script" {
                    let source = attributes
                        .get("src")
                        .map(String::as_str)
                        .unwrap_or_default();
                    assert!(
                        source.ends_with("assets/site.js"),
                        "{path}: a script of `{source}`"
                    );
                    scripts += 1;
                }
                if VOID.contains(&name.as_str()) {
                    continue;
                }
                assert!(
                    ELEMENTS.contains(&name.as_str()),
                    "{path}: element `{name}`"
                );
                if !tag.self_closing {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                let last = open.pop();
                assert_eq!(last.as_ref(), Some(&name), "{path}: `{name}` is closed");
            }
            Token::String(words) => {
                let inside = open.last().map(String::as_str);
                let words = text(&words);
                assert!(
                    inside != Some("script") || words.trim().is_empty(),
                    "{path}: code in the page: {words}"
                );
                page.text.push_str(&words);
            }
            Token::Comment(_) => comments += 1,
            Token::Doctype(_) => {}
            Token::Error(error) => panic!("{path}: {error:?}"),
        }
    }
    assert!(open.is_empty(), "{path}: {open:?} are not closed");
    assert_eq!((scripts, comments), (1, 1), "{path}: scripts and comments");
    page
}

/// A link, which leads to a web page or to a file of the site.
fn target(path: &str, value: &str) -> String {
    let is_web = value.starts_with("https://") || value.starts_with("http://");
    let is_own = !value.contains(':') && !value.starts_with('/');
    assert!(is_web || is_own, "{path}: a link to `{value}`");
    value.to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
