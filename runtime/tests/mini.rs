//! Calls of a small provider over the default transport, against a server on loopback.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/provider.rs"]
mod provider;
mod support;

use hmac::{Hmac, KeyInit, Mac};
use provider::{
    Client, CreateWithdrawal, Credentials, Environment, ListOrders, Order, PlaceOrders, Settings,
    State, To,
};
use specie_runtime::{Amount, Error, ErrorKind, Json, Outcome, Timestamp};
use std::time::Duration;
use support::{Heard, Reply, Server, json};

const SECRET: &str = "canary/secret+key";

fn client(server: &Server) -> Client {
    Client::builder(Credentials::new("public", SECRET))
        .base_url(&server.url)
        .build()
        .unwrap()
}

fn withdrawal() -> CreateWithdrawal {
    CreateWithdrawal::new(
        Amount::new("1.10").unwrap(),
        To::Address("a b&c".to_owned()),
    )
    .confirm(true)
}

const DONE: &str =
    r#"{"error":"ok","result":{"id":7,"state":"pending","amount":1.10,"created":1700000000}}"#;

fn hmac(body: &str) -> String {
    let mut mac = Hmac::<sha2::Sha512>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn member<'a>(heard: &'a Heard, name: &str) -> &'a str {
    heard
        .body
        .split('&')
        .find_map(|piece| piece.strip_prefix(name)?.strip_prefix('='))
        .unwrap()
}

