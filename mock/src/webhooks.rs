//! Sends signed deliveries, as the provider does: on demand, and when something was created or cancelled.

use crate::engine::Engine;
use crate::keys;
use crate::plan_walk;
use crate::response::Response;
use form_urlencoded::Serializer;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use specie_codegen::model::{Api, Kind, Type, Webhook as Model};
use specie_codegen::scenario::MOST_REPEATS;
use specie_codegen::validate::{Way, as_text};
use specie_codegen::{example_values, json};
use specie_runtime::signing::plan::{Data, Form, Str};
use specie_runtime::signing::{Credentials, Settings};
use specie_runtime::testing::{Delivery, Replay, SignedDelivery};
use specie_runtime::{Core, Timestamp, is_local_http};
use std::fmt;
use std::time::Duration;

/// How much of the response of a receiver is read, in bytes.
const MOST: usize = 64 << 10;

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A delivery that is to be sent.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) times: u32,
    pub(crate) delay: Duration,
    pub(crate) tamper: bool,
}

impl Webhook {
    /// A delivery of the webhook that has this name in the spec, to an address on loopback, with the body of an example.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            url: url.into(),
            body: None,
            times: 1,
            delay: Duration::ZERO,
            tamper: false,
        }
    }

    /// The body, as the provider writes it: JSON, or a form.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// How often it is sent, at most 1,000 times: providers repeat deliveries.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// How long to wait before each time.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Changes one byte of the body after it was signed: a receiver must refuse it.
    #[must_use]
    pub fn tampered(mut self) -> Self {
        self.tamper = true;
        self
    }
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The first 64 KiB of the body.
    pub body: Vec<u8>,
}

/// Why a delivery was not sent, or not answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The spec has no webhook of this name.
    Unknown(String),
    /// The address is not one of loopback, or cannot be read.
    Address(String),
    /// The delivery cannot be signed.
    Unsigned(String),
    /// The receiver did not answer.
    Unanswered(String),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "the spec has no webhook `{name}`"),
            Self::Address(url) => write!(
                f,
                "`{url}` is not an address on this machine: expected `http://127.0.0.1:PORT/…`"
            ),
            Self::Unsigned(why) => write!(f, "the delivery cannot be signed: {why}"),
            Self::Unanswered(why) => write!(f, "the receiver did not answer: {why}"),
        }
    }
}

impl std::error::Error for WebhookError {}

/// The client with whose credentials deliveries are signed, which sends nothing; `None`: the credentials do not suffice for one.
pub(crate) fn core(
    api: &Api,
    credentials: &[(String, String)],
    settings: &Settings,
) -> Option<Core> {
    let credentials: Credentials = credentials.iter().cloned().collect();
    Core::builder(api.runtime.clone(), credentials)
        .settings(settings.clone())
        .transport(Replay::new())
        .build()
        .ok()
}

impl Engine {
    /// Signs a delivery and sends it; returns what the receiver answered each time.
    pub(crate) async fn deliver(&self, webhook: &Webhook) -> Result<Vec<Answered>, WebhookError> {
        let mut answers = Vec::new();
        for _ in 0..webhook.times.min(MOST_REPEATS) {
            if !webhook.delay.is_zero() {
                tokio::time::sleep(webhook.delay).await;
            }
            // A repeated delivery is signed anew: its time is the present one.
            let signed = self.sign(webhook)?;
            answers.push(send(webhook, &signed).await?);
        }
        Ok(answers)
    }

    fn sign(&self, webhook: &Webhook) -> Result<SignedDelivery, WebhookError> {
        let mut webhooks = self.api.webhooks.iter();
        let model = webhooks.find(|model| model.name == webhook.name);
        let model = model.ok_or_else(|| WebhookError::Unknown(webhook.name.clone()))?;
        let body = match &webhook.body {
            Some(body) => body.clone(),
            None => body_of(&self.api, model, &example(&self.api, model)),
        };
        let signed = self.signed(&webhook.name, &body);
        signed.map_err(WebhookError::Unsigned)
    }

    /// A body with the headers that the plan of a webhook asks for; `Err`: why it cannot be signed.
    fn signed(&self, webhook: &str, body: &[u8]) -> Result<SignedDelivery, String> {
        let core = self.delivering.as_ref().ok_or("credentials are missing")?;
        let plans = self.api.runtime.scheme.webhooks.iter();
        let mut plans = plans.map(|webhook| &webhook.plan);
        let plan = plans.find(|plan| plan.name == webhook);
        let chosen = plan.map(plan_walk::chosen_headers).unwrap_or_default();
        // Made up only where it cannot be signed without: a header may also name the key, or hold the signature.
        let first = self.signed_with(core, webhook, body, &[]);
        match first.is_err() && !chosen.is_empty() {
            true => self.signed_with(core, webhook, body, &chosen),
            false => first,
        }
    }

