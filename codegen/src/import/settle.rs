//! The draft that was written is checked as any spec. What the check refuses is weakened where it stands, and reported, until nothing is
//! refused any more: an import never writes a spec with errors.

use super::draft::{Answer, Body, Draft, Field, Shape, TypeId, Use};
use super::error::ImportError;
use super::examples;
use super::finish::TypeNames;
use super::report::Report;
use super::servers::UNKNOWN;
use super::write::{Mark, Marks, write};
use crate::diagnostic::{Diagnostic, Severity};
use crate::json_pointer::Place;
use crate::load::{Loaded, Options, load};
use std::collections::HashSet;

/// Maximum number of rounds. Each one weakens every part that is refused, and the last ones leave it out.
const ROUNDS: usize = 24;

/// Rounds after which a part that is still refused is left out instead of weakened.
const PATIENCE: usize = 12;

/// The text of a draft that has no errors, and what was loaded from it.
pub(crate) fn settle(
    draft: &mut Draft,
    names: &TypeNames,
    report: &mut Report,
) -> Result<(String, Loaded), ImportError> {
    let (text, loaded) = until_accepted(draft, names, report)?;
    // Examples are checked when the types are known. Most documents have some that contradict their own schemas.
    let Some(api) = &loaded.api else {
        return Ok((text, loaded));
    };
    if !examples::choose(draft, api, report) {
        return Ok((text, loaded));
    }
    until_accepted(draft, names, report)
}

/// Weakens what is refused until nothing is.
fn until_accepted(
    draft: &mut Draft,
    names: &TypeNames,
    report: &mut Report,
) -> Result<(String, Loaded), ImportError> {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    let mut first = String::new();
    for round in 0..ROUNDS {
        let (text, marks) = write(draft, names);
        let loaded = load("draft.yaml", text.as_str(), &options);
        if loaded.api.is_some() {
            return Ok((text, loaded));
        }
        let found = loaded.diagnostics.sorted();
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        let mut repair = Repair {
            draft,
            report,
            done: HashSet::new(),
            leave_out: round >= PATIENCE,
            changed: false,
        };
        for error in errors {
            first = format!("[{}] {}", error.code, error.message);
            repair.one(error, &marks);
        }
        if !repair.changed {
            break;
        }
    }
    Err(ImportError::Draft { first })
}

struct Repair<'a> {
    draft: &'a mut Draft,
    report: &'a mut Report,
    done: HashSet<Mark>,
    leave_out: bool,
    changed: bool,
}

