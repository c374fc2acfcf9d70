//! What is sent, and what is not.

use super::*;
use specie_runtime::signing::Credentials as Values;
use specie_runtime::signing::plan::{PathSegment, Unit};
use specie_runtime::{ClockPolicy, Core, Operation, ResponsePath, ServerTime};

#[tokio::test]
async fn what_is_sent_is_what_was_signed() {
    let server = Server::replying([Reply::json(200, DONE)]);
    let done = client(&server)
        .create_withdrawal(&withdrawal())
        .await
        .unwrap();
    assert_eq!(
        (done.id.as_str(), &done.state, done.amount.as_str()),
        ("7", &State::Pending, "1.10")
    );
    assert_eq!(done.created.map(Timestamp::as_seconds), Some(1_700_000_000));
    let heard = server.requests();
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].method.as_str(), heard[0].target.as_str()),
        ("POST", "/v1/create_withdrawal")
    );
    let start = "version=1&amount=1.10&address=a%20b%26c&auto_confirm=1&key=public&nonce=";
    assert!(heard[0].text().starts_with(start), "{}", heard[0].text());
    assert_eq!(
        heard[0].header("HMAC"),
        Some(hmac(heard[0].text()).as_str())
    );
    assert_eq!(
        heard[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn path_query_headers_and_lists() {
    let server = Server::replying([
        Reply::json(200, r#"[{"id":"x"}]"#),
        Reply::json(200, "null"),
        Reply::json(200, "hello, world"),
    ]);
    let client = client(&server);
    let listed = client
        .list_orders(&ListOrders::new("btc-eur").limit(5).trace("t1"))
        .await
        .unwrap();
    assert_eq!(listed, [Order { id: "x".to_owned() }]);
    let orders = vec![Order { id: "1".to_owned() }, Order { id: "2".to_owned() }];
    assert_eq!(
        client
            .place_orders(&PlaceOrders::new("btc-eur", orders).dry(true))
            .await
            .unwrap(),
        Json::Null
    );
    assert_eq!(client.motto().await.unwrap(), "hello, world");
    let heard = server.requests();
    assert_eq!(heard[0].target, "/markets/btc-eur/orders?limit=5");
    assert_eq!(heard[0].header("x-trace"), Some("t1"));
    assert_eq!(
        (heard[1].target.as_str(), heard[1].text()),
        (
            "/markets/btc-eur/orders?dry=true",
            r#"[{"id":"1"},{"id":"2"}]"#
        )
    );
}

#[tokio::test]
async fn a_raw_call_is_signed_like_the_others() {
    let server = Server::replying([Reply::json(418, r#"{"x":1}"#)]);
    let client = client(&server);
    let response = client
        .raw(
            "private",
            "post",
            "new/{id}",
            Json::object([("id", "7"), ("a", "b")]),
        )
        .await
        .unwrap();
    assert_eq!(
        (
            response.status(),
            response.is_success(),
            response.json().unwrap().to_string()
        ),
        (418, false, r#"{"x":1}"#.to_owned())
    );
    let heard = server.requests();
    assert_eq!(
        (heard[0].method.as_str(), heard[0].target.as_str()),
        ("POST", "/v1/new/7")
    );
    assert!(heard[0].text().starts_with("a=b&key=public&nonce="));
    assert_eq!(
        heard[0].header("HMAC"),
        Some(hmac(heard[0].text()).as_str())
    );
    let error = client.raw("privat", "GET", "x", ()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown section `privat`; the sections are private, public"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn nonces_grow_and_calls_that_use_them_wait_for_each_other() {
    let server = Server::replying((0..8).map(|_| Reply::json(200, r#"{"error":"ok"}"#)));
    let credentials = || Credentials::new("serial", SECRET);
    let one = Client::builder(credentials())
        .base_url(server.url())
        .build()
        .unwrap();
    let other = Client::builder(credentials())
        .base_url(server.url())
        .build()
        .unwrap();
    let calls = (0..8).map(|index| {
        let client = if index % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        tokio::spawn(async move { client.close().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let nonces: Vec<i64> = server
        .requests()
        .iter()
        .map(|heard| member(heard, "nonce").parse().unwrap())
        .collect();
    assert!(
        nonces.windows(2).all(|pair| pair[0] < pair[1]),
        "{nonces:?}"
    );
}

#[tokio::test]
async fn the_servers_clock_is_learnt() {
    let ahead = Timestamp::now().as_millis() + 3_600_000;
    let response = Reply::json(200, r#"{"error":"ok"}"#).header("Server-Time", ahead.to_string());
    let server = Server::replying([response, Reply::json(200, r#"{"error":"ok"}"#)]);
    let client = client(&server);
    client.close().await.unwrap();
    client.close().await.unwrap();
    let stamps: Vec<i64> = server
        .requests()
        .iter()
        .map(|heard| member(heard, "at").parse().unwrap())
        .collect();
    assert!(
        stamps[0] < ahead - 3_500_000 && stamps[1] >= ahead,
        "{stamps:?} {ahead}"
    );
}

/// A client whose provider gives its time at `result.time_ns` of one operation.
fn client_of_timed(server: &Server) -> Core {
    let mut provider = provider::PROVIDER.clone();
    let path = ["result", "time_ns"].map(|name| PathSegment::Name(name.into()));
    provider.clock = Some(ClockPolicy {
        server_time: Some(ServerTime {
            operation: Some("get_time".into()),
            call: None,
            at: ResponsePath::Body(path.to_vec().into()),
            unit: Some(Unit::Nanos),
        }),
        ..ClockPolicy::default()
    });
    let credentials = Values::new()
        .with("public_key", "public")
        .with("private_key", SECRET);
    Core::builder(provider, credentials)
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_servers_clock_is_asked() {
    let hour = 3_600_000_000_i64;
    let ahead = Timestamp::now().as_nanos() + i128::from(hour) * 1000;
    let time = Reply::json(200, format!(r#"{{"result":{{"time_ns":"{ahead}"}}}}"#));
    let no_time = Reply::json(200, r#"{"result":{"time_ns":[]}}"#);
    let other = Reply::json(200, r#"{"result":{"time_ns":"1"}}"#);
    let server = Server::replying([time, other.clone(), no_time, other]);
    let core = client_of_timed(&server);
    let time = Operation::new("get_time", "GET", "time")
        .safe()
        .no_envelope();
    let close = Operation::new("close", "POST", "close").no_envelope();
    let none = Json::parse(b"{}").unwrap();

    let found = core.sync_clock(&time).await.unwrap();
    assert!(
        (hour - 1_000_000..=hour + 1_000_000).contains(&found),
        "{found}"
    );
    core.call(&close, &none).await.unwrap();
    let error = core.sync_clock(&time).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.to_string().contains("the provider's time"), "{error}");
    core.call(&close, &none).await.unwrap();
    for at in [1, 3] {
        let stamp: i128 = member(&server.requests()[at], "at").parse().unwrap();
        let least = ahead / 1_000_000;
        assert!((least..least + 60_000).contains(&stamp), "{stamp} {ahead}");
    }

    let error = core.sync_clock(&close).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Configuration, Outcome::NotSent)
    );
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn what_is_out_of_range_is_not_sent() {
    let server = Server::replying::<Reply>([]);
    let request = CreateWithdrawal::new(Amount::new("0.001").unwrap(), To::Tag("x".to_owned()));
    let error = client(&server)
        .create_withdrawal(&request)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "create_withdrawal: parameter `amount`: 0.001 is out of range: expected at least 0.01"
    );
    let error = client(&server)
        .list_orders(&ListOrders::new("../x"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    let error = client(&server)
        .list_orders(&ListOrders::new("x").trace("a\r\nb: c"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Request, Outcome::NotSent)
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn secrets_show_nowhere() {
    let credentials = Credentials::new("public", SECRET);
    let shown = format!("{credentials:?}");
    assert!(
        shown.contains("[redacted]") && !shown.contains("canary"),
        "{shown}"
    );
    let echo = format!(
        r#"{{"error":"no such key {SECRET} canary\/secret+key canary%2Fsecret%2Bkey","code":"{SECRET}"}}"#
    );
    let server = Server::replying([
        Reply::json(200, echo.as_str()),
        Reply::json(
            200,
            format!(
                r#"{{"error":"ok","result":{{"id":1,"state":"{SECRET}","amount":"{SECRET}"}}}}"#
            ),
        ),
        Reply::json(200, echo.as_str()),
    ]);
    let builder = Client::builder(credentials).base_url(server.url());
    assert!(!format!("{builder:?}").contains("canary"));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains("canary"));
    for _ in 0..2 {
        let error = client.create_withdrawal(&withdrawal()).await.unwrap_err();
        let mut shown = format!(
            "{error} {error:?} {:?} {:?} {:?}",
            error.raw(),
            error.message(),
            error.code()
        );
        let mut source: Option<&dyn std::error::Error> = std::error::Error::source(&error);
        while let Some(inner) = source {
            shown.push_str(&format!("{inner} {inner:?}"));
            source = inner.source();
        }
        assert!(
            shown.contains("[redacted]") && !shown.contains("canary"),
            "{shown}"
        );
    }
    let response = client.raw("private", "POST", "x", ()).await.unwrap();
    assert!(!format!("{response:?}").contains("canary"));
}

#[tokio::test]
async fn environments_and_addresses() {
    let build = |base: &str| {
        Client::builder(Credentials::new("p", SECRET))
            .base_url(base)
            .build()
            .map(drop)
    };
    assert!(
        build("https://a.example").is_ok()
            && build("http://localhost:1").is_ok()
            && build("http://[::1]:1").is_ok()
    );
    for base in [
        "http://a.example",
        "http://localhost@a.example",
        "a.example",
        "",
        // The path of a call would become part of these, or be cut off.
        "https://a.example/#",
        "https://a.example#v1",
        "https://a.example/v1?key=",
        "http://localhost:1?",
        "https://a.example/..",
        "https://a.example/v 1",
    ] {
        assert_eq!(
            build(base).unwrap_err().kind(),
            ErrorKind::Configuration,
            "{base}"
        );
    }
    let built = Client::builder(Credentials::new("p", SECRET))
        .environment(Environment::Test)
        .settings(Settings::new().window(1))
        .build();
    assert!(built.is_ok());
}
