//! Which heavy primitives of the runtime a scheme needs.

use specie_runtime::primitives::Primitive;
use specie_runtime::signing::plan::function::Primitives;
use specie_runtime::signing::plan::{Entry, Expr, Form, KeysFrom, Scheme, Step};
use std::collections::BTreeSet;

/// Features of the runtime that a client of this scheme enables: `base58`, `certificates`, `ed25519`, `keccak`, `md5`, `p256`, `rsa`, `secp256k1`, `sha1`.
#[must_use]
pub fn features(scheme: &Scheme) -> Vec<&'static str> {
    let mut found = BTreeSet::new();
    for credential in scheme.credentials.iter() {
        for form in credential.forms.iter() {
            found.extend(of_form(*form));
        }
    }
    let webhooks = scheme.webhooks.iter().map(|w| &w.plan);
    for plan in scheme.plans.iter().chain(webhooks) {
        let values = Step::all(&plan.steps).flat_map(Step::values);
        values.for_each(|value| expr(value, &mut found));
    }
    for call in scheme.sessions.iter().filter_map(|s| s.call.as_ref()) {
        let values = call.params.iter().filter_map(Entry::value);
        values.for_each(|value| expr(value, &mut found));
    }
    let mut features: Vec<&str> = found.into_iter().map(Primitive::feature).collect();
    let mut sources = scheme.webhooks.iter().filter_map(|one| one.keys.as_ref());
    if sources.any(|source| matches!(source.from, KeysFrom::Certificate { .. })) {
        features.push("certificates");
        features.sort_unstable();
    }
    features
}

const fn of_form(form: Form) -> Option<Primitive> {
    match form {
        Form::Text(_) | Form::Hex(_) | Form::Base64(_) => None,
        // The functions that verify with its keys need them.
        Form::Jwks => None,
        Form::Base58(_) => Some(Primitive::Base58),
        Form::Rsa | Form::RsaPublic => Some(Primitive::Rsa),
        Form::P256 | Form::P256Public => Some(Primitive::P256),
        Form::Ed25519 | Form::Ed25519Public => Some(Primitive::Ed25519),
        Form::Secp256k1 | Form::Wif | Form::Secp256k1Public => Some(Primitive::Secp256k1),
    }
}

type Found = BTreeSet<Primitive>;

fn expr(value: &Expr, found: &mut Found) {
    if let Expr::Call(function, args) = value {
        match function.definition().primitives {
            Primitives::Fixed(all) => found.extend(all),
            Primitives::OfAlgorithm(at) => algorithm(args.get(at), found),
        }
    }
    value.parts().for_each(|part| expr(part, found));
}

/// An algorithm that is not constant may be any that matches a key of the scheme: their features follow from the forms.
fn algorithm(alg: Option<&Expr>, found: &mut Found) {
    use specie_runtime::signing::plan::Data;
    if let Some(Expr::Literal(Data::Text(alg))) = alg {
        found.extend(match alg.as_ref() {
            "RS256" => Some(Primitive::Rsa),
            "ES256" => Some(Primitive::P256),
            "EdDSA" => Some(Primitive::Ed25519),
            _ => None,
        });
    }
}
