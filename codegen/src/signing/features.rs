//! Which heavy primitives of the runtime a scheme needs.

use specie_runtime::signing::plan::{Entry, Expr, Form, Function, Scheme, Step};
use std::collections::BTreeSet;

/// Features of the runtime that a client of this scheme enables: `base58`, `ed25519`, `keccak`, `md5`, `p256`, `rsa`, `secp256k1`, `sha1`.
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
    found.into_iter().collect()
}

const fn of_form(form: Form) -> Option<&'static str> {
    match form {
        Form::Text(_) | Form::Hex(_) | Form::Base64(_) => None,
        Form::Base58(_) => Some("base58"),
        Form::Rsa => Some("rsa"),
        Form::P256 => Some("p256"),
        Form::Ed25519 => Some("ed25519"),
        Form::Secp256k1 | Form::Wif => Some("secp256k1"),
    }
}

const fn of_function(function: Function) -> Option<&'static str> {
    match function {
        Function::Base58 | Function::Unbase58 => Some("base58"),
        Function::Keccak256 | Function::Eip191 | Function::Eip712 => Some("keccak"),
        Function::RsaSha256 => Some("rsa"),
        Function::Ed25519 => Some("ed25519"),
        Function::EcdsaP256 => Some("p256"),
        Function::Md5 => Some("md5"),
        Function::Sha1 | Function::HmacSha1 | Function::Totp => Some("sha1"),
        Function::Secp256k1
        | Function::Ecdh
        | Function::PublicKey
        | Function::P2pkh
        | Function::EthAddress => Some("secp256k1"),
        _ => None,
    }
}

type Found = BTreeSet<&'static str>;

fn expr(value: &Expr, found: &mut Found) {
    if let Expr::Call(function, args) = value {
        found.extend(of_function(*function));
        if *function == Function::EthAddress {
            found.insert("keccak");
        }
        if *function == Function::Jwt {
            algorithm(args.get(1), found);
        }
    }
    value.parts().for_each(|part| expr(part, found));
}

/// An algorithm that is not constant may be any that matches a key of the scheme: their features follow from the forms.
fn algorithm(alg: Option<&Expr>, found: &mut Found) {
    use specie_runtime::signing::plan::Data;
    if let Some(Expr::Literal(Data::Text(alg))) = alg {
        found.extend(match alg.as_ref() {
            "RS256" => Some("rsa"),
            "ES256" => Some("p256"),
            "EdDSA" => Some("ed25519"),
            _ => None,
        });
    }
}
