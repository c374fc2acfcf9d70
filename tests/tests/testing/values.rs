//! Responses and events without a call.

use crate::Done;
use specie::coinpayments::{Client, Credentials, IpnEvent, Withdrawal, WithdrawalStatus};
use specie::runtime::Claim;
use specie::testing::{PausedTime, TestStore, blank, from_json, verified};
use specie::{Error, ErrorKind, Timestamp};

#[test]
fn responses_are_made_from_json_or_from_nothing() -> Done {
    let mut made: Withdrawal = from_json(r#"{"id":"W1","status":1,"amount":"0.5"}"#)?;
    assert_eq!((&*made.id, made.status), ("W1", WithdrawalStatus::Pending));
    made.amount = "0.7".parse()?;

    let mut other: Withdrawal = blank();
    assert_eq!(other.id, "");
    other.id = "W1".into();
    other.status = WithdrawalStatus::Pending;
    other.amount = "0.7".parse()?;
    assert_eq!(made, other);

    let problem = from_json::<Vec<Withdrawal>>(r#"[{"id":"W1","status":1,"amount":{}}]"#);
    let problem = problem.expect_err("no amount");
    assert_eq!(problem.path(), "$[0].amount");
    Ok(())
}

#[tokio::test]
async fn an_event_counts_as_verified() -> Done {
    let time = PausedTime::new();
    let client = Client::builder(Credentials::new("public", "private"))
        .store(TestStore::new(&time))
        .build()?;
    let event: IpnEvent = from_json(
        r#"{"ipn_version":"1.0","ipn_type":"something_new","ipn_mode":"hmac","ipn_id":"1","merchant":"m"}"#,
    )?;
    let at = Timestamp::from_seconds(1_700_000_000)?;
    let made = || {
        let made = verified(&client, "ipn", event.clone()).id("1").time(at);
        made.signed_at(at).order("100").build()
    };
    let made = [made()?, made()?];
    assert_eq!((made[0].id(), made[0].time()), (Some("1"), Some(at)));
    assert_eq!(made[0].signed_at(), Some(at));
    assert_eq!(
        made[0].order().and_then(|order| order.number()),
        Some("100".parse()?)
    );
    assert_eq!(made[0].event(), &event);
    let Claim::New(claimed) = made[0].claim().await? else {
        panic!("nobody claimed it");
    };
    claimed.finish().await?;
    assert!(matches!(made[1].claim().await?, Claim::Done));

    let unknown: Result<_, Error> = verified(&client, "ipns", event.clone()).build();
    let unknown = unknown.expect_err("no such webhook");
    assert_eq!(unknown.kind(), ErrorKind::Configuration);
    assert_eq!(
        unknown.to_string(),
        "unknown webhook `ipns`: expected `ipn`"
    );
    Ok(())
}
