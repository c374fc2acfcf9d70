//! Coinpit's stream and the npm packages of socket.io, of both versions that speak Engine.IO 3.

use crate::programs::{Result, changed, socket_io};
use serde_json::{Value, json};
use specie::coinpit::streams::events::{self, Event};
use specie::coinpit::{
    Client, Credentials, NewOrder, OrderType, OrderUpdate, PatchOp, PatchRemove, PatchRemoveWhat,
    PatchResult, Side,
};
use specie::runtime::Error;
use specie::runtime::stream::EventStream;
use specie::{ErrorKind, Outcome};
use std::time::Duration;
use test_server::ScriptServer;
use tokio::time::timeout;

/// A key of testnet: a fixture of the npm package `loginless`.
const WIF: &str = "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy";
const PUBLIC: &str = "02a40fd40b385908bafa7d172e7d43b4198715aa7aa50f179ff42ca2377e4caad7";
const USER: &str = "msZWAC7xhte1ranSXgWVmatxm7tiBFzhof";

/// How long an event may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The real server of this version of socket.io, which expects the signatures of this user.
fn server(version: &str, user: &str) -> ScriptServer {
    let mut command = socket_io("server.js");
    command.args([version, PUBLIC, user]);
    ScriptServer::start(command)
}

fn client(server: &ScriptServer) -> Result<Client> {
    let client = Client::builder(Credentials::new(WIF));
    Ok(client.base_url(server.url()).build()?)
}

async fn next(stream: &mut EventStream<Event>) -> std::result::Result<Event, Error> {
    let event = timeout(PATIENCE, stream.next()).await;
    event.expect("an event in time").expect("an open stream")
}

fn order(clientid: &str) -> events::CreateOrders {
    let price = |text: &str| text.parse().expect("an amount");
    let order = NewOrder::new("BTC1", Side::Buy, 3, OrderType::Limit, clientid, None);
    let order = order.price(price("1069.80")).stop_price(price("4.2"));
    events::CreateOrders::new(vec![order])
}

/// What the server saw of a connection.
async fn state(stream: &mut EventStream<Event>) -> Result<Value> {
    stream.send(&events::RequestState::new()).await?;
    loop {
        if let Event::Advisory(seen) = next(stream).await? {
            return Ok(serde_json::from_str(&seen.advice)?);
        }
    }
}

