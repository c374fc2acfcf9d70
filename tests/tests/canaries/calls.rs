//! Calls of every operation, and of every exchange: nothing that the client shows of them betrays a secret.

use crate::no_leaks;
use crate::provider::{Echo, Echoing, STATUSES, Seen};
use crate::secrets::{Canary, Traces, replaced};
use crate::spans::Recorder;
use crate::specs::{Given, models};
use specie_codegen::call_params::Called;
use specie_codegen::model::{Api, Vector, VectorSubject};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{example_values, json};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Core, CoreBuilder, Error, Json, Operation, RetryPolicy, Upload};
use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use test_server::closed_url;

/// A call that can be made again and again.
struct Call<'a> {
    about: String,
    source: Source<'a>,
    params: Json,
    uploads: Vec<Upload>,
}

/// Where a call comes from.
#[allow(
    clippy::large_enum_variant,
    reason = "there are few, and all are in a list"
)]
enum Source<'a> {
    Listed(OperationData<'a>),
    Recorded(Operation<'a>),
}

impl Source<'_> {
    fn operation(&self) -> Operation<'_> {
        match self {
            Source::Listed(data) => data.operation(),
            Source::Recorded(operation) => *operation,
        }
    }
}

/// The calls of all operations and variants, with canaries as their secret parameters.
fn calls<'a>(api: &'a Api, canaries: &mut Vec<Canary>) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    for name in Called::names(&api.operations) {
        let called = Called::find(&api.operations, name).expect("an operation");
        let data = OperationData::of(api, called.operation, called.variant);
        let secret = data.operation().secret_params.to_vec();
        let examples = example_values::params(api, called.operation);
        // As long as the parameters may be; too short for a trace is not worth a try.
        let placed = [None, Some(32), Some(16), Some(8)]
            .into_iter()
            .find_map(|length| {
                let mut own = Vec::new();
                let members = examples.iter().map(|(name, value)| {
                    let value =
                        with_canaries(name, value, &secret, (length, canaries.len()), &mut own);
                    (name.clone(), value)
                });
                let members = Data::Object(members.collect::<Vec<_>>().into());
                let placed = called.place(&api.types, Some(members)).ok()?;
                canaries.append(&mut own);
                Some(placed)
            });
        let mut placed = placed.unwrap_or_else(|| panic!("{name}: no canary fits"));
        let mut uploads = Vec::new();
        for (name, value) in &mut placed.members {
            let mut params = called.operation.params.iter();
            if params.any(|param| param.is_file() && param.field.name == **name) {
                take(value, &mut uploads);
            }
        }
        calls.push(Call {
            about: format!("{} {name}", api.runtime.scheme.provider),
            source: Source::Listed(data),
            params: Json::parse(json::object(&placed.members).as_bytes()).expect("JSON"),
            uploads,
        });
    }
    calls
}

/// Takes the files out of a parameter, and leaves their places in the list.
fn take(value: &mut Data, uploads: &mut Vec<Upload>) {
    if let Data::List(list) = value {
        let mut files = list.to_vec();
        files.iter_mut().for_each(|file| take(file, uploads));
        *list = files.into();
    } else {
        *value = Data::Integer(uploads.len().to_string().into());
        uploads.push(Upload::from_bytes("name.pdf", "contents"));
    }
}

/// A parameter with canaries of this length in place of the members `secret`.
fn with_canaries(
    name: &str,
    value: &Data,
    secret: &[&str],
    (length, first): (Option<u32>, usize),
    canaries: &mut Vec<Canary>,
) -> Data {
    match value {
        value if secret.contains(&name) => {
            let canary = Canary::text(60 + first + canaries.len(), length);
            let value = replaced(value, &canary.text);
            canaries.push(canary);
            value
        }
        Data::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, member): &(Str, Data)| {
                let member = with_canaries(name, member, secret, (length, first), canaries);
                (name.clone(), member)
            });
            Data::Object(members.collect::<Vec<_>>().into())
        }
        Data::List(items) => {
            let items = items.iter();
            let items =
                items.map(|item| with_canaries("", item, secret, (length, first), canaries));
            Data::List(items.collect::<Vec<_>>().into())
        }
        other => other.clone(),
    }
}

/// A client of these secrets.
fn client(api: &Api, given: &Given, seen: &Seen, with_session: bool) -> CoreBuilder {
    let mut builder = Core::builder(api.runtime.clone(), given.credentials.clone())
        .settings(given.settings.clone())
        .retries(RetryPolicy::never())
        .limits(false)
        .observer(seen.clone());
    if with_session {
        builder = builder.session_values(given.session.clone());
    }
    builder
}

/// Everything of an error that can be shown.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?}\n");
    // What it is made of: `cause` also returns an error whose text the message already has.
    let cause = error.cause().map(|cause| cause as &dyn std::error::Error);
    for mut next in [error.source(), cause] {
        while let Some(cause) = next {
            let _ = writeln!(text, "{cause} {cause:?}");
            next = cause.source();
        }
    }
    let parts = [
        error.raw(),
        error.message(),
        error.code(),
        error.request_id(),
        error.idempotency_key(),
        error.operation(),
    ];
    let _ = writeln!(
        text,
        "{parts:?} {:?} {:?} {:?}",
        error.json_path(),
        error.data::<Json>(),
        error.reconcile_with(),
    );
    if let Some(raw) = error.raw() {
        text.push_str(raw);
    }
    text
}

