//! A client in a program whose panics end it at once (`panic = "abort"`): `.ci/abort` builds and runs it.
//!
//! Responses that fit and that do not, altered deliveries, dropped calls: each gives its value or its error, and none of them a panic. With the
//! argument `panic`, an observer panics, which must end the program.

use specie::coinpayments::{
    Client, CreateTransaction, Credentials, GetCallbackAddress, Transaction,
};
use specie::runtime::{
    Attempt, AttemptEnd, AttemptResult, BoxFuture, CallObserver, RetryPolicy, Transport,
    TransportError, TransportFailure, TransportRequest, TransportResponse,
};
use specie::{Error, ErrorKind, Outcome};
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

const PAID: &str = r#"{"error":"ok","result":{"amount":"0.10000000","address":"A","txn_id":"T","confirms_needed":"3",
    "timeout":5400,"checkout_url":"c","status_url":"s","qrcode_url":"q"}}"#;

/// What the provider does with a request.
#[derive(Clone, Copy)]
enum Provider {
    Answers(&'static [u8]),
    Breaks,
    Hangs,
}

impl Transport for Provider {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        match *self {
            Self::Answers(body) => Box::pin(async move {
                Ok(TransportResponse {
                    status: 200,
                    headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
                    body: body.to_vec(),
                })
            }),
            Self::Breaks => {
                Box::pin(async { Err(TransportError::maybe_sent(TransportFailure::Broken)) })
            }
            Self::Hangs => Box::pin(std::future::pending()),
        }
    }
}

/// Keeps how each attempt ended, or panics.
#[derive(Clone, Default)]
struct Observer {
    panics: bool,
    ends: Arc<Mutex<Vec<AttemptResult>>>,
}

impl CallObserver for Observer {
    fn before_send(&self, _: &Attempt) {
        assert!(!self.panics, "the observer panics");
    }

    fn after_attempt(&self, _: &Attempt, end: &AttemptEnd) {
        let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.push(end.result());
    }
}

fn client(provider: Provider, observer: &Observer) -> Result<Client, Error> {
    let credentials = Credentials::new("public key", "private key")
        .merchant_id("H")
        .ipn_secret("ipn secret");
    Client::builder(credentials)
        .transport(provider)
        .retries(RetryPolicy::never())
        .observer(observer.clone())
        .build()
}

fn payment() -> CreateTransaction {
    let ten = "10".parse().expect("an amount");
    CreateTransaction::new(ten, "USD", "LTCT", "buyer@example.com")
}

fn pay(provider: Provider, observer: &Observer) -> Result<Transaction, Error> {
    let client = client(provider, observer)?;
    wait(client.create_transaction(&payment()))
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread.
fn wait<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park(),
        }
    }
}

fn main() -> Result<(), Error> {
    assert!(cfg!(panic = "abort"), "not built with `panic = \"abort\"`");
    let observer = Observer::default();

    if std::env::args().nth(1).as_deref() == Some("panic") {
        let panics = Observer {
            panics: true,
            ..observer
        };
        let answer = pay(Provider::Answers(PAID.as_bytes()), &panics);
        println!("the program goes on after a panic: {answer:?}");
        return Ok(());
    }

    let paid = pay(Provider::Answers(PAID.as_bytes()), &observer)?;
    assert_eq!((paid.address.as_str(), paid.confirms_needed), ("A", 3));

    // Every response that is cut short, and some that never were JSON: an error that promises nothing.
    let cut = (0..PAID.len()).map(|length| &PAID.as_bytes()[..length]);
    let other: [&[u8]; 4] = [b"\xff\xfe", b"[[[[", b"{\"error\":7}", b"\xef\xbb\xbf"];
    for body in cut.chain(other) {
        let error = pay(Provider::Answers(body), &observer).expect_err("half a response");
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
    }
    let refused = pay(
        Provider::Answers(br#"{"error":"Invalid currency","result":[]}"#),
        &observer,
    );
    assert_eq!(refused.expect_err("refused").outcome(), Outcome::Rejected);
    let error = pay(Provider::Breaks, &observer).expect_err("no response");
    assert_eq!(error.outcome(), Outcome::Ambiguous);

    // A call that is dropped while its request is in progress.
    let hanging = client(Provider::Hangs, &observer)?;
    {
        let request = GetCallbackAddress::new("BTC");
        let mut call = pin!(hanging.get_callback_address(&request));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
    }
    let ends = observer.ends.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(ends.len(), PAID.len() + 8);
    assert!(
        matches!(ends.last(), Some(AttemptResult::Dropped { .. })),
        "{ends:?}"
    );

    // A delivery with a signature that is not the provider's.
    let body = b"ipn_id=N&ipn_mode=hmac&ipn_type=simple&ipn_version=1.0&merchant=H&status=1";
    for signature in ["", "00", "not hex", "\u{20ac}"] {
        let rejected = hanging.verify_ipn(&[("HMAC", signature)], body);
        let kind = rejected.expect_err("not signed").kind();
        assert_eq!(kind, ErrorKind::Verify, "{signature:?}");
    }

    println!("the client works with `panic = \"abort\"`");
    Ok(())
}
