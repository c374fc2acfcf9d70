//! Deliveries that are signed for a test are those that the provider sends: the verifier takes them, and where nothing in them is left to
//! chance, they are the recorded ones, whose signatures other programs made.

use crate::Done;
use serde_json::Value;
use specie::Json;
use specie::runtime::signing::plan::{Form, WebhookPlan};
use specie::runtime::signing::{Credentials, Settings, Signer};
use specie::runtime::{Core, Error, ErrorKind, Operation, Provider, Timestamp, Webhook};
use specie::testing::{Delivery, PausedTime, Replay, Reply, SignedDelivery};
use specie_codegen::model::{Vector, VectorSubject};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Private keys and their public halves, made with Python's `cryptography`.
struct Keys(Value);

impl Keys {
    fn read() -> Result<Self, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(root().join("tests/canaries/keys.json"))?;
        Ok(Self(serde_json::from_str(&text)?))
    }

    fn get(&self, kind: &str, half: &str) -> &str {
        self.0[kind][half].as_str().expect("a key")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is loaded from a spec.
struct Spec {
    name: String,
    provider: Provider,
    vectors: Vec<Vector>,
}

fn load(name: &str, text: &[u8]) -> Result<Spec, Box<dyn std::error::Error>> {
    let options = specie_codegen::Options {
        draft: true,
        ..specie_codegen::Options::default()
    };
    let loaded = specie_codegen::load(name, text.to_vec(), &options);
    let api = loaded.api.ok_or_else(|| format!("{name}: no model"))?;
    Ok(Spec {
        name: name.to_owned(),
        provider: api.runtime,
        vectors: api.vectors,
    })
}

/// Every spec of the workspace that has webhooks, also those of the documentation.
fn specs() -> Result<Vec<Spec>, Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for folder in ["specs", "tests/deliveries", "tests/plans"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(folder))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|ext| ext == "yaml"));
        files.sort();
        for file in files {
            let text = std::fs::read(&file)?;
            if text.windows(9).any(|part| part == b"webhooks:") {
                all.push(load(&file.to_string_lossy(), &text)?);
            }
        }
    }
    let guide = std::fs::read_to_string(root().join("docs/signing-language.md"))?;
    for (at, block) in guide.split("```yaml spec\n").skip(1).enumerate() {
        let block = block.split("\n```").next().unwrap_or_default();
        if block.contains("\nwebhooks:") {
            all.push(load(&format!("guide {at}"), block.as_bytes())?);
        }
    }
    Ok(all)
}

/// The kind of key that verifies, if a public one does.
fn kind_of(plan: &WebhookPlan) -> Option<&'static str> {
    let text = format!("{plan:?}");
    let kinds = [
        ("VerifyRsa", "rsa"),
        ("VerifyP256", "p256"),
        ("VerifyEd25519", "ed25519"),
        ("VerifySecp256k1", "secp256k1"),
    ];
    kinds
        .into_iter()
        .find(|(name, _)| text.contains(name))
        .map(|(_, kind)| kind)
}

/// The ids of the keys in a set.
fn ids(set: &str) -> Vec<String> {
    let set: Value = serde_json::from_str(set).expect("JSON");
    match set["keys"].as_array() {
        Some(keys) => keys
            .iter()
            .filter_map(|key| Some(key["kid"].as_str()?.to_owned()))
            .collect(),
        None => set.as_object().expect("pairs").keys().cloned().collect(),
    }
}

