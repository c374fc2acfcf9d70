//! The paths that `id`, `time` and `order` of webhooks are. That their first name is a member is known when they are lowered.

use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::model::{Api, Found, Kind, Only, Shape, Type, TypeId, WireAs};
use crate::raw::{Spec, Text};
use crate::rules::webhooks::UNKNOWN_MEMBER;

pub(super) fn check_webhook_members(spec: &Spec, api: &Api, diagnostics: &mut Diagnostics) {
    for (raw, webhook) in spec.webhooks.iter().zip(&api.webhooks) {
        for (key, member) in [("id", &raw.id), ("time", &raw.time), ("order", &raw.order)] {
            if let (Some(member), Some(event)) = (member, webhook.event) {
                check_path(key, member, event, api, diagnostics);
            }
        }
    }
}

/// Reports the first name of a path that no value of the event can have.
fn check_path(key: &str, member: &Text, event: TypeId, api: &Api, diagnostics: &mut Diagnostics) {
    let path = member.value.as_str();
    if !matches!(api.event_member(event, path), Found::Missing) {
        return;
    }
    let ends = path.match_indices('.').map(|(at, _)| at);
    let mut parts = ends.filter_map(|at| path.split_at_checked(at));
    // From the left, the last part that there is.
    let Some((before, rest)) = parts.rfind(|(before, _)| {
        matches!(
            api.event_member(event, before),
            Found::Type(_) | Found::Open
        )
    }) else {
        return;
    };
    let missing = rest.trim_start_matches('.').split('.').next();
    let missing = missing.unwrap_or_default();
    let found = api.event_member(event, before);
    let is_text = matches!(found, Found::Type(ty) if ty.wire == Some(WireAs::Json));
    if is_text && !before.contains('.') {
        return; // Reported when it was lowered.
    }
    let known = match found {
        Found::Type(ty) if !is_text => members(api, ty),
        _ => Vec::new(),
    };
    let message = match known.is_empty() {
        _ if is_text => format!("`{before}` is a text, so it has no members"),
        true => format!("`{before}` has no members"),
        false => format!("unknown member `{missing}` of `{before}`"),
    };
    diagnostics
        .report(&UNKNOWN_MEMBER, member.span, message)
        .label(format!("`{key}` names a member of the received data"))
        .help_if(did_you_mean(missing, known));
}

/// The names of the members of an object.
fn members<'a>(api: &'a Api, ty: &Type) -> Vec<&'a str> {
    let shape = match ty.kind {
        Kind::Named(id) => api.types.get(id.0).map(|def| &def.shape),
        _ => None,
    };
    let Some(Shape::Struct { fields, .. }) = shape else {
        return Vec::new();
    };
    let received = fields
        .iter()
        .filter(|field| !field.rest && field.only != Some(Only::Sent));
    received.map(|field| field.name.as_str()).collect()
}
