//! Texts with placeholders: what braces may hold, and what it becomes.

use crate::data;
use crate::diagnostic::{Diagnostics, Help, did_you_mean};
use crate::json_path;
use crate::keys;
use crate::rules::streams::{BAD_PLACEHOLDER, STREAM_FRAME};
use crate::signing::SigningParts;
use crate::source::{Span, Text};
use crate::yaml::{Node, NodeKind, Scalar};
use specie_runtime::signing::plan::{Setting, Unit};
use specie_runtime::stream::plan::{
    Filter, FrameMember, FrameValue, Placeholder, Source, Template, TemplatePart,
};

/// What sessions and settings give. `None`: the signing part has errors, so that names are not checked.
pub(super) struct Given<'a> {
    signing: Option<&'a SigningParts>,
}

impl<'a> Given<'a> {
    pub(super) fn of(signing: Option<&'a SigningParts>) -> Self {
        Self { signing }
    }

    fn settings(&self) -> &[Setting] {
        self.signing
            .map_or(&[], |parts| parts.scheme.settings.as_ref())
    }

    fn session_values(&self) -> Vec<&str> {
        let sessions = self.signing.map(|parts| parts.scheme.sessions.iter());
        let sessions = sessions.into_iter().flatten();
        let keeps = sessions.flat_map(|session| session.keep.iter());
        keeps.map(|keep| &*keep.name).collect()
    }
}

/// Which values a place has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Values {
    /// `{topic}` and `{topics...}`
    pub(super) topics: bool,
    /// `{id}` and `{clock.ms}`
    pub(super) frame: bool,
    pub(super) uuid: bool,
    /// `{session.x}` and `{settings.x}`
    pub(super) given: bool,
    /// `{msg.path}`
    pub(super) message: bool,
    /// `{name}`
    pub(super) member_name: bool,
    /// `{header.NAME}` and `{data}`
    pub(super) sent: bool,
}

/// The names that placeholders of a place may have.
pub(super) struct Scope<'a> {
    /// `a frame`
    pub(super) place: &'static str,
    pub(super) values: Values,
    /// Parameters of the channel.
    pub(super) params: Vec<&'a str>,
    /// Names after `kept.`.
    pub(super) kept: Vec<&'a str>,
    pub(super) given: &'a Given<'a>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(given: &'a Given<'a>) -> Self {
        Self {
            place: "this place",
            values: Values::default(),
            params: Vec::new(),
            kept: Vec::new(),
            given,
        }
    }

    /// What braces may hold here.
    fn names(&self) -> Vec<String> {
        let values = self.values;
        let mut names: Vec<String> = self.params.iter().map(|name| (*name).to_owned()).collect();
        for (is_there, known) in [
            (values.topics, &["topic", "topics..."][..]),
            (
                values.frame,
                &["id", "clock.s", "clock.ms", "clock.us", "clock.ns"],
            ),
            (values.uuid, &["uuid"]),
            (values.member_name, &["name"]),
            (values.message, &["msg"]),
            (values.sent, &["data", "header.NAME"]),
        ] {
            let known = known.iter().filter(|_| is_there);
            names.extend(known.map(|name| (*name).to_owned()));
        }
        names.extend(self.kept.iter().map(|name| format!("kept.{name}")));
        if values.given {
            let sessions = self.given.session_values();
            names.extend(sessions.iter().map(|name| format!("session.{name}")));
            let settings = self.given.settings().iter();
            names.extend(settings.map(|one| format!("settings.{}", one.name)));
        }
        names
    }

    /// The source that a placeholder names. `None`: there is none here.
    fn source(&self, name: &str) -> Option<Source> {
        let values = self.values;
        if self.params.contains(&name) {
            return Some(Source::Param(name.to_owned().into()));
        }
        let source = match name {
            "topic" => values.topics.then_some(Source::Topic),
            "topics..." => values.topics.then_some(Source::Topics),
            "id" => values.frame.then_some(Source::Id),
            "uuid" => values.uuid.then_some(Source::Uuid),
            "name" => values.member_name.then_some(Source::MemberName),
            "data" => values.sent.then_some(Source::SentData),
            _ => None,
        };
        if source.is_some() {
            return source;
        }
        if let Some(path) = name.strip_prefix("msg").filter(|_| values.message) {
            return Some(Source::Message(json_path::parse(path)?.into()));
        }
        let (root, name) = name.split_once('.')?;
        match root {
            "header" if values.sent => Some(Source::Header(name.to_owned().into())),
            "clock" if values.frame => unit(name).map(Source::Clock),
            "kept" if self.kept.contains(&name) => Some(Source::Kept(name.to_owned().into())),
            "session" if values.given => {
                let is_known = self.given.session_values().contains(&name);
                let is_known = is_known || self.given.signing.is_none();
                is_known.then(|| Source::Session(name.to_owned().into()))
            }
            "settings" if values.given => {
                let settings = self.given.settings();
                let at = settings.iter().position(|one| one.name == name);
                let at = at.or(self.given.signing.is_none().then_some(0))?;
                u16::try_from(at).ok().map(Source::Setting)
            }
            _ => None,
        }
    }
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "s" => Unit::Seconds,
        "ms" => Unit::Millis,
        "us" => Unit::Micros,
        "ns" => Unit::Nanos,
        _ => return None,
    })
}

