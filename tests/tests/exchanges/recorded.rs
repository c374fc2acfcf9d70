//! Recorded requests, and the plans that must reproduce them.

use serde_json::Value as Json;
use specie_codegen::diagnostic::render;
use specie_codegen::model::Vector;
use specie_codegen::signing::replay::Replay;
use specie_codegen::{Options, load};
use specie_runtime::signing::plan::Scheme;
use specie_runtime::signing::{
    Credentials, RequestSpec, SessionValues, Settings, Signer, SigningError, SigningInputs, Value,
};
use std::path::Path;

/// Headers that say who sends, not what: they differ between programs.
const IGNORED: [&str; 4] = ["user-agent", "referer", "accept", "content-length"];

/// An exchange's plans and the requests recorded of it.
pub struct Exchange {
    /// Name of the files.
    pub name: String,
    /// Its spec, lowered.
    pub scheme: Scheme,
    /// All recorded requests.
    pub requests: Vec<Request>,
    /// The vectors of the spec: some of these, and some from elsewhere.
    pub vectors: Vec<Request>,
}

/// A call and the request that came of it.
pub struct Request {
    /// Name in the file.
    pub id: String,
    /// Name of the section.
    pub section: String,
    /// Method.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Parameters in order.
    pub params: Value<'static>,
    /// What it was signed with.
    pub credentials: Credentials,
    /// What the session gave.
    pub session: SessionValues,
    /// Clock, nonce and random numbers.
    pub inputs: SigningInputs,
    /// What was sent.
    pub sent: Sent,
}

/// A request on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Whole address.
    pub url: String,
    /// Headers, without those that say who sends.
    pub headers: Vec<(String, String)>,
    /// Body; none is empty.
    pub body: String,
}

impl Exchange {
    /// Reads spec and recorded requests; the spec must be without fault.
    pub fn load(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut exchange = Self::read(&root.join("signing").join(format!("{name}.yaml")));
        let recorded = std::fs::read_to_string(root.join("vectors").join(format!("{name}.json")))
            .expect("the recorded requests are there");
        let recorded: Json = serde_json::from_str(&recorded).expect("they are JSON");
        exchange.requests = list(&recorded["vectors"])
            .iter()
            .map(|v| Request::read(&recorded, v))
            .collect();
        exchange
    }

    /// Reads a spec that has nothing but its own vectors; it must be without fault.
    pub fn read(spec: &Path) -> Self {
        let text = std::fs::read(spec).expect("the spec is there");
        let loaded = load(&spec.display().to_string(), text, &Options::default());
        let faults: Vec<String> = loaded
            .diagnostics
            .sorted()
            .into_iter()
            .map(|fault| render::terminal(&loaded.source, fault, false))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let api = loaded.api.expect("a spec without faults has a model");
        let vectors = api
            .vectors
            .iter()
            .map(|v| Request::of(&api.runtime.scheme, v));
        Self {
            name: api.provider,
            requests: Vec::new(),
            vectors: vectors.collect(),
            scheme: api.runtime.scheme,
        }
    }
}

impl Request {
    /// Place of its section in the scheme.
    pub fn section(&self, scheme: &Scheme) -> u16 {
        let place = scheme.sections.iter().position(|s| s.name == self.section);
        place
            .and_then(|p| u16::try_from(p).ok())
            .unwrap_or_else(|| panic!("{}: no section {}", self.id, self.section))
    }

