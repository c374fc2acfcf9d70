//! Builds the tree from the parser's events.

use super::char_bytes::CharBytes;
use super::offsets::Offsets;
use super::refused_characters::check_characters;
use super::{MAX_DEPTH, Node, NodeKind, Pair, Scalar, Style, syntax};
use crate::boundaries;
use crate::diagnostic::Diagnostics;
use crate::rules::yaml as rules;
use crate::source::{Source, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use std::collections::HashMap;

/// Reads the single document of a spec. `None`: there is no tree, and the diagnostics say why.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Node> {
    parse_file(source, "begin with `provider: NAME`", diagnostics)
}

/// Reads the single document of a file; `start` is the help for one that is empty. `None`: there is no tree, and the diagnostics say why.
pub fn parse_file(source: &Source, start: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    if !check_characters(source, diagnostics) {
        return None;
    }
    // Positions count from after the byte order mark.
    let mark = if source.text.starts_with('\u{FEFF}') {
        '\u{FEFF}'.len_utf8()
    } else {
        0
    };
    let text = source.text.get(mark..).unwrap_or("");
    let mut builder = Builder {
        source,
        start,
        diagnostics,
        bytes: CharBytes::new(text, mark),
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        failed: false,
    };
    builder.stream()
}

/// The next event could not be read; this was reported.
struct Stop;