/// The template of a node, and its text.
pub(super) fn of_node(
    node: &Node,
    what: &str,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<(Text, Template)> {
    let text = keys::text(node, what, diagnostics)?;
    let template = match node.as_scalar() {
        Some(scalar) => {
            let span_of = |from, to| scalar.span_of(from, to);
            template(&scalar.text, &span_of, scope, diagnostics)
        }
        None => Template::default(),
    };
    Some((text, template))
}

/// The template of a text. What cannot be filled in is reported and left out.
pub(super) fn template(
    text: &str,
    span_of: &dyn Fn(usize, usize) -> Span,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Template {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let open = rest.find(['{', '}']).unwrap_or(rest.len());
        if let Some(before) = rest.get(..open).filter(|before| !before.is_empty()) {
            parts.push(TemplatePart::Text(before.to_owned().into()));
        }
        let Some(inner) = rest.get(open..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        let close = inner
            .strip_prefix('{')
            .and_then(|inner| inner.find(['{', '}']));
        let whole = close.and_then(|close| inner.get(..close + 2));
        let Some(whole) = whole.filter(|whole| whole.ends_with('}')) else {
            let from = at + open;
            diagnostics
                .report(
                    &BAD_PLACEHOLDER,
                    span_of(from, from + 1),
                    "a brace without its pair",
                )
                .label("nothing to fill in")
                .help("write `{NAME}`");
            break;
        };
        let from = at + open;
        let name = whole.trim_start_matches('{').trim_end_matches('}');
        let span = span_of(from, from + whole.len());
        parts.extend(placeholder(name, span, scope, diagnostics).map(TemplatePart::Value));
        at = from + whole.len();
    }
    Template(parts.into())
}

const FILTERS: &[(&str, Filter)] = &[
    ("text", Filter::Text),
    ("lower", Filter::Lower),
    ("upper", Filter::Upper),
    ("number", Filter::Number),
];

/// `name | filter`
fn placeholder(
    text: &str,
    span: Span,
    scope: &Scope<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Placeholder> {
    let (name, filter) = match text.split_once('|') {
        Some((name, filter)) => (name.trim(), Some(filter.trim())),
        None => (text.trim(), None),
    };
    let filter = match filter {
        None => Filter::None,
        Some(word) => {
            let known = FILTERS.iter().find(|(known, _)| *known == word);
            let Some((_, filter)) = known else {
                let known = FILTERS.iter().map(|(known, _)| *known);
                diagnostics
                    .unknown(&BAD_PLACEHOLDER, span, "filter", word, known)
                    .label("expected `text`, `lower`, `upper` or `number` after `|`");
                return None;
            };
            *filter
        }
    };
    let source = scope.source(name);
    if source.is_none() {
        let names = scope.names();
        let help = diagnostics.way_out(&BAD_PLACEHOLDER, || {
            did_you_mean(name, names.iter().map(String::as_str)).or_else(|| {
                let known: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
                let known = known.join(", ");
                (!known.is_empty()).then(|| Help::from(format!("{} may have {known}", scope.place)))
            })
        });
        diagnostics
            .report(
                &BAD_PLACEHOLDER,
                span,
                format!(
                    "`{{{}}}` is not a value of {}",
                    keys::shorten(name),
                    scope.place
                ),
            )
            .label("cannot be filled in here")
            .help_if(help);
    }
    Some(Placeholder {
        source: source?,
        filter,
    })
}

/// JSON with placeholders: a text that is a placeholder as a whole keeps its kind.
pub(super) fn value(node: &Node, scope: &Scope<'_>, diagnostics: &mut Diagnostics) -> FrameValue {
    match &node.kind {
        NodeKind::Scalar(scalar) => scalar_value(scalar, scope, diagnostics),
        NodeKind::Sequence(nodes) => {
            let values = nodes.iter().map(|node| value(node, scope, diagnostics));
            FrameValue::List(values.collect::<Vec<_>>().into())
        }
        NodeKind::Mapping(pairs) => {
            let mut members = Vec::with_capacity(pairs.len());
            for pair in pairs {
                let inner = value(&pair.value, scope, diagnostics);
                let name = pair.key.text.as_str();
                if name != "..." {
                    members.push(FrameMember::Named(name.to_owned().into(), inner));
                } else if is_topic(&inner) {
                    members.push(FrameMember::Topic);
                } else {
                    diagnostics
                        .report(&STREAM_FRAME, pair.key.span, "`...` without a topic")
                        .label("puts the members of a topic into the frame")
                        .help("write `\"...\": \"{topic}\"` in a frame that subscribes");
                }
            }
            FrameValue::Object(members.into())
        }
    }
}

fn is_topic(value: &FrameValue) -> bool {
    matches!(value, FrameValue::Value(placeholder)
        if placeholder.source == Source::Topic && placeholder.filter == Filter::None)
}

fn scalar_value(scalar: &Scalar, scope: &Scope<'_>, diagnostics: &mut Diagnostics) -> FrameValue {
    if !scalar.text.contains(['{', '}']) {
        return FrameValue::Constant(data::from_scalar(scalar));
    }
    let span_of = |from, to| scalar.span_of(from, to);
    let template = template(&scalar.text, &span_of, scope, diagnostics);
    match template.0.as_ref() {
        [TemplatePart::Value(one)] => FrameValue::Value(one.clone()),
        _ => FrameValue::Text(template),
    }
}