    /// Base of its section.
    pub fn base<'s>(&self, scheme: &'s Scheme) -> &'s str {
        &scheme.sections[usize::from(self.section(scheme))].base
    }

    /// A signer with its credentials.
    pub fn signer(&self, scheme: &Scheme) -> Result<Signer, SigningError> {
        Signer::new(scheme.clone(), &self.credentials, &Settings::new())
    }

    /// The call, and the moment with the nonce that its plan reads.
    pub fn attempt(&self, scheme: &Scheme, signer: &Signer) -> (RequestSpec<'_>, SigningInputs) {
        let call = RequestSpec {
            section: self.section(scheme),
            method: self.method.as_str().into(),
            path: self.path.as_str().into(),
            params: self.params.clone().into(),
            ..RequestSpec::default()
        };
        let mut inputs = self.inputs.clone();
        let unit = signer.needs(call.section).nonce;
        inputs.nonce = unit.map(|unit| inputs.next_nonce(unit, None));
        (call, inputs)
    }

    fn of(scheme: &Scheme, vector: &Vector) -> Self {
        let Some(replay) = Replay::of(vector) else {
            panic!("{}: no call", vector.name);
        };
        let call = replay.call;
        Self {
            id: vector.name.clone(),
            section: scheme.sections[usize::from(call.section)].name.to_string(),
            method: call.method.into_owned(),
            path: call.path.into_owned(),
            params: call.params.into_value().into_owned(),
            credentials: vector.credentials.iter().cloned().collect(),
            session: replay.session,
            inputs: replay.inputs,
            sent: Sent {
                url: vector.expect.url.clone().expect("an address"),
                headers: vector.expect.headers.clone(),
                body: vector
                    .expect
                    .body
                    .clone()
                    .expect("a body, or that there is none"),
            },
        }
    }

    fn read(file: &Json, v: &Json) -> Self {
        let api: Vec<&str> = list(&v["api"]).iter().map(text).collect();
        let params = match v.get("params_array") {
            Some(list) => list.to_string(),
            None => object(&v["params"]),
        };
        let credentials = pairs(&file["credentials"])
            .chain(pairs(&v["credentials"]))
            .map(|(name, value)| (snake(name), text(value)));
        let mut session = SessionValues::new();
        for (name, value) in pairs(&file["session"]) {
            session.set(snake(name), value_of(&value.to_string()));
        }
        let now_us = file["clock"]["now_us"].as_i64().expect("a time");
        let mut inputs = SigningInputs::at_us(now_us);
        inputs.uuid = Some(text(&file["random"]["uuid"]).to_owned());
        inputs.random = Some(bytes(text(&file["random"]["random_bytes_hex"])));
        let sent = &v["expected"];
        Self {
            id: text(&v["id"]).to_owned(),
            section: api.join("_"),
            method: text(&v["method"]).to_owned(),
            path: text(&v["path"]).to_owned(),
            params: value_of(&params),
            credentials: credentials.collect(),
            session,
            inputs,
            sent: Sent {
                url: text(&sent["url"]).to_owned(),
                headers: pairs(&sent["headers"])
                    .filter(|(name, _)| !IGNORED.contains(&name.to_ascii_lowercase().as_str()))
                    .map(|(name, value)| (name.to_owned(), text(value).to_owned()))
                    .collect(),
                body: sent["body"].as_str().unwrap_or_default().to_owned(),
            },
        }
    }
}

impl Sent {
    /// Path (after the base) and query of the address.
    pub fn target(&self, base: &str) -> (&str, &str) {
        let rest = self.url.strip_prefix(base).expect("the section's base");
        rest.split_once('?').unwrap_or((rest, ""))
    }
}

fn value_of(json: &str) -> Value<'static> {
    Value::from_json(json.as_bytes()).expect("recorded parameters are JSON")
}

/// `[["name", value], …]` as the text of an object.
fn object(list_of_pairs: &Json) -> String {
    let members = list(list_of_pairs)
        .iter()
        .map(|pair| format!("{}:{}", pair[0], pair[1]));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn list(value: &Json) -> &[Json] {
    value.as_array().expect("a list")
}

fn pairs(value: &Json) -> impl Iterator<Item = (&str, &Json)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Json) -> &str {
    value.as_str().expect("a text")
}

/// `apiKey` as `api_key`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn bytes(hex: &str) -> [u8; 16] {
    let mut out = [0; 16];
    for (byte, digits) in out.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).expect("hex is ASCII");
        *byte = u8::from_str_radix(digits, 16).expect("hex digits");
    }
    out
}
