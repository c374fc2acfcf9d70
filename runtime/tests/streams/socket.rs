//! Whole streams over sockets on loopback.

use crate::plans::*;
use specie_runtime::signing::Credentials;
use specie_runtime::stream::plan::*;
use specie_runtime::stream::{RawEvent, RawStream, Subscription};
use specie_runtime::{Core, ErrorKind, Json, Provider};
use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_websockets::{Message, ServerBuilder, WebSocketStream};

pub type Socket = WebSocketStream<TcpStream>;

pub async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/v1?x=1", listener.local_addr().unwrap());
    (listener, url)
}

pub async fn accept(listener: &TcpListener) -> Socket {
    let (stream, _) = listener.accept().await.unwrap();
    let (_, socket) = ServerBuilder::new().accept(stream).await.unwrap();
    socket
}

pub async fn receive(socket: &mut Socket) -> Option<String> {
    use futures_core::Stream as _;
    loop {
        let next = poll_fn(|context| Pin::new(&mut *socket).poll_next(context)).await;
        match next {
            Some(Ok(message)) if message.is_text() => return message.as_text().map(str::to_owned),
            Some(Ok(message)) if message.is_close() => return None,
            Some(Ok(_)) => {}
            _ => return None,
        }
    }
}

async fn send(socket: &mut Socket, message: Message) -> bool {
    use futures_sink::Sink as _;
    let ready = poll_fn(|context| Pin::new(&mut *socket).poll_ready(context)).await;
    if ready.is_err() || Pin::new(&mut *socket).start_send(message).is_err() {
        return false;
    }
    let flushed = poll_fn(|context| Pin::new(&mut *socket).poll_flush(context)).await;
    flushed.is_ok()
}

pub async fn say(socket: &mut Socket, text: &str) -> bool {
    send(socket, Message::text(text.to_owned())).await
}

