//! How old a delivery may be.

use super::*;
use specie_runtime::signing::plan::{Action, Expr, HeaderLine, Step, Unit, WebhookPlan};
use specie_runtime::{Core, CoreBuilder, Provider, Webhook, signing};
use std::borrow::Cow;

static HOOK: Webhook = Webhook {
    index: 0,
    name: "hook",
    id: None,
    time: None,
    order: None,
    secrets: &[],
    form: &[],
};

const NOW: i64 = 1_700_000_000;

/// The small provider with deliveries that give their time in a header, if `timed`. Its spec allows a minute.
fn provider(timed: bool) -> Provider {
    let mut provider = provider::PROVIDER.clone();
    let mut plan = provider.scheme.plans[0].clone();
    let mut steps: Vec<Step> = plan.steps.iter().rev().take(1).cloned().collect();
    if timed {
        let line = HeaderLine {
            name: "Time".into(),
            value: Expr::Clock(Unit::Seconds),
        };
        steps.push(Step {
            when: None,
            action: Action::Header(vec![line].into()),
        });
    }
    plan.steps = Cow::Owned(steps);
    let webhook = WebhookPlan {
        form: false,
        tolerance_ms: Some(60_000),
        keys: None,
        plan,
    };
    provider.scheme.webhooks = Cow::Owned(vec![webhook]);
    provider
}

fn builder(timed: bool) -> CoreBuilder {
    let credentials = signing::Credentials::new()
        .with("public_key", "public")
        .with("private_key", SECRET);
    Core::builder(provider(timed), credentials).clock(|| Timestamp::from_seconds(NOW).unwrap())
}

fn deliver(core: &Core, off: i64) -> Result<(), Error> {
    let (time, sign) = ((NOW + off).to_string(), hmac("{}"));
    let headers = [("Time", time.as_str()), ("HMAC", sign.as_str())];
    let verified = core.verify_webhook::<Json>(&HOOK, &headers, b"{}");
    verified.map(drop)
}

#[test]
fn the_user_decides_how_old_a_delivery_may_be() {
    for (tolerance, allowed) in [(None, 60), (Some(5), 5), (Some(3600), 3600), (Some(0), 0)] {
        let builder = match tolerance {
            Some(seconds) => builder(true).webhook_tolerance(Duration::from_secs(seconds)),
            None => builder(true),
        };
        let core = builder.build().unwrap();
        for off in [0, allowed, -allowed] {
            assert!(deliver(&core, off).is_ok(), "{tolerance:?} {off}");
        }
        for off in [allowed + 1, -allowed - 1] {
            let error = deliver(&core, off).unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::Verify, Outcome::Rejected)
            );
            assert!(error.to_string().contains("`webhook_tolerance`"), "{error}");
        }
    }
}

#[test]
fn the_longest_tolerance_accepts_any_time() {
    let builder = builder(true).webhook_tolerance(Duration::MAX);
    let core = builder.build().unwrap();
    assert!(deliver(&core, -NOW).is_ok());
}

#[test]
fn a_tolerance_without_a_signed_time_is_refused() {
    let built = builder(false)
        .webhook_tolerance(Duration::from_secs(1))
        .build();
    assert_eq!(
        built.unwrap_err().to_string(),
        "`webhook_tolerance`: no webhook of this provider signs a time, so no delivery can be too old: remove it"
    );
    assert!(builder(false).build().is_ok());
}
