//! What changed in envelopes, in how errors are recognized, and in the data of errors.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, words};
use crate::model::{Api, Doc, ErrorData, ErrorDocs};
use crate::rules::changes::{behaviour, wire as rule};
use specie_runtime::{Envelope, ErrorKind, ErrorRules};
use std::fmt;

impl<'a> Comparison<'a> {
    pub(super) fn compare_envelopes(&mut self) {
        type Named<'e> = (&'e str, &'e Envelope, Option<&'e ErrorDocs>);
        let named = |api: &'a Api| -> Vec<Named<'a>> {
            let docs = &api.provider_docs;
            let all = docs
                .envelopes
                .iter()
                .zip(api.runtime.envelopes.iter())
                .enumerate();
            all.map(|(at, (name, envelope))| {
                (name.as_str(), envelope, docs.envelope_errors.get(at))
            })
            .collect()
        };
        let (old, new) = (named(self.old), named(self.new));
        for pair in pairs(&old, &new, |(name, ..)| name.to_string()) {
            match pair {
                Pair::Both((_, was, was_docs), (name, is, is_docs)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    self.envelope_of((was, *was_docs), (is, *is_docs), &place);
                }
                // What its operations meet is told of them.
                Pair::Added((name, ..)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    let rule = &rule::ENVELOPE_CHANGED;
                    self.report(rule, Severity::Compatible, &place, "new envelope");
                }
                Pair::Removed((name, ..)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    let rule = &rule::ENVELOPE_CHANGED;
                    self.report(rule, Severity::Note, &place, "the envelope is gone");
                }
            }
        }
        let names = |list: &[Named<'a>]| {
            list.iter()
                .map(|(name, ..)| name.to_string())
                .collect::<Vec<_>>()
        };
        self.declaration_order(
            &names(&old),
            &names(&new),
            "envelopes",
            &Place::new("envelopes"),
        );
    }

    fn envelope_of(
        &mut self,
        (old, old_docs): (&'a Envelope, Option<&'a ErrorDocs>),
        (new, new_docs): (&'a Envelope, Option<&'a ErrorDocs>),
        place: &Place,
    ) {
        let Envelope {
            ok,
            partial,
            data,
            fallback,
            members,
            errors,
        } = old;
        let parts = [
            ("what a success looks like", *ok == new.ok),
            ("what a partial success looks like", *partial == new.partial),
            (
                "where the data is",
                *data == new.data && *fallback == new.fallback,
            ),
            ("of which members the data is made", *members == new.members),
        ];
        for (what, same) in parts {
            if !same {
                let message = format!("{what} changed");
                self.report(&rule::ENVELOPE_CHANGED, Severity::Breaking, place, message);
            }
        }
        let none = ErrorRules::default();
        let no_docs = ErrorDocs::default();
        let (was_docs, is_docs) = (old_docs.unwrap_or(&no_docs), new_docs.unwrap_or(&no_docs));
        let ErrorDocs { codes, messages } = was_docs;
        let place = place.with("errors");
        if errors.is_some() != new.errors.is_some() {
            let message = match new.errors.is_some() {
                true => "has error rules of its own",
                false => "has no error rules of its own any more",
            };
            self.report(
                &behaviour::ERROR_PLACE_CHANGED,
                Severity::Note,
                &place,
                message,
            );
        }
        self.errors(
            (errors.as_ref().unwrap_or(&none), (codes, messages)),
            (
                new.errors.as_ref().unwrap_or(&none),
                (&is_docs.codes, &is_docs.messages),
            ),
            &place,
        );
    }

    pub(super) fn errors(
        &mut self,
        (old, (code_docs, message_docs)): (&ErrorRules, (&[Doc], &[Doc])),
        (new, (new_code_docs, new_message_docs)): (&ErrorRules, (&[Doc], &[Doc])),
        place: &Place,
    ) {
        let ErrorRules {
            code,
            message,
            data,
            retry_after,
            request_id,
            messages,
            status,
            codes,
        } = old;
        let lists = [
            ("the code", code, &new.code),
            ("the message", message, &new.message),
            ("further data", data, &new.data),
        ];
        let rule = &behaviour::ERROR_PLACE_CHANGED;
        for (what, was, is) in lists {
            self.differ((was, is), rule, Severity::Breaking, place, || {
                format!("{what} is at {}", Self::both_locations(was, is))
            });
        }
        let single = [
            ("the time to wait", retry_after, &new.retry_after),
            ("the identifier of the request", request_id, &new.request_id),
        ];
        for (what, was, is) in single {
            self.differ((was, is), rule, Severity::Note, place, || {
                format!(
                    "{what} is at {}, before: {}",
                    words::locations(is),
                    words::locations(was)
                )
            });
        }
        self.kinds((status, &[]), (&new.status, &[]), &place.with("status"));
        self.kinds(
            (codes, code_docs),
            (&new.codes, new_code_docs),
            &place.with("codes"),
        );
        self.kinds(
            (messages, message_docs),
            (&new.messages, new_message_docs),
            &place.with("messages"),
        );
    }

    /// The kinds of errors by status, code or message. The first match counts, so their order does too.
    fn kinds<P: fmt::Display>(
        &mut self,
        (old, old_docs): (&[(P, ErrorKind)], &[Doc]),
        (new, new_docs): (&[(P, ErrorKind)], &[Doc]),
        place: &Place,
    ) {
        let rule = &behaviour::ERROR_KIND_CHANGED;
        let (olds, news) = (Self::beside(old, old_docs), Self::beside(new, new_docs));
        for pair in pairs(&olds, &news, |((pattern, _), _)| pattern.to_string()) {
            match pair {
                Pair::Both(((_, was), was_doc), ((pattern, is), is_doc)) => {
                    let place = place.with(&pattern.to_string());
                    self.differ((was, is), rule, Severity::Breaking, &place, || {
                        format!("is `{}`, before: `{}`", is.name(), was.name())
                    });
                    self.doc_of(*was_doc, *is_doc, &place);
                }
                Pair::Added(((pattern, is), _)) => {
                    let message = format!("new: `{}`", is.name());
                    self.report(
                        rule,
                        Severity::Compatible,
                        &place.with(&pattern.to_string()),
                        message,
                    );
                }
                Pair::Removed(((pattern, was), _)) => {
                    let message = format!("is no longer listed (before: `{}`)", was.name());
                    self.report(
                        rule,
                        Severity::Note,
                        &place.with(&pattern.to_string()),
                        message,
                    );
                }
            }
        }
        let names = |list: &[(P, ErrorKind)]| {
            list.iter()
                .map(|(pattern, _)| pattern.to_string())
                .collect::<Vec<_>>()
        };
        if super::pairs::reordered(&names(old), &names(new)) {
            let message = "they are tried in another order; the first match counts";
            self.report(rule, Severity::Note, place, message);
        }
    }

    pub(super) fn compare_error_data(&mut self) {
        let (before, after) = (self.old, self.new);
        let rule = &behaviour::ERROR_DATA_CHANGED;
        for pair in pairs(&before.error_data, &after.error_data, |data| {
            data.function.clone()
        }) {
            match pair {
                Pair::Both(was, is) => {
                    // The function is the name by which both were paired; it names the envelope.
                    let ErrorData {
                        function,
                        envelope: _,
                        ty,
                    } = was;
                    let place = Place::new("errors.data").with(function);
                    self.compare_types((ty, &is.ty), Way::Received, true, &place);
                }
                Pair::Added(is) => {
                    let place = Place::new("errors.data").with(&is.function);
                    self.report(rule, Severity::Compatible, &place, "errors have data now");
                }
                Pair::Removed(was) => {
                    let place = Place::new("errors.data").with(&was.function);
                    self.report(
                        rule,
                        Severity::Breaking,
                        &place,
                        "errors have no data any more",
                    );
                }
            }
        }
    }
}
