//! `specie verify`: checks whether a delivery is from the provider, and shows how its signature was computed.

use crate::arguments::Verify;
use crate::commands::sign::{signing_failure, steps_json, with_line};
use crate::failure::{Failure, suggest};
use crate::request::{read_credentials, refuse_shared_stdin};
use crate::{input, print, spec, steps};
use serde_json::{Value as Data, json};
use specie_codegen::json::{self, Names};
use specie_codegen::model::{Api, Kind, PlanLines, Type, Webhook};
use specie_codegen::validate::{self, MismatchKind, Way};
use specie_codegen::{runtime_provider, secret_members, signing};
use specie_runtime::signing::plan::{KeysFrom, certificate_address};
use specie_runtime::signing::{
    Compared, Credentials, DeliveryLimits, Settings, Signer, VerifiedRequest, VerifyError,
    VerifyErrorKind, WebhookSteps,
};
use specie_runtime::{Core, Json, Timestamp, Verified, delivery_window, named_address};
use std::io::IsTerminal;
use std::path::Path;

/// Verifies a delivery and prints `{"verified", "event"?, "id"?, "reason"?}`. Opens no socket.
///
/// # Errors
/// The spec does not have a name, a file cannot be read, or the delivery is not from the provider (the result says so).
pub fn run(arguments: &Verify) -> Result<(), Failure> {
    let (api, source) = spec::load_for_use(&arguments.spec)?;
    let (index, webhook) = find(&api, &arguments.webhook)?;
    let credentials = arguments.credentials.as_deref();
    let (headers, body) = (&arguments.headers, &arguments.body);
    refuse_shared_stdin(&[
        ("--credentials", credentials),
        ("--certificate", arguments.certificate.as_deref()),
        ("--headers", Some(headers)),
        ("--body", Some(body)),
    ])?;
    let mut credentials = read_credentials(&api.runtime.scheme, credentials)?;
    let delivery = Delivery {
        headers: input::read_pairs(headers, "headers")?,
        body: input::read_bytes(body)?,
    };
    if let Some(file) = &arguments.certificate {
        give_certificate(&api, index, &delivery, file, &mut credentials)?;
    }
    let signer = Signer::new(api.runtime.scheme.clone(), &credentials, &Settings::new())
        .map_err(|error| signing_failure(&api, &error))?;
    let headers = delivery.headers();
    let outcome = signer.verify_webhook(index, &headers, &delivery.body);
    let followed = arguments
        .explain
        .then(|| signer.explain_webhook(index, &headers, &delivery.body).ok())
        .flatten();
    let none = PlanLines::none();
    let lines = api.lines.of_webhook(index).unwrap_or(&none);
    if let Some(followed) = &followed {
        print::message(&steps::beside_the_spec(&source, lines, &followed.steps));
        print::message(&comparison(lines, &followed.compared));
    }
    let people = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
    let explain = followed
        .filter(|_| !people)
        .map(|followed| explain_json(lines, &followed));
    match outcome {
        Ok(verified) => {
            let now = now(arguments.now_ms)?;
            if arguments.explain {
                print_age(&verified, now);
            }
            if let Err(why) = check_time(&api, index, &verified, now) {
                print_verdict(false, Vec::new(), Some(&why), explain.as_ref())?;
                return Err(Failure::printed().help(
                    "set the time of delivery with `--now-ms N`; the window is the `tolerance` of the webhook, or `clock` of the spec",
                ));
            }
            let read = read(&api, webhook, index, credentials, &delivery, now)?;
            print_verdict(true, read.members, None, explain.as_ref())
        }
        Err(error) => {
            let reason = with_line(error.to_string(), Some(lines), error.position());
            print_verdict(false, Vec::new(), Some(&reason), explain.as_ref())?;
            Err(Failure::printed().maybe_help(hint(&signer, index, &delivery, &error)))
        }
    }
}

/// The time of delivery: `--now-ms`, or now.
fn now(now_ms: Option<i64>) -> Result<Timestamp, Failure> {
    match now_ms {
        Some(ms) => Timestamp::from_millis(ms).map_err(|error| {
            Failure::usage(format!("`--now-ms {ms}` is not a valid time: {error}"))
        }),
        None => Ok(Timestamp::now()),
    }
}

/// Whether the time that the delivery was signed with lies within the window of the spec, as a client checks it.
fn check_time(
    api: &Api,
    webhook: u16,
    verified: &VerifiedRequest,
    now: Timestamp,
) -> Result<(), String> {
    let plan = api.runtime.scheme.webhooks.get(usize::from(webhook));
    let window = plan.and_then(|plan| delivery_window(plan, api.runtime.clock.as_ref()));
    match (window, verified.clock_ns) {
        (Some(policy), Some(stamp)) => policy.check(stamp, now.as_nanos()),
        _ => Ok(()),
    }
}

