//! What the mock refuses, in the words of each provider: every kind for every spec in `specs/`, at least fifteen, or there is a
//! reason in the spec why it cannot be (`reasons.rs`).
//!
//! Each request is signed as a client signs it, and then changed in one way. The responses are read by the runtime as the provider's own.

#![allow(missing_docs, reason = "tests")]

mod caller;
mod changes;
mod reasons;
mod robust;
mod states;
#[path = "../support/mod.rs"]
mod support;

use caller::{Caller, classified, now, other_value, send};
use changes::changed;
use specie_codegen::model::Api;
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::scenario::Scenario;
use specie_codegen::{example_values, json};
use specie_mock::{Mock, RefusalKind};
use specie_runtime::signing::plan::{Data, Entry, Expr, Form};
use specie_runtime::signing::{SessionValues, Settings, Value};
use specie_runtime::{Json, Outcome};
use std::collections::BTreeSet;
use std::path::Path;
use support::{Result, providers};
use tokio::runtime::Builder;

/// The kinds that calls of a mock were refused with; `changes`: each request is also changed in every way.
async fn refused(
    api: &Api,
    credentials: &[(String, String)],
    changes: bool,
    settings: Settings,
    set: impl FnOnce(Mock) -> Mock,
) -> Result<BTreeSet<&'static str>> {
    let mock = Mock::new(api.clone()).settings(settings.clone());
    let mock = set(mock.credentials(credentials.to_vec()));
    let provider = mock.start().await?;
    let core = support::core(api, &provider)?;
    let client = support::http();
    let mut kinds = BTreeSet::new();
    let mut caller = Caller::new(api, &provider, settings)?;
    let mut other_session: Option<SessionValues> = None;
    for (name, value) in provider.session_values() {
        let other = other_session.get_or_insert_default();
        other.set(name.clone(), Value::from(other_value(&value)));
        caller.session.set(name, Value::from(value));
    }
    // The sessions that calls open: those of a client that has made one.
    for declared in api.runtime.scheme.sessions.iter() {
        let Some(call) = &declared.call else { continue };
        let opens = api.operations.iter().find(|operation| {
            operation.path.trim_start_matches('/') == call.path.trim_start_matches('/')
        });
        let Some(opens) = opens else { continue };
        let data = OperationData::of(api, opens, None);
        let mut params = example_values::params(api, opens);
        for entry in call.params.iter() {
            let Entry::Member {
                name,
                value: Expr::Credential(at),
            } = entry
            else {
                continue;
            };
            let credential = &api.runtime.scheme.credentials[usize::from(*at)];
            let mut own = provider.credentials().iter();
            if let Some((_, value)) = own.find(|(known, _)| *known == credential.name) {
                params.retain(|(known, _)| known != name);
                params.push((name.clone(), Data::Text(value.clone().into())));
            }
        }
        let params = Json::parse(json::object(&params).as_bytes())?;
        // Refused, if the mock denies or limits it.
        let response = core
            .call_with_uploads(&data.operation(), &params, Vec::new())
            .await;
        let Ok(response) = response else { continue };
        for (name, value) in caller
            .own
            .keep(0, &[], response.data.to_string().as_bytes())?
            .values
        {
            let other = other_session.get_or_insert_default();
            other.set(name.clone(), Value::from("other".to_owned()));
            caller.session.set(name, value);
        }
    }
    caller.other_session = other_session;
    let last = || provider.calls_after(provider.call_count() - 1).pop();
    for operation in api
        .operations
        .iter()
        .filter(|operation| !operation.multipart)
    {
        let params = caller.params(operation)?;
        // Without a session that was refused, nothing can be signed.
        let Ok(request) = caller.sign(operation, params, &caller.own, now()) else {
            continue;
        };
        let before = provider.call_count();
        send(&client, &request).await?;
        send(&client, &request).await?;
        for call in provider.calls_after(before) {
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
            assert!(
                last().is_some_and(|call| call.refusal.is_some()),
                "{}: accepted without a signature",
                operation.name
            );
        }
        for (kind, request) in changed(&caller, operation)? {
            let Ok(response) = send(&client, &request).await else {
                continue;
            };
            let Some(refusal) = last().and_then(|call| call.refusal) else {
                continue;
            };
            assert_ne!(response.status, 500, "{}: {refusal}", operation.name);
            kinds.insert(refusal.kind.name());
            if refusal.kind != kind {
                continue;
            }
            let what = format!("{}: {}: {refusal}", api.runtime.title, operation.name);
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

/// Credentials that a mock makes up. A secret that may be an RSA key or a text is a text: without optimization, such a key takes a hundred
/// times as long for each of thousands of calls. The calls of `states.rs` are signed with the keys.
async fn credentials(api: &Api) -> Result<Vec<(String, String)>> {
    let provider = Mock::new(api.clone()).start().await?;
    let declared = &api.runtime.scheme.credentials;
    let own = provider.credentials().iter().map(|(name, value)| {
        let mut declared = declared.iter().filter(|one| one.name == *name);
        let is_slow = declared
            .any(|one| one.forms.contains(&Form::Rsa) && one.forms.contains(&Form::Text(None)));
        let value = match is_slow {
            true => format!("text-of-{name}"),
            false => value.clone(),
        };
        (name.clone(), value)
    });
    Ok(own.collect())
}

/// Settings that differ from the defaults of a spec: a nonce where none must be sent.
fn other_settings(api: &Api) -> Settings {
    let mut settings = Settings::new();
    for setting in api.runtime.scheme.settings.iter() {
        if let Data::Bool(default) = setting.default {
            settings.set(setting.name.to_string(), Data::Bool(!default));
        }
    }
    settings
}

/// What is wrong with the refusals of a provider. All its ways to refuse are tried.
async fn problems_of(path: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let settings = Settings::new();
    let api = support::api(path)?;
    let own = credentials(&api).await?;
    let unlimited = |mock: Mock| mock.limits(false);
    let mut kinds = refused(&api, &own, true, settings.clone(), unlimited).await?;
    let other = other_settings(&api);
    kinds.extend(refused(&api, &own, false, other, unlimited).await?);
    let limited = |mock: Mock| {
        mock.scenario(Scenario {
            limit: Some((1, 3_600_000)),
            ..Scenario::default()
        })
    };
    kinds.extend(refused(&api, &own, false, settings.clone(), limited).await?);
    let deny = api
        .operations
        .iter()
        .map(|operation| operation.name.clone());
    let scenario = Scenario {
        deny: deny.collect(),
        ..Scenario::default()
    };
    let denied = |mock: Mock| mock.scenario(scenario);
    kinds.extend(refused(&api, &own, false, settings, denied).await?);
    kinds.extend(states::refused(&api).await?);
    let (mut reasons, name) = (Vec::new(), &api.runtime.title);
    for kind in RefusalKind::ALL {
        match (kinds.contains(kind.name()), reasons::impossible(&api, kind)) {
            (true, None) => {}
            (false, Some(reason)) => reasons.push(format!("{kind}: {reason}")),
            (true, Some(reason)) => {
                problems.push(format!("{name}: {kind} was seen, but {reason}"));
            }
            (false, None) => problems.push(format!("{name}: {kind} was not seen")),
        }
    }
    println!("{name}: {} kinds; {}", kinds.len(), reasons.join("; "));
    // Where nothing is signed, no signature can be wrong.
    let is_signed = reasons::impossible(&api, RefusalKind::WrongSignature).is_none();
    if kinds.len() < if is_signed { 15 } else { 14 } {
        problems.push(format!("{name}: {} kinds: {kinds:?}", kinds.len()));
    }
    Ok(problems)
}

#[test]
fn each_provider_refuses_in_its_own_words() -> Result<()> {
    let paths = providers()?;
    let check = |path: &Path| {
        let problems = match Builder::new_current_thread().enable_all().build() {
            Ok(executor) => executor.block_on(problems_of(path)),
            Err(error) => Err(error.into()),
        };
        problems.unwrap_or_else(|error| vec![format!("{}: {error}", path.display())])
    };
    // Each on a thread of its own: what takes longest is the work of the client.
    let problems: Vec<String> = std::thread::scope(|scope| {
        let started: Vec<_> = paths
            .iter()
            .map(|path| scope.spawn(|| check(path)))
            .collect();
        let ended = started.into_iter().zip(&paths).map(|(one, path)| {
            let panicked = |_| vec![format!("{}: the test panicked", path.display())];
            one.join().unwrap_or_else(panicked)
        });
        ended.flatten().collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}
