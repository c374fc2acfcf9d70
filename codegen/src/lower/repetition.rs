//! Whether a call may be repeated, by which key, and how to find out what happened to it.

use super::Context;
use crate::diagnostic::Diagnostics;
use crate::model::{Idempotency, Kind, OneOf, Operation, Param, Range};
use crate::raw;
use crate::rules::operations as rules;
use specie_runtime::{KeyForm, KeyScope};

/// The number of hexadecimal digits from which on two random keys are not the same in practice.
const ENOUGH_DIGITS: u64 = 16;

pub(super) fn lower_idempotency(
    raw: &raw::Operation,
    method: &str,
    raws: &[raw::Field],
    diagnostics: &mut Diagnostics,
) -> Idempotency {
    match raw.idempotency.as_ref().map(|found| &found.value) {
        Some(raw::Idempotency::Safe) => Idempotency::Safe,
        Some(raw::Idempotency::Never) => Idempotency::Never,
        Some(raw::Idempotency::Keyed(field, unique)) => {
            let known = raws.iter().any(|raw| raw.name.value == field.value);
            // The members of `items` are not known here.
            if !known && raw.items.is_none() {
                let known = raws.iter().map(|raw| raw.name.value.as_str());
                let rule = &rules::UNKNOWN_PARAM;
                diagnostics
                    .unknown(rule, field.span, "parameter", &field.value, known)
                    .label("not declared under `params`")
                    .why("a repeated call is recognized by this value");
            }
            Idempotency::Keyed {
                field: field.value.clone(),
                unique: *unique,
            }
        }
        None if ["GET", "HEAD", "OPTIONS"].contains(&method) => Idempotency::Safe,
        None => Idempotency::Never,
    }
}

pub(super) fn lower_reconcile(
    raw: &raw::Operation,
    idempotency: &Idempotency,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let name = &raw.reconcile.as_ref()?.operation;
    let Some(index) = context.operations.get(name.value.as_str()).copied() else {
        let known = context.spec.operations.iter();
        let known = known.map(|operation| operation.name.value.as_str());
        diagnostics.unknown_operation(name.span, &name.value, known);
        return None;
    };
    if *idempotency == Idempotency::Safe {
        diagnostics
            .report(
                &rules::RECONCILE_UNNEEDED,
                name.span,
                format!(
                    "`{}` is safe to repeat, so there is nothing to reconcile",
                    raw.name.value
                ),
            )
            .label("only for calls that must not be repeated")
            .help("remove `reconcile`, or write `idempotency: never`");
    }
    let target = context.spec.operations.get(index);
    if target.is_some_and(is_never) {
        diagnostics
            .report(
                &rules::RECONCILE_NOT_SAFE,
                name.span,
                format!("`{}` may not be repeated itself", name.value),
            )
            .label("is not read-only")
            .why("to find out the outcome of a call, users may have to ask several times")
            .help("name a read-only operation, or write `idempotency: safe` there");
    }
    Some(index)
}

fn is_never(raw: &raw::Operation) -> bool {
    match raw.idempotency.as_ref().map(|found| &found.value) {
        Some(raw::Idempotency::Keyed(_, unique)) => *unique != KeyScope::Always,
        Some(found) => matches!(found, raw::Idempotency::Never),
        None => {
            let method = raw
                .call
                .as_ref()
                .map_or("GET", |(method, _)| method.value.as_str());
            !["GET", "HEAD", "OPTIONS"].contains(&method)
        }
    }
}

/// What to ask the operation that reconciles with: its parameters, each with the parameter of this operation that has its value. If the spec does
/// not say so, those with the same name.
pub(super) fn reconcile_with(
    raw: &raw::Operation,
    index: usize,
    operations: &[Operation],
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String)> {
    let own = operations.get(index);
    let asked = own.and_then(|own| operations.get(own.reconcile?));
    let (Some(own), Some(asked), Some(reconcile)) = (own, asked, &raw.reconcile) else {
        return Vec::new();
    };
    let Some(with) = &reconcile.with else {
        let params = given(asked).filter(|name| given(own).any(|known| known == *name));
        return params
            .map(|name| (name.to_owned(), name.to_owned()))
            .collect();
    };
    for (param, own_param) in with {
        for (name, of) in [(param, asked), (own_param, own)] {
            if !given(of).any(|known| known == name.value) {
                diagnostics
                    .unknown(
                        &rules::UNKNOWN_PARAM,
                        name.span,
                        "parameter",
                        &name.value,
                        given(of),
                    )
                    .label(format!("not a parameter of `{}`", of.name))
                    .why("`reconcile` says which parameters the two operations have in common");
            }
        }
    }
    with.iter()
        .map(|(param, own_param)| (param.value.clone(), own_param.value.clone()))
        .collect()
}

/// The names of the parameters that callers give.
fn given(operation: &Operation) -> impl Iterator<Item = &str> {
    let params = operation.params.iter().map(|param| &param.field);
    params
        .filter(|field| field.constant.is_none())
        .map(|field| field.name.as_str())
}

/// The form of the key that a client makes for a call without one; none, if the caller must give it, or if its type leaves no room for a random one.
pub(super) fn new_key(
    idempotency: &Idempotency,
    params: &[Param],
    groups: &[OneOf],
) -> Option<KeyForm> {
    let Idempotency::Keyed { field: name, .. } = idempotency else {
        return None;
    };
    let index = params
        .iter()
        .position(|param| param.field.name == *name)
        .filter(|index| !groups.iter().any(|group| group.members.contains(index)))?;
    let field = &params.get(index)?.field;
    match field.ty.kind {
        _ if !field.optional || field.constant.is_some() => None,
        Kind::Uuid => Some(KeyForm::Uuid),
        Kind::Text { alnum } => text_key(field.range.as_ref(), alnum),
        _ => None,
    }
}

/// A random text whose length lies within these bounds.
fn text_key(range: Option<&Range>, alnum: bool) -> Option<KeyForm> {
    let bound = |bound: fn(&Range) -> &Option<String>, otherwise| {
        let text = range.and_then(|range| bound(range).as_ref());
        text.map_or(Some(otherwise), |text| text.parse::<u64>().ok())
    };
    let (min, max) = (bound(|it| &it.min, 0)?, bound(|it| &it.max, u64::MAX)?);
    if !alnum && (min..=max).contains(&36) {
        return Some(KeyForm::Uuid);
    }
    let digits = max.min(32);
    (digits >= min.max(ENOUGH_DIGITS))
        .then(|| u8::try_from(digits).ok().map(KeyForm::Hex))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(alnum: bool, min: Option<&str>, max: Option<&str>) -> Option<KeyForm> {
        let range = Range {
            min: min.map(str::to_owned),
            above: false,
            max: max.map(str::to_owned),
            unique: false,
        };
        text_key(Some(&range), alnum)
    }

    #[test]
    fn a_new_key_is_as_random_as_its_type_allows() {
        assert_eq!(form(false, None, None), Some(KeyForm::Uuid));
        assert_eq!(form(false, Some("1"), Some("36")), Some(KeyForm::Uuid));
        assert_eq!(form(false, Some("1"), Some("35")), Some(KeyForm::Hex(32)));
        assert_eq!(form(true, None, None), Some(KeyForm::Hex(32)));
        assert_eq!(form(true, None, Some("20")), Some(KeyForm::Hex(20)));
        assert_eq!(form(true, None, Some("15")), None, "too few digits");
        assert_eq!(form(false, Some("37"), None), None, "too short");
        assert_eq!(form(false, Some("40"), Some("64")), None);
    }
}
