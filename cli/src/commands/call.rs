//! `specie call`: makes a call over the network, through the same core as generated clients.

use crate::arguments::Call;
use crate::failure::Failure;
use crate::request::RequestedCall;
use crate::{client, network, print, spec};
use specie_codegen::call_params::Called;
use specie_codegen::json;
use specie_codegen::model::{Api, Response};
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::{Core, Error, Idempotency, Json, KeyScope, Outcome};
use std::io::IsTerminal;
use std::path::Path;

/// Makes the call and writes the data of its response: JSON, or a document as it is.
///
/// # Errors
/// The spec does not have a name, a parameter is not valid, or the call failed. The message says what happened to the call.
pub fn run(arguments: &Call) -> Result<(), Failure> {
    let (api, _) = spec::load_for_use(&arguments.request.spec)?;
    let requested = RequestedCall::read(&api, &arguments.request)?;
    let core = client::build(
        &api,
        client::Account {
            environment: requested.environment,
            credentials: requested.credentials.clone(),
            settings: requested.settings.clone(),
            session: requested.session.clone(),
        },
        &arguments.server,
    )?;
    let runtime = network::start()?;
    let output = arguments.output.as_deref();
    if arguments.sync_clock {
        runtime.block_on(sync_clock(&core, &api))?;
    }
    match requested.called {
        Some(called) if matches!(response_of(called), Response::Raw { .. }) => {
            runtime.block_on(document(&core, &api, called, &requested, output))
        }
        Some(called) => {
            let response = runtime.block_on(typed(&core, &api, called, &requested))?;
            write(&response, output)
        }
        None => write(&runtime.block_on(raw(&core, &api, &requested))?, output),
    }
}

/// The response that the operation, or its variant, declares.
fn response_of<'a>(called: Called<'a>) -> &'a Response {
    let own = &called.operation.response;
    called.variant.map_or(own, |variant| &variant.response)
}

/// Writes a response to a file, or else to stdout.
fn write(response: &str, output: Option<&Path>) -> Result<(), Failure> {
    match output {
        Some(path) => std::fs::write(path, response).map_err(|error| cannot_write(path, &error)),
        None => print::data(response),
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::findings(format!("cannot write `{}`: {error}", path.display()))
}

/// Calls an operation whose response is a document, and writes that as it is: of any size to a file, within the client's limit to stdout.
async fn document(
    core: &Core,
    api: &Api,
    called: Called<'_>,
    requested: &RequestedCall<'_>,
    output: Option<&Path>,
) -> Result<(), Failure> {
    let is_text = matches!(response_of(called), Response::Raw { text: true, .. });
    if !is_text && output.is_none() && std::io::stdout().is_terminal() {
        return Err(
            Failure::usage("the response is bytes, which a terminal cannot show")
                .help("write it to a file: `--output FILE`"),
        );
    }
    let data = OperationData::of(api, called.operation, called.variant);
    let params = parse(&json::object(&requested.members))?;
    let operation = data.operation();
    let uploads = requested.uploads.clone();
    let called = core.call_download_with_uploads(&operation, &params, uploads);
    let called = called.await;
    let mut download = called.map_err(|error| failure_of(&error, operation.idempotency))?;
    let Some(path) = output else {
        while let Some(part) = download
            .chunk()
            .await
            .map_err(|error| call_failure(&error))?
        {
            print::bytes(&part)?;
        }
        return Ok(());
    };
    download = download.limit(u64::MAX);
    let mut file = std::fs::File::create(path).map_err(|error| cannot_write(path, &error))?;
    let written = download.write_to(&mut file).await;
    written.map_err(|error| call_failure(&error))?;
    Ok(())
}

/// Calls an operation; returns the data of its response. The headers beside it that the spec declares are shown on stderr, so that stdout has
/// the data alone.
async fn typed(
    core: &Core,
    api: &Api,
    called: Called<'_>,
    requested: &RequestedCall<'_>,
) -> Result<String, Failure> {
    let data = OperationData::of(api, called.operation, called.variant);
    let params = parse(&json::object(&requested.members))?;
    let operation = data.operation();
    let uploads = requested.uploads.clone();
    let response = core
        .call_with_uploads(&operation, &params, uploads)
        .await
        .map_err(|error| failure_of(&error, operation.idempotency))?;
    if let Json::Object(headers) = &response.headers {
        for (name, value) in headers.iter() {
            print::message(&format!("{name}: {}", value.as_str().unwrap_or_default()));
        }
    }
    Ok(shown(&response.data.to_string()))
}

/// Corrects the timestamps of later requests by the provider's time.
async fn sync_clock(core: &Core, api: &Api) -> Result<(), Failure> {
    let source = api.runtime.clock.as_ref();
    let source = source.and_then(|clock| clock.server_time.as_ref());
    let name = source.and_then(|source| source.operation.as_deref());
    let operation = name.and_then(|name| api.operation(name));
    let Some(operation) = operation else {
        return Err(
            Failure::usage("`--sync-clock`: no operation of the spec gives the provider's time")
                .help("leave it out, or name the operation in the spec: `clock: { server_time: OPERATION body.PATH ms }`"),
        );
    };
    let data = OperationData::of(api, operation, None);
    let synced = core.sync_clock(&data.operation()).await;
    synced.map_err(|error| failure_of(&error, Idempotency::Safe))?;
    Ok(())
}

/// Calls any endpoint; returns the body of its response unchanged.
async fn raw(core: &Core, api: &Api, requested: &RequestedCall<'_>) -> Result<String, Failure> {
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(requested.section))
        .map_or("", |section| section.name.as_ref());
    let params = match &requested.raw_params {
        Some(params) => json::write(params),
        None => "{}".to_owned(),
    };
    let response = core
        .raw(section, &requested.method, &requested.path, parse(&params)?)
        .await
        .map_err(|error| call_failure(&error))?;
    if response.is_success() {
        return Ok(shown(&response.text()));
    }
    Err(Failure::findings(format!(
        "the provider responded with HTTP {}\n{}",
        response.status(),
        response.text()
    )))
}

