//! Tries an operation from the page: signs it with the account's credentials, shows each step, and gives it to the provider.

use crate::engine::{Answer, Engine};
use crate::members::find_text;
use crate::received::Received;
use specie_codegen::call_params::Called;
use specie_codegen::json;
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::signing::{Explained, SignedRequest, SigningInputs, Value};

/// An operation that was tried, and what came of it.
pub(crate) struct Trial {
    /// The name that was entered.
    pub(crate) operation: String,
    /// The parameters that were entered.
    pub(crate) params: String,
    pub(crate) outcome: Result<Tried, String>,
}

/// A request that was signed and answered.
pub(crate) struct Tried {
    /// The request as text: its line, its headers, its body.
    pub(crate) request: String,
    /// What each step of the plan computed; secrets are masked.
    pub(crate) steps: Vec<Explained>,
    /// The verdict, in one line.
    pub(crate) verdict: String,
    pub(crate) status: u16,
    pub(crate) response: String,
}

/// Tries what the form of the page says.
pub(crate) async fn run(engine: &Engine, form: &[(Str, Data)]) -> Trial {
    let entered = |name: &str| find_text(form, name).unwrap_or_default();
    let (operation, params) = (entered("operation"), entered("params"));
    let outcome = attempt(engine, &operation, &params).await;
    Trial {
        operation,
        params,
        outcome,
    }
}

async fn attempt(engine: &Engine, name: &str, params: &str) -> Result<Tried, String> {
    let api = &engine.api;
    let called = Called::find(&api.operations, name);
    let called = called.ok_or_else(|| format!("`{name}` is not an operation of this provider"))?;
    if called.operation.multipart {
        return Err(format!("`{name}` sends files: try it with `specie call`"));
    }
    let given = match params.trim() {
        "" => None,
        text => Some(
            json::read(text.as_bytes(), json::Names::Shown).map_err(|error| {
                format!(
                    "the parameters are not JSON: {}:{}: {}",
                    error.line, error.column, error.message
                )
            })?,
        ),
    };
    let placed = called
        .place(&api.types, given)
        .map_err(|error| error.to_string())?;
    let data = OperationData::of(api, called.operation, called.variant);
    let operation = data.operation();
    let params = Data::Object(placed.members.into());
    let call = operation
        .request(Value::from(&params))
        .map_err(|error| error.to_string())?;
    let set = engine.sets.first();
    let signer = &set.ok_or("the account has no credentials")?.signer;
    let now = engine.now_ns();
    let inputs = SigningInputs {
        clock_ns: now,
        nonce: Some(engine.policies().fresh_nonce(call.section, now / 1_000_000)),
        uuid: Some(engine.uuid()),
        random: Some(engine.random_bytes()),
    };
    let sessions = engine.sessions().values(now);
    let session = sessions.first().ok_or("there is no session")?;
    let (signed, steps) = signer.explain_with(&call, &inputs, session, operation.secret_params);
    let signed = signed.map_err(|error| error.to_string())?;
    let received = received(&signed);
    let Answer { response, call, .. } = engine.respond(&received).await;
    engine.log(&call);
    Ok(Tried {
        request: shown(&signed),
        steps,
        verdict: call.to_string(),
        status: response.status,
        response: String::from_utf8_lossy(&response.body).into_owned(),
    })
}

/// A signed request as the server would receive it.
fn received(signed: &SignedRequest<'_>) -> Received {
    let after_scheme = signed.url.split_once("://").map_or("", |(_, rest)| rest);
    let target = after_scheme
        .find('/')
        .and_then(|at| after_scheme.get(at..))
        .unwrap_or("/");
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let headers = signed.headers.iter();
    Received {
        method: signed.method.to_string(),
        path: path.to_owned(),
        query,
        headers: headers
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        body: signed.body.clone().unwrap_or_default(),
        parts: None,
    }
}

fn shown(signed: &SignedRequest<'_>) -> String {
    let mut text = format!("{} {}\n", signed.method, signed.url);
    for (name, value) in &signed.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    if let Some(body) = &signed.body {
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(body));
    }
    text
}