/// Each test runs against both versions.
macro_rules! for_both {
    ($($(#[$doc:meta])* $name:ident)+) => {
        mod version_1 {$(
            #[tokio::test]
            async fn $name() -> super::Result<()> {
                super::$name("1").await
            }
        )+}
        mod version_2 {$(
            #[tokio::test]
            async fn $name() -> super::Result<()> {
                super::$name("2").await
            }
        )+}
    };
}

for_both!(
    events_are_received_and_the_connection_lives_by_its_pings
    orders_are_signed_and_answered
    a_wrong_signature_is_refused
    a_lost_connection_is_told_and_nothing_is_sent_again
    what_is_not_understood_is_told
);

async fn events_are_received_and_the_connection_lives_by_its_pings(version: &str) -> Result<()> {
    let server = server(version, USER);
    let client = client(&server)?;
    let mut stream = client
        .events_stream()
        .subscribe(events::Version::new())
        .subscribe(events::ServerTime::new())
        .subscribe(events::Advisory::new())
        .connect()
        .await?;
    let Event::Version(seen) = next(&mut stream).await? else {
        return Err("expected the version first".into());
    };
    assert_eq!(seen.version, "1.2.3");
    assert!(matches!(next(&mut stream).await?, Event::ServerTime(_)));
    // The server leaves a client that does not ping for 600 ms.
    assert!(
        timeout(Duration::from_millis(1500), stream.next())
            .await
            .is_err()
    );
    let seen = state(&mut stream).await?;
    assert!(seen["pings"].as_u64() >= Some(5), "{seen}");
    // Nothing that needs the account was asked for.
    assert_eq!(seen["seen"], json!(["GET /state"]));
    assert_eq!(
        (&seen["headers"], &seen["params"], &seen["body"]),
        (&json!({}), &json!({}), &json!(""))
    );
    Ok(())
}

async fn orders_are_signed_and_answered(version: &str) -> Result<()> {
    let server = server(version, USER);
    let client = client(&server)?;
    let mut stream = client
        .events_stream()
        .subscribe(events::Account::new())
        .subscribe(events::OrderAdd::new())
        .subscribe(events::Advisory::new())
        .connect()
        .await?;
    let Event::Account(account) = next(&mut stream).await? else {
        return Err("expected the account".into());
    };
    assert_eq!(account.account.display_margin, 1, "registered once");

    let clientid = "Tea & 茶 \"1\" \\ /";
    let placed = stream.send(&order(clientid)).await?;
    let [one] = placed.result.as_slice() else {
        return Err(format!("expected one order, found {placed:?}").into());
    };
    assert_eq!(one.clientid.as_deref(), Some(clientid));
    assert_eq!(one.price, Some("1069.8".parse()?));
    let Event::OrderAdd(added) = next(&mut stream).await? else {
        return Err("expected the event of the order too".into());
    };
    assert_eq!(added.result, placed.result);

    let update = OrderUpdate::new(&one.uuid, Some("1070".parse()?));
    let updated = stream
        .send(&events::UpdateOrders::new(vec![update]))
        .await?;
    assert_eq!(updated.result[0].price, Some("1070".parse()?));
    let what = PatchRemoveWhat::Value(vec![one.uuid.clone()]);
    let patch = events::PatchOrders::new(vec![PatchOp::Remove(PatchRemove::new(what))]);
    let patched = stream.send(&patch).await?;
    assert!(matches!(
        patched.result.as_slice(),
        [PatchResult::Remove(_)]
    ));
    let removed = stream
        .send(&events::CancelOrders::new(vec![one.uuid.clone()]))
        .await?;
    assert_eq!(removed.result, std::slice::from_ref(&one.uuid));

    let refused = stream.send(&order("refused")).await.expect_err("a refusal");
    assert_eq!(
        (refused.kind(), refused.outcome()),
        (ErrorKind::Invalid, Outcome::Rejected)
    );
    assert!(
        refused.to_string().contains("outside of the band"),
        "{refused}"
    );

    // Answers find those who wait for them, whatever their order.
    let (a, b) = (order("a"), order("b"));
    let (a, b) = tokio::try_join!(stream.send(&a), stream.send(&b))?;
    let ids = [a, b].map(|answer| answer.result[0].clientid.clone().unwrap_or_default());
    assert_eq!(ids, ["a", "b"]);

    let unanswered = stream.send(&order("silent"));
    let seen = state(&mut stream).await?;
    assert_eq!(seen["registrations"], 1);
    assert_eq!(seen["seen"][0], "GET /register");
    let error = unanswered.await.expect_err("no answer");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Ambiguous)
    );
    assert_eq!(error.reconcile(), Some("list_my_orders"));
    Ok(())
}

async fn a_wrong_signature_is_refused(version: &str) -> Result<()> {
    let other = changed(USER);
    let server = server(version, &other);
    let client = client(&server)?;
    let mut stream = client
        .events_stream()
        .subscribe(events::Account::new())
        .connect()
        .await?;
    let refused = next(&mut stream).await.expect_err("a refusal");
    assert_eq!(
        (refused.kind(), refused.outcome()),
        (ErrorKind::Invalid, Outcome::Rejected)
    );
    assert!(refused.to_string().contains("wrong signature"), "{refused}");
    Ok(())
}

