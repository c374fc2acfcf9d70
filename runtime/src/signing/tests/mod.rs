//! Handwritten plans, tested against requests that other programs created.

mod encoders;
mod functions;
mod language;
mod paths;
mod plans;
mod table;
mod verify;

use super::plan::*;
use super::{
    Credentials, RequestSpec, SessionValues, Settings, SignedRequest, Signer, SigningError,
    SigningInputs, Value,
};
use std::borrow::Cow;

pub(crate) const RFC3986: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: None,
    keep: Cow::Borrowed(""),
};

pub(crate) fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

pub(crate) fn l<T: Clone>(all: impl Into<Vec<T>>) -> List<T> {
    Cow::Owned(all.into())
}

pub(crate) fn text(text: &str) -> Expr {
    Expr::Literal(Data::Text(s(text)))
}

pub(crate) fn int(n: i64) -> Expr {
    Expr::Literal(Data::Integer(s(&n.to_string())))
}

pub(crate) fn call(function: Function, args: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call(function, l(args))
}

pub(crate) fn member(name: &str, value: Expr) -> Entry {
    Entry::Member {
        name: s(name),
        value,
    }
}

pub(crate) fn object(entries: impl Into<Vec<Entry>>) -> Expr {
    Expr::Object(l(entries))
}

pub(crate) fn join(parts: impl Into<Vec<Expr>>) -> Expr {
    Expr::Join(l(parts))
}

pub(crate) fn step(action: Action) -> Step {
    Step { when: None, action }
}

pub(crate) fn when(condition: Expr, step: Step) -> Step {
    Step {
        when: Some(condition),
        ..step
    }
}

pub(crate) fn set(target: Target, entries: impl Into<Vec<Entry>>) -> Step {
    step(Action::Set(target, object(entries)))
}

pub(crate) fn header(lines: &[(&str, Expr)]) -> Step {
    let lines: Vec<HeaderLine> = lines
        .iter()
        .map(|(name, value)| HeaderLine {
            name: s(name),
            value: value.clone(),
        })
        .collect();
    step(Action::Header(l(lines)))
}

pub(crate) fn binding(local: u16, value: Expr) -> Binding {
    Binding { local, value }
}

pub(crate) fn credential(name: &str, secret: bool, optional: bool, forms: &[Form]) -> Credential {
    Credential {
        name: s(name),
        secret,
        optional,
        forms: l(forms),
    }
}

/// A scheme with one section, `private`, and one plan.
pub(crate) fn scheme(section: Section, credentials: Vec<Credential>, plan: Plan) -> Scheme {
    Scheme {
        provider: s("test"),
        credentials: l(credentials),
        settings: l([]),
        tables: l([]),
        sections: l([section]),
        plans: l([plan]),
        sessions: l([]),
        webhooks: l([]),
    }
}

pub(crate) fn section(
    base: &str,
    path: &str,
    places: &[(&str, Place)],
    otherwise: Place,
) -> Section {
    let places: Vec<(Str, Place)> = places.iter().map(|(m, p)| (s(m), *p)).collect();
    Section {
        name: s("private"),
        base: s(base),
        path: s(path),
        path_encode: PathEncode::Segment,
        places: l(places),
        otherwise,
        encode: RFC3986,
        send_empty: l([]),
        plan: Some(0),
        verify: None,
    }
}

pub(crate) fn plan(locals: &[&str], steps: impl Into<Vec<Step>>) -> Plan {
    let locals: Vec<Str> = locals.iter().map(|name| s(name)).collect();
    Plan {
        name: s("signed"),
        locals: l(locals),
        steps: l(steps),
    }
}

pub(crate) fn json(text: &str) -> Value<'static> {
    Value::from_json(text.as_bytes()).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn signer(scheme: Scheme, credentials: &[(&str, &str)]) -> Signer {
    let credentials: Credentials = credentials.iter().copied().collect();
    Signer::new(scheme, &credentials, &Settings::new()).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn try_sign(
    signer: &Signer,
    method: &str,
    path: &str,
    params: &str,
    inputs: &SigningInputs,
    session: &SessionValues,
) -> Result<SignedRequest<'static>, SigningError> {
    let call = RequestSpec {
        method: Cow::Borrowed(method),
        path: Cow::Borrowed(path),
        params: json(params).into(),
        ..RequestSpec::default()
    };
    let signed = signer
        .sign(&call, inputs, session)
        .map(SignedRequest::into_owned);
    let (explained, _) = signer.explain(&call, inputs, session);
    assert_eq!(signed, explained, "explaining makes the same request");
    signed
}

pub(crate) fn sign(
    signer: &Signer,
    method: &str,
    path: &str,
    params: &str,
    inputs: &SigningInputs,
) -> SignedRequest<'static> {
    try_sign(signer, method, path, params, inputs, &SessionValues::new())
        .unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn body(signed: &SignedRequest<'_>) -> String {
    signed
        .body
        .as_ref()
        .map(|body| String::from_utf8_lossy(body).into_owned())
        .unwrap_or_default()
}
