//! What tells operations at one address apart: constants, such as `cmd=balances` or `"method": "get_order"`, and the parameters that they require.

use crate::members::has;
use crate::received::Received;
use specie_codegen::model::{Location, Operation};
use specie_runtime::signing::plan::{Action, Data, Entry, Expr, Name, Plan, Step, Str, Target};

/// What every call of one operation has.
#[derive(Debug, Default)]
pub(crate) struct ToldApart {
    constants: Vec<(Part, String, String)>,
    /// Parameters in query, body and headers that are not constants.
    required: Vec<(Part, String)>,
}

/// Where a constant is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Query,
    Header,
    /// As the content type of the body, whatever its parameters are.
    ContentType,
    /// In the query or in the body: where the section's parameters go.
    Anywhere,
}

impl ToldApart {
    /// The constants of an operation: its parameters with a constant value, and the members for which its plan sends the call's own path. And what it
    /// requires.
    pub(crate) fn of(operation: &Operation, plan: Option<&Plan>) -> Self {
        let mut constants = Vec::new();
        let mut required = Vec::new();
        for param in &operation.params {
            let part = match param.location {
                Location::Query => Part::Query,
                Location::Header => Part::Header,
                Location::Main => Part::Anywhere,
                Location::Path
                | Location::Items
                | Location::Body
                | Location::Part
                | Location::Cookie => continue,
            };
            let name = param.field.name.clone();
            match &param.field.constant {
                Some(constant) => constants.push((part, name, constant.clone())),
                None if !param.field.optional => required.push((part, name)),
                None => {}
            }
        }
        let content_type = match operation.multipart {
            true => Some("multipart/form-data"),
            false => operation.content_type.as_deref(),
        };
        if let Some(content_type) = content_type {
            let name = "Content-Type".to_owned();
            constants.push((Part::ContentType, name, content_type.to_owned()));
        }
        let path = operation.path.trim_start_matches('/');
        if !path.contains('{') {
            find_paths(plan.map_or(&[], |plan| &plan.steps), &mut |part, name| {
                constants.push((part, name.to_owned(), path.to_owned()));
            });
        }
        Self {
            constants,
            required,
        }
    }

    /// How well a request fits that has all constants; the better, the larger: by how many constants there are, then by how many parameters are
    /// required if all of them are given. A request that lacks one still fits, so that it is refused for what it lacks.
    pub(crate) fn fits(
        &self,
        query: &[(Str, Data)],
        body: &[(Str, Data)],
        received: &Received,
    ) -> Option<(usize, usize)> {
        let all = self.constants.iter().all(|(part, name, value)| match part {
            Part::Query => has(query, name, value),
            Part::Header => received.header(name) == Some(value),
            Part::ContentType => received.has_content_type(value),
            Part::Anywhere => has(body, name, value) || has(query, name, value),
        });
        let mut required = self.required.iter();
        let given = required.all(|(part, name)| {
            let is_in = |members: &[(Str, Data)]| members.iter().any(|(known, _)| known == name);
            match part {
                Part::Query => is_in(query),
                Part::Header => received.header(name).is_some(),
                Part::ContentType => true,
                Part::Anywhere => is_in(body) || is_in(query),
            }
        });
        let required = if given { 1 + self.required.len() } else { 0 };
        all.then_some((self.constants.len(), required))
    }
}

/// Finds the members and headers whose value is the call's own path.
fn find_paths(steps: &[Step], found: &mut impl FnMut(Part, &str)) {
    for step in steps.iter().filter(|step| step.when.is_none()) {
        match &step.action {
            Action::Set(target, Expr::Object(entries)) => {
                let part = match target {
                    Target::Query => Part::Query,
                    Target::Params | Target::Form | Target::Json => Part::Anywhere,
                };
                for entry in entries.iter() {
                    if let Entry::Member {
                        name,
                        value: Expr::Name(Name::Endpoint),
                    } = entry
                    {
                        found(part, name);
                    }
                }
            }
            Action::Header(lines) => {
                for line in lines.iter() {
                    if line.value == Expr::Name(Name::Endpoint) {
                        found(Part::Header, &line.name);
                    }
                }
            }
            _ => {}
        }
    }
}