/// A credential that is a public key of the test: its name, the id of the key in a set, its kind.
type Own = (String, Option<String>, &'static str);

/// Credentials in which every public key is one whose private half the test has. Those of a set are of one kind.
fn with_own_keys(
    provider: &Provider,
    given: &[(String, String)],
    kind: Option<&'static str>,
    keys: &Keys,
) -> (Credentials, Vec<Own>) {
    let (mut credentials, mut own) = (Credentials::new(), Vec::new());
    for declared in provider.scheme.credentials.iter() {
        let name = declared.name.to_string();
        let mut given = given.iter();
        let text = given
            .find(|(known, _)| *known == name)
            .map(|(_, text)| text);
        // Of the forms of one credential, the one that this webhook verifies.
        let public: Vec<&'static str> = declared.forms.iter().filter_map(of_form).collect();
        let public = match kind {
            Some(kind) if public.contains(&kind) => Some(kind),
            _ => public.first().copied(),
        };
        match (public, kind) {
            (Some(public), _) => {
                credentials.set(&name, keys.get(public, "public"));
                own.push((name, None, public));
            }
            (None, Some(kind)) if declared.forms[0] == Form::Jwks => {
                let known = || vec!["k1".to_owned(), CERTIFICATE.to_owned()];
                let ids = text.map_or_else(known, |text| ids(text));
                let public = keys.get(kind, "public");
                let set = ids.iter().map(|id| (id.clone(), public.into()));
                let set: serde_json::Map<String, Value> = set.collect();
                credentials.set(&name, Value::Object(set).to_string());
                own.push((name, ids.first().cloned(), kind));
            }
            _ => {
                if let Some(text) = text {
                    credentials.set(&name, text.as_str());
                }
            }
        }
    }
    (credentials, own)
}

/// The kind of key that a form of a credential is.
fn of_form(form: &Form) -> Option<&'static str> {
    match form {
        Form::RsaPublic => Some("rsa"),
        Form::P256Public => Some("p256"),
        Form::Ed25519Public => Some("ed25519"),
        Form::Secp256k1Public => Some("secp256k1"),
        _ => None,
    }
}

/// The address of a certificate that the golden spec allows.
const CERTIFICATE: &str = "https://certs.eu.acme.example/x";

/// Members and headers that contain the signature.
fn is_signature(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["sign", "sig", "hmac", "hash", "token"]
        .iter()
        .any(|part| name.contains(part))
        && name != "signatureversion"
        && name != "signingcerturl"
}

/// A body without its signature.
fn unsigned(body: &str, form: bool) -> String {
    if form {
        let pairs = body
            .split('&')
            .filter(|pair| !is_signature(pair.split('=').next().unwrap_or_default()));
        return pairs.collect::<Vec<_>>().join("&");
    }
    // The rest stays as it is, byte for byte.
    let Ok(Value::Object(members)) = serde_json::from_str(body) else {
        return body.to_owned();
    };
    let mut text = body.to_owned();
    for (name, value) in members.iter().filter(|(name, _)| is_signature(name)) {
        let pairs = [
            format!("\"{name}\":{value}"),
            format!("\"{name}\": {value}"),
        ];
        let mut found = pairs
            .iter()
            .filter_map(|pair| Some((text.find(pair)?, pair.len())));
        let (start, length) = found.next().expect("the signature");
        let (before, after) = (text[..start].trim_end(), &text[start + length..]);
        text = match before.strip_suffix(',') {
            Some(before) => format!("{before}{after}"),
            None => format!("{before}{}", after.trim_start_matches([',', ' '])),
        };
    }
    text
}

/// The parts of a header such as `t=1,v1=ab`, in no order.
fn parts(header: &str) -> Vec<String> {
    let mut parts: Vec<String> = header
        .split(',')
        .map(|part| part.trim().to_ascii_lowercase())
        .collect();
    parts.sort();
    parts
}

fn client(provider: &Provider, credentials: Credentials) -> Result<Core, Error> {
    Core::builder(provider.clone(), credentials).build()
}

fn add_keys(mut delivery: Delivery, own: &[Own], keys: &Keys) -> Delivery {
    for (name, id, kind) in own {
        let private = keys.get(kind, "text");
        if let Some(id) = id {
            delivery = delivery.private_key_with_id(name, id, private);
        }
        delivery = delivery.private_key(name, private);
    }
    delivery
}

fn verified(signer: &Signer, webhook: u16, signed: &SignedDelivery) -> bool {
    let headers: Vec<(&str, &str)> = signed.headers().collect();
    signer
        .verify_webhook(webhook, &headers, signed.body())
        .is_ok()
}

/// Recorded deliveries that have more than one signature, or one of an old secret: the helper makes one, with the new secret.
const OTHERS: [&str; 6] = [
    // Its member `hash` is taken for a signature here.
    "a withdrawal that was sent",
    "stripe, blanks and an older version",
    "stripe, the second of two",
    "stripe, one that is no hex before the right one",
    "stripe, signed with the secret before the rotation",
    "standard webhooks, several",
];

