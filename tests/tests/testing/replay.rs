//! The transport that replays: what a client sent, repetitions, faults, and the text when a test expected something else.

use crate::Done;
use specie::coinpayments::{Client, CreateWithdrawal, CreateWithdrawalTo, Credentials, GetTxIds};
use specie::runtime::{Body, Core, FileParam, Operation, RetryPolicy, TransportFailure, Upload};
use specie::testing::{PausedTime, Replay, Reply, TestStore};
use specie::{ErrorKind, Json, Outcome, Timestamp};
use std::time::Duration;

fn client(replay: &Replay) -> Result<Client, specie::Error> {
    Client::builder(Credentials::new("public", "pr1vate"))
        .transport(replay.clone())
        .timer(replay.time())
        .clock(replay.time())
        .store(TestStore::new(&replay.time()))
        .build()
}

fn withdrawal() -> Result<CreateWithdrawal, Box<dyn std::error::Error>> {
    Ok(CreateWithdrawal::new(
        "0.5".parse()?,
        "LTC",
        CreateWithdrawalTo::Address("LXk1".into()),
    ))
}

const CREATED: &str = r#"{"error":"ok","result":{"id":"W1","status":0,"amount":"0.50000000"}}"#;

#[tokio::test]
async fn what_was_sent_can_be_read() -> Done {
    let replay = Replay::new();
    replay.expect("create_withdrawal", Reply::json(CREATED));
    let made = client(&replay)?.create_withdrawal(&withdrawal()?).await?;
    assert_eq!(made.id, "W1");

    let sent = replay.sent();
    let [sent] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(
        (sent.operation(), sent.method()),
        ("create_withdrawal", "POST")
    );
    assert_eq!(sent.url(), "https://www.coinpayments.net/api.php");
    assert_eq!(sent.path(), "/api.php");
    assert_eq!(sent.param("amount").as_deref(), Some("0.5"));
    assert_eq!(sent.param("cmd").as_deref(), Some("create_withdrawal"));
    assert_eq!(sent.param("nothing"), None);
    // It is signed as the provider asks: the HMAC of what was sent.
    let hmac = crate::hmac_sha512_hex("pr1vate", sent.body());
    assert_eq!(sent.header("hmac"), Some(&*hmac));

    let shown = format!("{sent:?} {replay:?}");
    assert!(
        shown.contains("create_withdrawal") && shown.contains("HMAC"),
        "{shown}"
    );
    for secret in [&*hmac, "pr1vate", "LXk1", "0.5"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    Ok(replay.finish()?)
}

/// Every attempt takes a reply; nothing really waits.
#[tokio::test]
async fn a_repetition_takes_the_next_reply_and_no_time() -> Done {
    let replay = Replay::new();
    replay
        .expect("get_basic_info", Reply::empty().status(429).header("Retry-After", "7"))
        .expect("get_basic_info", Reply::not_sent(TransportFailure::Connect))
        .expect("get_basic_info", Reply::json(r#"{"error":"ok","result":{"username":"u","merchant_id":"m","email":"e","public_name":"p"}}"#));
    let started = std::time::Instant::now();
    client(&replay)?.get_basic_info().await?;
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(replay.time().elapsed() >= Duration::from_secs(7));
    assert_eq!(replay.time().waits().len(), 2);
    assert_eq!(replay.sent_by("get_basic_info").len(), 3);
    Ok(replay.finish()?)
}

/// What each fault means for money, which is the client's own judgement.
#[tokio::test]
async fn faults_have_the_outcomes_of_real_ones() -> Done {
    let faults = [
        (
            Reply::not_sent(TransportFailure::Connect),
            ErrorKind::Connect,
            Outcome::NotSent,
        ),
        (
            Reply::maybe_sent(TransportFailure::Timeout),
            ErrorKind::Timeout,
            Outcome::Ambiguous,
        ),
        (
            Reply::json(CREATED).cut_off(20),
            ErrorKind::Transport,
            Outcome::Ambiguous,
        ),
        (
            Reply::json("{\"error\":\"o"),
            ErrorKind::Decode,
            Outcome::Ambiguous,
        ),
        (
            Reply::json("{}").status(500),
            ErrorKind::Internal,
            Outcome::Ambiguous,
        ),
        (
            Reply::json(CREATED).after(Duration::from_secs(31)),
            ErrorKind::Timeout,
            Outcome::Ambiguous,
        ),
        (
            Reply::body(vec![b' '; 17 << 20]),
            ErrorKind::TooLarge,
            Outcome::Ambiguous,
        ),
    ];
    for (reply, kind, outcome) in faults {
        let shown = format!("{reply:?}");
        let replay = Replay::new();
        replay.expect("create_withdrawal", reply);
        let client = Client::builder(Credentials::new("public", "private"))
            .transport(replay.clone())
            .timer(replay.time())
            .retries(RetryPolicy::never())
            .build()?;
        let error = client
            .create_withdrawal(&withdrawal()?)
            .await
            .expect_err(&shown);
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{shown}");
        replay.finish()?;
    }
    Ok(())
}

#[tokio::test]
async fn a_late_reply_moves_the_time() -> Done {
    let replay = Replay::new();
    replay.expect(
        "create_withdrawal",
        Reply::json(CREATED).after(Duration::from_secs(3)),
    );
    client(&replay)?.create_withdrawal(&withdrawal()?).await?;
    assert_eq!(replay.time().elapsed(), Duration::from_secs(3));
    Ok(())
}

#[tokio::test]
async fn a_call_that_nobody_expected_says_what_was_expected() -> Done {
    let replay = Replay::new();
    replay.expect("get_basic_info", Reply::json("{}"));
    let error = client(&replay)?
        .create_withdrawal(&withdrawal()?)
        .await
        .expect_err("unexpected");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    let text = "call 1 is `create_withdrawal` (POST /api.php), which was not expected: expected `get_basic_info`";
    assert!(error.to_string().contains(text), "{error}");
    let finished = replay.finish().expect_err("two faults");
    let lines = [
        text,
        "expected a call of `get_basic_info`, which did not come",
    ];
    assert_eq!(finished.lines(), lines);
    assert_eq!(format!("{finished:?}"), lines.join("\n"));

    let none = Replay::new();
    let error = client(&none)?
        .create_withdrawal(&withdrawal()?)
        .await
        .expect_err("unexpected");
    assert!(
        error
            .to_string()
            .ends_with("which was not expected: no further call is expected"),
        "{error}"
    );
    Ok(())
}

/// In any order, each operation has its own; one that always has the same reply may also never come.
#[tokio::test]
async fn calls_of_different_operations_may_come_in_any_order() -> Done {
    let replay = Replay::in_any_order();
    replay
        .always(
            "get_deposit_address",
            Reply::json(r#"{"error":"ok","result":{"address":"A"}}"#),
        )
        .expect("get_basic_info", Reply::json(r#"{"error":"late"}"#))
        .expect("create_withdrawal", Reply::json(r#"{"error":"first"}"#))
        .expect("create_withdrawal", Reply::json(CREATED));
    let client = client(&replay)?;
    let first = client
        .create_withdrawal(&withdrawal()?)
        .await
        .expect_err("the first reply");
    assert_eq!(first.code(), Some("first"));
    let late = client.get_basic_info().await.expect_err("its own reply");
    assert_eq!(late.code(), Some("late"));
    client.create_withdrawal(&withdrawal()?).await?;
    replay.finish()?;
    Ok(())
}

/// Pages are calls: each takes a reply.
#[tokio::test]
async fn pages_are_walked_as_with_the_provider() -> Done {
    let replay = Replay::new();
    let page = |ids: &str| Reply::json(format!(r#"{{"error":"ok","result":[{ids}]}}"#));
    replay
        .expect("get_tx_ids", page(r#""a","b""#))
        .expect("get_tx_ids", page(r#""c""#))
        .expect("get_tx_ids", page(""));
    let client = client(&replay)?;
    let mut pages = client.get_tx_ids_pages(&GetTxIds::new().limit(2));
    assert_eq!(pages.all().await?, ["a", "b", "c"]);
    let sent = replay.sent();
    let starts: Vec<Option<String>> = sent.iter().map(|sent| sent.param("start")).collect();
    assert_eq!(starts, ["0", "2", "3"].map(|start| Some(start.to_owned())));
    Ok(replay.finish()?)
}

#[test]
fn paused_time_is_clock_and_timer() -> Done {
    use specie::runtime::{Clock, Timer};
    let time = PausedTime::at(Timestamp::from_seconds(100)?);
    let before = Timer::now(&time);
    time.clone().advance(Duration::from_millis(1500));
    assert_eq!(Clock::now(&time).as_millis(), 101_500);
    assert_eq!(Timer::now(&time) - before, Duration::from_millis(1500));
    Ok(())
}

/// A session that a call needs is opened by a call of its own. The signature is that of the provider's JavaScript, in the vectors of the spec.
#[tokio::test]
async fn a_session_is_opened_first() -> Done {
    use specie::coinpit::{Client, Credentials, Environment};
    let replay = Replay::new();
    let key = "020a5a3a6450924a5571dfa52d00dc3f8d9917030d93d6b166a5784461bfb1e276";
    replay
        .expect(
            "handshake",
            Reply::json(format!(r#"{{"serverPublicKey":"{key}"}}"#)),
        )
        .expect("get_account", Reply::empty().status(404));
    // No two times of a key are the same: one finds that there is no session, one opens it, the third is that of the call.
    let time = PausedTime::at(Timestamp::from_millis(1_478_041_315_651)?);
    let private = "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy";
    let client = Client::builder(Credentials::new(private))
        // The key is one of the test network. The signature does not cover the host.
        .environment(Environment::Test)
        .transport(replay.clone())
        .clock(time.clone())
        .timer(time.clone())
        .store(TestStore::new(&time))
        .build()?;
    let error = client.get_account().await.expect_err("the second reply");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let sent = replay.sent_by("get_account");
    let expected = "HMAC msZWAC7xhte1ranSXgWVmatxm7tiBFzhof:61109f05266f398764acd10f2443c4e07a4137e35fbf27ea2eada5f1f526b0a5";
    assert_eq!(sent[0].header("authorization"), Some(expected));
    assert!(!format!("{sent:?}").contains("61109f05"));
    Ok(replay.finish()?)
}

fn coinpit(replay: &Replay) -> Result<specie::coinpit::Client, specie::Error> {
    let credentials = specie::coinpit::Credentials::new("00".repeat(64));
    let client = specie::coinpit::Client::builder(credentials);
    client.transport(replay.clone()).limits(false).build()
}

#[tokio::test]
async fn the_parts_of_a_body_can_be_read() -> Done {
    let replay = Replay::new();
    replay.expect("upload", Reply::json("{}"));
    let files = [FileParam::new("file")];
    let operation = Operation::new("upload", "POST", "documents")
        .no_envelope()
        .body(Body::Multipart(&files));
    let params = Json::object([("note", Json::from("s3cret")), ("file", Json::from(0))]);
    let upload = Upload::from_bytes("may.pdf", "%PDF").content_type("application/pdf");
    let client = coinpit(&replay)?;
    let core: &Core = client.as_ref();
    core.call_with_uploads(&operation, &params, vec![upload])
        .await?;

    let sent = &replay.sent()[0];
    let [note, file] = sent.parts() else {
        panic!("{sent:?}");
    };
    assert_eq!((&*note.name, &*note.contents), ("note", &b"s3cret"[..]));
    assert_eq!(sent.param("note").as_deref(), Some("s3cret"));
    assert_eq!(
        (file.file_name.as_deref(), file.content_type.as_deref()),
        (Some("may.pdf"), Some("application/pdf"))
    );
    assert_eq!(file.contents, b"%PDF");
    let shown = format!("{sent:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("%PDF"),
        "{shown}"
    );
    Ok(replay.finish()?)
}

/// The provider did what was asked; only the rest of the document is missing.
#[tokio::test]
async fn a_download_breaks_off() -> Done {
    let replay = Replay::new();
    replay.expect("export", Reply::body(vec![b'x'; 200_000]).cut_off(100_000));
    let operation = Operation::new("export", "GET", "export")
        .safe()
        .no_envelope()
        .bytes();
    let client = coinpit(&replay)?;
    let core: &Core = client.as_ref();
    let mut download = core.call_download(&operation, &Json::Null).await?;
    let start = download.chunk().await?.ok_or("no start")?;
    assert_eq!(start.len(), 100_000);
    let error = download.chunk().await.expect_err("no rest");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Transport, Outcome::Done)
    );
    Ok(replay.finish()?)
}
