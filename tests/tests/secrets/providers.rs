//! Every provider and exchange of the tests: without a secret that it uses, each plan, webhook and login fails.

use super::{BLANK, drafts};
use specie_codegen::load;
use specie_codegen::model::{Vector, VectorSubject};
use specie_codegen::signing::replay::{Replay, signer};
use specie_runtime::signing::plan::{Entry, Expr, Plan, Scheme, Step, Test};
use specie_runtime::signing::{SigningErrorKind, SigningInputs, VerifyErrorKind};
use std::path::{Path, PathBuf};

fn specs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["../specs", "signing", "signing/more"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        files.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "yaml"));
    files.sort();
    files
}

fn visit(expr: &Expr, look: &mut dyn FnMut(&Expr)) {
    look(expr);
    expr.parts().for_each(|part| visit(part, look));
}

/// Whether expressions read a credential, and whether they ask if it is there.
fn reads<'e>(all: impl Iterator<Item = &'e Expr>, credential: u16) -> (bool, bool) {
    let (mut reads, mut asks) = (false, false);
    for expr in all {
        visit(expr, &mut |expr| match expr {
            Expr::Credential(at) => reads |= *at == credential,
            Expr::Is(Test::Absent | Test::Empty, of) => {
                asks |= matches!(of.first(), Some(Expr::Credential(at)) if *at == credential);
            }
            _ => {}
        });
    }
    (reads, asks)
}

fn of_plan(plan: &Plan, credential: u16) -> (bool, bool) {
    reads(Step::all(&plan.steps).flat_map(Step::values), credential)
}

/// What a vector replays, with one secret given as `blank`.
fn refused(
    scheme: &Scheme,
    vector: &Vector,
    name: &str,
    blank: Option<&str>,
) -> Result<(), String> {
    let mut credentials = vector.credentials.clone();
    credentials.retain(|(known, _)| known != name);
    if let Some(blank) = blank {
        credentials.push((name.to_owned(), blank.to_owned()));
    }
    let settings = match &vector.subject {
        VectorSubject::Call { settings, .. } => settings.as_slice(),
        VectorSubject::Webhook { .. } => &[],
    };
    let made = signer(scheme, &credentials, settings).map_err(|error| error.to_string())?;
    let named = |message: String| match message.contains(&format!("`{name}`")) {
        true => Ok(()),
        false => Err(message),
    };
    match (&vector.subject, Replay::of(vector)) {
        (_, Some(replay)) => {
            let replay = replay.counted(&made);
            match made.sign(&replay.call, &replay.inputs, &replay.session) {
                Ok(_) => Err("it signs".to_owned()),
                Err(error)
                    if error.kind() == SigningErrorKind::Credential && error.step().is_none() =>
                {
                    named(error.to_string())
                }
                Err(error) => Err(format!("{error:?}")),
            }
        }
        (
            VectorSubject::Webhook {
                webhook,
                headers,
                body,
                ..
            },
            None,
        ) => {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            match made.verify_webhook(*webhook, &headers, body.as_bytes()) {
                Ok(_) => Err("it verifies".to_owned()),
                Err(error) if error.kind() == VerifyErrorKind::Configuration => {
                    named(error.to_string())
                }
                Err(error) => Err(format!("{error:?}")),
            }
        }
        (VectorSubject::Call { .. }, None) => Err("no call".to_owned()),
    }
}

#[test]
fn no_provider_is_signed_for_without_its_secrets() {
    let (mut wrong, mut tried, mut spared) = (Vec::new(), 0, Vec::new());
    for file in specs() {
        let bytes = std::fs::read(&file).expect("readable");
        let loaded = load(&file.display().to_string(), bytes, &drafts());
        let api = loaded.api.expect("a model");
        let scheme = &api.runtime.scheme;
        for (at, credential) in (0_u16..).zip(scheme.credentials.iter()) {
            if !credential.secret {
                continue;
            }
            let name = &credential.name;
            let mut done: Vec<(bool, usize)> = Vec::new();
            for vector in &api.vectors {
                let (webhook, place) = match &vector.subject {
                    VectorSubject::Call { section, .. } => {
                        let plan = scheme.sections[usize::from(*section)].plan;
                        match plan {
                            Some(plan) => (false, usize::from(plan)),
                            None => continue,
                        }
                    }
                    VectorSubject::Webhook { webhook, .. } => (true, usize::from(*webhook)),
                };
                let plan = if webhook {
                    &scheme.webhooks[place].plan
                } else {
                    &scheme.plans[place]
                };
                let (reads, asks) = of_plan(plan, at);
                // One vector of each plan says it: what is refused is the plan.
                if !reads || done.contains(&(webhook, place)) {
                    continue;
                }
                done.push((webhook, place));
                if asks && credential.optional && !webhook {
                    spared.push(format!("{}: {name}", scheme.provider));
                    continue;
                }
                for blank in BLANK {
                    tried += 1;
                    if let Err(why) = refused(scheme, vector, name, blank) {
                        wrong.push(format!(
                            "{} {name} {blank:?} {}: {why}",
                            scheme.provider, vector.name
                        ));
                    }
                }
            }
            logins(scheme, at, &mut wrong, &mut tried);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 600, "{tried}");
    // The steps of these say `when: … is not absent`; that they are few is a part of the proof.
    assert_eq!(spared, SPARED);
}

const SPARED: [&str; 8] = [
    "bitpay: key",
    "btcpay: api_key",
    "btcpay: password",
    "coinport: token",
    "coinport: secret",
    "kraken: otp",
    "grvt: private_key",
    "ndax: password",
];

/// Calls that open sessions.
fn logins(scheme: &Scheme, credential: u16, wrong: &mut Vec<String>, tried: &mut usize) {
    let name = &scheme.credentials[usize::from(credential)].name;
    for (place, session) in (0_u16..).zip(scheme.sessions.iter()) {
        let Some(call) = &session.call else { continue };
        let params = call.params.iter().filter_map(Entry::value);
        if !reads(params, credential).0 {
            continue;
        }
        for blank in BLANK {
            *tried += 1;
            let given: Vec<(String, String)> = blank
                .map(|blank| (name.to_string(), blank.to_owned()))
                .into_iter()
                .collect();
            let made = signer(scheme, &given, &[]).expect("fits");
            match made.session_call(place, &SigningInputs::at_ms(1)) {
                Err(error) if error.kind() == SigningErrorKind::Credential => {}
                other => wrong.push(format!("{} {}: {other:?}", scheme.provider, session.name)),
            }
        }
    }
}
