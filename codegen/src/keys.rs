//! The one reader of mappings with a fixed set of keys, and of the values in them.

pub(crate) use crate::diagnostic::shorten;
use crate::diagnostic::{Diagnostics, Help, did_you_mean};
use crate::model::Doc;
use crate::rules::{section, spec as rules};
use crate::source::{Span, Spanned, Text};
use crate::texts::prose;
use crate::yaml::{Node, Pair, Scalar, Style};

/// A mapping with a fixed set of keys. Unknown keys are reported once, when it is opened.
pub(crate) struct Keys<'a> {
    pub(crate) span: Span,
    what: &'a str,
    pairs: &'a [Pair],
}

/// Keys for the notes of an item.
pub(crate) const NOTES: &[&str] = &["doc", "source", "unconfirmed", "deprecated"];

/// The note of a secret that the provider wants in the URL: why it is sent there.
pub(crate) const ALLOWED_IN_URL: &str = "allowed-in-url";

impl<'a> Keys<'a> {
    /// Opens a mapping; `what` describes the item in messages: `an operation`.
    pub(crate) fn open(
        node: &'a Node,
        what: &'a str,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let Some(pairs) = node.as_mapping() else {
            wrong_kind(node, what, "a mapping", diagnostics);
            return None;
        };
        check_keys(pairs, known, what, diagnostics);
        Some(Self {
            span: node.span,
            what,
            pairs,
        })
    }

    /// Whether one of the keys says in another language what type a value has. It was reported, and explains what `type` beside it says.
    pub(crate) fn has_foreign_type(&self) -> bool {
        let mut keys = self.pairs.iter().map(|pair| pair.key.text.as_str());
        keys.any(crate::foreign::declares_type)
    }

    /// The value of a key, if the key is present with a value.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.pair(key)
            .map(|pair| &pair.value)
            .filter(|value| !value.is_missing())
    }

    pub(crate) fn pair(&self, key: &str) -> Option<&'a Pair> {
        self.pairs.iter().find(|pair| pair.key.text == key)
    }

    /// The value of a required key.
    pub(crate) fn needed(
        &self,
        key: &str,
        help: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a Node> {
        let found = self.get(key);
        if found.is_none() {
            let span = self
                .pair(key)
                .map_or_else(|| self.first(), |pair| pair.key.span);
            diagnostics
                .report(
                    &rules::MISSING_KEY,
                    span,
                    format!("{} has no `{key}`", self.what),
                )
                .label(format!("missing `{key}`"))
                .help(help);
        }
        found
    }

    /// Span of the first key, for messages about the whole mapping.
    pub(crate) fn first(&self) -> Span {
        self.pairs.first().map_or(self.span, |pair| pair.key.span)
    }

    /// The text of a key.
    pub(crate) fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        let node = self.get(key)?;
        text(node, &format!("`{key}`"), diagnostics)
    }

    /// The text of a key, for people to read.
    pub(crate) fn prose(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        prose::check_node(self.get(key), diagnostics);
        self.text(key, diagnostics)
    }

    /// The address of a web page.
    pub(crate) fn page(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
        prose::check_page(self.get(key), diagnostics);
        self.text(key, diagnostics)
    }

    /// `true` or `false`; default: `false`.
    pub(crate) fn flag(&self, key: &str, diagnostics: &mut Diagnostics) -> bool {
        let Some(node) = self.get(key) else {
            return false;
        };
        match plain(node) {
            Some("true") => true,
            Some("false") => false,
            _ => {
                wrong_kind(node, &format!("`{key}`"), "`true` or `false`", diagnostics);
                false
            }
        }
    }

    /// The elements of a list, or a single value without a list.
    pub(crate) fn one_or_more(&self, key: &str) -> Vec<&'a Node> {
        match self.get(key) {
            None => Vec::new(),
            Some(node) => match node.as_sequence() {
                Some(nodes) => nodes.iter().collect(),
                None => vec![node],
            },
        }
    }

    /// The elements of a list.
    pub(crate) fn list(&self, key: &str, diagnostics: &mut Diagnostics) -> &'a [Node] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        node.as_sequence().unwrap_or_else(|| {
            wrong_kind(node, &format!("`{key}`"), "a list", diagnostics);
            &[]
        })
    }

    /// The pairs of a mapping whose keys are names.
    pub(crate) fn map(&self, key: &str, diagnostics: &mut Diagnostics) -> &'a [Pair] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        node.as_mapping().unwrap_or_else(|| {
            wrong_kind(node, &format!("`{key}`"), "a mapping", diagnostics);
            &[]
        })
    }

    /// Doc, source and marks.
    pub(crate) fn notes(&self, diagnostics: &mut Diagnostics) -> Notes {
        Notes::read(self.pairs, diagnostics)
    }
}

