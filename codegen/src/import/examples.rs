//! Which examples of a document fit the types that were made from it.

use super::draft::Draft;
use super::report::Report;
use crate::json_pointer::Place;
use crate::model::{Api, Response};
use crate::validate::{self, Mismatch, MismatchKind, Way};
use specie_runtime::signing::plan::Data;
use std::collections::HashMap;

/// Chooses the examples that are written; whether there are any.
pub(crate) fn choose(draft: &mut Draft, api: &Api, report: &mut Report) -> bool {
    let operations: HashMap<&str, &Response> = api
        .operations
        .iter()
        .map(|operation| (operation.name.as_str(), &operation.response))
        .collect();
    let mut any = false;
    for operation in &mut draft.operations {
        let response = operations.get(operation.name.as_str());
        for example in &mut operation.examples {
            let Some(response) = response else { continue };
            match fault(api, response, &example.answer) {
                None => {
                    example.left_out = false;
                    any = true;
                }
                Some(fault) => report.note(
                    &Place::at(&example.place),
                    format!("the example does not fit its schema: {fault}"),
                    "the example is left out",
                ),
            }
        }
    }
    any
}

/// What is wrong with an example. By status, it is that of one of them.
fn fault(api: &Api, response: &Response, example: &Data) -> Option<String> {
    let mismatch = |ty| {
        let (_, mismatches) = validate::value(&api.types, ty, example, Way::Received);
        let is_fault = |found: &Mismatch| {
            !matches!(found.kind, MismatchKind::Unknown | MismatchKind::Unlisted)
        };
        mismatches.into_iter().find(is_fault)
    };
    match response {
        Response::None => Some("there is no data".to_owned()),
        Response::Raw { .. } => match example {
            Data::Text(_) => None,
            _ => Some("expected a text".to_owned()),
        },
        Response::Type(ty) | Response::Optional(ty) => mismatch(ty).map(|found| found.to_string()),
        Response::ByStatus(all) => {
            let faults: Vec<Option<String>> = all
                .iter()
                .map(|(_, response)| fault(api, response, example))
                .collect();
            match faults.iter().any(Option::is_none) {
                true => None,
                false => faults.into_iter().flatten().next(),
            }
        }
    }
}
