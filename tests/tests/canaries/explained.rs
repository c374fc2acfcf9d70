//! Signing, explained step by step: what is shown of the steps betrays no secret.

use crate::no_leaks;
use crate::secrets::Traces;
use crate::specs::{Given, models};
use specie_codegen::model::{Api, VectorSubject};
use specie_codegen::signing::replay::Replay;
use specie_runtime::signing::{Credentials, Settings, Signer};

fn check(what: &str, text: &str, traces: &Traces, wrong: &mut Vec<String>) {
    if let Some(found) = traces.find(text) {
        wrong.push(format!("{what}: {found}"));
    }
}

fn signer(api: &Api, credentials: &Credentials, settings: &Settings) -> Signer {
    let signer = Signer::new(api.runtime.scheme.clone(), credentials, settings);
    signer.unwrap_or_else(|error| panic!("{}: {error}", api.runtime.scheme.provider))
}

#[test]
fn no_step_shows_a_secret() {
    let (mut wrong, mut steps_seen) = (Vec::new(), 0);
    for api in models(&["../specs", "golden", "signing", "signing/more", "plans"]) {
        for way in 0..Given::ways(&api) {
            for vector in &api.vectors {
                let given = Given::new(&api, Some(vector), way);
                let traces = given.traces();
                let signer = signer(&api, &given.credentials, &given.settings);
                let what = format!("{} {}", api.runtime.scheme.provider, vector.name);
                let texts = (&given.credentials, &given.session, &given.settings, &signer);
                check(&what, &format!("{texts:?} {texts:#?}"), &traces, &mut wrong);
                let VectorSubject::Webhook {
                    webhook,
                    headers,
                    body,
                    ..
                } = &vector.subject
                else {
                    let replay = Replay::of(vector).expect("a call").counted(&signer);
                    let (call, inputs) = (&replay.call, &replay.inputs);
                    let (signed, steps) = signer.explain(call, inputs, &given.session);
                    steps_seen += steps.len();
                    let text = format!("{signed:?} {signed:#?} {steps:?}");
                    check(&what, &text, &traces, &mut wrong);
                    for step in steps {
                        check(&what, &step.value, &traces, &mut wrong);
                    }
                    if let Err(error) = signed {
                        check(&what, &error.to_string(), &traces, &mut wrong);
                    }
                    continue;
                };
                let headers: Vec<_> = headers
                    .iter()
                    .map(|(n, v)| (n.as_str(), v.as_str()))
                    .collect();
                let verified = signer.verify_webhook(*webhook, &headers, body.as_bytes());
                check(&what, &format!("{verified:?}"), &traces, &mut wrong);
                if let Err(error) = verified {
                    check(&what, &error.to_string(), &traces, &mut wrong);
                }
                let steps = signer.explain_webhook(*webhook, &headers, body.as_bytes());
                check(&what, &format!("{steps:?}"), &traces, &mut wrong);
            }
        }
    }
    no_leaks(&wrong);
    assert!(steps_seen > 2_000, "{steps_seen}");
}
