//! A delivery is parsed before its sender is known: very many members must take linear time.

use specie_runtime::signing::plan::*;
use specie_runtime::signing::{Credentials, DeliveryLimits, Settings, Signer, VerifyErrorKind};
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// Compared one with another, they would take a minute; each on its own, less than a second.
const MEMBERS: usize = 100_000;
const ENOUGH: Duration = Duration::from_secs(15);

fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

fn l<T: Clone>(all: Vec<T>) -> List<T> {
    Cow::Owned(all)
}

/// A webhook whose header `x` must be the MAC of a value.
fn digest_of(value: Expr, form: bool) -> Scheme {
    let digest = Expr::Call(Function::HmacSha256, l(vec![value, Expr::Credential(0)]));
    let line = HeaderLine {
        name: s("x"),
        value: Expr::Call(Function::Hex, l(vec![digest])),
    };
    let step = Step {
        when: None,
        action: Action::Header(l(vec![line])),
    };
    let plan = Plan {
        name: s("hook"),
        locals: l(vec![]),
        steps: l(vec![step]),
    };
    Scheme {
        provider: s("many"),
        credentials: l(vec![Credential {
            name: s("secret"),
            secret: true,
            optional: false,
            forms: l(vec![Form::Text(None)]),
        }]),
        settings: l(vec![]),
        tables: l(vec![]),
        sections: l(vec![]),
        plans: l(vec![]),
        sessions: l(vec![]),
        webhooks: l(vec![WebhookPlan {
            form,
            tolerance_ms: None,
            keys: None,
            plan,
        }]),
    }
}

fn refused_in(value: Expr, form: bool, body: &str) -> Duration {
    let signer = Signer::new(
        digest_of(value, form),
        &Credentials::new().with("secret", "sss"),
        &Settings::new(),
    );
    let mut limits = DeliveryLimits::default();
    (limits.body, limits.members) = (usize::MAX, usize::MAX);
    let signer = signer.unwrap_or_else(|error| panic!("{error}"));
    let signer = signer.with_delivery_limits(limits);
    let begun = Instant::now();
    let refused = signer.verify_webhook(0, &[("x", "00")], body.as_bytes());
    // It was read to its end, and the digest is another.
    assert_eq!(
        refused.map_err(|error| error.kind()),
        Err(VerifyErrorKind::Different)
    );
    begun.elapsed()
}

#[test]
fn very_many_members_take_their_own_time() {
    let names = || (0..MEMBERS).map(|at| format!("k{at}"));
    let form = names()
        .map(|name| name + "=1")
        .collect::<Vec<_>>()
        .join("&");
    let json = names()
        .map(|name| format!("\"{name}\":1"))
        .collect::<Vec<_>>();
    let json = format!("{{{}}}", json.join(","));
    let spread = || {
        let first = Entry::Member {
            name: s("first"),
            value: Expr::Literal(Data::Text(s("1"))),
        };
        let all = Entry::Spread(Expr::Name(Name::Params));
        Expr::Call(Function::Json, l(vec![Expr::Object(l(vec![first, all]))]))
    };
    for (body, form) in [(&form, true), (&json, false)] {
        for value in [Expr::Name(Name::Body), spread()] {
            let took = refused_in(value, form, body);
            assert!(took < ENOUGH, "{took:?}");
        }
    }
}