struct Builder<'a> {
    source: &'a Source,
    /// The help for a file that is empty.
    start: &'a str,
    diagnostics: &'a mut Diagnostics,
    bytes: CharBytes,
    parser: Parser<'a, StrInput<'a>>,
    /// Position of each anchor, by the parser's number for it.
    anchors: HashMap<usize, Span>,
    /// Whether something was refused, so that the tree must not be used.
    failed: bool,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Stop> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let start = self.bytes.at(span.start.index());
                let end = self.bytes.at(span.end.index()).max(start);
                Ok((event, Span::new(start, end)))
            }
            Some(Err(error)) => {
                let at = self.bytes.at(error.marker().index());
                if error.info().contains("unknown anchor") {
                    self.refuse_alias(Span::new(at, at + 1), None);
                } else {
                    syntax::report(self.source, error.info(), at, self.diagnostics);
                    syntax::report_further(self.source, at, self.diagnostics);
                }
                Err(Stop)
            }
            None => Err(Stop),
        }
    }

    fn stream(&mut self) -> Option<Node> {
        let mut root: Option<Node> = None;
        loop {
            let (event, span) = self.next().ok()?;
            match event {
                Event::StreamEnd => break,
                Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(_) if root.is_some() => {
                    let first = root.as_ref().map_or(span, |node| node.span);
                    self.diagnostics
                        .report(
                            &rules::SEVERAL_DOCUMENTS,
                            span,
                            "the file contains a second document",
                        )
                        .label("it begins here")
                        .second(
                            Span::new(first.start, first.start),
                            "the first one begins here",
                        )
                        .help("write one provider per file, and remove the `---`");
                    return None;
                }
                Event::DocumentStart(_) => {}
                event => root = Some(self.node(event, span, 0).ok()?),
            }
        }
        if root.is_none() {
            let end = self.source.text.len();
            self.diagnostics
                .report(
                    &rules::EMPTY_FILE,
                    Span::new(end, end),
                    "the file contains no value",
                )
                .label("no value before the end of the file")
                .help(self.start);
        }
        root.filter(|_| !self.failed)
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Stop> {
        if depth > MAX_DEPTH {
            self.diagnostics
                .report(&rules::NESTED_TOO_DEEP, span, "values are nested too deep")
                .label(format!("this is level {depth}"))
                .help("a spec needs only a few levels");
            return Err(Stop);
        }
        match event {
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied();
                self.refuse_alias(span, target);
                Ok(missing(span.start))
            }
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, span);
                self.check_properties(anchor, tag.is_some(), node.span.start);
                Ok(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_properties(anchor, tag.is_some(), span.start);
                self.sequence(span, depth)
            }
            Event::MappingStart(anchor, tag) => {
                self.check_properties(anchor, tag.is_some(), span.start);
                self.mapping(span, depth)
            }
            _ => Ok(missing(span.start)),
        }
    }

    fn sequence(&mut self, open: Span, depth: usize) -> Result<Node, Stop> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let last = nodes.last().map(|node| node.span.end);
                return Ok(Node {
                    span: self.collection_span(open, span, last, "["),
                    kind: NodeKind::Sequence(nodes),
                });
            }
            let node = self.node(event, span, depth + 1)?;
            self.check_swallowed(None, &node);
            nodes.push(node);
        }
    }

    fn mapping(&mut self, open: Span, depth: usize) -> Result<Node, Stop> {
        let mut pairs: Vec<Pair> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let last = pairs.last().map(|pair| pair.value.span.end);
                pairs.shrink_to_fit();
                return Ok(Node {
                    span: self.collection_span(open, span, last, "{"),
                    kind: NodeKind::Mapping(pairs),
                });
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let mut value = self.node(event, span, depth + 1)?;
            let Some(key) = self.key(key) else { continue };
            self.check_swallowed(Some(&key), &value);
            if value.is_missing() {
                // The parser places an empty value at the next token; it belongs after its key.
                let rest = self.source.text.get(key.span.end..).unwrap_or("");
                value = missing(key.span.end + usize::from(rest.starts_with(':')));
            }
            if key.text == "..." && !key.is_quoted() {
                pairs.push(Pair { key, value });
                continue;
            }
            match seen.get(&key.text) {
                Some(&first) => {
                    let name = &key.text;
                    self.diagnostics
                        .report(
                            &rules::DUPLICATE_KEY,
                            key.span,
                            format!("`{name}` appears twice"),
                        )
                        .label("the second one")
                        .second(first, "the first one")
                        .why("one of the two would be ignored silently")
                        .help("keep one, or rename the second");
                }
                _ => {
                    seen.insert(key.text.clone(), key.span);
                    pairs.push(Pair { key, value });
                }
            }
        }
    }

    /// The key of a pair, if a spec can have such a key.
    fn key(&mut self, node: Node) -> Option<Scalar> {
        match node.kind {
            NodeKind::Scalar(scalar) if scalar.text == "<<" && !scalar.is_quoted() => {
                self.diagnostics
                    .report(
                        &rules::MERGE_KEY,
                        scalar.span,
                        "merge keys are not supported",
                    )
                    .label("`<<` is not allowed")
                    .why("each fact should be written where readers look for it")
                    .help("write the members out");
                None
            }
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => {
                let what = node.describe();
                self.diagnostics
                    .report(
                        &rules::KEY_NOT_TEXT,
                        node.span,
                        format!("{what} is used as a key"),
                    )
                    .label("a key must be a text")
                    .help("put a text before the `:`, in quotes if it begins with a bracket");
                None
            }
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let style = match style {
            // In `{ a, b: c }` the parser gives the value of `a` the position of the character after it.
            ScalarStyle::Plain if is_missing(text, self.source.slice(span)) => {
                return missing(span.start);
            }
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let trimmed = self.source.slice(span).trim_end().len();
        let span = Span::new(span.start, span.start + trimmed);
        let offsets = Offsets::align(text, style, &self.source.text, span);
        let scalar = Scalar {
            text: text.to_string(),
            style,
            span,
            offsets,
        };
        Node {
            span,
            kind: NodeKind::Scalar(scalar),
        }
    }

    /// Warns about a text that ends at a ` #` which is most likely part of it: YAML reads the rest of the line as a comment.
    fn check_swallowed(&mut self, key: Option<&Scalar>, node: &Node) {
        let NodeKind::Scalar(scalar) = &node.kind else {
            return;
        };
        if scalar.style != Style::Plain {
            return;
        }
        let rest = self.source.text.get(scalar.span.end..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("");
        // A comment with more space before it, or after a bracket or comma, is intentional.
        let Some(comment) = line.strip_prefix(" #") else {
            return;
        };
        let is_doc = key.is_some_and(|key| matches!(key.text.as_str(), "doc" | "title"))
            || scalar.text.contains(" -- ");
        let glued = comment.chars().next().is_some_and(char::is_alphanumeric);
        if !(is_doc || glued) {
            return;
        }
        let at = scalar.span.end + 1;
        let end = scalar.span.end + line.trim_end().len();
        self.diagnostics
            .report(
                &rules::SWALLOWED_TEXT,
                Span::new(at, end),
                "this text ends at ` #`",
            )
            .label("YAML reads this as a comment")
            .help("if it belongs to the text, put the text in a `>-` block or in quotes; otherwise put two spaces before the comment");
    }

    /// Span of a collection: with its brackets, or from its first to its last element.
    fn collection_span(&self, open: Span, close: Span, last: Option<usize>, bracket: &str) -> Span {
        let in_brackets = self.source.slice(open).starts_with(bracket);
        let end = if in_brackets {
            // The parser sometimes includes what follows a closing bracket.
            close.start + 1
        } else {
            last.unwrap_or(open.end)
        };
        Span::new(open.start, end.max(open.start))
    }

    /// Refuses the anchor and the tag of the node that begins at `start`.
    fn check_properties(&mut self, anchor: usize, tag: bool, start: usize) {
        if anchor > 0 {
            let span = self.property('&', start);
            self.anchors.insert(anchor, span);
            self.diagnostics
                .report(&rules::ANCHOR, span, "anchors are not supported")
                .label("`&` is not allowed")
                .why("each fact should be written where readers look for it")
                .help("remove it; a text that begins with `&` needs quotes");
            self.failed = true;
        }
        if tag {
            let span = self.property('!', start);
            self.diagnostics
                .report(&rules::TAG, span, "tags are not supported")
                .label("`!` is not allowed")
                .why("the spec language defines the type of every value")
                .help("remove it; a text that begins with `!` needs quotes");
            self.failed = true;
        }
    }

    /// The word that begins with `sign` at or before `start`; the parser only reports the position of the value.
    fn property(&self, sign: char, start: usize) -> Span {
        let text = &self.source.text;
        let begins_word = |at: &usize| {
            let before = text
                .get(..*at)
                .and_then(|before| before.chars().next_back());
            before.is_none_or(|c| c.is_whitespace() || "[{,".contains(c))
        };
        let upto = text.get(..boundaries::ceil(text, start + 1)).unwrap_or("");
        let mut places = upto.rmatch_indices(sign).map(|(at, _)| at);
        let Some(at) = places.find(begins_word) else {
            return Span::new(start, start);
        };
        let word = text.get(at..).unwrap_or("");
        let len = word.find(|c: char| c.is_whitespace() || ",]}".contains(c));
        Span::new(at, at + len.unwrap_or(word.len()))
    }

    fn refuse_alias(&mut self, span: Span, target: Option<Span>) {
        self.failed = true;
        let report = self
            .diagnostics
            .report(&rules::ALIAS, span, "aliases are not supported")
            .label("`*` is not allowed")
            .why("each fact should be written where readers look for it")
            .help("write the value out; a text that begins with `*` needs quotes");
        if let Some(target) = target {
            report.second(target, "it refers to this value");
        }
    }
}

/// Whether a plain scalar is an empty value: the parser reports it as `~`, or as an empty text.
fn is_missing(text: &str, written: &str) -> bool {
    text.is_empty() || (text == "~" && written.trim() != "~")
}

/// An empty value at a position.
fn missing(at: usize) -> Node {
    let span = Span::new(at, at);
    Node {
        span,
        kind: NodeKind::Scalar(Scalar {
            text: String::new(),
            style: Style::Missing,
            span,
            offsets: Offsets::default(),
        }),
    }
}
