//! What changed in operations.

use super::change::Place;
use super::matching::target;
use super::moved::Moved;
use super::pairs::Pair;
use super::types::Way;
use super::{Comparison, Severity, plans, words};
use crate::model::{Api, Operation};
use crate::rules::changes::{behaviour, signing, wire as rule};
use specie_runtime::signing::plan::{Plan, Section};

impl<'a> Comparison<'a> {
    pub(super) fn compare_operations(&mut self) {
        for pair in self.operations.clone() {
            match pair {
                Pair::Both(old, new) => self.compare_operation(old, new),
                Pair::Added(new) => {
                    let place = place_of(new).at(new.span);
                    let call = format!("{} {}", new.method, target(self.new, new));
                    let rule = &rule::OPERATION_ADDED;
                    self.report(
                        rule,
                        Severity::Compatible,
                        &place,
                        format!("new call, `{call}`"),
                    );
                }
                Pair::Removed(old) => {
                    let place = place_of(old).was_at(old.span);
                    let call = format!("{} {}", old.method, target(self.old, old));
                    let rule = &rule::OPERATION_REMOVED;
                    self.report(
                        rule,
                        Severity::Breaking,
                        &place,
                        format!("`{call}` is gone"),
                    );
                }
            }
        }
        self.compare_moves();
        let names = |api: &Api| api.operations.iter().map(|one| one.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(self.old), names(self.new));
        self.declaration_order(&old, &new, "operations", &Place::new("operations"));
    }

    fn compare_operation(&mut self, old: &'a Operation, new: &'a Operation) {
        // Every part is named, so that a new one is compared too. Names in Rust are compared by what the client declares.
        let Operation {
            name: _,
            rust_name: _,
            request_name: _,
            span: _,
            doc,
            section: _,
            method: _,
            path: _,
            place: _,
            params: _,
            multipart: _,
            content_type: _,
            one_of: _,
            response,
            response_headers,
            variants,
            pagination,
            idempotency,
            reconcile: _,
            reconcile_with: _,
            new_key,
            envelope,
            timeout_ms,
            weight,
            examples,
        } = old;
        let place = place_of(new).at(new.span);
        self.doc(doc, &new.doc, &place);
        self.compare_call(old, new, &place);
        self.compare_params(old, new, &place);
        self.compare_responses(response, &new.response, &place.with("answer"));
        let headers = place.with("response_headers");
        match (response_headers, &new.response_headers) {
            (Some(old), Some(new)) => {
                self.compare_types((old, new), Way::Received, false, &headers)
            }
            (None, None) => {}
            (old, _) => {
                let message = match old {
                    None => "headers of the response are read",
                    Some(_) => "headers of the response are no longer read",
                };
                let rule = &rule::RESPONSE_CHANGED;
                self.report(rule, Severity::Compatible, &headers, message);
            }
        }
        self.compare_method_variants(variants, &new.variants, &place);
        self.pagination((pagination.as_ref(), new.pagination.as_ref()), &place);
        self.idempotency(idempotency, &new.idempotency, &place);
        self.reconcile(old, new, &place);
        self.new_key((*new_key, new.new_key), &place);
        let names = (
            Self::envelope(self.old, *envelope),
            Self::envelope(self.new, new.envelope),
        );
        let rule = &behaviour::OPERATION_ENVELOPE_CHANGED;
        self.differ(
            (&names.0, &names.1),
            rule,
            Severity::Breaking,
            &place,
            || {
                format!(
                    "the envelope is {}, before: {}",
                    words::or_none(names.1),
                    words::or_none(names.0)
                )
            },
        );
        let rule = &behaviour::TIMEOUT_CHANGED;
        self.differ(
            (timeout_ms, &new.timeout_ms),
            rule,
            Severity::Note,
            &place,
            || {
                let ms =
                    |ms: Option<u64>| ms.map_or("the default".to_owned(), |ms| format!("{ms} ms"));
                format!(
                    "waits for {}, before: {}",
                    ms(new.timeout_ms),
                    ms(*timeout_ms)
                )
            },
        );
        let rule = &behaviour::WEIGHT_CHANGED;
        self.differ((weight, &new.weight), rule, Severity::Note, &place, || {
            format!("costs {} of the limits, before: {weight}", new.weight)
        });
        self.examples(examples, &new.examples, &place);
    }

    /// Where a call is sent, and whether it is signed.
    fn compare_call(&mut self, old: &'a Operation, new: &'a Operation, place: &Place) {
        let (before, after) = (section_of(self.old, old), section_of(self.new, new));
        // What changed within a section is told once, in the section.
        let in_section = before.map(|one| &one.name) == after.map(|one| &one.name);
        let call = |api: &Api, one: &Operation| match in_section {
            true => format!("{} {}", one.method, one.path),
            false => format!("{} {}", one.method, target(api, one)),
        };
        let (was, is) = (call(self.old, old), call(self.new, new));
        let without_names = |call: &str| {
            call.split('/')
                .map(super::matching::without_name)
                .collect::<Vec<_>>()
                .join("/")
        };
        if without_names(&was) != without_names(&is) {
            self.moved.push(Moved {
                name: new.name.clone(),
                place: place.clone(),
                was,
                is,
            });
        }
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        if !in_section {
            self.differ(
                (&before.base, &after.base),
                &rule::BASE_CHANGED,
                Severity::Breaking,
                place,
                || format!("sent to `{}`, before: `{}`", after.base, before.base),
            );
            let encoders = (&before.encode, &after.encode);
            self.differ(
                encoders,
                &signing::ENCODER_CHANGED,
                Severity::Breaking,
                place,
                || {
                    let (is, was) = (
                        words::encoder(&after.encode),
                        words::encoder(&before.encode),
                    );
                    format!("encoded by {is}, before: {was}")
                },
            );
        }
        let plans = (plan_of(self.old, before), plan_of(self.new, after));
        let (severity, message) = match plans {
            (None, None) => return,
            (None, Some(is)) => (
                Severity::Breaking,
                format!("is signed now, by `{}`", is.name),
            ),
            (Some(was), None) => (
                Severity::Compatible,
                format!("is no longer signed (before: by `{}`)", was.name),
            ),
            (Some(was), Some(is)) => {
                let same = plans::same(
                    (&self.old.runtime.scheme, was),
                    (&self.new.runtime.scheme, is),
                );
                if was.name == is.name || same {
                    return;
                }
                let message = format!("is signed by `{}`, before: `{}`", is.name, was.name);
                (Severity::Breaking, message)
            }
        };
        self.report(&rule::AUTH_CHANGED, severity, place, message);
    }
}

fn place_of(operation: &Operation) -> Place {
    Place::new(format!("operations.{}", operation.name))
}

fn section_of<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Section> {
    api.runtime
        .scheme
        .sections
        .get(usize::from(operation.section))
}

fn plan_of<'a>(api: &'a Api, section: &Section) -> Option<&'a Plan> {
    api.runtime.scheme.plans.get(usize::from(section.plan?))
}
