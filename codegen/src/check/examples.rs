//! Checks examples against the types that the spec declares.

use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::model::{Api, Kind, Location, Operation, Response, Type};
use crate::raw::{Example, Spec};
use crate::rules::operations::{EXAMPLE_MISMATCH, EXAMPLE_UNDECLARED};
use crate::source::Span;
use crate::validate::{self, Mismatch, MismatchKind, Way};
use crate::yaml::Node;
use specie_runtime::signing::plan::{Data, PathSegment};

pub(super) fn check_examples(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (raw, operation) in spec.operations.iter().zip(&api.operations) {
        for example in &raw.examples {
            check_request(api, operation, example, diagnostics);
            check_response(api, operation, example, diagnostics);
        }
    }
    for ((_, raw), data) in spec.error_data().zip(&api.error_data) {
        if let Some(example) = &raw.example {
            let value = crate::data::from_node(example);
            let (_, mismatches) = validate::value(&api.types, &data.ty, &value, Way::Received);
            report(example, "example", mismatches, diagnostics);
        }
    }
    for (raw, webhook) in spec.webhooks.iter().zip(&api.webhooks) {
        for example in &raw.examples {
            if let Some((body, event)) = example.response.as_ref().zip(webhook.event) {
                let ty = Type::plain(Kind::Named(event));
                let (_, mismatches) = validate::value(
                    &api.types,
                    &ty,
                    &crate::data::from_node(body),
                    Way::Received,
                );
                report(body, "body", mismatches, diagnostics);
            }
        }
    }
}

fn check_request(
    api: &Api,
    operation: &Operation,
    example: &Example,
    diagnostics: &mut Diagnostics,
) {
    let items = operation
        .params
        .iter()
        .find(|param| param.location == Location::Items);
    // An example with only a response does not describe the request.
    let Some(node) = &example.params else { return };
    let data = crate::data::from_node(node);
    let by_name = |name: &str| matches!(&data, Data::Object(members) if members.iter().any(|(known, _)| known == name));
    let mismatches = match (items, &data) {
        // A parameter that is the whole body may be given alone, or by its name beside parameters of the path.
        (Some(items), data) if operation.params.len() == 1 && !by_name(&items.field.name) => {
            validate::value(&api.types, &items.field.ty, data, Way::Sent).1
        }
        (_, Data::Object(members)) => validate::params(&api.types, operation, &[], members).1,
        _ => vec![Mismatch {
            kind: MismatchKind::Value,
            path: Vec::new(),
            message: "expected an object of parameters".to_string(),
            help: None,
        }],
    };
    report(node, "params", mismatches, diagnostics);
}

fn check_response(
    api: &Api,
    operation: &Operation,
    example: &Example,
    diagnostics: &mut Diagnostics,
) {
    let Some(node) = &example.response else {
        return;
    };
    let responses: Vec<&Response> = match &operation.response {
        Response::None => return,
        Response::Raw { .. } => return check_raw(node, diagnostics),
        Response::ByStatus(responses) => responses.iter().map(|(_, response)| response).collect(),
        response => vec![response],
    };
    // By status, the example is that of one of them.
    let findings = responses
        .iter()
        .map(|response| mismatches(api, operation, response, node));
    let mut findings: Vec<Findings<'_>> = findings.collect();
    if !findings.iter().any(Findings::is_empty) && !findings.is_empty() {
        findings.swap_remove(0).report(diagnostics);
    }
}

/// The example of a document is its text.
fn check_raw(node: &Node, diagnostics: &mut Diagnostics) {
    if !matches!(crate::data::from_node(node), Data::Text(_)) {
        diagnostics
            .report(
                &EXAMPLE_MISMATCH,
                node.span,
                "expected a text: the answer is a document",
            )
            .label("not a text")
            .help("quote it, or remove it");
    }
}

/// What is wrong with an example of a response.
enum Findings<'a> {
    /// The envelope has no data: where, and its path.
    Missing(&'a Node, String),
    /// In the data, which is at this path.
    In(&'a Node, String, Vec<Mismatch>),
}

impl Findings<'_> {
    fn is_empty(&self) -> bool {
        matches!(self, Self::In(_, _, mismatches) if mismatches.is_empty())
    }

    fn report(self, diagnostics: &mut Diagnostics) {
        match self {
            Self::Missing(node, path) => {
                diagnostics
                    .report(
                        &EXAMPLE_MISMATCH,
                        node.span,
                        format!("the example has no `{path}`"),
                    )
                    .label("the `data` of the envelope is missing here")
                    .help("an example contains the whole body of the response, including its envelope");
            }
            Self::In(node, path, mismatches) => report(node, &path, mismatches, diagnostics),
        }
    }
}

