//! Events that the client sends.

use super::super::line::parse_items;
use super::super::paths::message_path;
use super::super::{Field, Group, Text, conditions};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::keys::Keys;
use crate::rules::streams as rules;
use crate::source::Span;
use crate::yaml::Node;
use specie_runtime::signing::plan::PathSegment;

/// `send` of a stream: `{ section: socket, frame: […], answer: { id: msg.id, refused: msg.error is not absent } }`
#[derive(Clone, Debug)]
pub(crate) struct Sends {
    pub(crate) form: SendForm,
    /// Where an answer names what it answers.
    pub(crate) id: Vec<PathSegment>,
    pub(crate) refused: Vec<Group>,
}

/// How events are sent.
#[derive(Clone, Debug)]
pub(crate) struct SendForm {
    pub(crate) section: Option<Text>,
    /// A template.
    pub(crate) frame: Option<Node>,
    pub(crate) span: Span,
}

/// What is said of an event that the client sends.
#[derive(Clone, Debug)]
pub(crate) struct EventSend {
    /// `None`: it is sent as the stream says.
    pub(crate) form: Option<SendForm>,
    /// Whether the last parameter is the whole data.
    pub(crate) items: bool,
    /// The event of the client that it undoes.
    pub(crate) undoes: Option<Text>,
    /// The event that answers it.
    pub(crate) answer: Option<Text>,
    /// The operation that says whether it took effect.
    pub(crate) reconcile: Option<Text>,
    pub(crate) span: Span,
}

pub(super) fn parse(stream: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Sends> {
    let node = stream.get("send")?;
    let known = ["section", "frame", "answer"];
    let keys = Keys::open(node, "`send`", &known, diagnostics)?;
    let form = parse_form(&keys, node, diagnostics);
    let (mut id, mut refused) = (Vec::new(), Vec::new());
    if let Some(node) = keys.get("answer")
        && let Some(keys) = Keys::open(node, "`answer`", &["id", "refused"], diagnostics)
    {
        let help = "write where an answer names what it answers: `id: msg.id`";
        if let Some(node) = keys.needed("id", help, diagnostics) {
            id = message_path(node, "`id`", diagnostics).unwrap_or_default();
        }
        if let Some(node) = keys.get("refused") {
            refused = conditions::parse_message(node, "refused", diagnostics);
        }
    }
    Some(Sends { form, id, refused })
}

fn parse_form(keys: &Keys<'_>, node: &Node, diagnostics: &mut Diagnostics) -> SendForm {
    let help = "write what is sent: `frame: [\"{event}\", \"{data}\"]`";
    SendForm {
        section: keys.text("section", diagnostics),
        frame: keys.needed("frame", help, diagnostics).cloned(),
        span: node.span,
    }
}

/// What the client sends: `send: true`, or `send` with a form of its own, and the keys that belong to it. The data as a whole becomes the last of
/// `params`.
pub(super) fn parse_event(
    keys: &Keys<'_>,
    params: &mut Vec<Field>,
    diagnostics: &mut Diagnostics,
) -> Option<EventSend> {
    let node = keys.get("send");
    let form = match node.filter(|node| node.as_mapping().is_some()) {
        Some(node) => {
            let keys = Keys::open(node, "`send`", &["section", "frame"], diagnostics)?;
            Some(parse_form(&keys, node, diagnostics))
        }
        None if keys.flag("send", diagnostics) => None,
        None => {
            check_unsent(keys, diagnostics);
            return None;
        }
    };
    let items = keys.pair("items");
    let items = items.and_then(|pair| parse_items(pair, diagnostics));
    if let Some(items) = &items
        && let Some(first) = params.first()
    {
        report(
            first.name.span,
            "`params` beside `items`",
            "the data is either an object or one value as a whole",
            "keep the one that the provider wants",
            diagnostics,
        )
        .second(items.name.span, "this is the whole data");
    }
    let of_received = [
        "message",
        "topic",
        "subscribe",
        "start",
        "sequence",
        "checksum",
        "renew",
        "idle",
    ];
    if let Some(pair) = of_received.iter().find_map(|key| keys.pair(key)) {
        let key = pair.key.text.as_str();
        report(
            pair.key.span,
            &format!("`{key}` of an event that the client sends"),
            "only for what is received",
            "write what is sent under `params` or `items`, and the event that answers it under `answer`",
            diagnostics,
        );
    }
    let has_items = items.is_some();
    params.extend(items);
    Some(EventSend {
        form,
        items: has_items,
        undoes: keys.text("undoes", diagnostics),
        answer: keys.text("answer", diagnostics),
        reconcile: keys.text("reconcile", diagnostics),
        span: node.map_or_else(|| keys.first(), |node| node.span),
    })
}

/// Keys of an event that is sent, where nothing is.
fn check_unsent(keys: &Keys<'_>, diagnostics: &mut Diagnostics) {
    let of_sent = ["items", "undoes", "answer", "reconcile"];
    if let Some(pair) = of_sent.iter().find_map(|key| keys.pair(key)) {
        let key = pair.key.text.as_str();
        report(
            pair.key.span,
            &format!("`{key}` of what is received"),
            "only for events that the client sends",
            "write `send: true`, or remove it",
            diagnostics,
        );
    }
}

fn report<'d>(
    span: Span,
    what: &str,
    label: &str,
    help: &str,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut Diagnostic {
    diagnostics
        .report(&rules::STREAM_SEND, span, what)
        .label(label)
        .help(help)
}
