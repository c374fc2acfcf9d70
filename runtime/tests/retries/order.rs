//! The order of an attempt: every part that a user plugs in writes down when it is used.

use super::limits::{limit, with};
use super::*;
use specie_runtime::codec::{Decode, Problem, Reader};
use specie_runtime::signing::plan::Unit;
use specie_runtime::{
    Admission, Attempt, AttemptEnd, CallObserver, Clock, InProcessLock, KeyGuard, KeyLock,
    LimitReport, LimitSize, LimitStore, LimitUse, NonceStore, Timestamp, Wire,
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

static NOTES: Mutex<Vec<&str>> = Mutex::new(Vec::new());

impl Log {
    fn note(&self, what: &str) {
        self.0.lock().unwrap().push(what.to_owned());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl LimitStore for Log {
    fn take<'a>(
        &'a self,
        uses: &'a [LimitUse<'a>],
        _: Duration,
    ) -> BoxFuture<'a, Result<Admission, Error>> {
        assert_eq!(uses.len(), 1);
        self.note("rate limit");
        Box::pin(async { Ok(Admission::After(Duration::ZERO)) })
    }

    fn report<'a>(
        &'a self,
        _: &'a str,
        _: LimitSize,
        _: LimitReport,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }
}

struct Released {
    log: Log,
    _guard: KeyGuard,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.log.note("key is free");
    }
}

struct Lock(Log, InProcessLock);

impl KeyLock for Lock {
    fn lock<'a>(
        &'a self,
        key: &'a str,
        remaining: Duration,
    ) -> BoxFuture<'a, Result<KeyGuard, Error>> {
        Box::pin(async move {
            let guard = self.1.lock(key, remaining).await?;
            self.0.note("key lock");
            let log = self.0.clone();
            Ok(KeyGuard::new(Released { log, _guard: guard }))
        })
    }
}

/// A clock that moves by a second with each reading.
struct Ticking(Log, AtomicUsize);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        let reading = i64::try_from(self.1.fetch_add(1, Ordering::Relaxed)).unwrap();
        if self
            .0
            .0
            .lock()
            .unwrap()
            .last()
            .is_some_and(|last| last == "key lock")
        {
            self.0.note("clock");
        }
        Timestamp::from_seconds(1_700_000_000 + reading).unwrap()
    }
}

struct Nonces(Log, AtomicUsize);

impl NonceStore for Nonces {
    fn next<'a>(&'a self, _: &'a str, _: Unit, _: i128) -> BoxFuture<'a, Result<i128, Error>> {
        self.0.note("nonce");
        let nonce = i128::try_from(self.1.fetch_add(1, Ordering::Relaxed)).unwrap();
        Box::pin(async move { Ok(7_000 + nonce) })
    }
}

struct Sending(Log, Script);

impl Transport for Sending {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        self.0.note("send");
        self.1.send(request)
    }
}

struct Observer(Log);

impl CallObserver for Observer {
    fn after_attempt(&self, _: &Attempt, _: &AttemptEnd) {
        self.0.note("end");
    }
}

/// Writes down that it is decoded.
struct Read;

impl Decode for Read {
    fn read(&mut self, reader: &mut Reader<'_>, _: Wire) -> Result<(), Problem> {
        NOTES.lock().unwrap().push("decode");
        reader.skip()
    }

    fn blank() -> Self {
        Self
    }
}

#[tokio::test]
async fn every_attempt_goes_through_the_same_steps_in_the_same_order() {
    static OPERATION: Operation<'static> = READ;
    let log = Log::default();
    let broken = response(200, &[], r#"{"error":"ok","result":"#);
    let script = Script::new([Err(lost()), Ok(too_many(&[])), Ok(broken)]);
    let core = Core::builder(with(vec![limit(10, "key")]), credentials())
        .transport(Sending(log.clone(), script.clone()))
        .timer(Simulated::new())
        .limit_store(log.clone())
        .key_lock(Lock(log.clone(), InProcessLock::default()))
        .clock(Ticking(log.clone(), AtomicUsize::new(0)))
        .nonces(Nonces(log.clone(), AtomicUsize::new(0)))
        .observer(Observer(log.clone()))
        .retries(RetryPolicy::default().attempts(9))
        .build()
        .unwrap();
    core.run::<Read>(&OPERATION, &()).await.unwrap();
    let attempt = [
        "rate limit",
        "key lock",
        "clock",
        "nonce",
        "send",
        "key is free",
        "end",
    ];
    assert_eq!(log.take(), attempt.repeat(4));
    // Only the last response was a success, so only its data was decoded.
    assert_eq!(*NOTES.lock().unwrap(), ["decode"]);

    // What was signed was built after clock and nonce were read, and is different for every attempt.
    let bodies = script.bodies();
    let parts = |name| -> Vec<String> {
        let values = bodies.iter().map(|body| member(body, name).unwrap());
        values.map(str::to_owned).collect()
    };
    assert_eq!(parts("nonce"), ["7000", "7001", "7002", "7003"]);
    let mut times = parts("at");
    times.dedup();
    assert_eq!(times.len(), 4, "{times:?}");
    let requests = script.requests.lock().unwrap();
    let signature = |request: &TransportRequest| {
        let mut headers = request.headers.iter();
        let found = headers.find(|(name, _)| name == "HMAC");
        found.map(|(_, value)| value.clone()).unwrap()
    };
    let mut signatures: Vec<String> = requests.iter().map(signature).collect();
    signatures.dedup();
    assert_eq!(signatures.len(), 4);
}
