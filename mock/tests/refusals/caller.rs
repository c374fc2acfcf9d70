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
    TransportRequest, TransportResponse,
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
}

impl Caller<'_> {
    pub fn credentials(&self, change: Option<(&str, &str)>) -> Credentials {
        let credentials = self.provider.credentials().iter().cloned();
        let changed = credentials.map(|(name, value)| match change {
            Some((changed, other)) if changed == name => (name, other.to_owned()),
            _ => (name, value),
        });
        changed.collect()
    }

    /// Signs a call of `operation`; `raw` are parameters as they are, checked by nobody.
    pub fn sign(
        &self,
        operation: &Operation,
        raw: Vec<(Str, Data)>,
        credentials: &Credentials,
        at_ns: i128,
    ) -> Result<Request> {
        self.sign_in(operation, raw, credentials, at_ns, &self.session)
    }

    /// The same with other values of the session.
    pub fn sign_in(
        &self,
        operation: &Operation,
        raw: Vec<(Str, Data)>,
        credentials: &Credentials,
        at_ns: i128,
        session: &SessionValues,
    ) -> Result<Request> {
        let scheme = self.api.runtime.scheme.clone();
        let signer = Signer::new(scheme, credentials, &self.settings)?;
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

pub fn now() -> i128 {
    // Every call has a time of its own, in milliseconds.
    std::thread::sleep(Duration::from_millis(2));
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_nanos() as i128)
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
pub struct Fixed(TransportResponse);

impl Transport for Fixed {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, std::result::Result<TransportResponse, TransportError>> {
        let response = self.0.clone();
        Box::pin(async move { Ok(response) })
    }
}

/// What a client makes of a response.
pub async fn classified(
    caller: &Caller<'_>,
    operation: &Operation,
    response: TransportResponse,
) -> Result<(ErrorKind, Outcome)> {
    let core = Core::builder(caller.api.runtime.clone(), caller.credentials(None))
        .transport(Fixed(response))
        .settings(caller.settings.clone())
        .session_values(caller.session.clone())
        .retries(RetryPolicy::never())
        .limits(false)
        .build()?;
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
