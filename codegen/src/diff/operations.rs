//! What changed in operations.

use super::change::Place;
use super::matching::target;
use super::members::Members;
use super::pairs::{Pair, pairs, reordered};
use super::types::Way;
use super::{Comparison, Severity, plans, words};
use crate::model::{Api, Idempotency, Location, Operation, Param, Response, Variant};
use crate::rules::changes::{behaviour, signing, wire as rule};
use specie_runtime::signing::plan::{Place as Sent, Plan, Section};
use specie_runtime::{KeyForm, KeyScope, Pagination};

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
            let message = format!("`{is}`, before: `{was}`");
            self.report(&rule::OPERATION_MOVED, Severity::Breaking, place, message);
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

    fn compare_params(&mut self, old: &'a Operation, new: &'a Operation, place: &Place) {
        let place = &place.with("params");
        let members = |one: &'a Operation| Members {
            fields: one.params.iter().map(|param| &param.field).collect(),
            groups: &one.one_of,
        };
        let (was, is) = (members(old), members(new));
        for pair in paired_params(old, new) {
            match pair {
                Pair::Both(one, other) => {
                    let place = place.with(&other.field.name).at(other.field.span);
                    let optional = (was.is_optional(&one.field), is.is_optional(&other.field));
                    let fields = (&one.field, &other.field);
                    self.compare_member(fields, optional, way(new, other), &place);
                    self.describe_member(&one.field, &other.field, &place);
                    self.compare_param((old, one), (new, other), &place);
                }
                Pair::Added(param) => {
                    let optional = is.is_optional(&param.field);
                    self.member_added(&param.field, optional, way(new, param), place);
                }
                Pair::Removed(param) => {
                    let optional = was.is_optional(&param.field);
                    self.member_removed(&param.field, optional, way(old, param), place);
                }
            }
        }
        self.compare_groups(&was, &is, Way::Sent, place);
        let order = |one: &Operation| -> Vec<String> {
            one.params
                .iter()
                .map(|param| param.field.name.clone())
                .collect()
        };
        if reordered(&order(old), &order(new)) {
            let message = "the parameters are sent in another order";
            self.report(&signing::ORDER_CHANGED, Severity::Note, place, message);
        }
        let rule = &rule::BODY_FORMAT_CHANGED;
        self.differ(
            (&old.multipart, &new.multipart),
            rule,
            Severity::Breaking,
            place,
            || match new.multipart {
                true => "the body is `multipart/form-data`".to_owned(),
                false => "the body is no longer `multipart/form-data`".to_owned(),
            },
        );
        self.differ(
            (&old.content_type, &new.content_type),
            rule,
            Severity::Breaking,
            place,
            || {
                format!(
                    "the content type is {}, before: {}",
                    words::or_none(new.content_type.as_ref()),
                    words::or_none(old.content_type.as_ref())
                )
            },
        );
        let has_body = |one: &Operation| one.params.iter().any(|p| p.location == Location::Main);
        if old.place != new.place && has_body(old) && has_body(new) {
            let message = format!("sent as {}, before: {}", sent(new.place), sent(old.place));
            self.report(rule, Severity::Breaking, place, message);
        } else if old.place != new.place {
            let message = format!(
                "would be sent as {}, before: {}",
                sent(new.place),
                sent(old.place)
            );
            self.report(rule, Severity::Note, place, message);
        }
    }

    /// What is said of a parameter beside what it is.
    fn compare_param(
        &mut self,
        (was_of, was): (&Operation, &Param),
        (is_of, is): (&Operation, &Param),
        place: &Place,
    ) {
        let Param {
            field,
            location,
            path_encode,
            format,
        } = was;
        if field.name != is.field.name {
            let message = format!(
                "`{{{}}}` of the path, before: `{{{}}}`",
                is.field.name, field.name
            );
            self.report(
                &rule::PATH_PARAM_RENAMED,
                Severity::Compatible,
                place,
                message,
            );
        }
        // A main parameter is where the call has its parameters, which is told of the call.
        let (before, now) = (location_of(was_of, was), location_of(is_of, is));
        if *location != is.location && before != now {
            let message = format!("sent {now}, before: {before}");
            self.report(&rule::PARAM_MOVED, Severity::Breaking, place, message);
        } else if *location != is.location {
            let message = "written in another part of the operation";
            self.report(&rule::PARAM_MOVED, Severity::Note, place, message);
        }
        let encode = |encode: Option<_>| encode.map_or("as its section", words::path_encode);
        let rule = &signing::ENCODER_CHANGED;
        self.differ(
            (path_encode, &is.path_encode),
            rule,
            Severity::Breaking,
            place,
            || {
                format!(
                    "encoded {}, before: {}",
                    encode(is.path_encode),
                    encode(*path_encode)
                )
            },
        );
        let written = |format: Option<_>| format.map_or("as its section", words::list_format);
        self.differ(
            (format, &is.format),
            rule,
            Severity::Breaking,
            place,
            || {
                format!(
                    "written {}, before: {}",
                    written(is.format),
                    written(*format)
                )
            },
        );
    }

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

    fn compare_method_variants(&mut self, old: &'a [Variant], new: &'a [Variant], place: &Place) {
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

    fn pagination(
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

    fn idempotency(&mut self, old: &Idempotency, new: &Idempotency, place: &Place) {
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

    fn reconcile(&mut self, old: &Operation, new: &Operation, place: &Place) {
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
    fn is_same_operation(&self, old: &Operation, new: &Operation) -> bool {
        self.operations.iter().any(|pair| {
            matches!(pair, Pair::Both(was, is) if std::ptr::eq(*was, old) && std::ptr::eq(*is, new))
        })
    }

    fn new_key(&mut self, (old, new): (Option<KeyForm>, Option<KeyForm>), place: &Place) {
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

/// Pairs parameters by name; those of the path that are left by their positions.
fn paired_params<'a>(old: &'a Operation, new: &'a Operation) -> Vec<Pair<&'a Param>> {
    let by_name = pairs(&old.params, &new.params, |param| param.field.name.clone());
    let of_path = |path: &str| -> Vec<String> {
        let names = path.split('{').skip(1);
        names
            .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
            .collect()
    };
    let (old_names, new_names) = (of_path(&old.path), of_path(&new.path));
    let same_shape = old_names.len() == new_names.len();
    let gone: Vec<&Param> = by_name
        .iter()
        .filter_map(|pair| match pair {
            Pair::Removed(param) if param.location == Location::Path && same_shape => Some(*param),
            _ => None,
        })
        .collect();
    let mut renamed: Vec<&Param> = Vec::new();
    let mut all: Vec<Pair<&Param>> = by_name
        .into_iter()
        .map(|pair| match pair {
            Pair::Added(param) if param.location == Location::Path => {
                let at = new_names.iter().position(|name| *name == param.field.name);
                let was = at.and_then(|at| old_names.get(at));
                let was = gone.iter().find(|one| Some(&one.field.name) == was);
                match was {
                    Some(was) => {
                        renamed.push(was);
                        Pair::Both(*was, param)
                    }
                    None => pair,
                }
            }
            _ => pair,
        })
        .collect();
    all.retain(|pair| {
        !matches!(pair, Pair::Removed(param) if renamed.iter().any(|one| std::ptr::eq(*one, *param)))
    });
    all
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

/// Which way a parameter goes: in a query or form, numbers are texts.
fn way(operation: &Operation, param: &Param) -> Way {
    match param.location {
        Location::Main | Location::Items if operation.place == Sent::Json => Way::Sent,
        Location::Body => Way::Sent,
        _ => Way::SentAsText,
    }
}

/// Where a parameter is sent.
fn location_of(operation: &Operation, param: &Param) -> &'static str {
    match param.location {
        Location::Path => "in the path",
        Location::Main => sent(operation.place),
        Location::Items => "as the list of the call",
        Location::Body => "as the body",
        Location::Part => "as a part of the body",
        Location::Query => sent(Sent::Query),
        Location::Header => "as a header",
        Location::Cookie => "as a cookie",
    }
}

fn sent(place: Sent) -> &'static str {
    match place {
        Sent::Query => "in the query",
        Sent::Form => "as a form",
        Sent::Json => "as JSON",
        Sent::None => "nowhere",
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
