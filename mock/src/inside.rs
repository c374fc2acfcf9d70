//! What the mock itself answers, below `/_mock`: a page for people, its calls as JSON, and webhooks on demand.

use crate::control;
use crate::engine::Engine;
use crate::members::{find, text};
use crate::page;
use crate::received::Received;
use crate::response::Response;
use crate::trial;
use crate::webhooks::{Webhook, WebhookError};
use specie_codegen::json;
use specie_codegen::validate::{as_text, kind_name};
use specie_runtime::is_loopback;
use specie_runtime::signing::plan::{Data, Str};
use std::time::Duration;

/// The path of the page, below which everything lies that is not the provider's.
const ROOT: &str = "/_mock";

/// The response to a request that is for the mock itself; `None`: it is for the provider.
pub(crate) async fn respond(engine: &Engine, received: &Received) -> Option<Response> {
    let path = received.path.strip_prefix(ROOT)?;
    if !path.is_empty() && !path.starts_with('/') {
        return None;
    }
    if let Err(why) = check_origin(received) {
        return Some(problem(403, why));
    }
    Some(match (received.method.as_str(), path) {
        ("GET", "" | "/") => html(page::render(engine, received.query.as_deref(), None)),
        ("POST", "" | "/") => {
            let trial = trial::run(engine, &received.form_members()).await;
            html(page::render(engine, None, Some(&trial)))
        }
        ("GET", "/calls") => calls(engine),
        ("POST", "/webhooks") => webhooks(engine, received).await,
        ("GET", "/state") => control::state(engine),
        ("POST", "/balances") => control::balances(engine, received),
        ("POST", "/resources") => control::resources(engine, received),
        (_, "" | "/" | "/calls" | "/webhooks" | "/state" | "/balances" | "/resources") => {
            problem(405, "this address has another method")
        }
        _ => problem(
            404,
            "expected /_mock, or below it /calls, /webhooks, /state, /balances or /resources",
        ),
    })
}

/// Refuses what a web page of somebody else asks a browser for: the page shows the credentials, and can sign calls.
fn check_origin(received: &Received) -> Result<(), &'static str> {
    let Some(host) = received
        .header("host")
        .filter(|_| received.count("host") == 1)
    else {
        return Err("expected one header `Host`");
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if !is_loopback(name) {
        return Err(
            "the mock is only asked by its address on this machine: `http://127.0.0.1:PORT`",
        );
    }
    match received.header("origin") {
        Some(origin) if origin != format!("http://{host}") => Err("another site asks for this"),
        _ => Ok(()),
    }
}

fn html(page: String) -> Response {
    let mut response = Response::new(200);
    response.set_header("Content-Type", "text/html; charset=utf-8");
    response.body = page.into_bytes();
    response
}

pub(crate) fn problem(status: u16, message: &str) -> Response {
    let mut response = Response::new(status);
    let message = (Str::Borrowed("error"), text(message));
    response.set_json(&Data::Object(vec![message].into()));
    response
}

/// The calls so far, the oldest first.
fn calls(engine: &Engine) -> Response {
    let calls = engine.calls_after(0).into_iter().map(|call| {
        let mut members: Vec<(Str, Data)> = vec![
            (
                "operation".into(),
                call.operation.as_deref().map_or(Data::Null, text),
            ),
            ("method".into(), text(&call.method)),
            ("path".into(), text(&call.path)),
            (
                "status".into(),
                Data::Integer(call.status.to_string().into()),
            ),
            ("accepted".into(), Data::Bool(call.refusal.is_none())),
        ];
        if let Some(refusal) = &call.refusal {
            members.push(("refused".into(), text(refusal.kind.name())));
            members.push(("reason".into(), text(&refusal.reason)));
        }
        if let Some(fault) = &call.fault {
            members.push(("fault".into(), text(fault)));
        }
        Data::Object(members.into())
    });
    let mut response = Response::new(200);
    response.set_json(&Data::List(calls.collect::<Vec<_>>().into()));
    response
}

/// Sends the delivery that the body describes: `{"webhook", "url", "body", "times", "delay_ms", "tamper"}`, or a list of these, which are sent
/// one after the other. Responds with what the receiver answered.
async fn webhooks(engine: &Engine, received: &Received) -> Response {
    let wanted = match json::read(&received.body, json::Names::Shown) {
        Ok(Data::List(all)) => all.into_owned(),
        Ok(one) => vec![one],
        Err(error) => {
            let place = format!("{}:{}: {}", error.line, error.column, error.message);
            return problem(400, &format!("the body is not JSON: {place}"));
        }
    };
    let mut webhooks = Vec::new();
    for one in &wanted {
        match webhook(one) {
            Ok(webhook) => webhooks.push(webhook),
            Err(why) => return problem(400, &why),
        }
    }
    let mut answers = Vec::new();
    for webhook in &webhooks {
        match engine.deliver(webhook).await {
            Ok(all) => answers.extend(all.into_iter().map(|answered| {
                let body = String::from_utf8_lossy(&answered.body).into_owned();
                let status = Data::Integer(answered.status.to_string().into());
                let members: Vec<(Str, Data)> =
                    vec![("status".into(), status), ("body".into(), text(&body))];
                Data::Object(members.into())
            })),
            Err(error @ (WebhookError::Unknown(_) | WebhookError::Address(_))) => {
                return problem(400, &error.to_string());
            }
            Err(error @ WebhookError::Unsigned(_)) => return problem(422, &error.to_string()),
            Err(error @ WebhookError::Unanswered(_)) => return problem(502, &error.to_string()),
        }
    }
    let mut response = Response::new(200);
    let answered = (Str::Borrowed("answered"), Data::List(answers.into()));
    response.set_json(&Data::Object(vec![answered].into()));
    response
}

/// Reads one delivery.
fn webhook(data: &Data) -> Result<Webhook, String> {
    let Data::Object(members) = data else {
        return Err(format!(
            "expected an object for each delivery, found {}",
            kind_name(data)
        ));
    };
    let known = ["webhook", "url", "body", "times", "delay_ms", "tamper"];
    if let Some((name, _)) = members
        .iter()
        .find(|(name, _)| !known.contains(&name.as_ref()))
    {
        return Err(format!(
            "unknown member `{name}`: expected {}",
            known.join(", ")
        ));
    }
    let member = |name: &str| find(members, name);
    let needed = |name: &str| {
        let found = member(name).and_then(as_text);
        found.ok_or_else(|| format!("expected a text in `{name}`"))
    };
    let number = |name: &str| match member(name) {
        None => Ok(None),
        Some(value) => {
            let number = as_text(value).and_then(|text| text.parse::<u32>().ok());
            number
                .map(Some)
                .ok_or_else(|| format!("expected a non-negative integer in `{name}`"))
        }
    };
    let mut webhook = Webhook::new(needed("webhook")?, needed("url")?);
    if let Some(body) = member("body") {
        webhook = webhook.body(match body {
            Data::Text(text) => text.as_bytes().to_vec(),
            other => json::write(other).into_bytes(),
        });
    }
    if let Some(times) = number("times")? {
        webhook = webhook.times(times);
    }
    if let Some(ms) = number("delay_ms")? {
        webhook = webhook.delay(Duration::from_millis(u64::from(ms)));
    }
    match member("tamper") {
        None | Some(Data::Bool(false)) => Ok(webhook),
        Some(Data::Bool(true)) => Ok(webhook.tampered()),
        Some(other) => Err(format!(
            "expected true or false in `tamper`, found {}",
            kind_name(other)
        )),
    }
}
