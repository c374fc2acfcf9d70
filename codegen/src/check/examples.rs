//! Checks examples against the types that the spec declares.

use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::model::{Api, Kind, Location, Operation, Response, Type};
use crate::raw::{Example, Spec};
use crate::rules::operations::{EXAMPLE_MISMATCH, EXAMPLE_UNDECLARED};
use crate::source::Span;
use crate::validate::{self, Misfit, MisfitKind, Way};
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
                    list_for_empty: false,
                };
                let (_, misfits) = validate::value(
                    &api.types,
                    &ty,
                    &crate::data::from_node(body),
                    Way::Received,
                );
                report(body, "body", misfits, diagnostics);
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
    let misfits = match (items, &data) {
        // A parameter that is the whole body may be given alone, or by its name beside parameters of the path.
        (Some(items), data) if operation.params.len() == 1 && !by_name(&items.field.name) => {
            validate::value(&api.types, &items.field.ty, data, Way::Sent).1
        }
        (_, Data::Object(members)) => validate::params(&api.types, operation, &[], members).1,
        _ => vec![Misfit {
            kind: MisfitKind::Value,
            path: Vec::new(),
            message: "expected an object of parameters".to_string(),
            help: None,
        }],
    };
    report(node, "params", misfits, diagnostics);
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
    let Response::Type(ty) = &operation.response else {
        return;
    };
    let envelope = operation
        .envelope
        .and_then(|at| api.runtime.envelopes.get(usize::from(at)));
    let mut path = "answer".to_string();
    let mut data = node;
    for segment in envelope.map_or(&[][..], |envelope| &envelope.data) {
        let inner = inside(data, segment);
        path = join(&path, std::slice::from_ref(segment));
        let Some(inner) = inner else {
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
    let (_, misfits) =
        validate::value(&api.types, ty, &crate::data::from_node(data), Way::Received);
    report(data, &path, misfits, diagnostics);
}

fn report(root: &Node, path: &str, misfits: Vec<Misfit>, diagnostics: &mut Diagnostics) {
    for misfit in misfits {
        let path = join(path, &misfit.path);
        let span = place(root, &misfit);
        let (rule, help) = match misfit.kind {
            MisfitKind::Unlisted => (&EXAMPLE_UNDECLARED, "declare it if the provider sends it"),
            MisfitKind::Unknown => (&EXAMPLE_UNDECLARED, "declare it if the provider sends it"),
            _ => (
                &EXAMPLE_MISMATCH,
                "correct the example; or, if it comes from the provider, the type",
            ),
        };
        let help = match misfit.help.filter(|_| misfit.kind != MisfitKind::Missing) {
            Some(said) => format!("{said}\n{help}"),
            None => help.to_string(),
        };
        let message = match misfit.kind {
            MisfitKind::Missing if misfit.message == "missing" => {
                format!("the example has no `{path}`")
            }
            MisfitKind::Unknown => format!("`{path}` is not declared"),
            _ => format!("`{path}` of the example does not match its type"),
        };
        let label = match misfit.kind {
            MisfitKind::Unknown => "only in the example".to_string(),
            MisfitKind::Missing if misfit.message == "missing" => "missing here".to_string(),
            _ => misfit.message,
        };
        diagnostics
            .report(rule, span, message)
            .label(label)
            .help(help);
    }
}

/// Span of a misfit: its value, the undeclared name, or the value in which something is missing.
fn place(root: &Node, misfit: &Misfit) -> Span {
    let mut node = root;
    for (depth, segment) in misfit.path.iter().enumerate() {
        let last = depth + 1 == misfit.path.len();
        if let (true, MisfitKind::Unknown, PathSegment::Name(name)) = (last, misfit.kind, segment)
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
