//! Webhooks signed under an X.509 certificate whose address the delivery names: PayPal and Amazon SNS, from their specs to a client whose transport
//! serves files. Certificates and signatures were made with Python's `cryptography`, by `make.py`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use specie_codegen::diagnostic::Severity;
use specie_codegen::diagnostic::render::plain;
use specie_codegen::{Options, load};
use specie_runtime::signing::Credentials;
use specie_runtime::{
    BoxFuture, Core, Error, ErrorKind, Json, Outcome, Timestamp, Transport, TransportError,
    TransportRequest, TransportResponse, Webhook,
};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

const PAYPAL: &str = include_str!("paypal.yaml");
const PAYPAL_BODY: &str = include_str!("paypal.body");
const PAYPAL_PEM: &str = include_str!("paypal.pem");
const SNS: &str = include_str!("sns.yaml");
const SNS_BODY: &str = include_str!("sns.body");
const SNS_PEM: &str = include_str!("sns.pem");
const SHORT_PEM: &str = include_str!("short.pem");
const ROOT: &str = include_str!("root.pem");
const KEY: &str = include_str!("key.pub");

/// 2023-11-14T22:13:20Z
const NOW: i64 = 1_700_000_000;

/// Serves the same response to every request, and notes the addresses.
#[derive(Clone)]
struct Files {
    reply: Arc<Mutex<(u16, String)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Files {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        assert_eq!((&*request.method, request.limit), ("GET", 64 * 1024));
        self.asked.lock().unwrap().push(request.url);
        let (status, body) = self.reply.lock().unwrap().clone();
        Box::pin(async move {
            Ok(TransportResponse {
                status,
                headers: vec![(
                    "Location".to_owned(),
                    "https://elsewhere.example/".to_owned(),
                )],
                body: body.into_bytes(),
            })
        })
    }
}

struct Case {
    client: Core,
    files: Files,
    now: Arc<AtomicI64>,
    headers: Vec<(String, String)>,
    body: String,
}

impl Case {
    fn new(spec: &str, pem: &str, credentials: Credentials) -> Self {
        let options = Options {
            draft: true,
            ..Options::default()
        };
        let loaded = load("spec.yaml", spec.as_bytes().to_vec(), &options);
        let errors = loaded
            .diagnostics
            .shown_of(|severity| severity == Severity::Error);
        let errors: Vec<String> = errors
            .iter()
            .map(|found| plain(&loaded.source, found))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        let files = Files {
            reply: Arc::new(Mutex::new((200, pem.to_owned()))),
            asked: Arc::default(),
        };
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&now);
        let client = Core::builder(loaded.api.unwrap().runtime, credentials)
            .transport(files.clone())
            .clock(move || Timestamp::from_seconds(clock.load(Ordering::Relaxed)).unwrap())
            .certificate_roots(ROOT)
            .build()
            .unwrap();
        let headers: Json = Json::parse(include_str!("paypal.headers.json").as_bytes()).unwrap();
        let names = ["ID", "TIME", "SIG"].map(|one| format!("PAYPAL-TRANSMISSION-{one}"));
        let more = ["PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO"].map(str::to_owned);
        let headers = names.into_iter().chain(more).map(|name| {
            let value = headers
                .get(&name)
                .and_then(Json::as_str)
                .unwrap()
                .to_owned();
            (name, value)
        });
        let is_paypal = spec == PAYPAL;
        Self {
            client,
            files,
            now,
            headers: if is_paypal {
                headers.collect()
            } else {
                Vec::new()
            },
            body: if is_paypal { PAYPAL_BODY } else { SNS_BODY }.to_owned(),
        }
    }

    fn paypal(pem: &str) -> Self {
        Self::new(
            PAYPAL,
            pem,
            Credentials::new().with("webhook_id", "1JE4291016473214C"),
        )
    }

    fn sns(pem: &str) -> Self {
        Self::new(SNS, pem, Credentials::new())
    }

    /// Names another certificate.
    fn at(mut self, address: &str) -> Self {
        self.name(address);
        self
    }

    fn name(&mut self, address: &str) {
        for (name, value) in &mut self.headers {
            if name == "PAYPAL-CERT-URL" {
                address.clone_into(value);
            }
        }
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let pairs = self.headers.iter();
        pairs.map(|(name, value)| (&**name, &**value)).collect()
    }

    async fn fetch(&self) -> Result<(), Error> {
        self.client
            .fetch_certificate(&self.headers(), self.body.as_bytes())
            .await
    }

    fn verify(&self) -> Result<(), Error> {
        let hook = Webhook {
            index: 0,
            name: "event",
            id: None,
            time: None,
            order: None,
            secrets: &[],
            form: &[],
        };
        self.client
            .verify_webhook::<Json>(&hook, &self.headers(), self.body.as_bytes())
            .map(drop)
    }

    fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    fn asked(&self) -> usize {
        self.files.asked.lock().unwrap().len()
    }
}