#[test]
fn what_is_recorded_is_signed_again() -> Done {
    let keys = Keys::read()?;
    let (mut same, mut webhooks) = (0, std::collections::BTreeSet::new());
    for spec in specs()? {
        for vector in spec
            .vectors
            .iter()
            .filter(|vector| vector.expect.verified == Some(true))
        {
            let VectorSubject::Webhook {
                webhook,
                headers,
                body,
                ..
            } = &vector.subject
            else {
                continue;
            };
            let name = format!("{}: {}", spec.name, vector.name);
            let plan = &spec.provider.scheme.webhooks[usize::from(*webhook)];
            let kind = kind_of(plan);
            let (credentials, own) =
                with_own_keys(&spec.provider, &vector.credentials, kind, &keys);
            let recorded: Credentials = vector
                .credentials
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            let signer = Signer::new(spec.provider.scheme.clone(), &recorded, &Settings::new())?;
            let given: Vec<(&str, &str)> = headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            let at = signer
                .verify_webhook(*webhook, &given, body.as_bytes())?
                .clock_ns;

            let client = client(&spec.provider, credentials.clone())?;
            let mut delivery =
                Delivery::new(&client, plan.plan.name.clone()).body(unsigned(body, plan.form));
            if let Some(at) = at {
                delivery = delivery.at(Timestamp::from_nanos(at)?);
            }
            delivery = add_keys(delivery, &own, &keys);
            // What the provider chooses; of a signature header, the names of signed headers.
            for (header, value) in headers {
                match value.split(',').find(|part| part.starts_with("h=")) {
                    Some(names) => delivery = delivery.header(header, names),
                    None if !is_signature(header) => delivery = delivery.header(header, value),
                    None => {}
                }
            }
            let signed = delivery.sign().map_err(|why| format!("{name}: {why}"))?;
            let own_signer =
                Signer::new(spec.provider.scheme.clone(), &credentials, &Settings::new())?;
            assert!(verified(&own_signer, *webhook, &signed), "{name}");
            webhooks.insert(format!(
                "{} {}",
                spec.provider.scheme.provider, plan.plan.name
            ));
            if kind.is_some() {
                continue;
            }
            let body_now = std::str::from_utf8(signed.body())?;
            let is_same = headers.iter().all(|(header, value)| {
                signed
                    .header(header)
                    .is_some_and(|now| parts(now) == parts(value))
            }) && match plan.form {
                true => {
                    let pairs = |text: &str| {
                        let mut all: Vec<String> = text.split('&').map(str::to_owned).collect();
                        all.sort();
                        all
                    };
                    pairs(body_now) == pairs(body)
                }
                false => {
                    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
                    json(body_now) == json(body)
                }
            };
            let is_other = OTHERS.contains(&&*vector.name);
            assert_eq!(
                is_same,
                !is_other,
                "{name}: {:?} {body_now}",
                signed.headers().collect::<Vec<_>>()
            );
            same += usize::from(is_same);
        }
    }
    assert!(same >= 25 && webhooks.len() >= 30, "{same} {webhooks:?}");
    Ok(())
}

