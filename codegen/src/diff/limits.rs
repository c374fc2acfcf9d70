//! What changed in rate limits.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::{Comparison, Severity};
use crate::rules::changes::behaviour;
use specie_runtime::signing::plan::{List, Scheme, Str};
use specie_runtime::{Cost, CountedCalls, Limit, LimitSize};

impl<'a> Comparison<'a> {
    pub(super) fn compare_limits(&mut self) {
        let (before, after) = (&self.old.runtime, &self.new.runtime);
        let old = Self::beside(&before.limits, &self.old.provider_docs.limits);
        let new = Self::beside(&after.limits, &self.new.provider_docs.limits);
        let rule = &behaviour::LIMIT_CHANGED;
        let place = Place::new("limits");
        for pair in pairs(&old, &new, |(limit, _)| limit_name(limit)) {
            match pair {
                Pair::Both((was, was_doc), (is, is_doc)) => {
                    let place = place.with(&limit_name(is));
                    self.limit(was, is, &place);
                    self.doc_of(*was_doc, *is_doc, &place);
                }
                Pair::Added((is, _)) => {
                    let message = format!("new limit: {}", size(is.size));
                    self.report(rule, Severity::Note, &place.with(&limit_name(is)), message);
                }
                Pair::Removed((was, _)) => {
                    let message = format!("the limit is gone: {}", size(was.size));
                    self.report(
                        rule,
                        Severity::Compatible,
                        &place.with(&limit_name(was)),
                        message,
                    );
                }
            }
        }
        let names = |list: &[Limit]| list.iter().map(limit_name).collect::<Vec<_>>();
        self.declaration_order(
            &names(&before.limits),
            &names(&after.limits),
            "limits",
            &place,
        );
    }

    fn limit(&mut self, old: &Limit, new: &Limit, place: &Place) {
        let Limit {
            size: was,
            scope: _,
            by: _,
            pool: _,
            counts,
            headers,
            tiers,
        } = old;
        let rule = &behaviour::LIMIT_CHANGED;
        let severity = match allows_as_much(*was, new.size) {
            true => Severity::Compatible,
            false => Severity::Note,
        };
        self.differ((was, &new.size), rule, severity, place, || {
            format!("{}, before: {}", size(new.size), size(*was))
        });
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let counted = (counted(before, counts), counted(after, &new.counts));
        self.differ(
            (&counted.0, &counted.1),
            rule,
            Severity::Note,
            place,
            || "counts other calls, or counts them differently".to_owned(),
        );
        self.differ((headers, &new.headers), rule, Severity::Note, place, || {
            "is reported in other headers of responses".to_owned()
        });
        self.differ((tiers, &new.tiers), rule, Severity::Note, place, || {
            "is another one for accounts of other tiers".to_owned()
        });
    }

    pub(super) fn weights(&mut self, old: &List<(Str, Cost)>, new: &List<(Str, Cost)>) {
        for pair in pairs(old.iter(), new.iter(), |(name, _)| name.to_string()) {
            let (name, what) = match pair {
                Pair::Both((_, was), (_, is)) if was == is => continue,
                Pair::Both(_, (name, _)) => (name, "depends on its parameters in another way"),
                Pair::Added((name, _)) => (name, "depends on its parameters now"),
                Pair::Removed((name, _)) => (name, "no longer depends on its parameters"),
            };
            let place = Place::new(format!("operations.{name}.weight"));
            let message = format!("what it costs of the limits {what}");
            self.report(&behaviour::WEIGHT_CHANGED, Severity::Note, &place, message);
        }
    }
}

/// What tells limits apart: whose calls are counted, and in which pool.
fn limit_name(limit: &Limit) -> String {
    let parts = [Some(&limit.scope), limit.by.as_ref(), limit.pool.as_ref()];
    let per = match limit.size {
        LimitSize::Window { per_ms, .. } => format!("per {per_ms} ms"),
        LimitSize::Counter { .. } => "counter".to_owned(),
    };
    let parts = parts.into_iter().flatten().map(ToString::to_string);
    parts.chain([per]).collect::<Vec<_>>().join(" ")
}

fn size(size: LimitSize) -> String {
    match size {
        LimitSize::Window { calls, per_ms } => format!("{calls} in {per_ms} ms"),
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => format!("up to {max}, less {decay_thousandths} thousandths in {per_ms} ms"),
    }
}

/// Whether the new size allows all that the old one did.
fn allows_as_much(old: LimitSize, new: LimitSize) -> bool {
    match (old, new) {
        (
            LimitSize::Window { calls, per_ms },
            LimitSize::Window {
                calls: new_calls,
                per_ms: new_per,
            },
        ) => new_calls >= calls && new_per <= per_ms,
        (
            LimitSize::Counter {
                max,
                decay_thousandths,
                per_ms,
            },
            LimitSize::Counter {
                max: new_max,
                decay_thousandths: new_decay,
                per_ms: new_per,
            },
        ) => new_max >= max && new_decay >= decay_thousandths && new_per <= per_ms,
        _ => false,
    }
}

/// The calls that count, with the names of sections.
fn counted(scheme: &Scheme, counts: &CountedCalls) -> (Vec<String>, Vec<(Str, Option<Cost>)>) {
    match counts {
        CountedCalls::All => (vec!["all".to_owned()], Vec::new()),
        CountedCalls::Sections(at) => {
            let mut names = vec!["sections".to_owned()];
            names.extend(Comparison::section_names(scheme, at));
            (names, Vec::new())
        }
        CountedCalls::Operations(list) => (vec!["operations".to_owned()], list.to_vec()),
    }
}