#[tokio::test]
async fn what_is_sent_is_what_was_signed() {
    let server = Server::new([json(200, DONE)]).await;
    let done = client(&server)
        .create_withdrawal(&withdrawal())
        .await
        .unwrap();
    assert_eq!(
        (done.id.as_str(), &done.state, done.amount.as_str()),
        ("7", &State::Pending, "1.10")
    );
    assert_eq!(done.created.map(Timestamp::as_seconds), Some(1_700_000_000));
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].method.as_str(), heard[0].target.as_str()),
        ("POST", "/v1/create_withdrawal")
    );
    let start = "version=1&amount=1.10&address=a%20b%26c&auto_confirm=1&key=public&nonce=";
    assert!(heard[0].body.starts_with(start), "{}", heard[0].body);
    assert_eq!(heard[0].header("HMAC"), Some(hmac(&heard[0].body).as_str()));
    assert_eq!(
        heard[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn path_query_headers_and_lists() {
    let server = Server::new([
        json(200, r#"[{"id":"x"}]"#),
        json(200, "null"),
        json(200, "hello, world"),
    ])
    .await;
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
    let heard = server.heard();
    assert_eq!(heard[0].target, "/markets/btc-eur/orders?limit=5");
    assert_eq!(heard[0].header("x-trace"), Some("t1"));
    assert_eq!(
        (heard[1].target.as_str(), heard[1].body.as_str()),
        (
            "/markets/btc-eur/orders?dry=true",
            r#"[{"id":"1"},{"id":"2"}]"#
        )
    );
}

#[tokio::test]
async fn a_raw_call_is_signed_like_the_others() {
    let server = Server::new([json(418, r#"{"x":1}"#)]).await;
    let client = client(&server);
    let answer = client
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
            answer.status(),
            answer.is_success(),
            answer.json().unwrap().to_string()
        ),
        (418, false, r#"{"x":1}"#.to_owned())
    );
    let heard = server.heard();
    assert_eq!(
        (heard[0].method.as_str(), heard[0].target.as_str()),
        ("POST", "/v1/new/7")
    );
    assert!(heard[0].body.starts_with("a=b&key=public&nonce="));
    assert_eq!(heard[0].header("HMAC"), Some(hmac(&heard[0].body).as_str()));
    let error = client.raw("privat", "GET", "x", ()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no section `privat`: there are private, public"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn nonces_grow_and_calls_that_use_them_wait_for_each_other() {
    let server = Server::new((0..8).map(|_| json(200, r#"{"error":"ok"}"#))).await;
    let credentials = || Credentials::new("serial", SECRET);
    let one = Client::builder(credentials())
        .base_url(&server.url)
        .build()
        .unwrap();
    let other = Client::builder(credentials())
        .base_url(&server.url)
        .build()
        .unwrap();
    let calls = (0..8).map(|place| {
        let client = if place % 2 == 0 {
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
        .heard()
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
    let answer = Reply::Answer(
        200,
        vec![("Server-Time", ahead.to_string())],
        r#"{"error":"ok"}"#.to_owned(),
    );
    let server = Server::new([answer, json(200, r#"{"error":"ok"}"#)]).await;
    let client = client(&server);
    client.close().await.unwrap();
    client.close().await.unwrap();
    let stamps: Vec<i64> = server
        .heard()
        .iter()
        .map(|heard| member(heard, "at").parse().unwrap())
        .collect();
    assert!(
        stamps[0] < ahead - 3_500_000 && stamps[1] >= ahead,
        "{stamps:?} {ahead}"
    );
}

async fn fails(reply: Reply) -> (Error, Server) {
    let server = Server::new([reply]).await;
    let error = client(&server)
        .create_withdrawal(&withdrawal())
        .await
        .unwrap_err();
    (error, server)
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (error, _) = fails(json(200, r#"{"error":"bad key","code":"A1"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.code(), error.status()),
        (ErrorKind::Auth, Outcome::Rejected, Some("A1"), Some(200))
    );
    assert_eq!(
        error.to_string(),
        "create_withdrawal: the provider refused (auth) (code A1, HTTP 200): bad key"
    );
    let (error, _) = fails(json(404, r#"{"error":"?","code":"wallet.missing"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::NotFound, Outcome::Rejected)
    );
    let (error, _) = fails(json(402, "<html>")).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.raw()),
        (
            ErrorKind::InsufficientFunds,
            Outcome::Rejected,
            Some("<html>")
        )
    );
    let headers = vec![
        ("Retry-After", "3".to_owned()),
        ("x-request-id", "r1".to_owned()),
    ];
    let (error, _) = fails(Reply::Answer(429, headers, String::new())).await;
    assert_eq!(
        (error.kind(), error.retry_after(), error.request_id()),
        (
            ErrorKind::RateLimit,
            Some(Duration::from_secs(3)),
            Some("r1")
        )
    );
    let (error, _) = fails(json(200, r#"{"error":"something else"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.message()),
        (ErrorKind::Other, Outcome::Rejected, Some("something else"))
    );
}

#[tokio::test]
async fn a_failing_server_leaves_doubt_unless_a_declared_code_says_otherwise() {
    for reply in [
        json(500, "oops"),
        json(503, r#"{"code":"unknown"}"#),
        json(200, r#"{"error":"x","code":"E7"}"#),
        json(500, r#"{"code":"E7"}"#),
    ] {
        let (error, server) = fails(reply).await;
        assert_eq!(
            (error.outcome(), error.reconcile()),
            (Outcome::Ambiguous, Some("get_withdrawals")),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .ends_with("; it may have taken effect: ask `get_withdrawals`"),
            "{error}"
        );
        assert_eq!(server.heard().len(), 1);
    }
    let (error, _) = fails(json(500, r#"{"error":"bad key","code":"A1"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (ErrorKind::Auth, Outcome::Rejected, None)
    );
    let server = Server::new([json(500, "oops")]).await;
    let error = client(&server).get_withdrawals().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Internal, Outcome::Unanswered)
    );
}

#[tokio::test]
async fn a_connection_cut_after_the_headers_is_ambiguous_and_nothing_is_sent_again() {
    for cut in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"err",
        "HTTP/1.1 200 OK\r\n",
        "",
        "rubbish\r\n\r\n",
    ] {
        let (error, server) = fails(Reply::Bytes(cut.as_bytes().to_vec())).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Transport, Outcome::Ambiguous),
            "{cut:?} {error}"
        );
        assert_eq!(error.reconcile(), Some("get_withdrawals"));
        assert_eq!(server.heard().len(), 1, "{cut:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_ambiguous() {
    let server = Server::new([Reply::Silence(Duration::from_secs(20))]).await;
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(&server.url)
        .timeout(Duration::from_millis(100));
    let error = client
        .build()
        .unwrap()
        .create_withdrawal(&withdrawal())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), server.heard().len()),
        (ErrorKind::Timeout, Outcome::Ambiguous, 1)
    );
}

#[tokio::test]
async fn what_could_not_connect_was_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(&url)
        .build()
        .unwrap();
    let error = client.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (ErrorKind::Connect, Outcome::NotSent, None)
    );
}

#[tokio::test]
async fn without_tls_on_the_other_side_nothing_is_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ =
                tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad\r\n\r\n").await;
        }
    });
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(&url)
        .build()
        .unwrap();
    let error = client.create_withdrawal(&withdrawal()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Connect, Outcome::NotSent),
        "{error:?}"
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::new([json(200, DONE)]).await;
    for status in [301, 302, 307, 308] {
        let (error, server) = fails(Reply::Answer(
            status,
            vec![("location", other.url.clone())],
            String::new(),
        ))
        .await;
        assert_eq!(
            (error.outcome(), error.status()),
            (Outcome::Rejected, Some(status)),
            "{error}"
        );
        assert_eq!((server.heard().len(), other.heard().len()), (1, 0));
    }
}

#[tokio::test]
async fn answers_are_bounded() {
    let build = |server: &Server| {
        Client::builder(Credentials::new("p", SECRET))
            .base_url(&server.url)
            .answer_limit(100)
            .build()
            .unwrap()
    };
    let server = Server::new([json(200, &"x".repeat(101))]).await;
    let error = build(&server)
        .create_withdrawal(&withdrawal())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::TooLarge, Outcome::Ambiguous)
    );
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}",
        format!("32\r\n{}\r\n", "x".repeat(50)).repeat(3)
    );
    let server = Server::new([Reply::Bytes(chunked.into_bytes())]).await;
    let error = build(&server).get_withdrawals().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::TooLarge, Outcome::Unanswered)
    );
}

#[tokio::test]
async fn an_answer_that_does_not_fit_was_done_and_keeps_its_text() {
    let (error, _) = fails(json(
        200,
        r#"{"error":"ok","result":{"id":7,"state":"pending","amount":"much"}}"#,
    ))
    .await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Decode, Outcome::Done)
    );
    assert_eq!(error.json_path().as_deref(), Some("$.result.amount"));
    assert_eq!(
        error.raw(),
        Some(r#"{"error":"ok","result":{"id":7,"state":"pending","amount":"much"}}"#)
    );
    assert!(
        error
            .to_string()
            .ends_with("(HTTP 200): $.result.amount: expected a decimal, found `much` (byte 58)"),
        "{error}"
    );
    let (error, _) = fails(json(200, r#"{"error":"ok"}"#)).await;
    assert_eq!(
        (error.outcome(), error.json_path().as_deref()),
        (Outcome::Done, Some("$.result"))
    );
    let (error, _) = fails(json(200, "<html>")).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Decode, Outcome::Ambiguous),
        "no success can be seen in it"
    );
}

#[tokio::test]
async fn what_is_out_of_range_is_not_sent() {
    let server = Server::new([]).await;
    let request = CreateWithdrawal::new(Amount::new("0.001").unwrap(), To::Tag("x".to_owned()));
    let error = client(&server)
        .create_withdrawal(&request)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "create_withdrawal: parameter `amount`: 0.001 is out of range: at least 0.01"
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
    assert!(server.heard().is_empty());
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
    let server = Server::new([
        json(200, &echo),
        json(
            200,
            &format!(
                r#"{{"error":"ok","result":{{"id":1,"state":"{SECRET}","amount":"{SECRET}"}}}}"#
            ),
        ),
        json(200, &echo),
    ])
    .await;
    let builder = Client::builder(credentials).base_url(&server.url);
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
    let answer = client.raw("private", "POST", "x", ()).await.unwrap();
    assert!(!format!("{answer:?}").contains("canary"));
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
    ] {
        assert_eq!(
            build(base).unwrap_err().kind(),
            ErrorKind::Request,
            "{base}"
        );
    }
    let built = Client::builder(Credentials::new("p", SECRET))
        .environment(Environment::Test)
        .settings(Settings::new().window(1))
        .build();
    assert!(built.is_ok());
}

