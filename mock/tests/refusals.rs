//! What the mock refuses, in the words of each provider: at least fifteen kinds for every spec in `specs/`.
//!
//! Each request is signed as a client signs it, and then changed in one way. The responses are read by the runtime as the provider's own.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_codegen::call_params::Called;
use specie_codegen::model::{Api, Operation};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::scenario::Scenario;
use specie_codegen::{example_values, json};
use specie_mock::{Mock, MockProvider, RefusalKind};
use specie_runtime::reqwest::{Client, Method};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::signing::{Credentials, SessionValues, Settings, Signer, SigningInputs, Value};
use specie_runtime::{
    BoxFuture, Core, ErrorKind, Json, Outcome, RetryPolicy, Transport, TransportError,
    TransportRequest, TransportResponse,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use support::{Result, mock, providers};

/// A signed request that can be changed before it is sent.
#[derive(Clone, Debug)]
struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A client that signs calls of one mock.
struct Caller<'a> {
    api: &'a Api,
    provider: &'a MockProvider,
    settings: Settings,
    session: SessionValues,
}

impl Caller<'_> {
    fn credentials(&self, change: Option<(&str, &str)>) -> Credentials {
        let credentials = self.provider.credentials().iter().cloned();
        let changed = credentials.map(|(name, value)| match change {
            Some((changed, other)) if changed == name => (name, other.to_owned()),
            _ => (name, value),
        });
        changed.collect()
    }

    /// Signs a call of `operation`; `raw` are parameters as they are, checked by nobody.
    fn sign(
        &self,
        operation: &Operation,
        raw: Vec<(Str, Data)>,
        credentials: &Credentials,
        at_ns: i128,
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
        let signed = signer.sign(&call, &inputs, &self.session)?;
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
    fn params(&self, operation: &Operation) -> Result<Vec<(Str, Data)>> {
        let called = Called {
            operation,
            variant: None,
        };
        let params = example_values::params(self.api, operation);
        let placed = called.place(&self.api.types, Some(Data::Object(params.into())))?;
        Ok(placed.members)
    }
}

fn now() -> i128 {
    // Every call has a time of its own, in milliseconds.
    std::thread::sleep(Duration::from_millis(2));
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_nanos() as i128)
}

