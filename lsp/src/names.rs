//! The names that a spec declares, and where.

use specie_codegen::source::{Source, Span};
use specie_codegen::yaml::{Node, Pair};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Credential,
    Setting,
    Table,
    Section,
    Plan,
    Session,
    SessionValue,
    Webhook,
    Stream,
    Channel,
    Operation,
    Type,
    Envelope,
    Group,
    Pool,
    Local,
}

/// The kinds whose names are the keys of one mapping at the top level.
const TOP_LEVEL: [(&str, Kind); 12] = [
    ("credentials", Kind::Credential),
    ("settings", Kind::Setting),
    ("tables", Kind::Table),
    ("sections", Kind::Section),
    ("auth", Kind::Plan),
    ("sessions", Kind::Session),
    ("webhooks", Kind::Webhook),
    ("streams", Kind::Stream),
    ("operations", Kind::Operation),
    ("types", Kind::Type),
    ("envelopes", Kind::Envelope),
    ("groups", Kind::Group),
];

impl Kind {
    /// For people: `a section`.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Setting => "setting",
            Self::Table => "table",
            Self::Section => "section",
            Self::Plan => "signing plan",
            Self::Session => "session",
            Self::SessionValue => "value of a session",
            Self::Webhook => "webhook",
            Self::Stream => "stream",
            Self::Channel => "channel of a stream",
            Self::Operation => "operation",
            Self::Type => "type",
            Self::Envelope => "envelope",
            Self::Group => "group of parameters",
            Self::Pool => "pool of a rate limit",
            Self::Local => "value of a `let`",
        }
    }

    /// What comes before the name in an expression.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Setting => "settings.",
            Self::Table => "tables.",
            Self::SessionValue => "session.",
            _ => "",
        }
    }
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Name {
    pub kind: Kind,
    pub name: String,
    /// The name itself.
    pub span: Span,
    /// Name and value.
    pub whole: Span,
    /// Its `doc`, or the text of its line.
    pub doc: String,
    /// Where a `let` is visible: its plan or webhook.
    pub scope: Option<Span>,
}

/// All names of a text.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    names: Vec<Name>,
    /// The text that they were read from.
    source: Option<Source>,
}

impl Declared {
    /// The names that a tree declares.
    pub fn of(tree: &Node, source: &Source) -> Self {
        let mut names = Vec::new();
        for (key, kind) in TOP_LEVEL {
            for pair in pairs(tree.get(key)) {
                names.push(Name::of(kind, pair, None));
                match kind {
                    Kind::Plan => lets(&pair.value, pair.value.span, &mut names),
                    Kind::Webhook => {
                        let verify = pair.value.get("verify").unwrap_or(&pair.value);
                        lets(verify, pair.value.span, &mut names);
                    }
                    Kind::Stream => {
                        let channels = pairs(pair.value.get("channels")).iter();
                        names.extend(channels.map(|pair| Name::of(Kind::Channel, pair, None)));
                    }
                    Kind::Session => {
                        let kept = pairs(pair.value.get("keep")).iter();
                        names.extend(kept.map(|pair| Name::of(Kind::SessionValue, pair, None)));
                    }
                    _ => {}
                }
            }
        }
        // `default` is what the others inherit from, not one of them.
        names.retain(|name| name.kind != Kind::Section || name.name != "default");
        let limits = tree.get("limits").and_then(Node::as_sequence);
        let pools = limits.unwrap_or_default().iter();
        names.extend(pools.filter_map(pool));
        Self {
            names,
            source: Some(source.clone()),
        }
    }

    /// The text that the names were read from.
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// The names of a kind that are visible at a byte, in the order of the file.
    pub fn visible(&self, kind: Kind, at: usize) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| {
            let inside = |scope: Span| (scope.start..=scope.end).contains(&at);
            name.kind == kind && name.scope.is_none_or(inside)
        })
    }

    /// The declaration of a name that is visible at a byte.
    pub fn find(&self, kind: Kind, name: &str, at: usize) -> Option<&Name> {
        self.visible(kind, at).find(|known| known.name == name)
    }

    /// The name that is declared at a byte.
    pub fn declared_at(&self, at: usize) -> Option<&Name> {
        let mut names = self.names.iter();
        names.find(|name| (name.span.start..=name.span.end).contains(&at))
    }
}

impl Name {
    fn of(kind: Kind, pair: &Pair, scope: Option<Span>) -> Self {
        let text = match pair.value.as_scalar() {
            // `name: type -- text`
            Some(line) => line.text.split_once(" -- ").map_or("", |(_, text)| text),
            None => pair
                .value
                .get("doc")
                .and_then(Node::as_scalar)
                .map_or("", |doc| doc.text.as_str()),
        };
        Self {
            kind,
            name: pair.key.text.clone(),
            span: pair.key.span,
            whole: pair.key.span.to(pair.value.span),
            doc: text.trim().to_owned(),
            scope,
        }
    }
}

fn pairs(node: Option<&Node>) -> &[Pair] {
    node.and_then(Node::as_mapping).unwrap_or_default()
}

/// The names that the steps of a plan define.
fn lets(steps: &Node, scope: Span, names: &mut Vec<Name>) {
    for step in steps.as_sequence().unwrap_or_default() {
        let defined = pairs(step.get("let")).iter();
        names.extend(defined.map(|pair| Name::of(Kind::Local, pair, Some(scope))));
        for branch in ["then", "else"] {
            if let Some(inner) = step.get(branch) {
                lets(inner, scope, names);
            }
        }
    }
}

fn pool(limit: &Node) -> Option<Name> {
    let name = limit.get("pool")?;
    let text = name.as_scalar()?;
    Some(Name {
        kind: Kind::Pool,
        name: text.text.clone(),
        span: text.span,
        whole: limit.span,
        doc: String::new(),
        scope: None,
    })
}
