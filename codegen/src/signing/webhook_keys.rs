//! `keys` of a webhook: where a client gets the provider's public keys.

use super::typer::Declared;
use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::keys::{self, Keys};
use crate::names::is_header_name;
use crate::rules::webhook_plan as rule;
use crate::source::{Span, Text};
use crate::yaml::{Node, Pair};
use specie_runtime::signing::plan::{
    Expr, Form, KeySource, KeysFrom, List, NamedIn, PathSegment, Step, certificate_address,
};

/// The plan reads one set of keys, which the user need not give.
pub(super) fn read(
    pair: &Pair,
    steps: &[Step],
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) -> Option<KeySource> {
    let node = pair.value.get("keys")?;
    let from = match node.as_mapping() {
        Some(_) if node.get("certificate").is_some() => from_certificate(pair, node, diagnostics)?,
        Some(_) => from_operation(node, diagnostics)?,
        None => KeysFrom::Address(address(node, diagnostics)?.into()),
    };
    let values = || Step::all(steps).flat_map(Step::values);
    let unread = match &from {
        KeysFrom::ById { header, .. }
        | KeysFrom::Certificate {
            named: NamedIn::Header(header),
            ..
        } if !values().any(|value| reads(value, header)) => Some((
            format!("the header `{header}`"),
            format!("header[\"{header}\"]"),
        )),
        KeysFrom::Certificate {
            named: NamedIn::Body(path),
            ..
        } => match path.last() {
            Some(PathSegment::Name(name)) if !values().any(|value| reads_member(value, name)) => {
                Some((format!("the member `{name}`"), params(path)))
            }
            _ => None,
        },
        _ => None,
    };
    if let Some((what, key)) = unread {
        diagnostics
            .report(
                &rule::BAD_KEYS,
                node.span,
                format!("the plan does not read {what}"),
            )
            .label("names the key of a delivery")
            .help(format!(
                "verify with the key that it names: `provider_keys[{key}]`"
            ));
        return None;
    }
    let mut sets: Vec<u16> = Vec::new();
    for expr in values() {
        key_sets_in(expr, declared, &mut sets);
    }
    let optional = |at: &u16| {
        let credential = declared.credentials.get(usize::from(*at));
        credential.is_some_and(|credential| credential.plan.optional)
    };
    match &*sets {
        [credential] if optional(credential) => Some(KeySource {
            credential: *credential,
            from,
        }),
        found => {
            let message = match found {
                [] => "the webhook verifies with no key of a set, so there is nothing to fetch",
                [_] => "users must give the keys that `keys` would fetch",
                _ => {
                    "the webhook verifies with several sets, so it is unclear which one `keys` fetches"
                }
            };
            diagnostics
                .report(&rule::BAD_KEYS, node.span, message)
                .help("declare one set, `provider_keys: public optional jwks`, and verify with a key of it: `provider_keys[header[\"X-Key-Id\"]]`");
            None
        }
    }
}

/// The address of a key set.
fn address(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let url = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
    if is_key_address(url) {
        return Some(url.to_owned());
    }
    diagnostics
        .report(
            &rule::BAD_KEYS,
            node.span,
            format!(
                "`keys` must be the address of the provider's key set, found {}",
                match url {
                    "" => node.describe().to_string(),
                    url => format!("`{}`", keys::shorten(url)),
                }
            ),
        )
        .help("write an address that begins with `https://`, without a user, a fragment or a space: `keys: https://keys.acme.example/jwks.json`; or name the operation that returns keys: `keys: { operation: get_key, params: { id: header.X-Key-Id }, key: body.key }`; or where deliveries name their certificate: `keys: { certificate: header.X-Cert-Url, at: \"https://certs.acme.example/\", name: webhooks.acme.example }`");
    None
}

/// `{ operation: get_key, params: { id: header.X-Key-Id }, key: body.data.key }`, or
/// `{ operation: list_keys, list: body.data, id: serial, key: pem }`
fn from_operation(node: &Node, diagnostics: &mut Diagnostics) -> Option<KeysFrom> {
    let known = ["operation", "params", "list", "id", "key"];
    let keys = Keys::open(node, "`keys`", &known, diagnostics)?;
    keys.needed(
        "operation",
        "name the operation that returns the provider's keys: `operation: get_key`",
        diagnostics,
    );
    keys.needed(
        "key",
        "name the member with the key: `key: body.data.publicKey`",
        diagnostics,
    );
    let operation = keys.text("operation", diagnostics);
    let key = keys.text("key", diagnostics);
    let params = keys.map("params", diagnostics);
    if keys.get("list").is_some() {
        keys.needed(
            "id",
            "name the member of an entry with its id: `id: serial`",
            diagnostics,
        );
        let list = keys.text("list", diagnostics);
        let id = keys.text("id", diagnostics);
        if let Some(params) = keys.pair("params") {
            bad(
                params.key.span,
                "`params` and `list` exclude each other",
                "remove `params`: the operation returns all keys; or write `key: body.NAME` without `list` for an operation that returns one",
                diagnostics,
            );
            return None;
        }
        return Some(KeysFrom::List {
            operation: operation?.value.into(),
            list: body_path(&list?, diagnostics)?,
            id: id?.value.into(),
            key: key?.value.into(),
        });
    }
    let [param] = params else {
        let span = keys.pair("params").map_or(node.span, |pair| pair.key.span);
        bad(
            span,
            "expected one parameter that takes the id of the key",
            "write `params: { id: header.X-Key-Id }` for an operation that returns one key, or `list: body.NAME, id: NAME, key: NAME` for one that returns all",
            diagnostics,
        );
        return None;
    };
    if let Some(id) = keys.pair("id") {
        bad(
            id.key.span,
            "`id` needs `list`",
            "write `list: body.NAME` for an operation that returns all keys, or remove `id`: the delivery names the key",
            diagnostics,
        );
    }
    let header = keys::text(&param.value, "the place of the id", diagnostics)?;
    let Some(name) = header
        .value
        .strip_prefix("header.")
        .filter(|name| is_header_name(name))
    else {
        bad(
            header.span,
            &format!(
                "expected a header of the delivery, found `{}`",
                keys::shorten(&header.value)
            ),
            "write `header.NAME`",
            diagnostics,
        );
        return None;
    };
    Some(KeysFrom::ById {
        operation: operation?.value.into(),
        param: param.key.text.clone().into(),
        header: name.to_owned().into(),
        key: body_path(&key?, diagnostics)?,
    })
}

