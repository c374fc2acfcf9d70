//! What changed in what calls return.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, words};
use crate::model::{Response, Variant};
use crate::rules::changes::wire as rule;

impl<'a> Comparison<'a> {
    /// Compares what a call returns.
    pub(super) fn compare_responses(
        &mut self,
        old: &'a Response,
        new: &'a Response,
        place: &Place,
    ) {
        match (old, new) {
            (
                Response::Type(was) | Response::Optional(was),
                Response::Type(is) | Response::Optional(is),
            ) => {
                let optional = |one: &Response| matches!(one, Response::Optional(_));
                match (optional(old), optional(new)) {
                    (false, true) => {
                        let message = "may have no data";
                        self.report(&rule::RESPONSE_CHANGED, Severity::Breaking, place, message);
                    }
                    (true, false) => {
                        let message = "always has data";
                        self.report(
                            &rule::RESPONSE_CHANGED,
                            Severity::Compatible,
                            place,
                            message,
                        );
                    }
                    _ => {}
                }
                self.compare_types((was, is), Way::Received, optional(old), place);
            }
            (Response::ByStatus(was), Response::ByStatus(is)) => {
                for pair in pairs(was, is, |(status, _)| *status) {
                    self.compare_status(pair, place);
                }
            }
            (
                Response::Raw { text, media },
                Response::Raw {
                    text: new_text,
                    media: new_media,
                },
            ) => {
                let rule = &rule::RESPONSE_CHANGED;
                let message = || {
                    let (is, was) = (
                        words::response(self.new, new),
                        words::response(self.old, old),
                    );
                    format!("{is}, before: {was}")
                };
                if text != new_text {
                    let message = message();
                    self.report(rule, Severity::Breaking, place, message);
                } else if media != new_media {
                    let message = message();
                    self.report(rule, Severity::Note, place, message);
                }
            }
            (Response::None, Response::None) => {}
            _ => {
                let severity = match (old, new) {
                    (Response::None, _) | (Response::Optional(_), Response::None) => {
                        Severity::Compatible
                    }
                    (Response::Type(_) | Response::Optional(_), Response::ByStatus(_))
                    | (Response::ByStatus(_), _) => Severity::Note,
                    _ => Severity::Breaking,
                };
                let (is, was) = (
                    words::response(self.new, new),
                    words::response(self.old, old),
                );
                let message = format!("{is}, before: {was}");
                self.report(&rule::RESPONSE_CHANGED, severity, place, message);
                // The types of both are followed where there is one of each.
                let (was, is) = (old.types(), new.types());
                if let (Some(was), Some(is)) = (was.first(), is.first()) {
                    self.compare_types((was, is), Way::Received, true, place);
                }
            }
        }
    }

    fn compare_status(&mut self, pair: Pair<&'a (u16, Response)>, place: &Place) {
        match pair {
            Pair::Both((status, was), (_, is)) => {
                self.compare_responses(was, is, &place.with(&status.to_string()));
            }
            Pair::Added((status, is)) => {
                let message = format!("status {status} is new: {}", words::response(self.new, is));
                self.report(
                    &rule::RESPONSE_STATUS_CHANGED,
                    Severity::Note,
                    place,
                    message,
                );
            }
            Pair::Removed((status, was)) => {
                let was = words::response(self.old, was);
                let message = format!("status {status} is gone: {was}");
                self.report(
                    &rule::RESPONSE_STATUS_CHANGED,
                    Severity::Compatible,
                    place,
                    message,
                );
            }
        }
    }

    pub(super) fn compare_method_variants(
        &mut self,
        old: &'a [Variant],
        new: &'a [Variant],
        place: &Place,
    ) {
        let place = &place.with("variants");
        for pair in pairs(old, new, |variant| variant.name.clone()) {
            match pair {
                Pair::Both(was, is) => {
                    // The name in Rust is compared by what the client declares.
                    let Variant {
                        name,
                        rust_name: _,
                        doc,
                        set,
                        response,
                    } = was;
                    let place = place.with(name);
                    self.doc(doc, &is.doc, &place);
                    let rule = &rule::VARIANT_CHANGED;
                    self.differ((set, &is.set), rule, Severity::Breaking, &place, || {
                        "sets other constants".to_owned()
                    });
                    self.compare_responses(response, &is.response, &place.with("answer"));
                }
                Pair::Added(is) => {
                    let place = place.with(&is.name);
                    let message = "new variant of the call";
                    self.report(
                        &rule::VARIANT_CHANGED,
                        Severity::Compatible,
                        &place,
                        message,
                    );
                }
                Pair::Removed(was) => {
                    let place = place.with(&was.name);
                    let message = "the variant of the call is gone";
                    self.report(&rule::VARIANT_CHANGED, Severity::Breaking, &place, message);
                }
            }
        }
        let names = |list: &[Variant]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        self.declaration_order(&names(old), &names(new), "variants", place);
    }
}
