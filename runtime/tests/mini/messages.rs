//! What each kind of error says: what failed, once, in words that a caller without the spec can act on.

use super::*;
use specie_runtime::signing::plan::WebhookPlan;
use specie_runtime::{
    BoxFuture, Core, NonceStore, Operation, Provider, Transport, TransportError, TransportFailure,
    TransportRequest, TransportResponse, Webhook, signing,
};
use std::borrow::Cow;
use std::error::Error as StdError;

/// The kinds that a provider assigns, each with the code of the same name.
const BY_CODE: [ErrorKind; 14] = [
    ErrorKind::Auth,
    ErrorKind::Permission,
    ErrorKind::RateLimit,
    ErrorKind::Invalid,
    ErrorKind::NotFound,
    ErrorKind::InsufficientFunds,
    ErrorKind::Nonce,
    ErrorKind::Clock,
    ErrorKind::Duplicate,
    ErrorKind::Conflict,
    ErrorKind::Maintenance,
    ErrorKind::Internal,
    ErrorKind::UnknownOutcome,
    ErrorKind::Other,
];

static HOOK: Webhook = Webhook {
    index: 0,
    name: "hook",
    id: None,
    time: None,
    order: None,
    secrets: &[],
    form: &[],
};

static EXPORT: Operation<'_> = Operation::new("export", "GET", "export")
    .safe()
    .no_envelope()
    .bytes();

/// The small provider: its codes are the names of the kinds, one test finds a success in part, and its deliveries are signed as its
/// requests are.
fn provider() -> Provider {
    let mut provider = provider::PROVIDER.clone();
    let codes = BY_CODE.iter().map(|kind| (kind.name().into(), *kind));
    provider.errors.codes = codes.collect();
    let envelope = &mut provider.envelopes.to_mut()[0];
    let mut in_part = envelope.ok.clone();
    for group in in_part.to_mut() {
        for test in group.to_mut() {
            if let specie_runtime::ResponseTest::In(_, values, _) = test {
                *values = Cow::Borrowed(&[specie_runtime::Literal::Text(Cow::Borrowed("part"))]);
            }
        }
    }
    envelope.partial = in_part;
    let mut plan = provider.scheme.plans[0].clone();
    let signature = plan.steps.to_mut().pop().unwrap();
    plan.steps = Cow::Owned(vec![signature]);
    let webhook = WebhookPlan {
        form: false,
        tolerance_ms: None,
        keys: None,
        plan,
    };
    provider.scheme.webhooks = Cow::Owned(vec![webhook]);
    provider
}

fn builder(base: &str) -> specie_runtime::CoreBuilder {
    let credentials = signing::Credentials::new()
        .with("public_key", "public")
        .with("private_key", SECRET);
    Core::builder(provider(), credentials)
        .base_url(base)
        .retries(RetryPolicy::never())
        .timeout(Duration::from_millis(500))
        .response_limit(200)
}

/// The error of a withdrawal that gets this reply.
async fn reply(reply: Reply) -> Error {
    let server = Server::replying([reply]);
    withdraw(builder(server.url())).await
}

async fn withdraw(builder: specie_runtime::CoreBuilder) -> Error {
    let client = Client(builder.build().unwrap());
    client.create_withdrawal(&withdrawal()).await.unwrap_err()
}

/// Fails as it was told, because of a cause that has a cause.
struct Failing(TransportFailure);

impl Transport for Failing {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let root = std::io::Error::other("the cable is out");
        let cause = TransportError::not_sent(self.0).caused_by(root);
        let error = TransportError::maybe_sent(self.0).caused_by(cause);
        Box::pin(async { Err(error) })
    }
}

struct NoStore;

impl NonceStore for NoStore {
    fn next<'a>(
        &'a self,
        _: &'a str,
        _: signing::plan::Unit,
        _: i128,
    ) -> BoxFuture<'a, Result<i128, Error>> {
        let cause = std::io::Error::other("connection refused");
        let error = Error::store("the nonce store is not available").caused_by(cause);
        Box::pin(async { Err(error) })
    }
}

