//! Markdown as HTML.
//!
//! [`Markdown`] is the only type through which a text of a spec reaches a page, and it has been escaped. What is written here is as strict
//! all the same: markup in a text is shown as text, a link leads to a web page or to a page of the site, and nothing else is kept.

use super::highlight;
use super::links::{Links, Page};
use crate::emit::docs::value::View;
use crate::markdown::Markdown;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd, html};
use tera::Value;

/// Writes the texts of one page.
pub struct Html<'a> {
    pub links: &'a Links,
    pub page: Page,
}

impl Html<'_> {
    /// A view for a template of HTML.
    pub fn value(&self, view: &View) -> Value {
        view.write(&|text| self.safe(text), &|cell| self.safe(cell.content()))
    }

    /// A text for a template of HTML, which does not escape it again.
    pub fn safe(&self, markdown: &Markdown) -> Value {
        Value::safe_string(&self.text(markdown))
    }

    /// A text; a single paragraph is not in an element of its own.
    pub fn text(&self, markdown: &Markdown) -> String {
        let mut out = String::new();
        html::push_html(&mut out, self.events(markdown.as_str()).into_iter());
        let alone = out
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>\n"))
            .filter(|inside| !inside.contains("<p>"));
        match alone {
            Some(inside) => inside.to_owned(),
            None => out,
        }
    }

    fn events<'t>(&self, text: &'t str) -> Vec<Event<'t>> {
        let mut events = Vec::new();
        // The block of code that is open, and the links that are kept.
        let mut block: Option<(String, String)> = None;
        let mut kept = Vec::new();
        for event in Parser::new(text) {
            match (event, &mut block) {
                (Event::End(TagEnd::CodeBlock), open) => {
                    let (language, code) = open.take().unwrap_or_default();
                    events.push(Event::Html(highlight::block(&language, &code).into()));
                }
                (Event::Text(text), Some((_, code))) => code.push_str(&text),
                (Event::Start(Tag::CodeBlock(kind)), _) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    block = Some((language, String::new()));
                }
                (Event::Html(text) | Event::InlineHtml(text), _) => events.push(Event::Text(text)),
                (Event::Start(Tag::Link { dest_url, .. }), _) => {
                    let target = self.target(&dest_url);
                    kept.push(target.is_some());
                    events.extend(target.map(link));
                }
                (Event::End(TagEnd::Link), _) => {
                    if kept.pop() == Some(true) {
                        events.push(Event::End(TagEnd::Link));
                    }
                }
                (Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image), _) => {}
                (Event::Start(Tag::Heading { .. }), _) => events.push(Event::Start(Tag::Paragraph)),
                (Event::End(TagEnd::Heading(_)), _) => events.push(Event::End(TagEnd::Paragraph)),
                (event, _) => events.push(event),
            }
        }
        events
    }

    /// Where a link leads from this page.
    fn target(&self, link: &str) -> Option<String> {
        if link.starts_with("https://") || link.starts_with("http://") {
            return Some(link.to_owned());
        }
        let target = self.links.target(self.page, link)?;
        Some(format!("{}{target}", self.page.up()))
    }
}

fn link(target: String) -> Event<'static> {
    Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url: CowStr::from(target),
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    })
}

/// A text without its marks, on one line: for titles and for the search.
pub fn plain(markdown: &Markdown) -> String {
    let mut out = String::new();
    for event in Parser::new(markdown.as_str()) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
