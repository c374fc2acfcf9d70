//! Any bytes as a response, under every shape of envelope: no claim about money without its proof, never a panic.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use specie_codegen::model::Api;
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{Options, load};
use specie_runtime::codec::Decode;
use specie_runtime::signing::Credentials;
use specie_runtime::{
    BoxFuture, Core, Json, Operation, Outcome, Provider, Transport, TransportResponse,
    TransportError, TransportRequest,
};
use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

/// One operation for each envelope and way to repeat it.
const SPEC: &str = r#"
provider: responses
sections:
  open: { base: "https://responses.example", params: { GET: query, else: json } }
defaults: { section: open }
envelopes:
  default: { ok: body.error == "ok", data: body.result }
  number: { ok: body.code == 0 or body.ok == true }
  absent: { ok: status == 200 and body.error is absent }
  batch:
    ok: body.code in ["0", 0]
    partial: body.code == "2" and body.data[0] is not absent
    data: body.data
  header: { ok: header.X-Result == "ok" }
errors:
  code: [body.code, header.X-Code]
  message: [body.error.message, body.error]
  retry_after: header.Retry-After
  request_id: body.id
  status: { 402: insufficient_funds, 503: maintenance }
  codes: { "A*1": auth, "E*": internal, "7": invalid, "*": other }
operations:
  word: { doc: a., call: POST a, answer: json }
  number: { doc: a., call: POST a, answer: json, envelope: number }
  absent: { doc: a., call: POST a, answer: json, envelope: absent }
  batch: { doc: a., call: POST a, answer: json, envelope: batch }
  header: { doc: a., call: POST a, answer: json, envelope: header }
  bare: { doc: a., call: POST a, answer: json, envelope: none }
  nothing: { doc: a., call: POST a, answer: none, envelope: none }
  quiet: { doc: a., call: POST a, answer: none }
  safe: { doc: a., call: POST a, idempotency: safe, answer: json }
"#;

static API: LazyLock<Api> = LazyLock::new(|| {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("responses.yaml", SPEC.as_bytes().to_vec(), &options);
    loaded.api.expect("the spec of this target is sound")
});
static PROVIDER: LazyLock<Provider> = LazyLock::new(|| API.runtime.clone());
static DATA: LazyLock<Vec<OperationData<'static>>> = LazyLock::new(|| {
    let operations = API.operations.iter();
    operations.map(|operation| OperationData::of(&API, operation, None)).collect()
});
static OPERATIONS: LazyLock<Vec<Operation<'static>>> = LazyLock::new(|| {
    let data = DATA.iter();
    data.map(|data| Operation {
        secrets: &["secret"],
        ..data.operation()
    })
    .collect()
});

/// Brings one answer.
struct Canned(TransportResponse);

impl Transport for Canned {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

/// A response that came.
#[derive(Arbitrary, Debug)]
struct Response {
    operation: u8,
    typed: bool,
    success: bool,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn called<R: Decode>(core: &Core, operation: &'static Operation<'static>) -> Result<(), specie_runtime::Error> {
    now(core.run::<R>(operation, &())).map(drop)
}

fuzz_target!(|response: Response| {
    let operation = &OPERATIONS[usize::from(response.operation) % OPERATIONS.len()];
    let status = match response.success {
        true => 200 + response.status % 8,
        false => 100 + response.status % 900,
    };
    let sent = TransportResponse {
        status,
        headers: response.headers,
        body: response.body,
    };
    let core = Core::builder(PROVIDER.clone(), Credentials::new())
        .transport(Canned(sent.clone()))
        .build()
        .expect("a client without credentials");
    let outcome = match response.typed {
        true => called::<Vec<String>>(&core, operation),
        false => called::<Json>(&core, operation),
    };
    let safe = operation.name == "safe";
    let quiet = operation.name == "nothing";
    let told = match &outcome {
        Ok(()) => Outcome::Done,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let partial = error.partial::<Json>();
            assert_eq!(partial.is_some(), error.outcome() == Outcome::Partial);
            error.outcome()
        }
    };
    // Another reading of the body refuses more: names given twice where nobody looks.
    let json = match Json::parse(&sent.body) {
        Ok(_) => true,
        Err(problem) => problem.what() == "given twice" || problem.what() == "nested too deep",
    };
    match told {
        Outcome::Done => assert!((200..300).contains(&status) && (json || quiet)),
        Outcome::Partial => assert!((200..300).contains(&status) && json && operation.name == "batch"),
        Outcome::Rejected => assert!(!matches!(status, 100..200 | 300..400)),
        Outcome::Ambiguous => assert!(!safe),
        Outcome::Unanswered => assert!(safe),
        other => panic!("{other:?} of a response that came"),
    }
});