async fn a_lost_connection_is_told_and_nothing_is_sent_again(version: &str) -> Result<()> {
    let server = server(version, USER);
    let client = client(&server)?;
    let mut stream = client
        .events_stream()
        .subscribe(events::Account::new())
        .subscribe(events::Advisory::new())
        .connect()
        .await?;
    assert!(matches!(next(&mut stream).await?, Event::Account(_)));
    for (number, how) in [(2, "leave"), (3, "cut")] {
        let error = stream.send(&order(how)).await.expect_err("no answer");
        assert_eq!(error.outcome(), Outcome::Ambiguous, "{error}");
        assert_eq!(error.reconcile(), Some("list_my_orders"));
        let Event::Reset(reset) = next(&mut stream).await? else {
            return Err("expected a reset".into());
        };
        assert!(reset.topics.contains(&"account".to_owned()), "{reset:?}");
        assert!(reset.last.is_some());
        // Between two connections, nothing is kept for the next one.
        let error = stream
            .send(&order("too early"))
            .await
            .expect_err("no connection");
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        let Event::Account(account) = next(&mut stream).await? else {
            return Err("expected the account again".into());
        };
        assert_eq!(
            account.account.display_margin, number,
            "registered anew, with a new signature"
        );
        let seen = state(&mut stream).await?;
        assert_eq!(seen["seen"], json!(["GET /register", "GET /state"]));
    }
    Ok(())
}

async fn what_is_not_understood_is_told(version: &str) -> Result<()> {
    let server = server(version, USER);
    let client = client(&server)?;
    let mut stream = client
        .events_stream()
        .subscribe(events::Trade::new())
        .connect()
        .await?;
    let placed = stream.send(&order("odd")).await?;
    assert_eq!(placed.result.len(), 1);
    let mut told = Vec::new();
    loop {
        match next(&mut stream).await {
            Ok(Event::Trade(trade)) => {
                assert_eq!(trade.price, "1069.8".parse()?);
                break;
            }
            Ok(Event::Unknown(unknown)) => told.push(unknown.text),
            Ok(other) => return Err(format!("unexpected {other:?}").into()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
                told.push(error.to_string());
            }
        }
    }
    // Events that the page names, and that nobody follows, are not among them.
    let [surprise, bytes, number] = told.as_slice() else {
        return Err(format!("expected three, found {told:?}").into());
    };
    assert_eq!(stream.unknown_messages(), 1);
    assert_eq!(surprise, r#"["surprise",{"of":"nobody"}]"#);
    assert!(
        bytes.contains("an event with bytes") && bytes.contains("blob"),
        "{bytes}"
    );
    assert!(number.contains("`trade`"), "{number}");
    Ok(())
}

/// The other way: the real clients, which begin by requests unless they are told otherwise, and the mock.
mod clients {
    use crate::programs::{Result, credential, mock, printed, socket_io};
    use serde_json::Value;
    use specie_mock::MockProvider;

    async fn run(
        provider: &MockProvider,
        version: &str,
        transports: &str,
        change: &str,
    ) -> Result<Value> {
        let wif = credential(provider, "private_key")?;
        let url = provider.base_url();
        let arguments = [version, transports, &url, &wif, change].map(str::to_owned);
        printed(|| socket_io("client.js"), arguments).await
    }

    #[tokio::test]
    async fn register_and_order_in_both_ways_to_connect() -> Result<()> {
        for version in ["1", "2"] {
            for transports in ["default", "websocket"] {
                let provider = mock("coinpit").await?;
                let seen = run(&provider, version, transports, "").await?;
                assert_eq!(
                    seen["transport"], "websocket",
                    "{version} {transports}: {seen}"
                );
                assert_eq!(seen["events"]["order_add"]["requestid"], "mine", "{seen}");
                assert!(
                    seen["events"]["order_add"]["result"][0]["uuid"].is_string(),
                    "{seen}"
                );
                assert!(
                    seen["events"]["account"]["account"]["margin"].is_number(),
                    "{seen}"
                );
                assert!(seen["events"]["trade"]["price"].is_number(), "{seen}");
                assert!(seen["events"]["auth_error"].is_null(), "{seen}");
            }
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_wrong_signature_is_refused_in_the_providers_words() -> Result<()> {
        for version in ["1", "2"] {
            let provider = mock("coinpit").await?;
            let seen = run(&provider, version, "default", "0").await?;
            assert_eq!(
                seen["events"]["auth_error"]["error"], "wrong signature",
                "{seen}"
            );
            assert!(seen["events"]["order_add"].is_null(), "{seen}");
            assert!(seen["events"]["account"].is_null(), "{seen}");
        }
        Ok(())
    }
}