/// Reports keys that are not among the known ones.
pub(crate) fn check_keys(
    pairs: &[Pair],
    known: &[&str],
    what: &str,
    diagnostics: &mut Diagnostics,
) {
    let is_unknown = |pair: &&Pair| !known.contains(&pair.key.text.as_str());
    let declares = |pair: &&Pair| crate::foreign::declares_type(&pair.key.text);
    // One key of JSON Schema explains the others of the same schema.
    let schema = pairs.iter().filter(is_unknown).find(declares);
    let parts = parts_of_types(pairs);
    for pair in pairs.iter().filter(is_unknown) {
        if parts.contains(&pair.key.span) {
            continue;
        }
        let name = pair.key.text.as_str();
        let is_other = schema.is_some_and(|first| first.key.span != pair.key.span);
        if is_other && crate::foreign::key_help(what, name).is_some() {
            continue;
        }
        let help = diagnostics.way_out(&rules::UNKNOWN_KEY, || {
            crate::lookalikes::help_in(name)
                .map(Help::from)
                .or_else(|| crate::foreign::key_help(what, name).map(Help::from))
                .or_else(|| did_you_mean(name, known.iter().copied()))
        });
        diagnostics
            .report(
                &rules::UNKNOWN_KEY,
                pair.key.span,
                format!("unknown key `{name}` in {what}"),
            )
            .label("not a key of the spec language here")
            .why("the generator would ignore it")
            .help_if(help);
    }
}

/// The keys that YAML made of a type at its commas: `{ rest: map<text, int> }`. The type that lacks them is reported where it is read.
fn parts_of_types(pairs: &[Pair]) -> Vec<Span> {
    let mut open = 0_usize;
    let mut parts = Vec::new();
    for pair in pairs {
        let text = match plain(&pair.value) {
            _ if open > 0 && pair.value.is_missing() => {
                parts.push(pair.key.span);
                pair.key.text.as_str()
            }
            Some(text) if is_generic(text) && !NOTES.contains(&pair.key.text.as_str()) => text,
            _ => "",
        };
        if text.is_empty() {
            open = 0;
        }
        open = (open + text.matches('<').count()).saturating_sub(text.matches('>').count());
    }
    parts
}

/// Whether a text is a type with others inside of it, or the start of one.
pub(crate) fn is_generic(text: &str) -> bool {
    let text = text.trim_start_matches('[');
    ["list<", "map<", "numbered<"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Notes for people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) doc: Option<Text>,
    // Boxed: few facts have more than a text.
    pub(crate) source: Option<Box<Text>>,
    pub(crate) unconfirmed: Option<Box<Text>>,
    pub(crate) deprecated: Option<Box<Text>>,
    /// Why a secret is sent in the URL all the same.
    pub(crate) allowed_in_url: Option<Box<Text>>,
}

