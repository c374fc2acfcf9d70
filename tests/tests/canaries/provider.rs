//! A provider that sends back what it received, in the ways of real ones and some more, and an observer that keeps everything it sees.

use crate::secrets::{escaped, hex, percent};
use serde_json::{Map, Value as Json};
use specie_runtime::signing::plan::PathSegment;
use specie_runtime::{
    Attempt, AttemptEnd, BoxFuture, Bytes, CallObserver, FormPart, Provider, ResponsePath,
    Transport, TransportError, TransportRequest, TransportResponse,
};
use std::sync::{Arc, Mutex};

/// How the provider responds.
#[derive(Clone, Copy, Debug)]
pub enum Echo {
    /// In the members that the spec names, and in some that it does not.
    Members,
    /// As the names of members.
    Names,
    /// A text that is not JSON.
    Text,
    /// JSON that ends in the middle of a secret: the response was cut.
    Cut,
    /// Every character that may be escaped is escaped.
    Slashes,
    /// As Go and others write JSON that may be a part of HTML.
    Unicode,
    Percent,
    PercentLower,
    Html,
    Base64,
    Base64Url,
    Hex,
}

impl Echo {
    pub const ALL: [Self; 12] = [
        Self::Members,
        Self::Names,
        Self::Text,
        Self::Cut,
        Self::Slashes,
        Self::Unicode,
        Self::Percent,
        Self::PercentLower,
        Self::Html,
        Self::Base64,
        Self::Base64Url,
        Self::Hex,
    ];
}

/// The statuses of the responses: a success whose body does not fit, a refusal, a failure.
pub const STATUSES: [u16; 3] = [200, 400, 500];

/// The provider. It knows the first ten characters of the secrets, to cut a response in the middle of one.
pub struct Echoing {
    /// How it responds, with which status.
    pub way: Mutex<(Echo, u16)>,
    pub provider: Provider,
    pub cuts: Vec<String>,
}

impl Echoing {
    fn respond(&self, request: &TransportRequest) -> TransportResponse {
        let (echo, status) = *self.way.lock().expect("no panic");
        let (mut texts, received) = texts(request);
        texts.retain(|text| !text.is_empty());
        let body = match echo {
            Echo::Members => self.members(&received, &texts).to_string(),
            Echo::Slashes => self
                .members(&received, &texts)
                .to_string()
                .replace('/', "\\/"),
            Echo::Unicode => {
                let body = self.members(&received, &texts).to_string();
                body.replace('&', "\\u0026").replace('<', "\\u003c")
            }
            Echo::Names => {
                let names = texts.iter().map(|text| (text.clone(), Json::from(1)));
                Json::Object(names.collect()).to_string()
            }
            Echo::Text => received,
            Echo::Cut => self.cut(&self.members(&received, &texts).to_string()),
            Echo::Percent => self.members(&percent(&received), &[]).to_string(),
            Echo::PercentLower => self.members(&lower(&percent(&received)), &[]).to_string(),
            Echo::Html => self.members(&html(&received), &[]).to_string(),
            Echo::Base64 => self.members(&base64(&received), &[]).to_string(),
            Echo::Base64Url => {
                let url = base64(&received).replace('+', "-").replace('/', "_");
                self.members(&url, &[]).to_string()
            }
            Echo::Hex => self.members(&hex(received.as_bytes()), &[]).to_string(),
        };
        let mut headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        let errors = &self.provider.errors;
        let named = [&errors.request_id, &errors.retry_after];
        let named = named.into_iter().flatten().chain(errors.code.iter());
        for path in named.chain(errors.message.iter()) {
            if let ResponsePath::Header(name) = path {
                headers.push((name.to_string(), texts.join(" ")));
            }
        }
        TransportResponse {
            status,
            headers,
            body: body.into_bytes(),
        }
    }

    /// A body with `text` where the spec looks for codes, messages and data, and in other members.
    fn members(&self, text: &str, more: &[String]) -> Json {
        let mut body = Json::Object(Map::new());
        let envelopes = self.provider.envelopes.iter();
        let own = envelopes.filter_map(|envelope| envelope.errors.as_ref());
        for errors in own.chain([&self.provider.errors]) {
            let paths = errors.message.iter().chain(errors.data.iter());
            for path in paths.chain(errors.code.iter()) {
                if let ResponsePath::Body(segments) = path {
                    put(&mut body, segments, text);
                }
            }
        }
        for name in ["message", "error", "code", "sent"] {
            let members = body.as_object_mut().expect("an object");
            members.entry(name).or_insert_with(|| text.into());
        }
        body["more"] = more.into();
        body
    }

    /// The start of a text, up to ten characters of the first secret in it.
    fn cut(&self, text: &str) -> String {
        let starts = self.cuts.iter().filter_map(|start| text.find(start));
        match starts.min() {
            Some(at) => text[..at + 10].to_owned(),
            None => text[..text.len() / 2].to_owned(),
        }
    }
}

impl Transport for Echoing {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move { Ok(self.respond(&request)) })
    }

    fn send_multipart(
        &self,
        request: TransportRequest,
        parts: Vec<FormPart>,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut request = request;
        request.body = Some(format!("{parts:?}").into_bytes());
        Box::pin(async move { Ok(self.respond(&request)) })
    }
}

/// The parts of a request, and all of it in one text.
fn texts(request: &TransportRequest) -> (Vec<String>, String) {
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    let mut texts = vec![request.url.clone()];
    texts.extend(request.headers.iter().map(|(_, value)| value.clone()));
    texts.push(body.into_owned());
    let headers = request.headers.iter();
    let headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let (method, url) = (&request.method, &request.url);
    let body = texts.last().expect("a body");
    let received = format!("{method} {url}\r\n{}\r\n\r\n{body}", headers.join("\r\n"));
    (texts, received)
}

/// Puts a text at a path, with objects and lists around it.
fn put(at: &mut Json, segments: &[PathSegment], text: &str) {
    let Some((first, rest)) = segments.split_first() else {
        if at.is_null() {
            *at = text.into();
        }
        return;
    };
    match first {
        PathSegment::Name(name) => {
            if at.is_null() {
                *at = Json::Object(Map::new());
            }
            if let Some(members) = at.as_object_mut() {
                put(members.entry(&**name).or_insert(Json::Null), rest, text);
            }
        }
        PathSegment::Index(index) => {
            if at.is_null() {
                *at = Json::Array(vec![Json::Null; *index as usize + 1]);
            }
            if let Some(item) = at.get_mut(*index as usize) {
                put(item, rest, text);
            }
        }
    }
}

fn base64(text: &str) -> String {
    Bytes::from(text.as_bytes()).to_base64()
}

fn lower(percent: &str) -> String {
    let mut parts = percent.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += &format!("%{}{}", part[..2].to_lowercase(), &part[2..]);
    }
    text
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Keeps the text of everything that an observer sees.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<String>>);

impl Seen {
    /// What was seen since the last time.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }
}

impl CallObserver for Seen {
    fn before_send(&self, attempt: &Attempt) {
        *self.0.lock().expect("no panic") += &format!("{attempt:?}\n");
    }

    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        *self.0.lock().expect("no panic") += &format!("{attempt:?} {end:?}\n");
    }
}

#[test]
fn texts_are_escaped() {
    assert_eq!(lower(&percent("a/b+")), "a%2fb%2b");
    assert_eq!(html("a&\""), "a&amp;&quot;");
    assert_eq!(escaped("a\""), "a\\\"");
}
