//! What changed in what a client does on its own: pages, repeated calls, what it asks after one in doubt.

use super::change::Place;
use super::pairs::Pair;
use super::{Comparison, Severity, words};
use crate::model::{Idempotency, Operation};
use crate::rules::changes::behaviour;
use specie_runtime::{KeyForm, KeyScope, Pagination};

impl<'a> Comparison<'a> {
    pub(super) fn pagination(
        &mut self,
        (old, new): (Option<&Pagination<String>>, Option<&Pagination<String>>),
        place: &Place,
    ) {
        let (severity, message) = match (old, new) {
            (None, None) => return,
            (None, Some(_)) => (Severity::Compatible, "is a list of pages now".to_owned()),
            (Some(_), None) => (
                Severity::Breaking,
                "is no list of pages any more".to_owned(),
            ),
            (Some(old), Some(new)) => {
                let Pagination {
                    style,
                    list,
                    member_list,
                    null_list,
                    size,
                    max_size,
                    full_pages,
                    total,
                    total_pages,
                    more,
                    end,
                } = old;
                let parts = [
                    ("how the next page is requested", *style == new.style),
                    (
                        "where the list is",
                        *list == new.list && *member_list == new.member_list,
                    ),
                    (
                        "whether an empty page is `null`",
                        *null_list == new.null_list,
                    ),
                    ("the parameter with the page size", *size == new.size),
                    ("the largest page size", *max_size == new.max_size),
                    (
                        "whether all pages but the last are full",
                        *full_pages == new.full_pages,
                    ),
                    ("where the number of entries is", *total == new.total),
                    (
                        "where the number of pages is",
                        *total_pages == new.total_pages,
                    ),
                    ("where it says whether more follow", *more == new.more),
                    ("the cursor that ends the list", *end == new.end),
                ];
                let changed = parts.iter().filter(|(_, same)| !same);
                let changed: Vec<&str> = changed.map(|(what, _)| *what).collect();
                if changed.is_empty() {
                    return;
                }
                (
                    Severity::Breaking,
                    format!("changed: {}", changed.join(", ")),
                )
            }
        };
        let place = place.with("pagination");
        self.report(&behaviour::PAGINATION_CHANGED, severity, &place, message);
    }

    pub(super) fn idempotency(&mut self, old: &Idempotency, new: &Idempotency, place: &Place) {
        let loosened = match (old, new) {
            (Idempotency::Never, _) | (Idempotency::Keyed { .. }, Idempotency::Safe) => true,
            (
                Idempotency::Keyed { field, unique },
                Idempotency::Keyed {
                    field: new_field,
                    unique: new_unique,
                },
            ) => field == new_field && lasts(*unique) <= lasts(*new_unique),
            _ => false,
        };
        let severity = match loosened {
            true => Severity::Compatible,
            false => Severity::Breaking,
        };
        let place = place.with("idempotency");
        self.differ(
            (old, new),
            &behaviour::IDEMPOTENCY_CHANGED,
            severity,
            &place,
            || format!("{}, before: {}", repeated(new), repeated(old)),
        );
    }

    pub(super) fn reconcile(&mut self, old: &Operation, new: &Operation, place: &Place) {
        let place = place.with("reconcile");
        let was = old.reconcile.and_then(|at| self.old.operations.get(at));
        let is = new.reconcile.and_then(|at| self.new.operations.get(at));
        let same = match (was, is) {
            (None, None) => true,
            (Some(was), Some(is)) => self.is_same_operation(was, is),
            _ => false,
        };
        let rule = &behaviour::RECONCILE_CHANGED;
        if !same {
            let name = |one: Option<&Operation>| words::or_none(one.map(|one| one.name.as_str()));
            let message = format!("asks {}, before: {}", name(is), name(was));
            self.report(rule, Severity::Note, &place, message);
        } else {
            let asked = (&old.reconcile_with, &new.reconcile_with);
            self.differ(asked, rule, Severity::Note, &place, || {
                "is asked with other values".to_owned()
            });
        }
    }

    /// Whether two operations are the same one in both versions.
    pub(super) fn is_same_operation(&self, old: &Operation, new: &Operation) -> bool {
        self.operations.iter().any(|pair| {
            matches!(pair, Pair::Both(was, is) if std::ptr::eq(*was, old) && std::ptr::eq(*is, new))
        })
    }

    pub(super) fn new_key(
        &mut self,
        (old, new): (Option<KeyForm>, Option<KeyForm>),
        place: &Place,
    ) {
        let place = place.with("idempotency");
        let form = |form: Option<KeyForm>| match form {
            None => "none".to_owned(),
            Some(KeyForm::Uuid) => "a UUID".to_owned(),
            Some(KeyForm::Hex(digits)) => format!("{digits} hexadecimal digits"),
        };
        let rule = &behaviour::IDEMPOTENCY_CHANGED;
        self.differ((&old, &new), rule, Severity::Note, &place, || {
            format!(
                "the key that a client makes is {}, before: {}",
                form(new),
                form(old)
            )
        });
    }
}

/// How long a key is unique, in milliseconds.
fn lasts(unique: KeyScope) -> u64 {
    match unique {
        KeyScope::Always => u64::MAX,
        KeyScope::Millis(ms) => ms,
        KeyScope::OpenOrders => 0,
    }
}

fn repeated(idempotency: &Idempotency) -> String {
    match idempotency {
        Idempotency::Safe => "may be repeated".to_owned(),
        Idempotency::Never => "must not be repeated".to_owned(),
        Idempotency::Keyed { field, unique } => match unique {
            KeyScope::Always => format!("may be repeated with the same `{field}`"),
            KeyScope::Millis(ms) => format!("may be repeated with the same `{field}` for {ms} ms"),
            KeyScope::OpenOrders => {
                format!("may be repeated with the same `{field}` while the order is open")
            }
        },
    }
}