/// Every webhook of the goldens, which have no recorded deliveries.
#[test]
fn deliveries_of_every_golden_webhook_are_signed() -> Done {
    let keys = Keys::read()?;
    let mut count = 0;
    for name in ["deliveries", "secrets", "payments", "calls", "names"] {
        let text = std::fs::read(root().join(format!("tests/golden/{name}/spec.yaml")))?;
        let spec = load(name, &text)?;
        for (index, plan) in spec.provider.scheme.webhooks.iter().enumerate() {
            let kinds = match kind_of(plan) {
                None => vec![None],
                // Its plan has a branch for each.
                Some("rsa") if format!("{plan:?}").contains("VerifyP256") => {
                    vec![Some("rsa"), Some("p256")]
                }
                kind => vec![kind],
            };
            for kind in kinds {
                let given: Vec<(String, String)> = spec
                    .provider
                    .scheme
                    .credentials
                    .iter()
                    .filter(|one| !one.forms[0].is_public_key() && one.forms[0] != Form::Jwks)
                    .map(|one| (one.name.to_string(), "s3cret".to_owned()))
                    .collect();
                let public = kind.or(Some("p256"));
                let (credentials, own) = with_own_keys(&spec.provider, &given, public, &keys);
                let client = client(&spec.provider, credentials.clone())?;
                let body = match plan.form {
                    true => "id=1".to_owned(),
                    false => format!(r#"{{"id": "1", "meta": {{"cert": "{CERTIFICATE}"}}}}"#),
                };
                let mut delivery = Delivery::new(&client, plan.plan.name.clone()).body(body);
                delivery = add_keys(delivery, &own, &keys);
                if plan.plan.name == "disputed" {
                    delivery = delivery.header("Signature", "h=X-Id").header("X-Id", "7");
                }
                let signed = delivery
                    .sign()
                    .map_err(|why| format!("{name} {}: {why}", plan.plan.name))?;
                let signer =
                    Signer::new(spec.provider.scheme.clone(), &credentials, &Settings::new())?;
                assert!(
                    verified(&signer, u16::try_from(index)?, &signed),
                    "{}",
                    plan.plan.name
                );
                count += 1;
            }
        }
    }
    assert!(count >= 10, "{count}");
    Ok(())
}

/// A user's receiver takes it: verified, typed, claimed.
#[tokio::test]
async fn a_client_takes_what_was_signed() -> Done {
    use specie::coinpayments::{Client, Credentials, IpnEvent};
    let client = Client::new(
        Credentials::new("public", "private")
            .ipn_secret("s3cret")
            .merchant_id("M1"),
    )?;
    let body = "ipn_version=1.0&ipn_type=something_new&ipn_mode=hmac&ipn_id=77";
    let signed = Delivery::new(&client, "ipn").body(body).sign()?;
    assert_eq!(
        std::str::from_utf8(signed.body())?,
        format!("{body}&merchant=M1")
    );
    let hmac = crate::hmac_sha512_hex("s3cret", signed.body());
    assert_eq!(signed.header("HMAC"), Some(&*hmac));
    let read = client.verify_ipn(signed.headers(), signed.body())?;
    assert_eq!(read.id(), Some("77"));
    assert!(matches!(read.event(), IpnEvent::Unknown(_)), "{read:?}");
    let shown = format!("{signed:?} {:?}", Delivery::new(&client, "ipn").body(body));
    assert!(
        !shown.contains(&hmac) && !shown.contains("hmac&"),
        "{shown}"
    );
    Ok(())
}

/// The message says what is missing, and where.
#[test]
fn what_cannot_be_signed_is_refused_with_the_way_out() -> Done {
    use specie::coinpayments::{Client, Credentials};
    let client = Client::new(Credentials::new("public", "private"))?;
    let error = Delivery::new(&client, "ipn")
        .body("a=b")
        .sign()
        .expect_err("no secret");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("ipn_secret"), "{error}");
    let error = Delivery::new(&client, "ipns")
        .sign()
        .expect_err("no such webhook");
    assert_eq!(error.to_string(), "unknown webhook `ipns`: expected `ipn`");

    let keys = Keys::read()?;
    let text = std::fs::read(root().join("tests/deliveries/public_keys.yaml"))?;
    let spec = load("public_keys", &text)?;
    let mut credentials = specie::runtime::signing::Credentials::new();
    for (name, kind) in [
        ("rsa_key", "rsa"),
        ("point", "p256"),
        ("ed_key", "ed25519"),
        ("coin_key", "secp256k1"),
    ] {
        credentials.set(name, keys.get(kind, "public"));
    }
    let core = self::client(&spec.provider, credentials)?;
    let binance = || Delivery::new(&core, "binance_pay").body("{}");
    let why = |delivery: Delivery| delivery.sign().expect_err("incomplete").to_string();
    assert_eq!(
        why(binance().private_key("rsa_key", keys.get("rsa", "text"))),
        "a delivery of `binance_pay` cannot be signed: the provider signs the header `BinancePay-Nonce`: give it"
    );
    assert_eq!(
        why(binance().header("BinancePay-Nonce", "n")),
        "a delivery of `binance_pay` cannot be signed: no private key is given for the credential `rsa_key`: the provider signs with it"
    );
    assert!(
        why(binance()
            .header("BinancePay-Nonce", "n")
            .private_key("rsa_key", "x"))
        .contains("the private key for the credential `rsa_key` cannot be read: write it as PEM")
    );
    let other = std::fs::read_to_string(root().join("runtime/src/signing/tests/rsa_pkcs8.pem"))?;
    assert!(
        why(binance()
            .header("BinancePay-Nonce", "n")
            .private_key("rsa_key", other))
        .contains("the client does not accept it")
    );
    Ok(())
}