impl Repair<'_> {
    fn one(&mut self, error: &Diagnostic, marks: &Marks) {
        let Some(mark) = marks.at(error.span.start).cloned() else {
            return;
        };
        if !self.done.insert(mark.clone()) {
            return;
        }
        let what = format!("the draft was refused: {} [{}]", error.message, error.code);
        match mark {
            Mark::Head => {
                self.draft.title.clear();
                self.draft.doc.clear();
                self.draft.docs = None;
                self.draft.environments.clear();
                self.note("", &what, "title, text, page and environments are left out");
            }
            // Made of names that the import chose itself.
            Mark::Access => {}
            Mark::Section(at) => self.section(at, &what),
            Mark::Plan(at) => {
                if let Some(plan) = self.draft.plans.get_mut(at) {
                    plan.lines.clear();
                    plan.comments = vec![
                        "unconfirmed: what the document says about authentication cannot be written here. Write the steps."
                            .to_owned(),
                    ];
                    self.note("", &what, "the plan is a placeholder");
                }
            }
            Mark::Errors => {
                self.draft.errors = super::draft::Errors::default();
                self.note("", &what, "`errors` is left out");
            }
            Mark::Operation(at) => self.operation(at, error, &what),
            Mark::Idempotency(at) => {
                if let Some(operation) = self.draft.operations.get_mut(at) {
                    operation.idempotency = None;
                    let place = operation.place.clone();
                    self.note(&place, &what, "`idempotency` is left out");
                }
            }
            Mark::Param(at, name) => self.param(at, &name, error, &what),
            Mark::Answer(at) => {
                if let Some(operation) = self.draft.operations.get_mut(at) {
                    operation.answer = match operation.answer {
                        Answer::Type(ref ty) if ty.is_json() => Answer::None,
                        _ => Answer::Type(Use::weak_json()),
                    };
                    operation.weak = true;
                    operation.answer_headers.clear();
                    let place = operation.place.clone();
                    self.note(&place, &what, "the response is `json`");
                }
            }
            Mark::AnswerHeader(at, name) => {
                if let Some(operation) = self.draft.operations.get_mut(at) {
                    operation.answer_headers.retain(|field| field.name != name);
                    operation.weak = true;
                    let place = operation.place.clone();
                    self.note(&place, &what, &format!("the header `{name}` is left out"));
                }
            }
            Mark::Example(at, index) => {
                let operation = self.draft.operations.get_mut(at);
                let example = operation.and_then(|operation| operation.examples.get_mut(index));
                if let Some(example) = example {
                    example.left_out = true;
                    let place = example.place.clone();
                    self.note(&place, &what, "the example is left out");
                }
            }
            Mark::Type(id) => self.whole_type(id, &what),
            Mark::Field(id, name) => self.field(id, &name, error, &what),
            Mark::Webhook(at) => {
                if let Some(webhook) = self.draft.webhooks.get_mut(at) {
                    webhook.left_out = true;
                    let place = webhook.place.clone();
                    self.note(&place, &what, "the webhook is left out");
                }
            }
        }
    }

    fn note(&mut self, place: &str, what: &str, done: &str) {
        self.changed = true;
        self.report.note(&Place::at(place), what, done);
    }

    /// A section whose address, or whose plan, is refused.
    fn section(&mut self, at: usize, what: &str) {
        let leave_out = self.leave_out;
        let Some(section) = self.draft.sections.get_mut(at) else {
            return;
        };
        let done = match leave_out {
            false => {
                section.base = UNKNOWN.to_owned();
                section.path = "/{path}".to_owned();
                format!("`{UNKNOWN}` stands for the address")
            }
            true => {
                section.auth = None;
                section.arrays = None;
                "a section without a plan".to_owned()
            }
        };
        self.note("/servers", what, &done);
    }

    /// An operation that is refused as a whole.
    fn operation(&mut self, at: usize, error: &Diagnostic, what: &str) {
        let Some(operation) = self.draft.operations.get_mut(at) else {
            return;
        };
        let place = operation.place.clone();
        let first_time = operation.unconfirmed.is_none() && !self.leave_out;
        match error.code {
            "bad-link" | "control-character" if first_time => {
                operation.doc.clear();
                operation.unconfirmed =
                    Some("the text of the document cannot be written here".to_owned());
                self.note(&place, what, "the text is left out");
            }
            _ if first_time && matches!(operation.body, Body::Items(_) | Body::Raw { .. }) => {
                operation.unconfirmed =
                    Some("the body of the document cannot be written".to_owned());
                operation.body = Body::None;
                operation.content_type = None;
                operation.weak = true;
                self.note(&place, what, "the body is left out");
            }
            _ => {
                let place = place.clone();
                // It keeps its position, so that other marks still hold.
                operation.method.clear();
                self.note(&place, what, "the operation is left out");
            }
        }
    }

    fn param(&mut self, at: usize, name: &str, error: &Diagnostic, what: &str) {
        let leave_out = self.leave_out;
        let Some(operation) = self.draft.operations.get_mut(at) else {
            return;
        };
        let place = operation.place.clone();
        let in_path = operation.path_params.iter().any(|field| field.name == name);
        let Some(field) = operation.fields_mut().find(|field| field.name == name) else {
            return;
        };
        if let Some(done) = gently(field, error) {
            self.note(&place, what, &format!("`{name}`: {done}"));
            return;
        }
        if in_path && !leave_out {
            field.weaken("the type of the document cannot be written here");
            field.ty = Use {
                weak: true,
                ..Use::word("text")
            };
            self.note(&place, what, &format!("`{name}` is a text"));
            return;
        }
        if !field.ty.is_json() && !leave_out {
            field.weaken("the type of the document cannot be written here");
            self.note(&place, what, &format!("`{name}` is `json`"));
            return;
        }
        operation.weak = true;
        let keep = |field: &Field| field.name != name;
        operation.query.retain(keep);
        operation.headers.retain(keep);
        operation.cookies.retain(keep);
        operation.params.retain(keep);
        if matches!(&operation.body, Body::Items(field) if field.name == name) {
            operation.body = Body::None;
        }
        if in_path {
            operation.method.clear();
        }
        self.note(&place, what, &format!("`{name}` is left out"));
    }

    fn field(&mut self, id: TypeId, name: &str, error: &Diagnostic, what: &str) {
        let leave_out = self.leave_out;
        let Some(def) = self.draft.types.get_mut(id.0) else {
            return;
        };
        let place = def.place.clone();
        let (Shape::Struct { fields, .. } | Shape::Tuple(fields)) = &mut def.shape else {
            return;
        };
        let Some(at) = fields.iter().position(|field| field.name == name) else {
            return;
        };
        let Some(field) = fields.get_mut(at) else {
            return;
        };
        let place = format!("{place}/properties/{name}");
        if let Some(done) = gently(field, error) {
            self.note(&place, what, done);
            return;
        }
        if !field.ty.is_json() && !leave_out {
            field.weaken("the type of the document cannot be written here");
            self.note(&place, what, "`json`");
            return;
        }
        fields.remove(at);
        def.is_weak = true;
        self.note(&place, what, "the member is left out");
    }

    /// A type that is refused as a whole is `json` wherever it is used.
    fn whole_type(&mut self, id: TypeId, what: &str) {
        let Some(def) = self.draft.types.get_mut(id.0) else {
            return;
        };
        let place = def.place.clone();
        def.instead = Some(Use::weak_json());
        self.note(&place, what, "`json` wherever it is used");
        super::finish::substitute(self.draft);
    }
}

/// Takes away only what is refused of a field, if the code of the finding says what that is.
fn gently(field: &mut Field, error: &Diagnostic) -> Option<&'static str> {
    match error.code {
        "bad-default" if field.default.is_some() => {
            field.default = None;
            Some("the default is left out")
        }
        "bad-range" if field.range.is_some() => {
            field.range = None;
            Some("the range is left out")
        }
        "bad-only" if field.only.is_some() => {
            field.only = None;
            Some("the direction is left out")
        }
        "bad-link" | "control-character" if !field.doc.is_empty() => {
            field.doc.clear();
            Some("the text is left out")
        }
        "type-contains-itself" if !field.optional && field.constant.is_none() => {
            field.optional = true;
            field.unconfirmed =
                Some("required in the document, where its values never end".to_owned());
            Some("it may be left out")
        }
        _ => None,
    }
}