fn parse(json: &str) -> Result<Json, Failure> {
    Json::parse(json.as_bytes())
        .map_err(|problem| Failure::usage(format!("the parameters cannot be sent: {problem}")))
}

/// Indented JSON for a person, unchanged text for a program. Text that is not JSON is returned unchanged.
fn shown(text: &str) -> String {
    let indented = || {
        serde_json::from_str::<serde_json::Value>(text)
            .ok()
            .map(|value| format!("{value:#}\n"))
    };
    let person = std::io::stdout().is_terminal();
    person
        .then(indented)
        .flatten()
        .unwrap_or_else(|| format!("{text}\n"))
}

/// What went wrong in a call to which no rule of an operation applies.
fn call_failure(error: &Error) -> Failure {
    failure_of(error, Idempotency::Never)
}

/// What went wrong, the outcome of the call, and what the user can do.
fn failure_of(error: &Error, idempotency: Idempotency<'_>) -> Failure {
    let mut message = client::described(error);
    if let Some(id) = error.request_id() {
        message.push_str(&format!("\n  request ID of the provider: `{id}`"));
    }
    if let Some(Ok(data)) = error.data::<Json>() {
        message.push_str(&format!("\n  details: {data}"));
    }
    if let Some(key) = error.idempotency_key() {
        message.push_str(&format!("\n  key of the call: `{key}`"));
    }
    for (param, value) in error.reconcile_with() {
        message.push_str(&format!("\n  to find out, ask with `{param}`: `{value}`"));
    }
    if let Some(raw) = error.raw() {
        message.push_str(&format!("\n  response: {raw}"));
    }
    let outcome = match error.outcome() {
        Outcome::Done => "the call took effect, but its response cannot be read",
        Outcome::Partial => {
            "some items were executed and others were not: do not repeat the whole call; the result of each item is in the response"
        }
        Outcome::Rejected => "the provider rejected the call; it had no effect",
        Outcome::Ambiguous => "the call may have taken effect",
        Outcome::Unanswered => "the call is safe to repeat",
        _ => "nothing was sent",
    };
    let repeat = match (error.outcome(), idempotency) {
        (Outcome::Ambiguous, Idempotency::Keyed { param, unique }) => match unique {
            KeyScope::Always => format!("; it is safe to repeat with the same `{param}`"),
            KeyScope::Millis(ms) => {
                format!(
                    "; it is safe to repeat with the same `{param}` within {} s",
                    ms / 1000
                )
            }
            KeyScope::OpenOrders => format!(
                "; do not repeat it: `{param}` is unique among open orders only, so a second order is possible"
            ),
        },
        _ => String::new(),
    };
    let wait = error
        .retry_after()
        .map(|wait| format!("; the provider asks to wait {} s", wait.as_secs()))
        .unwrap_or_default();
    let ask = error
        .reconcile()
        .map(|operation| format!("; use `specie call … {operation}` to find out"))
        .unwrap_or_default();
    Failure::findings(message).help(format!("{outcome}{repeat}{ask}{wait}"))
}