/// A webhook as generated code declares it.
fn webhook(index: u16, name: &str) -> Webhook<'_> {
    Webhook {
        index,
        name,
        id: Some("id"),
        time: None,
        order: None,
        secrets: &[],
        form: &[],
    }
}

/// The time of a delivery is that of the client's clock, and can be another one.
#[test]
fn a_delivery_that_was_signed_long_ago_is_refused() -> Done {
    let text = std::fs::read(root().join("tests/deliveries/signature_headers.yaml"))?;
    let spec = load("signature_headers", &text)?;
    let time = PausedTime::at(Timestamp::from_seconds(1_700_000_000)?);
    let credentials = Credentials::new().with("secret", "whsec_new");
    let client = Core::builder(spec.provider, credentials)
        .clock(time.clone())
        .build()?;
    let stripe = webhook(0, "stripe");
    let delivery = || Delivery::new(&client, "stripe").body(r#"{"id":"evt_1"}"#);
    let read = |signed: &SignedDelivery| {
        client.verify_webhook::<Json>(&stripe, signed.headers(), signed.body())
    };

    let now = delivery().sign()?;
    assert!(
        now.header("stripe-signature")
            .is_some_and(|it| it.starts_with("t=1700000000,v1="))
    );
    let verified = read(&now)?;
    assert_eq!(
        verified.signed_at(),
        Some(Timestamp::from_seconds(1_700_000_000)?)
    );
    time.advance(Duration::from_secs(299));
    assert!(read(&now).is_ok());
    time.advance(Duration::from_secs(2));
    assert_eq!(read(&now).expect_err("too old").kind(), ErrorKind::Verify);
    let early = delivery()
        .at(Timestamp::from_seconds(1_700_001_000)?)
        .sign()?;
    assert_eq!(
        read(&early).expect_err("too early").kind(),
        ErrorKind::Verify
    );
    Ok(())
}

/// A client that fetches the provider's keys: the test is the provider that publishes them.
#[tokio::test]
async fn keys_that_the_client_fetches_are_replayed() -> Done {
    let keys = Keys::read()?;
    let text = std::fs::read(root().join("tests/golden/deliveries/spec.yaml"))?;
    let spec = load("deliveries", &text)?;
    let index = |name: &str| {
        let all = &spec.provider.scheme.webhooks;
        u16::try_from(
            all.iter()
                .position(|one| one.plan.name == name)
                .unwrap_or(99),
        )
    };
    let replay = Replay::in_any_order();
    let credentials = Credentials::new()
        .with("key", "k")
        .with("certificate", keys.get("rsa", "public"));
    let client = Core::builder(spec.provider.clone(), credentials)
        .transport(replay.clone())
        .build()?;
    let set = serde_json::json!({ "k1": keys.get("rsa", "public") });
    let list =
        serde_json::json!({ "data": [{ "serial": "s7", "public": keys.get("rsa", "public") }] });
    replay
        .expect("fetch_keys", Reply::json(set))
        .expect("list_certificates", Reply::json(list));

    let private = keys.get("rsa", "text");
    let shipped = Delivery::new(&client, "shipped").body(r#"{"id":"1"}"#);
    let shipped = shipped.private_key_with_id("sets", "k1", private).sign()?;
    let paid_out = Delivery::new(&client, "paid_out").body(r#"{"id":"2"}"#);
    let paid_out = paid_out
        .private_key_with_id("certificates", "s7", private)
        .sign()?;
    let read = |name: &'static str, signed: &SignedDelivery| {
        let webhook = webhook(index(name).expect("a webhook"), name);
        client.verify_webhook::<Json>(&webhook, signed.headers(), signed.body())
    };
    let unknown = read("shipped", &shipped).expect_err("no keys yet");
    assert_eq!(unknown.kind(), ErrorKind::Configuration, "{unknown}");

    let list = Operation::new("list_certificates", "GET", "certificates").safe();
    client.fetch_keys(&[&list]).await?;
    replay.finish()?;
    assert_eq!(read("shipped", &shipped)?.id(), Some("1"));
    assert_eq!(read("paid_out", &paid_out)?.id(), Some("2"));
    Ok(())
}
