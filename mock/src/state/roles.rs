//! Which operation creates, reads, lists or cancels what: derived from names, parameters and responses.

use specie_codegen::model::{Api, Idempotency, Kind, Operation, Response, Shape, Type, TypeId};

/// What an operation does with the things of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Role {
    /// The kind of the things, in the singular: `order`.
    pub(crate) noun: String,
    pub(crate) action: Action,
    /// The parameters that identify one of them.
    pub(crate) ids: Vec<String>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Read,
    List,
    /// Ends one, or all if it has no parameter that identifies one.
    Cancel,
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

/// The role of each operation, by its index. An operation that has none changes nothing, and is answered from examples and types.
pub(crate) fn of(api: &Api) -> Vec<Option<Role>> {
    let roles: Vec<Option<Role>> = api.operations.iter().map(|one| role(api, one)).collect();
    // Without an operation that creates one, there is nothing to remember.
    let created = |noun: &str| {
        let mut roles = roles.iter().flatten();
        roles.any(|role| role.noun == noun && role.action == Action::Create)
    };
    let kept = roles
        .iter()
        .map(|role| role.clone().filter(|role| created(&role.noun)));
    kept.collect()
}

fn role(api: &Api, operation: &Operation) -> Option<Role> {
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
    let ids = ids(operation);
    let action = if !safe && CANCEL.contains(&verb) {
        Action::Cancel
    } else if !safe && CREATE.contains(&verb) {
        has_id(api, &operation.response).then_some(Action::Create)?
    } else if safe && is_list(api, operation) {
        Action::List
    } else if safe && !ids.is_empty() && (READ.contains(&verb) || verb == noun) {
        matches!(
            operation.response,
            Response::Type(_) | Response::Optional(_)
        )
        .then_some(Action::Read)?
    } else {
        return None;
    };
    Some(Role { noun, action, ids })
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
fn ids(operation: &Operation) -> Vec<String> {
    let params = operation.params.iter().enumerate();
    let ids = params.filter(|(at, param)| {
        let field = &param.field;
        let grouped = operation
            .one_of
            .iter()
            .any(|group| !group.optional && group.members.contains(at));
        (grouped || !field.optional)
            && field.constant.is_none()
            && (is_id(&field.name) || is_key(operation, &field.name))
    });
    ids.map(|(_, param)| param.field.name.clone()).collect()
}

fn is_key(operation: &Operation, name: &str) -> bool {
    operation.idempotency == Idempotency::Safe && plain(name) == "idempotencykey"
}

/// Whether a name is that of an identifier.
pub(crate) fn is_id(name: &str) -> bool {
    let plain = plain(name);
    let lower = name.to_lowercase();
    plain == "id"
        || plain == "uuid"
        || lower.ends_with("_id")
        || name.ends_with("Id")
        || name.ends_with("ID")
        || plain.ends_with("txid")
        || plain.ends_with("uuid")
        || plain == "kid"
}

/// A name in lower case without the characters between its words.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
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
    fields(api, ty).is_some_and(|fields| fields.iter().any(|field| is_id(&field.name)))
}

/// The fields of a struct.
pub(crate) fn fields<'a>(api: &'a Api, ty: &Type) -> Option<&'a [specie_codegen::model::Field]> {
    let Kind::Named(TypeId(at)) = ty.kind else {
        return None;
    };
    match &api.types.get(at)?.shape {
        Shape::Struct { fields, .. } => Some(fields),
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
            let fields = fields(api, ty).unwrap_or_default();
            let lists = fields
                .iter()
                .filter(|field| matches!(field.ty.kind, Kind::List(_)));
            // A page has one list of objects and no identifier of its own.
            lists.count() == 1 && !fields.iter().any(|field| is_id(&field.name))
        }
        _ => false,
    }
}