fn kind(result: Result<(), Error>) -> Result<(), ErrorKind> {
    result.map_err(|error| error.kind())
}

/// What an error says, which includes what its cause says.
fn cause(error: &Error) -> String {
    error.to_string()
}

#[tokio::test]
async fn deliveries_of_paypal_and_sns_are_verified() {
    for (mut case, address) in [
        (
            Case::paypal(PAYPAL_PEM),
            "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270",
        ),
        (
            Case::sns(SNS_PEM),
            "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
        ),
    ] {
        assert_eq!(
            kind(case.verify()),
            Err(ErrorKind::Configuration),
            "not fetched"
        );
        case.fetch().await.unwrap();
        case.fetch().await.unwrap();
        case.verify().unwrap();
        assert_eq!(*case.files.asked.lock().unwrap(), [address]);
        // Another body, or another time, than was signed.
        let signed = std::mem::take(&mut case.body);
        case.body = signed.replace("30.11", "30.12").replace("Hello", "Hallo");
        assert_ne!(case.body, signed);
        assert_eq!(kind(case.verify()), Err(ErrorKind::Verify));
        case.body = signed;
        // A key is used for a day.
        case.pass(86_400);
        case.verify().unwrap();
        case.pass(1);
        assert_eq!(kind(case.verify()), Err(ErrorKind::Configuration));
        case.fetch().await.unwrap();
        case.verify().unwrap();
        assert_eq!(case.asked(), 2);
    }
}

#[tokio::test]
async fn certificates_that_are_not_the_providers_are_refused() {
    for (pem, at, why) in [
        (
            include_str!("other_name.pem"),
            NOW,
            "not issued for `messageverificationcerts.paypal.com`",
        ),
        (
            include_str!("no_issuer.pem"),
            NOW,
            "not issued under a trusted root",
        ),
        (
            include_str!("other_root.pem"),
            NOW,
            "not issued under a trusted root",
        ),
        (include_str!("other_purpose.pem"), NOW, "is not valid: "),
        (SNS_PEM, NOW, "not issued for"),
        (SHORT_PEM, NOW + 86_400, "has expired by the client's clock"),
        (
            SHORT_PEM,
            NOW - 86_400,
            "is not valid yet by the client's clock",
        ),
        (KEY, NOW, "expected a certificate in PEM"),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            NOW,
            "is not valid",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB",
            NOW,
            "expected a certificate in PEM",
        ),
        ("", NOW, "expected a certificate in PEM"),
    ] {
        let case = Case::paypal(pem);
        case.now.store(at, Ordering::Relaxed);
        let error = case.fetch().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Verify, Outcome::Rejected)
        );
        let cause = cause(&error);
        assert!(cause.contains(why), "expected {why:?}, found {cause:?}");
        assert_eq!(kind(case.verify()), Err(ErrorKind::Configuration), "{why}");
        // It is not asked for again within a minute.
        assert_eq!(kind(case.fetch().await), Err(ErrorKind::RateLimit));
        assert_eq!(case.asked(), 1);
    }
}

#[tokio::test]
async fn a_key_is_not_used_after_its_certificate() {
    // It expires on 2023-11-15 at midnight, 6400 seconds from now.
    let case = Case::paypal(SHORT_PEM);
    case.fetch().await.unwrap();
    case.pass(6400);
    case.verify().unwrap();
    case.pass(1);
    assert_eq!(kind(case.verify()), Err(ErrorKind::Configuration));
    let error = case.fetch().await.unwrap_err();
    assert!(cause(&error).contains("has expired"), "{}", cause(&error));
}

