//! A call that its caller drops.

use super::*;
use std::future::pending;
use std::time::Instant;

/// The first request gets no response; every other one succeeds at once.
#[derive(Default)]
struct FirstIsSilent(AtomicUsize);

impl Transport for FirstIsSilent {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => Box::pin(pending()),
            _ => Box::pin(async { Ok(done()) }),
        }
    }
}

const TIMEOUT: Duration = Duration::from_millis(600);

async fn drop_one(builder: CoreBuilder) -> (Core, Instant) {
    let core = builder.transport(FirstIsSilent::default()).build().unwrap();
    let started = Instant::now();
    let params = none();
    let call = core.call(&PAY, &params);
    tokio::time::timeout(Duration::from_millis(50), call)
        .await
        .unwrap_err();
    (core, started)
}

/// The key of a request that the provider may be working on is free only after the deadline of its call.
#[tokio::test]
async fn its_key_stays_locked_until_its_deadline() {
    let builder = Core::builder(&provider::PROVIDER, credentials()).timeout(TIMEOUT);
    let (core, started) = drop_one(builder).await;
    // A call without a nonce needs no turn.
    let open = Operation::new("open", "GET", "open")
        .section(1)
        .safe()
        .no_envelope();
    core.call(&open, &none()).await.unwrap();
    assert!(started.elapsed() < TIMEOUT);
    core.call(&PAY, &none()).await.unwrap();
    assert!(started.elapsed() >= TIMEOUT, "{:?}", started.elapsed());
}

/// An attempt ends by its own timeout, if that is sooner.
#[tokio::test]
async fn the_timeout_of_an_attempt_bounds_it() {
    let builder = Core::builder(&provider::PROVIDER, credentials())
        .timeout(Duration::from_secs(60))
        .attempt_timeout(TIMEOUT);
    let (core, started) = drop_one(builder).await;
    core.call(&PAY, &none()).await.unwrap();
    let took = started.elapsed();
    assert!(
        took >= TIMEOUT && took < Duration::from_secs(30),
        "{took:?}"
    );
}

/// A safe call whose first attempt gets no response is made again.
#[tokio::test]
async fn a_silent_attempt_is_repeated_if_that_is_safe() {
    let build = || {
        Core::builder(&provider::PROVIDER, credentials())
            .transport(FirstIsSilent::default())
            .attempt_timeout(Duration::from_millis(50))
            .timer(Simulated::new())
            .build()
            .unwrap()
    };
    build().call(&READ, &none()).await.unwrap();
    let error = build().call(&PAY, &none()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Ambiguous)
    );
}
