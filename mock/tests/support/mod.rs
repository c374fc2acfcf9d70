//! What the tests of the mock share.

#![allow(dead_code, reason = "not every test uses everything")]

use specie_codegen::call_params::Called;
use specie_codegen::model::Api;
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{Options, json, load};
use specie_mock::{Mock, MockProvider};
use specie_runtime::signing::{Credentials, SessionValues, Value};
use specie_runtime::{Core, Error, Json, RetryPolicy};
use std::path::{Path, PathBuf};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The specs of the workspace: of the providers, and the goldens.
pub fn specs() -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut specs = providers()?;
    for entry in std::fs::read_dir(root.join("tests/golden"))? {
        specs.push(entry?.path().join("spec.yaml"));
    }
    specs.retain(|path| path.is_file());
    specs.sort();
    Ok(specs)
}

/// The specs of the providers.
pub fn providers() -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(root)? {
        specs.push(entry?.path());
    }
    specs.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    specs.sort();
    Ok(specs)
}

/// The model of a spec.
pub fn api(path: &Path) -> Result<Api> {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    let shown = path.display().to_string();
    let api = load(&shown, std::fs::read(path)?, &options).api;
    Ok(api.ok_or_else(|| format!("{shown} has errors"))?)
}

/// The model of a spec in a text.
pub fn api_of(spec: &str) -> Result<Api> {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    let loaded = load("acme.yaml", spec, &options);
    let why: Vec<String> = loaded
        .blocking()
        .iter()
        .map(|one| one.message.clone())
        .collect();
    Ok(loaded.api.ok_or_else(|| why.join("\n"))?)
}

/// A spec, and a mock of it that listens.
pub async fn mock(path: &Path, set: impl FnOnce(Mock) -> Mock) -> Result<(Api, MockProvider)> {
    let api = api(path)?;
    let provider = set(Mock::new(api.clone())).start().await?;
    Ok((api, provider))
}

/// A client of the mock with its credentials, which makes one attempt for each call.
pub fn core(api: &Api, provider: &MockProvider) -> Result<Core> {
    core_with(api, provider, RetryPolicy::never())
}

/// A client of the mock with its credentials.
pub fn core_with(api: &Api, provider: &MockProvider, retries: RetryPolicy) -> Result<Core> {
    let credentials: Credentials = provider.credentials().iter().cloned().collect();
    let mut session = SessionValues::new();
    for (name, value) in provider.session_values() {
        session.set(name, Value::from(value));
    }
    let core = Core::builder(api.runtime.clone(), credentials)
        .base_url(provider.base_url())
        .retries(retries)
        .limits(false)
        .session_values(session)
        .build()?;
    Ok(core)
}

/// An HTTP client that sends requests as they are.
pub fn http() -> specie_runtime::reqwest::Client {
    // An error means that another test of this process installed it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    specie_runtime::reqwest::Client::new()
}

/// The spec of a provider, by its name.
pub fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../specs/{name}.yaml"))
}

/// Calls an operation with these parameters, as JSON.
pub async fn call(
    core: &Core,
    api: &Api,
    name: &str,
    params: &str,
) -> std::result::Result<Json, Error> {
    let called = Called::find(&api.operations, name).expect("an operation of the spec");
    let data = OperationData::of(api, called.operation, called.variant);
    let given = json::read(params.as_bytes(), json::Names::Shown).expect("JSON");
    let placed = called.place(&api.types, Some(given));
    let placed = placed.expect("valid parameters");
    let params = Json::parse(json::object(&placed.members).as_bytes()).expect("JSON");
    let operation = data.operation();
    let response = core.call_with_uploads(&operation, &params, Vec::new());
    response.await.map(|done| done.data)
}

/// The same, as a value of `serde_json`.
pub async fn call_json(
    core: &Core,
    api: &Api,
    name: &str,
    params: &str,
) -> std::result::Result<serde_json::Value, Error> {
    let data = call(core, api, name, params).await?;
    Ok(serde_json::from_str(&data.to_string()).expect("JSON"))
}