async fn send(client: &Client, request: &Request) -> Result<TransportResponse> {
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
struct Fixed(TransportResponse);

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
async fn classified(
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

/// Requests of an operation, each changed in one way, and the kind of refusal that each must get.
fn changed(caller: &Caller<'_>, operation: &Operation) -> Result<Vec<(RefusalKind, Request)>> {
    let params = caller.params(operation)?;
    let own = caller.credentials(None);
    let good = || caller.sign(operation, params.clone(), &own, now());
    let mut requests = Vec::new();
    let mut add = |kind, request: Result<Request>| {
        if let Ok(request) = request {
            requests.push((kind, request));
        }
    };
    let with = |change: &dyn Fn(&mut Request)| {
        let mut request = good()?;
        change(&mut request);
        Ok(request)
    };

    // A body of this size takes its time, and is refused before its operation is known.
    if caller
        .api
        .operations
        .first()
        .is_some_and(|first| first.name == operation.name)
    {
        add(
            RefusalKind::BodyTooLarge,
            with(&|request| request.body = vec![b'a'; (1 << 20) + 1]),
        );
    }
    add(
        RefusalKind::Unreadable,
        with(&|request| request.body = vec![0xff, 0xfe]),
    );
    add(
        RefusalKind::WrongMethod,
        with(&|request| request.method = "TRACE".to_owned()),
    );
    if !good()?.body.is_empty() {
        add(
            RefusalKind::WrongContentType,
            with(&|request| {
                request
                    .headers
                    .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
                request
                    .headers
                    .push(("Content-Type".to_owned(), "text/csv".to_owned()));
            }),
        );
    }
    let signed = good()?;
    let signature = signed.headers.iter().map(|(name, _)| name.clone());
    let mut signature = signature.filter(|name| !name.eq_ignore_ascii_case("content-type"));
    if let Some(name) = signature.next_back() {
        add(
            RefusalKind::MissingHeader,
            with(&|request| request.headers.retain(|(known, _)| *known != name)),
        );
        add(
            RefusalKind::RepeatedHeader,
            with(&|request| request.headers.push((name.clone(), "x".to_owned()))),
        );
    }
    // Paths whose last part is a value have no unknown neighbours.
    add(
        RefusalKind::UnknownEndpoint,
        with(&|request| match String::from_utf8(request.body.clone()) {
            Ok(body) if body.contains("cmd=") => {
                request.body = body.replace("cmd=", "cmd=no_such_").into_bytes();
            }
            _ => {
                let (before, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
                request.url = format!("{before}/no/such/path?{query}");
            }
        }),
    );
    for (name, value) in caller.provider.credentials() {
        let secret = caller.api.runtime.scheme.credentials.iter();
        let secret = secret
            .filter(|known| known.secret)
            .any(|known| known.name == *name);
        let kind = match secret {
            true => RefusalKind::WrongSignature,
            false => RefusalKind::UnknownKey,
        };
        // Another value of the same form.
        let other = other_value(value);
        let credentials = caller.credentials(Some((name.as_str(), &other)));
        add(
            kind,
            caller.sign(operation, params.clone(), &credentials, now()),
        );
    }
    let minute = 60_000_000_000;
    add(
        RefusalKind::StaleTimestamp,
        caller.sign(operation, params.clone(), &own, now() - 10 * minute),
    );

    let and = |name: &str, value: Data| {
        let mut more = params.clone();
        more.retain(|(known, _)| known != name);
        more.push((Str::Owned(name.to_owned()), value));
        caller.sign(operation, more, &own, now())
    };
    let text = |text: &str| Data::Text(Str::Owned(text.to_owned()));
    add(
        RefusalKind::UnknownParameter,
        and("no_such_parameter", text("1")),
    );
    // The kinds are the same for each: a few of every operation are enough.
    for param in operation.params.iter().take(3) {
        let field = &param.field;
        let mut fewer = params.clone();
        fewer.retain(|(name, _)| *name != field.name);
        if !field.optional && fewer.len() < params.len() {
            add(
                RefusalKind::MissingParameter,
                caller.sign(operation, fewer, &own, now()),
            );
        }
        add(RefusalKind::WrongType, and(&field.name, text("@")));
        let beyond = field.range.as_ref().and_then(|range| range.max.as_ref());
        if let Some(digits) = beyond.and_then(|max| max.parse::<i64>().ok()) {
            let above = (digits + 1).to_string();
            add(
                RefusalKind::OutOfRange,
                and(&field.name, Data::Integer(above.into())),
            );
        }
    }
    for group in &operation.one_of {
        let mut both = params.clone();
        for at in &group.members {
            let Some(param) = operation.params.get(*at) else {
                continue;
            };
            if !both.iter().any(|(name, _)| *name == param.field.name) {
                let value = example_values::value(
                    caller.api,
                    &param.field.ty,
                    &param.field.name,
                    None,
                    specie_codegen::validate::Way::Sent,
                );
                both.push((Str::Owned(param.field.name.clone()), value));
            }
        }
        add(
            RefusalKind::NotExactlyOne,
            caller.sign(operation, both, &own, now()),
        );
    }
    Ok(requests)
}

/// The same text with another letter or digit near its end, so that its form stays.
fn other_value(value: &str) -> String {
    let mut bytes = value.as_bytes().to_vec();
    let at = bytes.len() / 2;
    bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).unwrap_or_default()
}

/// The kinds that calls of a mock were refused with; `changes`: each request is also changed in every way.
async fn refused(
    path: &Path,
    changes: bool,
    set: impl FnOnce(Mock) -> Mock,
) -> Result<BTreeSet<&'static str>> {
    let (api, provider) = mock(path, set).await?;
    let core = support::core(&api, &provider)?;
    let client = support::http();
    let mut kinds = BTreeSet::new();
    let mut session = SessionValues::new();
    for (name, value) in provider.session_values() {
        session.set(name, Value::from(value));
    }
    // The sessions that calls open: those of a client that has made one.
    for declared in api.runtime.scheme.sessions.iter() {
        let Some(call) = &declared.call else { continue };
        let opens = api.operations.iter().find(|operation| {
            operation.path.trim_start_matches('/') == call.path.trim_start_matches('/')
        });
        let Some(opens) = opens else { continue };
        let data = OperationData::of(&api, opens, None);
        let params = example_values::params(&api, opens);
        let params = Json::parse(json::object(&params).as_bytes())?;
        // Refused, if the mock denies or limits it.
        let response = core
            .call_with_uploads(&data.operation(), &params, Vec::new())
            .await;
        let Ok(response) = response else { continue };
        let credentials: Credentials = provider.credentials().iter().cloned().collect();
        let signer = Signer::new(api.runtime.scheme.clone(), &credentials, &Settings::new())?;
        for (name, value) in signer
            .keep(0, &[], response.data.to_string().as_bytes())?
            .values
        {
            session.set(name, value);
        }
    }
    let caller = Caller {
        api: &api,
        provider: &provider,
        settings: Settings::new(),
        session,
    };
    for operation in api
        .operations
        .iter()
        .filter(|operation| !operation.multipart)
    {
        let own = caller.credentials(None);
        // Without a session that was refused, nothing can be signed.
        let Ok(request) = caller.sign(operation, caller.params(operation)?, &own, now()) else {
            continue;
        };
        let before = provider.calls().len();
        send(&client, &request).await?;
        send(&client, &request).await?;
        let calls = provider.calls();
        for call in calls.iter().skip(before) {
            kinds.extend(call.refusal.as_ref().map(|refusal| refusal.kind.name()));
        }
        if !changes {
            continue;
        }
        // Nothing is accepted without its signature, even if the account could do without each of its credentials.
        let section = &api.runtime.scheme.sections[usize::from(operation.section)];
        if section.plan.is_some() {
            let mut bare = request.clone();
            let is_kept = |name: &str| name.eq_ignore_ascii_case("content-type");
            bare.headers.retain(|(name, _)| is_kept(name));
            send(&client, &bare).await?;
            let calls = provider.calls();
            let last = calls.last().and_then(|call| call.refusal.as_ref());
            assert!(
                last.is_some(),
                "{}: accepted without a signature",
                operation.name
            );
        }
        for (kind, request) in changed(&caller, operation)? {
            let Ok(response) = send(&client, &request).await else {
                continue;
            };
            let calls = provider.calls();
            let Some(refusal) = calls.last().and_then(|call| call.refusal.clone()) else {
                continue;
            };
            assert_ne!(response.status, 500, "{}: {refusal}", operation.name);
            kinds.insert(refusal.kind.name());
            if refusal.kind != kind {
                continue;
            }
            let what = format!("{}: {}: {refusal}", path.display(), operation.name);
            let shown = String::from_utf8_lossy(&response.body).into_owned();
            let (found, outcome) = classified(&caller, operation, response)
                .await
                .map_err(|error| format!("{what}: {error}"))?;
            // A client with a session opens a new one when it is refused, which this response refuses too.
            let is_refused = matches!(outcome, Outcome::Rejected | Outcome::NotSent);
            assert!(is_refused, "{what}: {outcome:?} {shown}");
            let declared = &api.runtime.errors;
            let expected = kind.error_kind();
            let is_known = declared.codes.iter().any(|(_, known)| *known == expected)
                || declared.status.iter().any(|(_, known)| *known == expected);
            // A code for this very parameter, such as `*.missing_otp`, says more than the kind of the refusal.
            let own = refusal.parameter.map(|name| format!("_{name}"));
            let has_own = |own: String| {
                let mut codes = declared.codes.iter();
                codes.any(|(code, known)| code.ends_with(&own) && *known == found)
            };
            if is_known && !own.is_some_and(has_own) {
                assert_eq!(found, expected, "{what}: {shown}");
            }
        }
    }
    Ok(kinds)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_provider_refuses_in_its_own_words() -> Result<()> {
    for path in providers()? {
        let mut kinds = refused(&path, true, |mock| mock.limits(false)).await?;
        let limited = |mock: Mock| {
            mock.scenario(Scenario {
                limit: Some((1, 3_600_000)),
                ..Scenario::default()
            })
        };
        kinds.extend(refused(&path, false, limited).await?);
        let operations = support::api(&path)?.operations;
        let deny = operations.into_iter().map(|operation| operation.name);
        let scenario = Scenario {
            deny: deny.collect(),
            ..Scenario::default()
        };
        let denied = |mock: Mock| mock.scenario(scenario);
        kinds.extend(refused(&path, false, denied).await?);
        println!("{}: {} {kinds:?}", path.display(), kinds.len());
        assert!(
            kinds.len() >= 15,
            "{}: {} {kinds:?}",
            path.display(),
            kinds.len()
        );
    }
    Ok(())
}

/// One change of a request that nobody would make on purpose.
fn mutated(request: &Request, random: &mut fastrand::Rng) -> Request {
    let mut request = request.clone();
    let mutate = |bytes: &mut Vec<u8>, random: &mut fastrand::Rng| {
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..=bytes.len());
            match random.u8(..4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, random.u8(..)),
                2 => bytes
                    .splice(at..at, b"[{\"%\\\0&=".iter().copied())
                    .for_each(drop),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = random.u8(..);
                    }
                }
            }
        }
    };
    match random.u8(..4) {
        0 => mutate(&mut request.body, random),
        1 => {
            if !request.headers.is_empty() {
                let at = random.usize(..request.headers.len());
                let mut value = std::mem::take(&mut request.headers[at].1).into_bytes();
                mutate(&mut value, random);
                request.headers[at].1 = String::from_utf8_lossy(&value).into_owned();
            }
        }
        2 => {
            // A URL has no byte that HTTP does not allow in it.
            let start = request.url.find("127.0.0.1").map_or(0, |at| at + 16);
            let (origin, target) = request.url.split_at(start.min(request.url.len()));
            let mut target = target.as_bytes().to_vec();
            mutate(&mut target, random);
            target.retain(|byte| byte.is_ascii_graphic() && *byte != b'#');
            request.url = format!("{origin}{}", String::from_utf8_lossy(&target));
        }
        _ => {
            request.method = ["GET", "PUT", "DELETE", "OPTIONS", "X"][random.usize(..5)].to_owned()
        }
    }
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_requests_are_answered() -> Result<()> {
    let client = support::http();
    let (mut random, mut sent) = (fastrand::Rng::with_seed(7), 0);
    for path in support::specs()? {
        let (api, provider) = mock(&path, |mock| mock.limits(false)).await?;
        let mut session = SessionValues::new();
        for (name, value) in provider.session_values() {
            session.set(name, Value::from(value));
        }
        let caller = Caller {
            api: &api,
            provider: &provider,
            settings: Settings::new(),
            session,
        };
        let own = caller.credentials(None);
        for operation in api
            .operations
            .iter()
            .filter(|operation| !operation.multipart)
        {
            let Ok(request) = caller.sign(operation, caller.params(operation)?, &own, now()) else {
                continue;
            };
            // What it creates is there for the calls that follow.
            send(&client, &request).await?;
            for _ in 0..12 {
                let response = match send(&client, &mutated(&request, &mut random)).await {
                    Ok(response) => response,
                    // The client itself refuses what is no HTTP. Everything else is a connection that was not answered.
                    Err(error) => match error.downcast_ref::<specie_runtime::reqwest::Error>() {
                        Some(error) if !error.is_builder() => {
                            return Err(format!("{}: {error:?}", operation.name).into());
                        }
                        _ => continue,
                    },
                };
                assert_ne!(
                    response.status,
                    500,
                    "{}: {:?}",
                    operation.name,
                    provider.calls().last()
                );
                sent += 1;
            }
        }
        // What the user of the mock asks of its state is checked too.
        for (path, body) in [
            ("balances", r#"{"BTC":"0.5","aud":7}"#),
            (
                "resources",
                r#"{"resource":"order","id":"1","status":"done"}"#,
            ),
            (
                "resources",
                r#"{"resource":"deposit","members":{"amount":"1"}}"#,
            ),
        ] {
            let request = Request {
                method: "POST".to_owned(),
                url: format!("{}/_mock/{path}", provider.base_url()),
                headers: Vec::new(),
                body: body.as_bytes().to_vec(),
            };
            for _ in 0..20 {
                if let Ok(response) = send(&client, &mutated(&request, &mut random)).await {
                    assert_ne!(response.status, 500, "{path}: {}", provider.base_url());
                    sent += 1;
                }
            }
        }
        // It still answers.
        let state = format!("{}/_mock/state", provider.base_url());
        let response = client.get(state).send().await?;
        assert_eq!(response.status().as_u16(), 200);
    }
    assert!(sent > 1_000, "{sent}");
    Ok(())
}
