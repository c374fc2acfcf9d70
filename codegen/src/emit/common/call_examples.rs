//! Facts about calls that decide how an example looks.

use super::literal::literal;
use crate::model::{Api, Idempotency, Operation};

/// A made-up value, as a literal, for each required credential.
pub fn needed_credentials(api: &Api) -> impl Iterator<Item = String> {
    let credentials = api.runtime.scheme.credentials.iter();
    let needed = credentials.filter(|credential| !credential.optional);
    needed.map(|credential| literal(&credential.name.replace('_', " ")))
}

/// Whether an operation only reads and needs no parameter.
pub fn suits_example(operation: &Operation) -> bool {
    operation.idempotency == Idempotency::Safe
        && operation
            .params
            .iter()
            .all(|param| param.field.optional || param.field.constant.is_some())
        && operation.one_of.iter().all(|group| group.optional)
}
