//! What each operation does with resources: derived from its name, its parameters and its response.

use crate::member_names::{is_id, plain};
use crate::model::{Action, Api, Idempotency, Kind, Operation, Response};

/// What an operation does with the resources of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    /// The kind of the resource, in the singular: `order`.
    pub(super) noun: String,
    pub(super) action: Action,
}

const CREATE: [&str; 14] = [
    "create", "place", "new", "add", "open", "submit", "send", "post", "make", "withdraw",
    "request", "issue", "start", "pay",
];
const READ: [&str; 7] = ["get", "read", "show", "query", "fetch", "find", "retrieve"];
const CANCEL: [&str; 6] = ["cancel", "delete", "close", "void", "revoke", "remove"];

/// Words of names that say nothing of the kind.
const OTHER: [&str; 26] = [
    "info",
    "history",
    "list",
    "ids",
    "id",
    "all",
    "my",
    "open",
    "closed",
    "cancelled",
    "canceled",
    "single",
    "multi",
    "full",
    "by",
    "with",
    "role",
    "status",
    "details",
    "detail",
    "active",
    "recent",
    "of",
    "the",
    "for",
    "own",
];

/// Words that mean the same.
const SYNONYMS: [(&str, &str); 4] = [
    ("tx", "transaction"),
    ("txn", "transaction"),
    ("withdraw", "withdrawal"),
    ("trx", "transaction"),
];

/// The role of an operation; `None`: its name, parameters and response do not say one.
pub(super) fn role(api: &Api, operation: &Operation) -> Option<Role> {
    let words: Vec<&str> = operation.name.split('_').collect();
    let verb = *words.first()?;
    // Several at a time, in a form of its own.
    if ["mass", "multi", "batch", "bulk"]
        .iter()
        .any(|many| words.contains(many))
    {
        return None;
    }
    let noun = noun(&words)?;
    let safe = operation.idempotency == Idempotency::Safe;
    let has_ids = !ids(operation).is_empty();
    let action = if !safe && CANCEL.contains(&verb) {
        Action::Cancel
    } else if !safe && CREATE.contains(&verb) {
        has_id(api, &operation.response).then_some(Action::Create)?
    } else if safe && is_list(api, operation) {
        Action::List
    } else if safe && has_ids && (READ.contains(&verb) || verb == noun) {
        matches!(
            operation.response,
            Response::Type(_) | Response::Optional(_)
        )
        .then_some(Action::Read)?
    } else {
        return None;
    };
    Some(Role { noun, action })
}

/// The last word of a name that says what it is about, in the singular.
fn noun(words: &[&str]) -> Option<String> {
    let is_verb =
        |word: &str| CREATE.contains(&word) || READ.contains(&word) || CANCEL.contains(&word);
    let mut about = words.iter().enumerate().rev();
    let (_, last) =
        about.find(|(at, word)| !OTHER.contains(*word) && (*at > 0 || !is_verb(word)))?;
    let one = match last.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => last.strip_suffix('s').unwrap_or(last).to_owned(),
    };
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == one);
    Some(synonym.map_or(one, |(_, word)| (*word).to_owned()))
}

/// The parameters that identify a thing: required, or of a group of which one is required.
pub(super) fn ids(operation: &Operation) -> Vec<String> {
    let params = operation.params.iter().enumerate();
    let ids = params.filter(|(at, param)| {
        let field = &param.field;
        let grouped = operation
            .one_of
            .iter()
            .any(|group| !group.optional && group.members.contains(at));
        let is_one = is_id(&field.name) || is_key(operation, &field.name);
        (grouped || !field.optional)
            && field.constant.is_none()
            && (is_one || is_several(&field.name))
    });
    ids.map(|(_, param)| param.field.name.clone()).collect()
}

/// Whether a name is that of several identifiers in one text: `uuids`.
fn is_several(name: &str) -> bool {
    name.strip_suffix('s').is_some_and(is_id)
}

fn is_key(operation: &Operation, name: &str) -> bool {
    operation.idempotency == Idempotency::Safe && plain(name) == "idempotencykey"
}

/// Whether the data of a response is an object, or a list of objects, with an identifier.
fn has_id(api: &Api, response: &Response) -> bool {
    let (Response::Type(ty) | Response::Optional(ty)) = response else {
        return false;
    };
    let ty = match &ty.kind {
        Kind::List(element) => element,
        _ => ty,
    };
    api.fields(ty)
        .is_some_and(|fields| fields.iter().any(|field| is_id(&field.name)))
}

/// Whether the data of a response is a list, or an object with the list of a page.
fn is_list(api: &Api, operation: &Operation) -> bool {
    let (Response::Type(ty) | Response::Optional(ty)) = &operation.response else {
        return false;
    };
    match &ty.kind {
        Kind::List(_) => true,
        Kind::Named(_) if operation.pagination.is_some() => true,
        Kind::Named(_) => {
            let fields = api.fields(ty).unwrap_or_default();
            let lists = fields
                .iter()
                .filter(|field| matches!(field.ty.kind, Kind::List(_)));
            // A page has one list of objects and no identifier of its own.
            lists.count() == 1 && !fields.iter().any(|field| is_id(&field.name))
        }
        _ => false,
    }
}
