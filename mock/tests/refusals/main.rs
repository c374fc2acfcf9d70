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

use caller::{Caller, classified, now, send};
use changes::{changed, other_value};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::scenario::Scenario;
use specie_codegen::{example_values, json};
use specie_mock::{Mock, RefusalKind};
use specie_runtime::signing::plan::Data;
use specie_runtime::signing::{Credentials, SessionValues, Settings, Signer, Value};
use specie_runtime::{Json, Outcome};
use std::collections::BTreeSet;
use std::path::Path;
use support::{Result, mock, providers};

/// The kinds that calls of a mock were refused with; `changes`: each request is also changed in every way.
async fn refused(
    path: &Path,
    changes: bool,
    settings: Settings,
    set: impl FnOnce(Mock) -> Mock,
) -> Result<BTreeSet<&'static str>> {
    let (api, provider) = mock(path, |mock| set(mock.settings(settings.clone()))).await?;
    let core = support::core(&api, &provider)?;
    let client = support::http();
    let mut kinds = BTreeSet::new();
    let mut session = SessionValues::new();
    let mut other_session: Option<SessionValues> = None;
    for (name, value) in provider.session_values() {
        let other = other_session.get_or_insert_default();
        other.set(name.clone(), Value::from(other_value(&value)));
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
            let other = other_session.get_or_insert_default();
            other.set(name.clone(), Value::from("other".to_owned()));
            session.set(name, value);
        }
    }
    let caller = Caller {
        api: &api,
        provider: &provider,
        settings,
        session,
        other_session,
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

/// Settings that differ from the defaults of a spec: a nonce where none must be sent.
fn other_settings(path: &Path) -> Result<Settings> {
    let mut settings = Settings::new();
    for setting in support::api(path)?.runtime.scheme.settings.iter() {
        if let Data::Bool(default) = setting.default {
            settings.set(setting.name.to_string(), Data::Bool(!default));
        }
    }
    Ok(settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_provider_refuses_in_its_own_words() -> Result<()> {
    let mut problems = Vec::new();
    for path in providers()? {
        let settings = Settings::new();
        let mut kinds = refused(&path, true, settings.clone(), |mock| mock.limits(false)).await?;
        let other = other_settings(&path)?;
        kinds.extend(refused(&path, false, other, |mock| mock.limits(false)).await?);
        let limited = |mock: Mock| {
            mock.scenario(Scenario {
                limit: Some((1, 3_600_000)),
                ..Scenario::default()
            })
        };
        kinds.extend(refused(&path, false, settings.clone(), limited).await?);
        let api = support::api(&path)?;
        let deny = api
            .operations
            .iter()
            .map(|operation| operation.name.clone());
        let scenario = Scenario {
            deny: deny.collect(),
            ..Scenario::default()
        };
        let denied = |mock: Mock| mock.scenario(scenario);
        kinds.extend(refused(&path, false, settings, denied).await?);
        kinds.extend(states::refused(&path).await?);
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
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}
