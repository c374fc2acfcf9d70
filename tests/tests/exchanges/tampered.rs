//! A recorded request with one signed part changed, in every way: another value, removed, or added.

use crate::recorded::{Exchange, Request, Sent};
use serde_json::Value as Json;

/// A change, and the request after it.
pub struct Tampered {
    /// What was changed.
    pub what: String,
    /// Method of the request.
    pub method: String,
    /// The rest of it.
    pub sent: Sent,
}

/// Which parts the signature covers, besides headers.
struct Signed {
    method: bool,
    path: bool,
    query: bool,
    body: bool,
}

/// What each provider's rule covers.
fn signed(exchange: &Exchange, request: &Request) -> Signed {
    let sent = &request.sent;
    // Who signs parameters signs them where they are: in the query, or in the body.
    let in_query = sent.body.is_empty();
    let (method, path, query, body) = match exchange.name.as_str() {
        "coinbase" if has(request, "Authorization") => (true, true, false, false),
        "coinbase" => (true, true, request.section == "v2_private", true),
        "gate" | "kucoin" | "okx" => (true, true, true, true),
        "htx" => (true, true, true, false),
        "kraken" => (false, true, false, true),
        "cryptocom" | "whitebit" => (false, false, false, true),
        "binance" if !format!("{}{}", sent.url, sent.body).contains("signature=") => {
            (false, false, false, false)
        }
        "bybit" => (false, false, true, true),
        "backpack" | "binance" | "upbit" => (false, false, in_query, !in_query),
        other => panic!("what does {other} sign?"),
    };
    Signed {
        method,
        path,
        query,
        body,
    }
}

/// Changes of a body that the provider's rule does not cover: of Crypto.com's envelope the members, and nothing where there are none.
fn is_unsigned(exchange: &Exchange, request: &Request, what: &str) -> bool {
    exchange.name == "cryptocom"
        && (what == "with one more"
            || what == "without params" && request.sent.body.contains(r#""params":{}"#))
}

/// All changes to a request that must be noticed.
pub fn all(exchange: &Exchange, request: &Request) -> Vec<Tampered> {
    let covers = signed(exchange, request);
    let base = request.base(&exchange.scheme);
    let (path, query) = request.sent.target(base);
    let changed = |what: String, sent: Sent| Tampered {
        what,
        method: request.method.clone(),
        sent,
    };
    let with_url = |url: String| Sent {
        url,
        ..request.sent.clone()
    };
    let mut out = Vec::new();
    for (what, headers) in changed_headers(&request.sent.headers) {
        let sent = request.sent.clone();
        out.push(changed(what, Sent { headers, ..sent }));
    }
    if covers.method {
        let other = match request.method.as_str() {
            "POST" => "PUT",
            _ => "POST",
        };
        out.push(Tampered {
            what: format!("method {other}"),
            method: other.to_owned(),
            sent: request.sent.clone(),
        });
    }
    if covers.path {
        let url = request.sent.url.replacen(path, &format!("{path}x"), 1);
        out.push(changed("path".to_owned(), with_url(url)));
    }
    if covers.query {
        for (what, query) in changed_pieces(query) {
            let url = format!("{base}{path}?{query}");
            out.push(changed(format!("query {what}"), with_url(url)));
        }
    }
    if covers.body {
        let bodies = changed_bodies(&request.sent.body).into_iter();
        for (what, body) in bodies.filter(|(what, _)| !is_unsigned(exchange, request, what)) {
            let sent = request.sent.clone();
            out.push(changed(format!("body {what}"), Sent { body, ..sent }));
        }
    }
    out
}

fn has(request: &Request, header: &str) -> bool {
    request.sent.headers.iter().any(|(name, _)| name == header)
}

/// One header left out or changed, in every way.
pub fn changed_headers(headers: &[(String, String)]) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    for (at, (name, value)) in headers.iter().enumerate() {
        if name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let mut left_out = headers.to_vec();
        left_out.remove(at);
        out.push((format!("header {name} left out"), left_out));
        for place in [0, value.len() / 2, value.len() - 1] {
            let mut changed = headers.to_vec();
            changed[at].1 = with_other_char(value, place);
            out.push((format!("header {name} changed at {place}"), changed));
        }
    }
    out
}

/// The same text with another letter or digit at a place.
fn with_other_char(value: &str, place: usize) -> String {
    let other = if value.as_bytes()[place] == b'1' {
        "2"
    } else {
        "1"
    };
    format!("{}{other}{}", &value[..place], &value[place + 1..])
}

fn changed_pieces(text: &str) -> Vec<(String, String)> {
    let pieces: Vec<&str> = text.split('&').filter(|piece| !piece.is_empty()).collect();
    let mut out = vec![(
        "with one more".to_owned(),
        pieces
            .iter()
            .copied()
            .chain(["zz=1"])
            .collect::<Vec<_>>()
            .join("&"),
    )];
    for (at, piece) in pieces.iter().enumerate() {
        let mut changed: Vec<String> = pieces.iter().map(|&p| p.to_owned()).collect();
        changed[at].push('x');
        out.push((format!("with another {piece}"), changed.join("&")));
        changed.remove(at);
        out.push((format!("without {piece}"), changed.join("&")));
    }
    out
}

fn changed_bodies(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<Json>(body) {
        _ if body.is_empty() => Vec::new(),
        Ok(Json::Array(elements)) => changed_lists(&elements),
        Ok(Json::Object(members)) => changed_objects(&members),
        _ => changed_pieces(body),
    }
}

fn changed_lists(elements: &[Json]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        for (what, text) in changed_bodies(&element.to_string()) {
            let mut changed = elements.to_vec();
            changed[at] = serde_json::from_str(&text).expect("it was made from JSON");
            out.push((
                format!("element {at} {what}"),
                Json::Array(changed).to_string(),
            ));
        }
    }
    out.push((
        "without its last element".to_owned(),
        Json::Array(elements[..elements.len() - 1].to_vec()).to_string(),
    ));
    out
}

fn changed_objects(members: &serde_json::Map<String, Json>) -> Vec<(String, String)> {
    let mut more = members.clone();
    more.insert("zz".to_owned(), Json::from("1"));
    let mut out = vec![("with one more".to_owned(), Json::Object(more).to_string())];
    for (name, value) in members {
        let mut changed = members.clone();
        changed.insert(name.clone(), other_value(value));
        out.push((
            format!("with another {name}"),
            Json::Object(changed.clone()).to_string(),
        ));
        changed.shift_remove(name);
        out.push((format!("without {name}"), Json::Object(changed).to_string()));
    }
    out
}

fn other_value(value: &Json) -> Json {
    match value {
        Json::Bool(flag) => Json::Bool(!flag),
        Json::String(text) => Json::from(format!("{text}x")),
        Json::Object(members) if members.is_empty() => serde_json::json!({ "zz": "1" }),
        Json::Object(members) => {
            let mut members = members.clone();
            if let Some(first) = members.values_mut().next() {
                *first = other_value(first);
            }
            Json::Object(members)
        }
        Json::Array(elements) => Json::Array(elements.iter().map(other_value).collect()),
        Json::Null | Json::Number(_) => Json::from("another"),
    }
}