/// Compares an example with a response of one type.
fn mismatches<'a>(
    api: &Api,
    operation: &Operation,
    response: &Response,
    node: &'a Node,
) -> Findings<'a> {
    let may_be_nothing = !matches!(response, Response::Type(_));
    let envelope = operation
        .envelope
        .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
    if let Some(envelope) = envelope.filter(|envelope| !envelope.members.is_empty()) {
        let members = envelope.members.iter().filter_map(|(name, path)| {
            let inner = path.iter().try_fold(node, inside)?;
            Some((name.clone(), crate::data::from_node(inner)))
        });
        let value = Data::Object(members.collect());
        let mismatches = response.types().first().map_or_else(Vec::new, |ty| {
            validate::value(&api.types, ty, &value, Way::Received).1
        });
        return Findings::In(node, "answer".to_owned(), mismatches);
    }
    let fallback = envelope.map_or(&[][..], |envelope| &envelope.fallback);
    let other = fallback
        .iter()
        .find(|path| path.iter().try_fold(node, inside).is_some());
    let own = envelope.map_or(&[][..], |envelope| &envelope.data);
    let is_own = other.is_none() || own.iter().try_fold(node, inside).is_some();
    let segments = match other {
        Some(other) if !is_own => other,
        _ => own,
    };
    let mut path = "answer".to_string();
    let mut data = node;
    for segment in segments {
        let inner = inside(data, segment);
        path = join(&path, std::slice::from_ref(segment));
        match inner {
            Some(inner) => data = inner,
            None if may_be_nothing => return Findings::In(data, path, Vec::new()),
            None => return Findings::Missing(data, path),
        }
    }
    let value = crate::data::from_node(data);
    match response.types().first() {
        Some(ty) if !may_be_nothing || value != Data::Null => {
            let (_, mismatches) = validate::value(&api.types, ty, &value, Way::Received);
            Findings::In(data, path, mismatches)
        }
        _ => Findings::In(data, path, Vec::new()),
    }
}

fn report(root: &Node, path: &str, mismatches: Vec<Mismatch>, diagnostics: &mut Diagnostics) {
    for mismatch in mismatches {
        let path = join(path, &mismatch.path);
        let span = span_of(root, &mismatch);
        let (rule, help) = match mismatch.kind {
            MismatchKind::Unlisted => (&EXAMPLE_UNDECLARED, "declare it if the provider sends it"),
            MismatchKind::Unknown => (&EXAMPLE_UNDECLARED, "declare it if the provider sends it"),
            _ => (
                &EXAMPLE_MISMATCH,
                "correct the example; or, if it comes from the provider, the type",
            ),
        };
        let help = match mismatch
            .help
            .filter(|_| mismatch.kind != MismatchKind::Missing)
        {
            Some(said) => format!("{said}\n{help}"),
            None => help.to_string(),
        };
        let message = match mismatch.kind {
            MismatchKind::Missing if mismatch.message == "missing" => {
                format!("the example has no `{path}`")
            }
            MismatchKind::Unknown => format!("`{path}` is not declared"),
            _ => format!("`{path}` of the example does not match its type"),
        };
        let label = match mismatch.kind {
            MismatchKind::Unknown => "only in the example".to_string(),
            MismatchKind::Missing if mismatch.message == "missing" => "missing here".to_string(),
            _ => mismatch.message,
        };
        diagnostics
            .report(rule, span, message)
            .label(label)
            .help(help);
    }
}

/// Span of a mismatch: its value, the undeclared name, or the value in which something is missing.
fn span_of(root: &Node, mismatch: &Mismatch) -> Span {
    let mut node = root;
    for (depth, segment) in mismatch.path.iter().enumerate() {
        let last = depth + 1 == mismatch.path.len();
        if let (true, MismatchKind::Unknown, PathSegment::Name(name)) =
            (last, mismatch.kind, segment)
            && let Some(pair) = node.pair(name)
        {
            return pair.key.span;
        }
        match inside(node, segment) {
            Some(inner) => node = inner,
            None => break,
        }
    }
    node.span
}

fn inside<'a>(node: &'a Node, segment: &PathSegment) -> Option<&'a Node> {
    match segment {
        PathSegment::Name(name) => node.get(name),
        PathSegment::Index(index) => node.as_sequence()?.get(usize::try_from(*index).ok()?),
    }
}

fn join(path: &str, segments: &[PathSegment]) -> String {
    format!("{path}{}", json_path::text(segments))
}
