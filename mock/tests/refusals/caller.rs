//! A client that signs calls of a mock, so that each can be changed before it is sent.

use crate::support::Result;
use specie_codegen::call_params::Called;
use specie_codegen::model::{Api, Operation};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{example_values, json};
use specie_mock::MockProvider;
use specie_runtime::reqwest::{Client, Method};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::signing::{Credentials, SessionValues, Settings, Signer, SigningInputs, Value};
use specie_runtime::{
    BoxFuture, Core, ErrorKind, Json, Outcome, RetryPolicy, Transport, TransportError,
    TransportFailure, TransportRequest, TransportResponse,
};
use std::cell::{Cell, OnceCell};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

/// A signed request that can be changed before it is sent.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A client that signs calls of one mock.
pub struct Caller<'a> {
    pub api: &'a Api,
    pub provider: &'a MockProvider,
    pub settings: Settings,
    pub session: SessionValues,
    /// Values that the session does not have; `None`: there is no session.
    pub other_session: Option<SessionValues>,
    /// Signs with the credentials of the account.
    pub own: Signer,
    /// Sign with another value of one credential each, which is a secret or not. To prepare one takes longer than to call.
    pub others: Vec<(bool, Signer)>,
    /// Reads the responses that are given to it as those of the provider.
    reader: OnceCell<Core>,
    given: Arc<Given>,
}

impl<'a> Caller<'a> {
    /// A client without a session.
    pub fn new(api: &'a Api, provider: &'a MockProvider, settings: Settings) -> Result<Self> {
        let scheme = &api.runtime.scheme;
        let own = provider.credentials();
        let signer =
            |credentials: &Credentials| Signer::new(scheme.clone(), credentials, &settings);
        let mut others = Vec::new();
        for (name, value) in own {
            let mut credentials: Credentials = own.iter().cloned().collect();
            // Another value of the same form.
            credentials.set(name.clone(), other_value(value));
            let mut known = scheme.credentials.iter();
            let is_secret = known.any(|known| known.secret && known.name == *name);
            if let Ok(signer) = signer(&credentials) {
                others.push((is_secret, signer));
            }
        }
        Ok(Self {
            own: signer(&own.iter().cloned().collect())?,
            others,
            api,
            provider,
            session: SessionValues::new(),
            other_session: None,
            settings,
            reader: OnceCell::new(),
            given: Arc::default(),
        })
    }

    /// A client to which responses are given. One that opens sessions is made anew for each: it forgets a session that is refused.
    fn reader(&self) -> Result<Core> {
        if let Some(known) = self.reader.get() {
            return Ok(known.clone());
        }
        let credentials: Credentials = self.provider.credentials().iter().cloned().collect();
        let core = Core::builder(self.api.runtime.clone(), credentials)
            .transport(self.given.clone())
            .settings(self.settings.clone())
            .session_values(self.session.clone())
            .retries(RetryPolicy::never())
            .limits(false)
            .build()?;
        if self.api.runtime.scheme.sessions.is_empty() {
            let _ = self.reader.set(core.clone());
        }
        Ok(core)
    }

    /// Signs a call of `operation`; `raw` are parameters as they are, checked by nobody.
    pub fn sign(
        &self,
        operation: &Operation,
        raw: Vec<(Str, Data)>,
        signer: &Signer,
        at_ns: i128,
    ) -> Result<Request> {
        self.sign_in(operation, raw, signer, at_ns, &self.session)
    }

    /// The same with other values of the session.
    pub fn sign_in(
        &self,
        operation: &Operation,
        raw: Vec<(Str, Data)>,
        signer: &Signer,
        at_ns: i128,
        session: &SessionValues,
    ) -> Result<Request> {
        let data = OperationData::of(self.api, operation, None);
        let runtime_operation = data.operation();
        let params = Data::Object(raw.into());
        let mut call = runtime_operation.request(Value::from(&params))?;
        let base = self.provider.base_url();
        let section = &self.api.runtime.scheme.sections[usize::from(operation.section)];
        let path = section.base.splitn(4, '/').nth(3).unwrap_or_default();
        let base = format!("{base}/{path}");
        let base = base.trim_end_matches('/').to_owned();
        call.base = Some(&base);
        let inputs = SigningInputs {
            clock_ns: at_ns,
            nonce: Some(at_ns / 1_000_000),
            uuid: Some("6f1c2f4a-7d0b-4c55-9a3e-0123456789ab".to_owned()),
            random: Some([7; 16]),
        };
        let signed = signer.sign(&call, &inputs, session)?;
        Ok(Request {
            method: signed.method.to_string(),
            url: signed.url.to_string(),
            headers: signed
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            body: signed.body.unwrap_or_default(),
        })
    }

    /// The parameters of an example call, in their wire form.
    pub fn params(&self, operation: &Operation) -> Result<Vec<(Str, Data)>> {
        let called = Called {
            operation,
            variant: None,
        };
        let params = example_values::params(self.api, operation);
        let placed = called.place(&self.api.types, Some(Data::Object(params.into())))?;
        Ok(placed.members)
    }
}

/// The time, in nanoseconds. Every call of a thread, which has a provider of its own, has one of its own, in milliseconds: one that is early takes
/// the next. Shared by all threads, they would run ahead of the clock, out of the windows of providers.
pub fn now() -> i128 {
    thread_local! {
        static LAST_MS: Cell<i64> = const { Cell::new(0) };
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis() as i64);
    let own = ms.max(LAST_MS.get() + 1);
    LAST_MS.set(own);
    i128::from(own) * 1_000_000
}

/// The same text with another letter or digit near its middle, so that its form stays.
pub fn other_value(value: &str) -> String {
    let mut bytes = value.as_bytes().to_vec();
    let at = bytes.len() / 2;
    bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).unwrap_or_default()
}

pub async fn send(client: &Client, request: &Request) -> Result<TransportResponse> {
    let mut builder = client
        .request(Method::from_bytes(request.method.as_bytes())?, &request.url)
        .body(request.body.clone());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let response = builder.send().await?;
    Ok(TransportResponse {
        status: response.status().as_u16(),
        headers: response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            })
            .collect(),
        body: response.bytes().await?.to_vec(),
    })
}

/// Gives one response to every request.
#[derive(Default)]
struct Given(Mutex<Option<TransportResponse>>);

impl Transport for Given {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, std::result::Result<TransportResponse, TransportError>> {
        let given = self.0.lock().ok().and_then(|given| given.clone());
        let response = given.ok_or_else(|| TransportError::not_sent(TransportFailure::Broken));
        Box::pin(async move { response })
    }
}

/// What a client makes of a response.
pub async fn classified(
    caller: &Caller<'_>,
    operation: &Operation,
    response: TransportResponse,
) -> Result<(ErrorKind, Outcome)> {
    if let Ok(mut given) = caller.given.0.lock() {
        *given = Some(response);
    }
    let core = caller.reader()?;
    let data = OperationData::of(caller.api, operation, None);
    let params = Json::parse(json::object(&caller.params(operation)?).as_bytes())?;
    match core
        .call_with_uploads(&data.operation(), &params, Vec::new())
        .await
    {
        Ok(_) => Err("the refusal was read as a success".into()),
        Err(error) => Ok((error.kind(), error.outcome())),
    }
}
