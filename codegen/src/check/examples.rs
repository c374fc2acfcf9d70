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
    for (raw, webhook) in spec.webhooks.iter().zip(&api.webhooks) {
        for example in &raw.examples {
            if let Some((body, event)) = example.response.as_ref().zip(webhook.event) {
                let ty = Type {
                    kind: Kind::Named(event),
                    wire: None,
                    none: None,
                    null: false,
                    list_for_empty: false,
                    boxed: false,
                };
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
    let Some(ty) = operation.response.data() else {
        return;
    };
    let may_be_nothing = matches!(operation.response, Response::Optional(_));
    let envelope = operation
        .envelope
        .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
    let mut path = "answer".to_string();
    let mut data = node;
    for segment in envelope.map_or(&[][..], |envelope| &envelope.data) {
        let inner = inside(data, segment);
        path = join(&path, std::slice::from_ref(segment));
        let Some(inner) = inner else {
            if may_be_nothing {
                return;
            }
            diagnostics
                .report(
                    &EXAMPLE_MISMATCH,
                    data.span,
                    format!("the example has no `{path}`"),
                )
                .label("the `data` of the envelope is missing here")
                .help("an example contains the whole body of the response, including its envelope");
            return;
        };
        data = inner;
    }
    let value = crate::data::from_node(data);
    if may_be_nothing && value == Data::Null {
        return;
    }
    let (_, mismatches) = validate::value(&api.types, ty, &value, Way::Received);
    report(data, &path, mismatches, diagnostics);
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
