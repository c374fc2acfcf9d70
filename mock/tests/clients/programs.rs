//! Runs the scripts beside this file.

use serde_json::Value;
use specie_mock::{Mock, MockProvider, RefusalKind, Webhook};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use test_server::{Node, Python, ScriptServer};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Below the folder `target` of the workspace.
const PACKAGES: &str = env!("CARGO_TARGET_TMPDIR");

/// The folder of the scripts.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

/// A command that runs a script by Python, with the packages of `requirements.txt`.
pub fn python(script: &str) -> Command {
    static PYTHON: LazyLock<Python> =
        LazyLock::new(|| Python::with(&folder().join("requirements.txt"), Path::new(PACKAGES)));
    PYTHON.script(&folder().join(script))
}

/// A command that runs a script by Node, with the packages of `package-lock.json`.
pub fn node(script: &str) -> Command {
    static NODE: LazyLock<Node> = LazyLock::new(|| Node::with(&folder(), Path::new(PACKAGES)));
    NODE.script(&folder().join(script))
}

/// A command that runs a script of `socket_io/` by Node, with the packages of its own `package-lock.json`.
pub fn socket_io(script: &str) -> Command {
    static NODE: LazyLock<Node> =
        LazyLock::new(|| Node::with(&folder().join("socket_io"), Path::new(PACKAGES)));
    NODE.script(&folder().join("socket_io").join(script))
}

/// Runs a script with these arguments, and reads the JSON that it prints. The mock keeps serving meanwhile.
pub async fn printed<const N: usize>(
    script: impl FnOnce() -> Command + Send + 'static,
    arguments: [String; N],
) -> Result<Value> {
    tokio::task::spawn_blocking(move || {
        let mut command = script();
        let output = command.args(arguments).output()?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{command:?}: {}: {errors}", output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    })
    .await?
}

/// Starts a server from the folder `servers`.
pub fn server(script: &str, arguments: &[&str]) -> Result<ScriptServer> {
    let script = folder().join("servers").join(script);
    let mut command = Python::plain().script(&script);
    command.args(arguments);
    Ok(ScriptServer::start(command))
}

/// A mock of a provider, by the name of its spec. Its credentials are made up.
pub async fn mock(provider: &str) -> Result<MockProvider> {
    Ok(of_spec(provider)?.start().await?)
}

/// A mock of a provider whose account has these credentials.
pub async fn mock_with<const N: usize>(
    provider: &str,
    credentials: [(&str, &str); N],
) -> Result<MockProvider> {
    let mock = of_spec(provider)?.credentials(credentials);
    Ok(mock.start().await?)
}

fn of_spec(provider: &str) -> Result<Mock> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    Ok(Mock::from_file(specs.join(format!("{provider}.yaml")))?)
}

/// A credential of the mock's account.
pub fn credential(provider: &MockProvider, name: &str) -> Result<String> {
    let mut credentials = provider.credentials().iter();
    let found = credentials.find(|(known, _)| known == name);
    let (_, value) = found.ok_or_else(|| format!("the account has no `{name}`"))?;
    Ok(value.clone())
}

/// The same text with another last letter.
pub fn changed(text: &str) -> String {
    let mut changed = text.to_owned();
    let last = changed.pop();
    changed.push(if last == Some('a') { 'b' } else { 'a' });
    changed
}

/// The calls so far: the operation, or else method and path, and why it was refused.
pub fn verdicts(provider: &MockProvider) -> Vec<(String, Option<RefusalKind>)> {
    let calls = provider.calls().into_iter();
    calls
        .map(|call| {
            let operation = call.operation;
            let name = operation.unwrap_or_else(|| format!("{} {}", call.method, call.path));
            (name, call.refusal.map(|refusal| refusal.kind))
        })
        .collect()
}

/// What a receiver says of a delivery.
pub async fn received(provider: &MockProvider, webhook: &Webhook) -> Result<String> {
    let answers = provider.send_webhook(webhook).await?;
    let answer = answers.first().ok_or("the receiver was not asked")?;
    Ok(String::from_utf8(answer.body.clone())?)
}