    /// The same, with these headers made up.
    fn signed_with(
        &self,
        core: &Core,
        webhook: &str,
        body: &[u8],
        made_up: &[&str],
    ) -> Result<SignedDelivery, String> {
        // Which key of a set signs, depends on the algorithm of the plan: the first that can.
        let mut outcome = Err("the account has no keys".to_owned());
        for (id, in_set) in &keys::SET {
            let mut delivery = Delivery::new(core, webhook).body(body);
            for name in made_up {
                let letters: String = {
                    let mut random = self.random();
                    (0..32).map(|_| random.alphanumeric()).collect()
                };
                delivery = delivery.header(*name, letters);
            }
            if let Ok(time) = Timestamp::from_nanos(self.now_ns()) {
                delivery = delivery.at(time);
            }
            for credential in self.api.runtime.scheme.credentials.iter() {
                let name = credential.name.as_ref();
                let mut forms = credential.forms.iter();
                if credential.forms.contains(&Form::Jwks) {
                    delivery = delivery.private_key_with_id(name, *id, in_set.private);
                } else if let Some(pair) = forms.find_map(|form| keys::of(*form)) {
                    delivery = delivery.private_key(name, pair.private);
                }
            }
            outcome = delivery.sign().map_err(|error| error.to_string());
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// Signs a response, if the section says that its responses are signed.
    pub(crate) fn sign_response(&self, section: u16, response: &mut Response) {
        let scheme = &self.api.runtime.scheme;
        let section = scheme.sections.get(usize::from(section));
        let plan = section.and_then(|section| section.verify);
        let Some(plan) = plan.and_then(|at| scheme.webhooks.get(usize::from(at))) else {
            return;
        };
        match self.signed(&plan.plan.name, &response.body) {
            Ok(signed) => {
                for (name, value) in signed.headers() {
                    response.set_header(name, value);
                }
                response.body = signed.body().to_vec();
            }
            // A client refuses a response without a signature; the log says why there is none.
            Err(why) => self.note(&format!("a response cannot be signed: {why}")),
        }
    }
}

async fn send(webhook: &Webhook, signed: &SignedDelivery) -> Result<Answered, WebhookError> {
    let address = || WebhookError::Address(webhook.url.clone());
    let uri: hyper::Uri = webhook.url.parse().map_err(|_| address())?;
    if !is_local_http(&webhook.url) {
        return Err(address());
    }
    let mut body = signed.body().to_vec();
    if webhook.tamper {
        let at = body.len() / 2;
        if let Some(byte) = body.get_mut(at) {
            *byte ^= 1;
        }
    }
    let mut request = hyper::Request::builder().method("POST").uri(uri);
    for (name, value) in signed.headers() {
        request = request.header(name, value);
    }
    if signed.header("content-type").is_none() {
        let is_json = body
            .first()
            .is_some_and(|first| matches!(first, b'{' | b'['));
        let media = match is_json {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        request = request.header("Content-Type", media);
    }
    let request = request
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| address())?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    let unanswered = |error: &dyn fmt::Display| WebhookError::Unanswered(error.to_string());
    let response = tokio::time::timeout(PATIENCE, client.request(request)).await;
    let response = response.map_err(|_| unanswered(&"it took more than 30 s"))?;
    let response = response.map_err(|error| unanswered(&error))?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), MOST).collect().await;
    let body = body
        .map_err(|error| unanswered(&error))?
        .to_bytes()
        .to_vec();
    Ok(Answered { status, body })
}

/// An event: of an example, or made from its type.
pub(crate) fn example(api: &Api, webhook: &Model) -> Data {
    let mut examples = webhook.examples.iter();
    let given = examples.find_map(|example| example.response.as_ref());
    match webhook.event {
        Some(event) => {
            let ty = Type::plain(Kind::Named(event));
            example_values::value(api, &ty, "event", given, Way::Received)
        }
        None => given
            .cloned()
            .unwrap_or_else(|| Data::Object(Vec::new().into())),
    }
}

/// The body of an event: a form, or JSON.
pub(crate) fn body_of(api: &Api, webhook: &Model, event: &Data) -> Vec<u8> {
    let mut plans = api.runtime.scheme.webhooks.iter();
    let is_form = plans.any(|plan| plan.form && plan.plan.name == webhook.name);
    match (is_form, event) {
        (true, Data::Object(members)) => form(members).into_bytes(),
        _ => json::write(event).into_bytes(),
    }
}

/// Members as a form; those of lists and objects with their names in brackets.
fn form(members: &[(Str, Data)]) -> String {
    fn add(pairs: &mut Serializer<'_, String>, name: &str, value: &Data) {
        match value {
            Data::Object(members) => {
                for (inner, value) in members.iter() {
                    add(pairs, &format!("{name}[{inner}]"), value);
                }
            }
            Data::List(elements) => {
                for (at, value) in elements.iter().enumerate() {
                    add(pairs, &format!("{name}[{at}]"), value);
                }
            }
            other => {
                pairs.append_pair(name, &as_text(other).unwrap_or_default());
            }
        }
    }
    let mut pairs = Serializer::new(String::new());
    for (name, value) in members {
        add(&mut pairs, name, value);
    }
    pairs.finish()
}
