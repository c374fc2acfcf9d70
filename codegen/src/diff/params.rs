//! What changed in the parameters of operations.

use super::change::Place;
use super::members::Members;
use super::pairs::{Pair, pairs, reordered};
use super::types::Way;
use super::{Comparison, Severity, words};
use crate::model::{Location, Operation, Param};
use crate::rules::changes::{signing, wire as rule};
use specie_runtime::signing::plan::Place as Sent;

impl<'a> Comparison<'a> {
    pub(super) fn compare_params(&mut self, old: &'a Operation, new: &'a Operation, place: &Place) {
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