#[tokio::test]
async fn other_responses_are_no_certificate() {
    for (status, expected) in [(302, ErrorKind::Transport), (404, ErrorKind::Transport)] {
        let case = Case::paypal(PAYPAL_PEM);
        case.files.reply.lock().unwrap().0 = status;
        assert_eq!(
            kind(case.fetch().await),
            Err(expected),
            "redirects are not followed"
        );
        assert_eq!(case.asked(), 1);
    }
    let case = Case::paypal(&"a".repeat(70_000));
    assert_eq!(kind(case.fetch().await), Err(ErrorKind::Transport));
}

#[tokio::test]
async fn other_addresses_are_never_asked_for() {
    for address in [
        "https://evil.example/v1/notifications/certs/a",
        "https://api.paypal.com.evil.example/v1/notifications/certs/a",
        "https://api.paypal.com@evil.example/v1/notifications/certs/a",
        "https://api.paypal.com/v1/notifications/certs/../../a",
        "http://api.paypal.com/v1/notifications/certs/a",
        "https://api.paypal.com/v1/notifications/certs/",
        "",
    ] {
        let case = Case::paypal(PAYPAL_PEM).at(address);
        let error = case.fetch().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Verify, Outcome::Rejected)
        );
        assert!(
            cause(&error).contains("is not one of the provider"),
            "{}",
            cause(&error)
        );
        assert_eq!(kind(case.verify()), Err(ErrorKind::Verify));
        assert_eq!(case.asked(), 0, "{address}");
    }
    // None, two, or one that is not a text: verifying refuses it.
    let mut none = Case::paypal(PAYPAL_PEM);
    none.headers.retain(|(name, _)| name != "PAYPAL-CERT-URL");
    let mut two = Case::paypal(PAYPAL_PEM);
    let again = two
        .headers
        .iter()
        .find(|(name, _)| name == "PAYPAL-CERT-URL");
    two.headers.push(again.unwrap().clone());
    let mut number = Case::sns(SNS_PEM);
    number.body = r#"{"SigningCertURL":1}"#.to_owned();
    let mut text = Case::sns(SNS_PEM);
    text.body = "SigningCertURL".to_owned();
    for case in [none, two, number, text] {
        case.fetch().await.unwrap();
        assert_eq!(kind(case.verify()), Err(ErrorKind::Verify));
        assert_eq!(case.asked(), 0);
    }
}

#[tokio::test]
async fn few_certificates_are_asked_for_in_a_minute() {
    let mut case = Case::paypal(PAYPAL_PEM);
    for at in 0..20 {
        case.name(&format!(
            "https://api.paypal.com/v1/notifications/certs/CERT-{at}"
        ));
        let fetched = kind(case.fetch().await);
        assert_eq!(
            fetched,
            if at < 16 {
                Ok(())
            } else {
                Err(ErrorKind::RateLimit)
            }
        );
    }
    assert_eq!(case.asked(), 16);
    // The same text is signed whatever certificate is named; each holds the key.
    case.name("https://api.paypal.com/v1/notifications/certs/CERT-15");
    case.verify().unwrap();
}

#[tokio::test]
async fn users_can_give_certificates_or_keys() {
    let address = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270";
    for given in [PAYPAL_PEM, KEY] {
        let keys = Json::object([(address, Json::Text(given.to_owned()))]).to_string();
        let credentials = Credentials::new()
            .with("webhook_id", "1JE4291016473214C")
            .with("keys", keys);
        let case = Case::new(PAYPAL, PAYPAL_PEM, credentials);
        case.fetch().await.unwrap();
        case.verify().unwrap();
        assert_eq!(case.asked(), 0);
    }
}

#[test]
fn roots_that_cannot_be_read_are_reported() {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("spec.yaml", PAYPAL.as_bytes().to_vec(), &options);
    let provider = loaded.api.unwrap().runtime;
    for pem in ["", KEY] {
        let built = Core::builder(provider.clone(), Credentials::new().with("webhook_id", "a"))
            .transport(Case::sns(SNS_PEM).files)
            .certificate_roots(pem)
            .build();
        assert_eq!(built.unwrap_err().kind(), ErrorKind::Configuration);
    }
}
