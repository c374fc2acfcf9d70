//! Failures: rejections, broken connections, responses that do not match, and what is known about the call afterwards.

use super::*;
use std::io::Write as _;

async fn fails(reply: Reply) -> (Error, Server) {
    let server = Server::replying([reply]);
    let error = client(&server)
        .create_withdrawal(&withdrawal())
        .await
        .unwrap_err();
    (error, server)
}

#[tokio::test]
async fn rejections_are_distinguished() {
    let (error, _) = fails(Reply::json(200, r#"{"error":"bad key","code":"A1"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.code(), error.status()),
        (ErrorKind::Auth, Outcome::Rejected, Some("A1"), Some(200))
    );
    assert_eq!(
        error.to_string(),
        "create_withdrawal: the provider rejected the call (auth) (code A1, HTTP 200): bad key"
    );
    let (error, _) = fails(Reply::json(404, r#"{"error":"?","code":"wallet.missing"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::NotFound, Outcome::Rejected)
    );
    let (error, _) = fails(Reply::json(402, "<html>")).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.raw()),
        (
            ErrorKind::InsufficientFunds,
            Outcome::Rejected,
            Some("<html>")
        )
    );
    let limited = Reply::new(429, "")
        .header("Retry-After", "3")
        .header("x-request-id", "r1");
    let (error, _) = fails(limited).await;
    assert_eq!(
        (error.kind(), error.retry_after(), error.request_id()),
        (
            ErrorKind::RateLimit,
            Some(Duration::from_secs(3)),
            Some("r1")
        )
    );
    let (error, _) = fails(Reply::json(200, r#"{"error":"something else"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.message()),
        (ErrorKind::Other, Outcome::Rejected, Some("something else"))
    );
}

#[tokio::test]
async fn a_failing_server_leaves_doubt_unless_a_declared_code_says_otherwise() {
    for reply in [
        Reply::json(500, "oops"),
        Reply::json(503, r#"{"code":"unknown"}"#),
        Reply::json(200, r#"{"error":"x","code":"E7"}"#),
        Reply::json(500, r#"{"code":"E7"}"#),
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
                .ends_with("; the call may have taken effect: use `get_withdrawals` to find out"),
            "{error}"
        );
        assert_eq!(server.requests().len(), 1);
    }
    let (error, _) = fails(Reply::json(500, r#"{"error":"bad key","code":"A1"}"#)).await;
    assert_eq!(
        (error.kind(), error.outcome(), error.reconcile()),
        (ErrorKind::Auth, Outcome::Rejected, None)
    );
    let server = Server::replying([Reply::json(500, "oops")]);
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
        let (error, server) = fails(Reply::bytes(cut.as_bytes().to_vec())).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Transport, Outcome::Ambiguous),
            "{cut:?} {error}"
        );
        assert_eq!(error.reconcile(), Some("get_withdrawals"));
        assert_eq!(server.requests().len(), 1, "{cut:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_ambiguous() {
    let server = Server::replying([Reply::silence(Duration::from_secs(20))]);
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(server.url())
        .retries(RetryPolicy::never())
        .timeout(Duration::from_millis(100));
    let error = client
        .build()
        .unwrap()
        .create_withdrawal(&withdrawal())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), server.requests().len()),
        (ErrorKind::Timeout, Outcome::Ambiguous, 1)
    );
}

#[tokio::test]
async fn what_could_not_connect_was_not_sent() {
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(&closed_url())
        .retries(RetryPolicy::never())
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
    let server = Server::raw(|stream| stream.write_all(b"HTTP/1.1 400 Bad\r\n\r\n"));
    let url = server.url().replace("http://", "https://");
    let client = Client::builder(Credentials::new("p", SECRET))
        .base_url(&url)
        .retries(RetryPolicy::never())
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
    let other = Server::replying([Reply::json(200, DONE)]);
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let (error, server) = fails(Reply::new(status, "").header("location", other.url())).await;
        assert_eq!(
            (error.outcome(), error.status()),
            (Outcome::Ambiguous, Some(status)),
            "a redirect is also the usual answer to a POST that was done: {error}"
        );
        assert_eq!((server.requests().len(), other.requests().len()), (1, 0));
    }
}

#[tokio::test]
async fn answers_are_bounded() {
    let build = |server: &Server| {
        Client::builder(Credentials::new("p", SECRET))
            .base_url(server.url())
            .response_limit(100)
            .retries(RetryPolicy::never())
            .build()
            .unwrap()
    };
    let server = Server::replying([Reply::json(200, "x".repeat(101))]);
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
    let server = Server::replying([Reply::bytes(chunked.into_bytes())]);
    let error = build(&server).get_withdrawals().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::TooLarge, Outcome::Unanswered)
    );
}

#[tokio::test]
async fn a_response_that_does_not_match_is_done_and_keeps_its_text() {
    let (error, _) = fails(Reply::json(
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
            .ends_with("(HTTP 200): $.result.amount: expected a decimal, found `much` (byte 58); use `get_withdrawals` to see its result"),
        "{error}"
    );
    let (error, _) = fails(Reply::json(200, r#"{"error":"ok"}"#)).await;
    assert_eq!(
        (error.outcome(), error.json_path().as_deref()),
        (Outcome::Done, Some("$.result"))
    );
    let (error, _) = fails(Reply::json(200, "<html>")).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Decode, Outcome::Ambiguous),
        "no success can be seen in it"
    );
}
