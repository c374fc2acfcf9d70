//! What each operation does with resources: derived from its name, its parameters and its response.

use crate::member_names::{is_id, plain};
use crate::model::{Action, Api, Idempotency, Kind, Operation, Response, Type};

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
const OTHER: [&str; 25] = [
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

/// Words for several at a time.
const MANY: [&str; 4] = ["mass", "multi", "batch", "bulk"];

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
    // Several at a time, in a form of its own, unless each of them has its entry.
    let is_many = MANY.iter().any(|many| words.contains(many));
    if is_many && !(CREATE.contains(&verb) && batch(api, operation).is_some()) {
        return None;
    }
    let noun = noun(&words)?;
    let safe = operation.idempotency == Idempotency::Safe;
    let has_ids = !ids(operation).is_empty();
    let action = if !safe && CANCEL.contains(&verb) {
        Action::Cancel
    } else if !safe && CREATE.contains(&verb) {
        creates(api, operation).then_some(Action::Create)?
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
    let (_, last) = about.find(|(at, word)| {
        !OTHER.contains(*word) && !MANY.contains(*word) && (*at > 0 || !is_verb(word))
    })?;
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
        let mut groups = operation.one_of.iter();
        let group = groups.find(|group| !group.optional && group.members.contains(at));
        let grouped = group.is_some();
        // What may be given in place of an identifier is one: the caller's own reference.
        let is_other = group.is_some_and(|group| {
            let mut members = group.members.iter();
            members.any(|at| {
                let param = operation.params.get(*at);
                param.is_some_and(|param| is_id(&param.field.name))
            })
        });
        let is_one = is_id(&field.name) || is_key(operation, &field.name) || is_other;
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

/// Whether the data of a response has the identifier of what is created: in an object or a list of them, or for each entry of a batch.
fn creates(api: &Api, operation: &Operation) -> bool {
    let (Response::Type(ty) | Response::Optional(ty)) = &operation.response else {
        return false;
    };
    match &ty.kind {
        Kind::List(element) => has_id(api, element),
        _ if has_id(api, ty) => true,
        _ => batch(api, operation).is_some(),
    }
}

fn has_id(api: &Api, ty: &Type) -> bool {
    api.fields(ty)
        .is_some_and(|fields| fields.iter().any(|field| is_id(&field.name)))
}

/// The parameter with the list or map of those that a batch creates, if the response has an entry for each.
pub(super) fn batch(api: &Api, operation: &Operation) -> Option<String> {
    let (Response::Type(ty) | Response::Optional(ty)) = &operation.response else {
        return None;
    };
    let mut batches = operation
        .params
        .iter()
        .filter(|param| entry_of(&param.field.ty).is_some_and(|entry| api.fields(entry).is_some()));
    let (batch, None) = (batches.next()?, batches.next()) else {
        return None;
    };
    // The entries of the response: of a list or a map, or of the one list in an object.
    let entry = entry_of(ty).or_else(|| {
        let mut lists = api.fields(ty)?.iter().filter(|_| !has_id(api, ty));
        lists.find_map(|field| entry_of(&field.ty))
    });
    entry
        .is_some_and(|entry| has_id(api, entry))
        .then(|| batch.field.name.clone())
}

/// The type of the entries of a list or a map.
fn entry_of(ty: &Type) -> Option<&Type> {
    match &ty.kind {
        Kind::List(entry) | Kind::Map { value: entry, .. } => Some(entry),
        _ => None,
    }
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