/// Takes a subscription and confirms it.
pub async fn confirm(socket: &mut Socket) -> String {
    let frame = receive(socket).await.unwrap();
    let id = frame
        .rsplit(':')
        .next()
        .unwrap()
        .trim_end_matches('}')
        .to_owned();
    assert!(say(socket, &format!(r#"{{"ok":{id}}}"#)).await);
    frame
}

fn client() -> Core {
    let provider: Provider = crate::plans::provider();
    Core::builder(provider, Credentials::new())
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap()
}

async fn open(plan: StreamPlan, url: &str) -> Result<RawStream, specie_runtime::Error> {
    let all = Subscription::of(&plan, 1, &Json::parse(b"{}").unwrap()).unwrap();
    RawStream::open(
        &client(),
        Cow::Owned(plan),
        vec![all],
        Some(url.to_owned()),
        None,
    )
    .await
}

pub async fn next(stream: &mut RawStream) -> String {
    let event = tokio::time::timeout(Duration::from_secs(10), stream.next());
    match event.await.expect("an event in time") {
        Some(Ok(RawEvent::Message(message))) => {
            String::from_utf8_lossy(message.data()).into_owned()
        }
        Some(Ok(RawEvent::Gap(gap))) => format!("gap {:?} {:?}", gap.reason, gap.lost),
        Some(Ok(RawEvent::Reset(reset))) => format!("reset {}", reset.reason),
        Some(Ok(RawEvent::Unknown(text))) => format!("unknown {text}"),
        Some(Ok(other)) => panic!("{other:?}"),
        Some(Err(error)) => format!("error {:?}: {error}", error.kind()),
        None => "(end)".to_owned(),
    }
}

#[tokio::test]
async fn a_lost_connection_is_told_and_made_anew() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        assert_eq!(confirm(&mut socket).await, r#"{"sub":["all"],"id":1}"#);
        say(&mut socket, r#"{"ch":"all","n":1}"#).await;
        send(
            &mut socket,
            Message::close(
                Some(tokio_websockets::CloseCode::SERVICE_RESTART),
                "maintenance",
            ),
        )
        .await;
        let mut socket = accept(&listener).await;
        assert_eq!(confirm(&mut socket).await, r#"{"sub":["all"],"id":1}"#);
        say(&mut socket, r#"{"ch":"all","n":2}"#).await;
        assert_eq!(receive(&mut socket).await, None, "the client closes");
    });
    let mut stream = open(plain(), &url).await.unwrap();
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":1}"#);
    assert_eq!(
        next(&mut stream).await,
        "reset the server closed the connection (code 1012): maintenance"
    );
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":2}"#);
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_left() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut dead = accept(&listener).await;
        confirm(&mut dead).await;
        // The other side is there, and neither reads nor writes.
        let mut socket = accept(&listener).await;
        confirm(&mut socket).await;
        say(&mut socket, r#"{"ch":"all","n":2}"#).await;
        receive(&mut socket).await;
        drop(dead);
    });
    let mut plan = plain();
    plan.keepalive.every_ms = 100;
    plan.keepalive.dead_ms = 400;
    let mut stream = open(plan, &url).await.unwrap();
    assert_eq!(
        next(&mut stream).await,
        "reset nothing was received for 0.4 s"
    );
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":2}"#);
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn what_nobody_takes_is_counted() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        confirm(&mut socket).await;
        for n in 0..10_000 {
            say(&mut socket, &format!(r#"{{"ch":"all","n":{n}}}"#)).await;
        }
        say(&mut socket, r#"{"event":"news"}"#).await;
        receive(&mut socket).await;
    });
    let mut stream = open(plain(), &url).await.unwrap();
    // The server is read on, whatever the user does.
    tokio::time::sleep(Duration::from_secs(2)).await;
    for n in 0..4096 {
        assert_eq!(
            next(&mut stream).await,
            format!(r#"{{"ch":"all","n":{n}}}"#)
        );
    }
    assert_eq!(next(&mut stream).await, "gap Overflow Some(5904)");
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn refusals_are_errors_of_connect() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let read = stream.read(&mut request).await.unwrap();
        assert!(request[..read].starts_with(b"GET /v1?x=1 HTTP/1.1\r\n"));
        let answer = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        let mut socket = accept(&listener).await;
        receive(&mut socket).await;
        say(&mut socket, r#"{"no":"unknown"}"#).await;
        receive(&mut socket).await;
    });
    let error = open(plain(), &url).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert_eq!(error.status(), Some(429));
    let error = open(plain(), &url).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(
        error.to_string(),
        r#"the provider refused the subscription to `all`: {"no":"unknown"}"#
    );
    server.await.unwrap();
    let error = open(plain(), &url).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
}

#[tokio::test]
async fn a_server_that_never_answers_is_an_error_in_time() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let silent = listener.accept().await;
        let mut socket = accept(&listener).await;
        receive(&mut socket).await;
        receive(&mut socket).await;
        drop(silent);
    });
    for _ in 0..2 {
        let began = Instant::now();
        let error = open(plain(), &url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(began.elapsed() >= Duration::from_secs(4));
    }
    server.await.unwrap();
}

#[tokio::test]
async fn compressed_frames_are_unpacked_and_broken_ones_told() {
    use std::io::Write as _;
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        confirm(&mut socket).await;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(br#"{"ch":"all","n":1}"#).unwrap();
        send(&mut socket, Message::binary(&b"{}"[..])).await;
        send(&mut socket, Message::binary(packer.finish().unwrap())).await;
        receive(&mut socket).await;
    });
    let mut plan = plain();
    plan.encoding = Encoding::Gzip;
    let mut stream = open(plan, &url).await.unwrap();
    let error = next(&mut stream).await;
    assert!(
        error.starts_with("error Decode: a frame cannot be read"),
        "{error}"
    );
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":1}"#);
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn a_stream_goes_nowhere_unencrypted() {
    for url in [
        "ws://stream.example/v1",
        "http://127.0.0.1/v1",
        "ws://127.0.0.1@a.example/",
    ] {
        let error = open(plain(), url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
    }
}

#[tokio::test]
async fn a_connection_that_is_left_on_purpose_is_left_when_the_next_has_everything() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut old = accept(&listener).await;
        confirm(&mut old).await;
        say(&mut old, r#"{"ch":"all","n":1}"#).await;
        say(&mut old, r#"{"event":"move"}"#).await;
        let mut new = accept(&listener).await;
        let frame = receive(&mut new).await.unwrap();
        assert_eq!(frame, r#"{"sub":["all"],"id":1}"#);
        // Both have the message that falls in between; the new one is not confirmed yet.
        say(&mut old, r#"{"ch":"all","n":2}"#).await;
        say(&mut new, r#"{"ch":"all","n":2}"#).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        say(&mut new, r#"{"ok":1}"#).await;
        say(&mut new, r#"{"ch":"all","n":3}"#).await;
        assert_eq!(
            receive(&mut old).await,
            None,
            "the client closes the old one"
        );
        receive(&mut new).await;
    });
    let mut stream = open(plain(), &url).await.unwrap();
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":1}"#);
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":2}"#);
    assert_eq!(
        next(&mut stream).await,
        r#"reset the provider asks for a new connection: {"event":"move"}"#
    );
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":2}"#);
    assert_eq!(next(&mut stream).await, r#"{"ch":"all","n":3}"#);
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn more_topics_than_a_connection_has_room_for_take_more_connections() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut sockets = Vec::new();
        let mut asked = Vec::new();
        for _ in 0..3 {
            let mut socket = accept(&listener).await;
            asked.push(confirm(&mut socket).await);
            sockets.push(socket);
        }
        asked.sort();
        assert_eq!(
            asked,
            [
                r#"{"sub":["trades.a","trades.b"],"id":1}"#,
                r#"{"sub":["trades.c","trades.d"],"id":1}"#,
                r#"{"sub":["trades.e"],"id":1}"#
            ]
        );
        for socket in &mut sockets {
            assert_eq!(receive(socket).await, None);
        }
    });
    let mut plan = plain();
    plan.limits.topics = Some(2);
    let of = |market: &str| {
        let params = Json::parse(format!(r#"{{"market":"{market}"}}"#).as_bytes()).unwrap();
        Subscription::of(&plan, 0, &params).unwrap()
    };
    let first: Vec<_> = ["a", "b", "c", "d"].map(of).into();
    let client = client();
    let opening = RawStream::open(&client, Cow::Owned(plan.clone()), first, Some(url), None);
    let mut stream = opening.await.unwrap();
    stream.subscribe(of("d")).unwrap();
    stream.subscribe(of("e")).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(stream);
    server.await.unwrap();
}

#[tokio::test]
async fn socket_io_has_packets_of_its_own() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accept(&listener).await;
        say(
            &mut socket,
            r#"0{"sid":"s","upgrades":[],"pingInterval":200,"pingTimeout":300}"#,
        )
        .await;
        say(&mut socket, "40").await;
        assert_eq!(
            receive(&mut socket).await.unwrap(),
            r#"42["all",{"sub":1}]"#
        );
        say(&mut socket, r#"42["all",{"n":1}]"#).await;
        assert_eq!(receive(&mut socket).await.unwrap(), "2");
        say(&mut socket, "3").await;
        assert_eq!(receive(&mut socket).await.unwrap(), "2");
        say(&mut socket, "41").await;
        receive(&mut socket).await;
    });
    let mut plan = plain();
    plan.framing = Framing::SocketIo;
    plan.subscribe = Some(frame(r#"["{topic}",{"sub":1}]"#));
    plan.ack = None;
    plan.routes = vec![Route {
        when: Condition::default(),
        by: RouteBy::Topic(template("{msg.0}")),
        data: RouteData::At(path("1")),
    }]
    .into();
    let mut stream = open(plan, &url).await.unwrap();
    assert_eq!(next(&mut stream).await, r#"{"n":1}"#);
    assert_eq!(
        next(&mut stream).await,
        "reset the server closed the stream"
    );
    drop(stream);
    server.await.unwrap();
}