/// What is wrong with one call.
async fn check(core: &Core, call: &Call<'_>, seen: &Seen, traces: &Traces) -> Option<String> {
    let (recorder, recording) = Recorder::start();
    let outcome = core
        .call_with_uploads(&call.source.operation(), &call.params, call.uploads.clone())
        .await;
    let mut text = match outcome {
        Ok(_) => String::new(),
        Err(error) => shown(&error),
    };
    drop(recording);
    text += &seen.take();
    // A call that is refused before it begins still has its span.
    let spans = recorder.spans();
    assert!(!spans.is_empty(), "{}: no span", call.about);
    let _ = writeln!(text, "{spans:?}");
    traces.find(&text)
}

/// All that goes wrong with calls of one client; returns how many were made.
async fn tried(
    api: &Api,
    given: &Given,
    calls: &[Call<'_>],
    statuses: &[u16],
    wrong: &mut Vec<String>,
) -> usize {
    let mut made = 0;
    let traces = given.traces();
    let cuts = given.canaries.iter().filter_map(|one| one.text.get(..10));
    let cuts: Vec<String> = cuts.map(str::to_owned).collect();
    let with_sessions: &[bool] = match api.runtime.scheme.sessions.is_empty() {
        true => &[true],
        false => &[true, false],
    };
    for with_session in with_sessions {
        let seen = Seen::default();
        let transport = Arc::new(Echoing {
            way: Mutex::new((Echo::Text, 400)),
            provider: api.runtime.clone(),
            cuts: cuts.clone(),
        });
        let builder = client(api, given, &seen, *with_session);
        // Some schemes are those of sockets, which have other addresses.
        let builder = builder.base_url("http://127.0.0.1:9");
        let core = builder.transport(Arc::clone(&transport)).build();
        let core = core.unwrap_or_else(|error| panic!("{error}"));
        for echo in Echo::ALL {
            for &status in statuses {
                *transport.way.lock().expect("no panic") = (echo, status);
                for call in calls {
                    made += 1;
                    if let Some(found) = check(&core, call, &seen, &traces).await {
                        wrong.push(format!("{} {echo:?} {status}: {found}", call.about));
                    }
                }
            }
        }
        if let Some(found) = traces.find(&format!("{core:?} {core:#?}")) {
            wrong.push(format!("{} client: {found}", api.runtime.scheme.provider));
        }
    }
    // The default transport: nothing listens at this address.
    let seen = Seen::default();
    let builder = client(api, given, &seen, true).base_url(closed_url());
    let text = format!("{builder:?} {builder:#?}");
    if let Some(found) = traces.find(&text) {
        wrong.push(format!("{} builder: {found}", api.runtime.scheme.provider));
    }
    let core = builder.build().expect("a client");
    for call in calls {
        made += 1;
        let found = check(&core, call, &seen, &traces);
        if let Some(found) = found.await {
            wrong.push(format!("{} without a connection: {found}", call.about));
        }
    }
    made
}

#[tokio::test]
async fn no_call_of_a_provider_shows_a_secret() {
    let (mut wrong, mut made) = (Vec::new(), 0);
    for api in models(&["../specs", "golden"]) {
        for way in 0..Given::ways(&api) {
            let mut given = Given::new(&api, api.vectors.first(), way);
            let calls = calls(&api, &mut given.canaries);
            made += tried(&api, &given, &calls, &STATUSES, &mut wrong).await;
        }
    }
    no_leaks(&wrong);
    assert!(made > 5_000, "{made}");
}

/// The recorded call of a vector.
fn recorded<'v>(api: &'v Api, vector: &'v Vector) -> Option<Call<'v>> {
    let VectorSubject::Call {
        section,
        method,
        path,
        params,
        ..
    } = &vector.subject
    else {
        return None;
    };
    let about = format!("{} {}", api.runtime.scheme.provider, vector.name);
    let operation = Operation::new("recorded", method, path)
        .section(*section)
        .no_envelope();
    let params = params.as_ref().map_or_else(|| "{}".to_owned(), json::write);
    Some(Call {
        about,
        source: Source::Recorded(operation),
        params: Json::parse(params.as_bytes()).expect("JSON"),
        uploads: Vec::new(),
    })
}

#[tokio::test]
async fn no_call_of_an_exchange_shows_a_secret() {
    let (mut wrong, mut made) = (Vec::new(), 0);
    for api in models(&["signing", "signing/more", "plans"]) {
        for way in 0..Given::ways(&api) {
            let mut plans = Vec::new();
            for vector in &api.vectors {
                let Some(call) = recorded(&api, vector) else {
                    continue;
                };
                // One call of each section and method: the plan decides what is sent.
                let operation = call.source.operation();
                let key = (operation.section, operation.method.to_owned());
                if plans.contains(&key) {
                    continue;
                }
                plans.push(key);
                let given = Given::new(&api, Some(vector), way);
                made += tried(&api, &given, &[call], &[400], &mut wrong).await;
            }
        }
    }
    no_leaks(&wrong);
    assert!(made > 5_000, "{made}");
}