/// The received delivery.
struct Delivery {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Delivery {
    fn headers(&self) -> Vec<(&str, &str)> {
        let pairs = self.headers.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

/// Gives the key of a certificate in a file, for the address that the delivery names.
fn give_certificate(
    api: &Api,
    webhook: u16,
    delivery: &Delivery,
    file: &Path,
    credentials: &mut Credentials,
) -> Result<(), Failure> {
    let scheme = &api.runtime.scheme;
    let plan = scheme.webhooks.get(usize::from(webhook));
    let source = plan.and_then(|plan| plan.keys.as_ref());
    let Some((KeysFrom::Certificate { named, at, .. }, credential)) = source.and_then(|source| {
        let credential = scheme.credentials.get(usize::from(source.credential))?;
        Some((&source.from, credential))
    }) else {
        return Err(Failure::usage(
            "`--certificate` is for webhooks whose `keys` names a `certificate`",
        )
        .help("give the keys of this webhook by `--credentials`"));
    };
    let limit = DeliveryLimits::default().body;
    let address = named_address(named, &delivery.headers(), &delivery.body, limit)
        .filter(|address| certificate_address::allows(at, address))
        .ok_or_else(|| {
            Failure::findings(format!(
                "the delivery does not name a certificate of the provider: expected an address in `{at}`"
            ))
        })?;
    let pem = String::from_utf8(input::read_bytes(file)?)
        .map_err(|_| Failure::findings("the certificate is not a text in PEM"))?;
    credentials.set(
        credential.name.to_string(),
        json!({ address: pem }).to_string(),
    );
    Ok(())
}

/// The webhook of that name, with its index in the scheme.
fn find<'a>(api: &'a Api, name: &str) -> Result<(u16, &'a Webhook), Failure> {
    let at = api.webhooks.iter().position(|webhook| webhook.name == name);
    let found = at.and_then(|at| Some((u16::try_from(at).ok()?, api.webhooks.get(at)?)));
    found.ok_or_else(|| {
        let names = api.webhooks.iter().map(|webhook| webhook.name.as_str());
        Failure::usage(format!("{} has no webhook `{name}`", api.provider))
            .help(suggest(name, names, "webhooks"))
    })
}

/// Members of the result that only a verified delivery has.
struct Read {
    members: Vec<(&'static str, String)>,
}

/// Reads a verified delivery, through the same core as generated clients.
fn read(
    api: &Api,
    webhook: &Webhook,
    index: u16,
    credentials: Credentials,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<Read, Failure> {
    let core = Core::builder(api.runtime.clone(), credentials)
        // Nothing is sent; sections may have base URLs that only work for sockets.
        .base_url("https://localhost")
        .clock(move || now)
        .build()
        .map_err(|error| Failure::findings(error.to_string()))?;
    let secrets = secret_members::in_event(api, webhook.event);
    let declared = runtime_provider::webhook(webhook, index, &secrets);
    let verified: Verified<Json> =
        match core.verify_webhook(&declared, &delivery.headers(), &delivery.body) {
            Ok(verified) => verified,
            Err(error) => {
                print::warning(&format!(
                    "the delivery is verified, but cannot be read: {error}"
                ));
                return Ok(Read {
                    members: Vec::new(),
                });
            }
        };
    let event = verified.event().to_string();
    warn_mismatches(api, webhook, &event);
    let mut members = vec![("event", event)];
    members.extend(verified.id().map(|id| ("id", json!(id).to_string())));
    Ok(Read { members })
}

/// Warns about data that a client could not decode.
fn warn_mismatches(api: &Api, webhook: &Webhook, event: &str) {
    let (Some(id), Ok(data)) = (webhook.event, json::read(event.as_bytes(), Names::Shown)) else {
        return;
    };
    let ty = Type {
        kind: Kind::Named(id),
        wire: None,
        null: false,
        none: None,
        list_for_empty: false,
        boxed: false,
    };
    let (_, mismatches) = validate::value(&api.types, &ty, &data, Way::Received);
    let wrong = |kind| !matches!(kind, MismatchKind::Unlisted | MismatchKind::Unknown);
    for mismatch in mismatches
        .iter()
        .filter(|mismatch| wrong(mismatch.kind))
        .take(20)
    {
        print::warning(&format!("the event does not match its type: {mismatch}"));
    }
}

/// For a person: what each value that the plan expects was compared with.
fn comparison(plan: &PlanLines, compared: &[Compared]) -> String {
    let mut lines = Vec::new();
    for one in compared {
        let line = plan.line(one.position).unwrap_or_default();
        let head = format!("{} (line {line}):", one.name);
        match (&one.received, &one.computed) {
            _ if one.same => lines.push(format!("{head} equal")),
            (Some(received), Some(made)) if received == made => {
                lines.push(format!(
                    "{head} differs from the value that the plan computes"
                ));
            }
            (Some(received), Some(made)) => {
                let (at, expected, made) = difference(one, received, made);
                lines.push(format!("{head} differs at byte {at}"));
                lines.push(format!("  delivered  {expected}"));
                lines.push(format!("  computed   {made}"));
            }
            (None, Some(made)) => {
                lines.push(format!("{head} missing in the delivery"));
                lines.push(format!("  computed   `{made}`"));
            }
            (_, None) => lines.push(format!(
                "{head} the plan computes no value, which proves nothing"
            )),
        }
    }
    lines.join("\n")
}

/// The first byte that differs, counted from 1, and both texts around it. Hex, which is compared without regard to case, is shown in lower
/// case.
fn difference(one: &Compared, received: &str, made: &str) -> (usize, String, String) {
    if one.hex {
        let (received, made) = (received.to_ascii_lowercase(), made.to_ascii_lowercase());
        return signing::first_difference(&received, &made);
    }
    signing::first_difference(received, made)
}

/// Prints the age of the delivery by its own timestamp.
fn print_age(verified: &VerifiedRequest, now: Timestamp) {
    let Some(ns) = verified.clock_ns else {
        return;
    };
    let age = (now.as_nanos() - ns) / 1_000_000;
    let (age, side) = (age.unsigned_abs(), if age < 0 { "after" } else { "before" });
    print::note(&format!(
        "it was signed {}.{:03} s {side} now",
        age / 1_000,
        age % 1_000
    ));
}

/// A hint about why a delivery may have been signing_failure.
fn hint(signer: &Signer, index: u16, delivery: &Delivery, error: &VerifyError) -> Option<String> {
    let shorter = delivery
        .body
        .strip_suffix(b"\n")
        .map(|body| body.strip_suffix(b"\r").unwrap_or(body));
    if let Some(body) = shorter
        && signer
            .verify_webhook(index, &delivery.headers(), body)
            .is_ok()
    {
        return Some("the body ends with a line break that was not delivered: without it, the delivery verifies".to_owned());
    }
    if error.kind() == VerifyErrorKind::Configuration {
        return Some("pass credentials with `--credentials FILE`, a JSON object of texts: {\"name\": \"value\", …}".to_owned());
    }
    None
}

/// `{"verified", "event"?, "id"?, "reason"?, "explain"?, "compared"?}`. Numbers of the event keep their digits, so the event is inserted as
/// text.
fn print_verdict(
    verified: bool,
    members: Vec<(&'static str, String)>,
    reason: Option<&str>,
    explain: Option<&(Data, Data)>,
) -> Result<(), Failure> {
    let mut all = vec![("verified", verified.to_string())];
    all.extend(members);
    all.extend(reason.map(|reason| ("reason", json!(reason).to_string())));
    if let Some((steps, compared)) = explain {
        all.push(("explain", steps.to_string()));
        all.push(("compared", compared.to_string()));
    }
    let members: Vec<String> = all
        .iter()
        .map(|(name, value)| format!("{}:{value}", json!(name)))
        .collect();
    print::data(&format!("{{{}}}\n", members.join(",")))
}

/// The members `explain` and `compared`.
fn explain_json(lines: &PlanLines, explain: &WebhookSteps) -> (Data, Data) {
    let compared = explain.compared.iter();
    let compared: Vec<Data> = compared.map(|one| compared_json(lines, one)).collect();
    (
        Data::from(steps_json(lines, &explain.steps)),
        Data::from(compared),
    )
}

/// `{"step", "line", "name", "received", "computed", "same", "differs_at"?}`
fn compared_json(lines: &PlanLines, one: &Compared) -> Data {
    let mut data = json!({
        "step": one.step, "line": lines.line(one.position), "name": one.name,
        "received": one.received, "computed": one.computed, "same": one.same,
    });
    if let (false, Some(received), Some(made), Some(members)) =
        (one.same, &one.received, &one.computed, data.as_object_mut())
        && received != made
    {
        members.insert(
            "differs_at".to_owned(),
            json!(difference(one, received, made).0),
        );
    }
    data
}