/// `{ certificate: header.PAYPAL-CERT-URL, at: "https://api.paypal.com/v1/notifications/certs/", name: messageverificationcerts.paypal.com }`
fn from_certificate(pair: &Pair, node: &Node, diagnostics: &mut Diagnostics) -> Option<KeysFrom> {
    let keys = Keys::open(node, "`keys`", &["certificate", "at", "name"], diagnostics)?;
    keys.needed(
        "at",
        "anyone can send a delivery that names any address; write the provider's: `at: \"https://certs.acme.example/v1/\"`, or with one free label, `at: \"https://sns.{region}.amazonaws.com/\"`",
        diagnostics,
    );
    keys.needed(
        "name",
        "write the name of the host that the provider's certificates are issued for: `name: webhooks.acme.example`",
        diagnostics,
    );
    let place = keys.text("certificate", diagnostics)?;
    let named = named_in(pair, &place, diagnostics)?;
    let at = keys.text("at", diagnostics)?;
    if let Err(why) = certificate_address::check_pattern(&at.value) {
        bad(
            at.span,
            &format!(
                "`{}` does not say which addresses are the provider's: {why}",
                keys::shorten(&at.value)
            ),
            "write the folder that contains the certificates: `at: \"https://certs.acme.example/v1/\"`; one label of the host may be free, `at: \"https://sns.{region}.amazonaws.com/\"`",
            diagnostics,
        );
        return None;
    }
    let name = keys.text("name", diagnostics)?;
    // The rules of hosts in addresses, without a free label.
    let host = format!("https://{}/", name.value);
    if name.value.contains(['{', '/']) || certificate_address::check_pattern(&host).is_err() {
        bad(
            name.span,
            &format!("`{}` is not the name of a host", keys::shorten(&name.value)),
            "write the name that the provider's certificates are issued for, in lowercase: `name: webhooks.acme.example`",
            diagnostics,
        );
        return None;
    }
    Some(KeysFrom::Certificate {
        named,
        at: at.value.into(),
        name: name.value.into(),
    })
}

/// `header.NAME` or `body.NAME`
fn named_in(pair: &Pair, place: &Text, diagnostics: &mut Diagnostics) -> Option<NamedIn> {
    if let Some(header) = place.value.strip_prefix("header.") {
        if is_header_name(header) {
            return Some(NamedIn::Header(header.to_owned().into()));
        }
    } else if let Some(path) = place.value.strip_prefix("body").and_then(json_path::parse)
        && !path.is_empty()
    {
        let body = pair.value.get("body").and_then(Node::as_scalar);
        if body.is_some_and(|body| body.text == "form") {
            bad(
                place.span,
                "the body is a form, so it has no path to the address",
                "a certificate can be named by a header, `certificate: header.NAME`, or by a member of a body in JSON",
                diagnostics,
            );
            return None;
        }
        return Some(NamedIn::Body(path.into()));
    }
    bad(
        place.span,
        &format!(
            "expected a place of the delivery, found `{}`",
            keys::shorten(&place.value)
        ),
        "write `certificate: header.NAME` or `certificate: body.NAME`, where the delivery has the address of its certificate",
        diagnostics,
    );
    None
}

/// `body.NAME.NAME`
fn body_path(text: &Text, diagnostics: &mut Diagnostics) -> Option<List<PathSegment>> {
    let path = text.value.strip_prefix("body").and_then(json_path::parse);
    if path.is_none() {
        bad(
            text.span,
            &format!("`{}` is not a path in the body", keys::shorten(&text.value)),
            "write `body.NAME.NAME`, from the whole body with its envelope",
            diagnostics,
        );
    }
    path.map(Into::into)
}

fn bad(span: Span, message: &str, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(&rule::BAD_KEYS, span, message)
        .help(help);
}

fn is_key_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let plain = rest.bytes().all(|byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'#' | b'{' | b'}')
    });
    plain && !host.is_empty() && !host.contains('@')
}

fn reads(expr: &Expr, header: &str) -> bool {
    matches!(expr, Expr::Header(name) if name.eq_ignore_ascii_case(header))
        || expr.parts().into_iter().any(|part| reads(part, header))
}

/// `params.NAME.NAME`
fn params(path: &[PathSegment]) -> String {
    path.iter()
        .fold("params".to_owned(), |text, segment| match segment {
            PathSegment::Name(name) => format!("{text}.{name}"),
            PathSegment::Index(index) => format!("{text}[{index}]"),
        })
}

fn reads_member(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Member(_, member) if member == name)
        || expr
            .parts()
            .into_iter()
            .any(|part| reads_member(part, name))
}

fn key_sets_in(expr: &Expr, declared: &Declared, found: &mut Vec<u16>) {
    if let Expr::Credential(at) = expr
        && let Some(credential) = declared.credentials.get(usize::from(*at))
        && credential.plan.forms.contains(&Form::Jwks)
        && !found.contains(at)
    {
        found.push(*at);
    }
    for part in expr.parts() {
        key_sets_in(part, declared, found);
    }
}