impl Notes {
    /// Reads the notes among the pairs of a mapping.
    pub(crate) fn read(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Self {
        let pair = |key: &str| pairs.iter().find(|pair| pair.key.text == key);
        let value = |key: &str| pair(key).map(|pair| &pair.value);
        let said = |key: &str, diagnostics: &mut Diagnostics| {
            let node = value(key).filter(|node| !node.is_missing())?;
            text(node, &format!("`{key}`"), diagnostics)
        };
        // `unconfirmed:` without a value is a mark without a reason.
        let mark = |key: &str, diagnostics: &mut Diagnostics| match pair(key) {
            Some(pair) if pair.value.is_missing() => Some(Spanned {
                value: String::new(),
                span: pair.key.span,
            }),
            _ => said(key, diagnostics),
        };
        for key in ["doc", "unconfirmed", "deprecated", ALLOWED_IN_URL] {
            prose::check_node(value(key), diagnostics);
        }
        prose::check_page(value("source"), diagnostics);
        Self {
            doc: said("doc", diagnostics),
            source: said("source", diagnostics).map(Box::new),
            unconfirmed: mark("unconfirmed", diagnostics).map(Box::new),
            deprecated: mark("deprecated", diagnostics).map(Box::new),
            // Without a reason there is no permission.
            allowed_in_url: said(ALLOWED_IN_URL, diagnostics)
                .filter(|reason| !reason.value.trim().is_empty())
                .map(Box::new),
        }
    }

    /// The doc of the model; `default_source` replaces a missing source.
    pub(crate) fn to_doc(&self, default_source: Option<&Text>) -> Doc {
        let value = |text: &Text| text.value.clone();
        Doc {
            text: self.doc.as_ref().map(value).unwrap_or_default(),
            source: self.source.as_deref().or(default_source).map(value),
            unconfirmed: self.unconfirmed.as_deref().map(value),
            deprecated: self.deprecated.as_deref().map(value),
            allowed_in_url: self.allowed_in_url.as_deref().map(value),
        }
    }
}

/// The pairs of a part of the spec that must be a mapping; an empty value is an empty mapping.
pub(crate) fn mapping<'a>(
    node: Option<&'a Node>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'a [Pair]> {
    let node = node?;
    if node.is_missing() {
        return None;
    }
    let pairs = node.as_mapping();
    if pairs.is_none() {
        let what = match what.contains(' ') {
            true => what.to_owned(),
            false => format!("`{what}`"),
        };
        diagnostics
            .report(
                &section::NOT_A_MAPPING,
                node.span,
                format!("{what} must be a mapping, found {}", node.describe()),
            )
            .help("write `name: value`, one per line");
    }
    pairs
}

/// The scalar of a value that must be a text.
pub(crate) fn scalar<'a>(
    node: &'a Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Scalar> {
    let scalar = node.as_scalar().filter(|s| !s.is_missing());
    if scalar.is_none() {
        diagnostics.report(
            &section::EXPECTED_TEXT,
            node.span,
            format!("{what} must be a text, found {}", node.describe()),
        );
    }
    scalar
}

/// A scalar text of any style, trimmed. `null`, a list or a mapping is reported.
pub(crate) fn text(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    match node.as_scalar() {
        Some(scalar) if scalar.style != Style::Missing => Some(Spanned {
            value: scalar.text.trim().to_string(),
            span: node.span,
        }),
        _ => {
            wrong_kind(node, what, "a text", diagnostics);
            None
        }
    }
}

/// The text of an unquoted scalar.
pub(crate) fn plain(node: &Node) -> Option<&str> {
    node.as_scalar()
        .filter(|scalar| !scalar.is_quoted())
        .map(|scalar| scalar.text.trim())
}

/// A non-negative integer.
pub(crate) fn number(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<u32> {
    let found = plain(node).and_then(|text| text.parse().ok());
    if found.is_none() {
        wrong_kind(node, what, "a non-negative integer", diagnostics);
    }
    found
}

/// Reports a value of an unexpected kind; `expected` is the expected one.
pub(crate) fn wrong_kind(node: &Node, what: &str, expected: &str, diagnostics: &mut Diagnostics) {
    let found = match node.as_scalar() {
        Some(scalar) if !scalar.is_missing() => format!("`{}`", shorten(scalar.text.trim())),
        _ => node.describe().to_string(),
    };
    diagnostics
        .report(
            &rules::WRONG_KIND,
            node.span,
            format!("{what} must be {expected}, found {found}"),
        )
        .label(format!("expected {expected}"))
        .help(format!("write {expected}"));
}