/// A disk without space.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("no space left"))
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn all() -> Vec<(Error, &'static str)> {
    let mut all = Vec::new();
    for kind in BY_CODE {
        let body = format!(r#"{{"error":"the reason","code":"{}"}}"#, kind.name());
        let says = match kind {
            ErrorKind::Internal => {
                "create_withdrawal: the provider failed (internal) (code internal, HTTP 400): the reason; the call may have taken effect: use `get_withdrawals` to find out"
            }
            ErrorKind::UnknownOutcome => {
                "create_withdrawal: the provider does not know whether the call took effect (code unknown_outcome, HTTP 400): the reason; the call may have taken effect: use `get_withdrawals` to find out"
            }
            _ => {
                "create_withdrawal: the provider rejected the call (KIND) (code KIND, HTTP 400): the reason"
            }
        };
        all.push((reply(Reply::json(400, body)).await, says));
    }
    let server = Server::replying([DONE]);
    let little = CreateWithdrawal::new(Amount::new("0.001").unwrap(), To::Tag("t".to_owned()));
    let client = Client(builder(server.url()).build().unwrap());
    all.push((
        client.create_withdrawal(&little).await.unwrap_err(),
        "create_withdrawal: parameter `amount`: 0.001 is out of range: expected at least 0.01",
    ));
    all.push((
        withdraw(builder(server.url()).nonces(NoStore)).await,
        "create_withdrawal: the nonce store is not available",
    ));
    all.push((
        builder("http://10.0.0.1").build().unwrap_err(),
        "base URL of the section `private`: plain HTTP is allowed only to this machine: use https://, or name the host in `allow_plain_http` if it is in a test network",
    ));
    all.push((
        withdraw(builder(&closed_url())).await,
        "create_withdrawal: cannot connect to the server: ADDRESS refused the connection: nothing listens there, or a firewall refuses it",
    ));
    all.push((
        reply(Reply::silence(Duration::from_secs(20))).await,
        "create_withdrawal: no response was received in time; the call may have taken effect: use `get_withdrawals` to find out",
    ));
    for (failure, says) in [
        (
            TransportFailure::Broken,
            "create_withdrawal: the connection broke after the request may have been sent: the cable is out; the call may have taken effect: use `get_withdrawals` to find out",
        ),
        (
            TransportFailure::Upload,
            "create_withdrawal: a file could not be sent whole: the cable is out; the call may have taken effect: use `get_withdrawals` to find out",
        ),
    ] {
        let failing = builder("https://mini.example").transport(Failing(failure));
        all.push((withdraw(failing).await, says));
    }
    all.push((
        reply(Reply::json(200, "x".repeat(201))).await,
        "create_withdrawal: the response is larger than the limit, which `response_limit` sets; the call may have taken effect: use `get_withdrawals` to find out",
    ));
    all.push((
        reply(Reply::json(200, r#"{"error":"ok","result":{"id":[]}}"#)).await,
        "create_withdrawal: the call succeeded, but its response does not match its type (HTTP 200): $.result.id: expected a string, found a list (byte 29); use `get_withdrawals` to see its result",
    ));
    all.push((
        reply(Reply::json(200, r#"{"error":"part","result":[]}"#)).await,
        "create_withdrawal: some items were executed and others were not; the response has the result of each item (HTTP 200): part",
    ));
    let headers = [("HMAC", "00")];
    let delivered = client.0.verify_webhook::<Json>(&HOOK, &headers, b"{}");
    all.push((
        delivered.unwrap_err(),
        "hook: the delivery is not from the provider: `HMAC` differs from the value that the plan computes; if it should be, check the secret, and that the body is passed unchanged",
    ));
    let public_only = signing::Credentials::new().with("public_key", "public");
    let without_secret = Core::builder(provider(), public_only).build().unwrap();
    let delivered = without_secret.verify_webhook::<Json>(&HOOK, &headers, b"{}");
    all.push((
        delivered.unwrap_err(),
        "hook: deliveries cannot be verified: the credential `private_key` is missing or empty",
    ));
    let server = Server::replying([Reply::new(200, "a")]);
    let core = builder(server.url()).build().unwrap();
    let mut download = core.download(&EXPORT, &()).await.unwrap();
    all.push((
        download.write_to(&mut Full).await.unwrap_err(),
        "export: the document cannot be written (HTTP 200)",
    ));
    all
}

#[tokio::test]
async fn each_kind_says_what_failed_once_and_what_to_do() {
    let mut seen = Vec::new();
    for (error, says) in all().await {
        let text = error.to_string();
        let address = text.split('`').nth(1).unwrap_or_default();
        let says = says
            .replace("KIND", error.kind().name())
            .replace("ADDRESS", &format!("`{address}`"));
        assert_eq!(text, says, "{:?}", error.kind());
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            !text.ends_with('.'),
            "reporters join it with its causes: {text}"
        );
        // What reporters print of the chain is not in the text already, and no link repeats another.
        let mut chain = vec![text];
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            assert!(
                chain.iter().all(|earlier| !earlier.contains(&cause_text)),
                "{chain:?} {cause_text}"
            );
            chain.push(cause_text);
            source = cause.source();
        }
        // The spec is not at hand.
        for text in &chain {
            for hidden in ["line ", ".yaml", "step ", "spec"] {
                assert!(!text.contains(hidden), "{text}");
            }
            assert!(!text.contains(SECRET), "{text}");
        }
        seen.push(error.kind());
    }
    // `ErrorKind::name` has one line for each kind; a new one needs a row above.
    let declared = include_str!("../../src/outcome.rs");
    let names = declared.split("impl ErrorKind").nth(1).unwrap();
    let names = names.split("impl Outcome").next().unwrap();
    let names: Vec<&str> = names
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Self::"))
        .filter_map(|line| line.split('"').nth(1))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(seen.iter().any(|kind| kind.name() == name), "{name}");
    }
}