#[tokio::test]
async fn pages_by_number_end_with_the_total_or_a_short_page() {
    let page = |ids: &str, total: &str| {
        let items: Vec<String> = ids
            .chars()
            .map(|id| format!(r#"{{"id":"{id}"}}"#))
            .collect();
        Reply::Answer(
            200,
            vec![("Total", total.to_owned())],
            format!("[{}]", items.join(",")),
        )
    };
    let server = Server::new([page("ab", "4"), page("cd", "4")]).await;
    let all = client(&server)
        .list_orders_pages(&ListOrders::new("m").limit(2))
        .all()
        .await
        .unwrap();
    assert_eq!(
        all.iter()
            .map(|order| order.id.as_str())
            .collect::<String>(),
        "abcd"
    );
    let targets: Vec<String> = server
        .heard()
        .iter()
        .map(|heard| heard.target.clone())
        .collect();
    assert_eq!(
        targets,
        [
            "/markets/m/orders?limit=2&page=1",
            "/markets/m/orders?limit=2&page=2"
        ]
    );
    let server = Server::new([page("ab", "?"), page("c", "?")]).await;
    let all = client(&server)
        .list_orders_pages(&ListOrders::new("m").limit(2).page(3))
        .all()
        .await
        .unwrap();
    assert_eq!(
        (all.len(), server.heard()[1].target.as_str()),
        (3, "/markets/m/orders?limit=2&page=4")
    );
    let server = Server::new([page("ab", ""), json(500, ""), page("c", ""), page("", "")]).await;
    let mut pages = client(&server).list_orders_pages(&ListOrders::new("m"));
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert!(
        pages.next().await.is_err(),
        "the same page may be asked for again"
    );
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 1);
    assert!(pages.next().await.unwrap().is_none() && pages.next().await.unwrap().is_none());
    assert_eq!(server.heard().len(), 4);
}

#[tokio::test]
async fn pages_by_cursor_name_the_last_entry() {
    let server = Server::new([
        json(200, r#"{"orders":[{"id":"a"},{"id":"b"}]}"#),
        json(200, r#"{"orders":[{"id":"c"}]}"#),
        json(200, r#"{"orders":[]}"#),
    ])
    .await;
    let all = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap();
    assert_eq!(all.len(), 3);
    let targets: Vec<String> = server
        .heard()
        .iter()
        .map(|heard| heard.target.clone())
        .collect();
    assert_eq!(
        targets,
        [
            "/markets/m/orders",
            "/markets/m/orders?after=b",
            "/markets/m/orders?after=c"
        ]
    );
    let server = Server::new([
        json(200, r#"{"orders":[{"id":"a"}]}"#),
        json(200, r#"{"orders":[{"id":"a"}]}"#),
    ])
    .await;
    assert_eq!(
        client(&server)
            .walk_orders_pages(&ListOrders::new("m"))
            .all()
            .await
            .unwrap()
            .len(),
        2,
        "a cursor that stands still ends"
    );
    let server = Server::new([json(200, r#"{"orders":[{"id":{}}]}"#)]).await;
    let error = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("[0].id: expected a string"),
        "{error}"
    );
}
