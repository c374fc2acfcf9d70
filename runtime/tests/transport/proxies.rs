use super::*;
use specie_runtime::{ErrorKind, Outcome};
use std::process::Command;

/// `user:s3cret%2F` in Base64, as Python's `base64.b64encode(b"user:s3cret/")` gives it.
const AUTHORIZATION: &str = "Basic dXNlcjpzM2NyZXQv";

fn with_password(proxy: &Server) -> String {
    proxy.url().replace("http://", "http://user:s3cret%2F@")
}

fn shows_password(text: &str) -> bool {
    ["s3cret", "dXNlcj"].iter().any(|part| text.contains(part))
}

#[tokio::test]
async fn a_proxy_takes_https_and_plain_http_and_its_password_is_not_shown() {
    let proxy = Server::replying([
        Reply::new(407, "denied"),
        Reply::new(200, "by the proxy"),
        Reply::new(200, "by the proxy"),
    ]);
    let transport = HttpTransport::with_proxy(&with_password(&proxy)).unwrap();
    assert!(!shows_password(&format!("{transport:?}")));

    let core = builder().transport(transport.clone()).build().unwrap();
    let error = get(&core).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Connect, Outcome::NotSent)
    );
    assert!(!shows_password(&format!("{error:?} {error}")));

    let plain = builder()
        .base_url("http://mini.test:8080")
        .allow_plain_http("mini.test")
        .transport(transport.clone());
    get(&plain.build().unwrap()).await.unwrap();
    let local = builder()
        .base_url("http://127.0.0.1:9")
        .transport(transport);
    get(&local.build().unwrap()).await.unwrap();

    let requests = proxy.requests();
    let lines: Vec<String> = requests.iter().map(|one| one.line()).collect();
    assert_eq!(
        lines,
        [
            "CONNECT mini.example:443",
            "GET http://mini.test:8080/public-api/time",
            "GET http://127.0.0.1:9/public-api/time",
        ]
    );
    for request in requests {
        assert_eq!(request.all("proxy-authorization"), [AUTHORIZATION]);
    }
}

#[tokio::test]
async fn plain_http_to_this_machine_does_not_leave_it_for_a_proxy() {
    let (proxy, server) = (
        Server::always(Reply::new(200, "by the proxy")),
        Server::always(Reply::new(200, "direct")),
    );
    // An address of this machine that is not known to be its own stands for another machine.
    let remote = proxy.url().replace("127.0.0.1", "0.0.0.0");
    let transport = HttpTransport::with_proxy(&remote).unwrap();
    let core = builder().base_url(server.url()).transport(transport);
    get(&core.build().unwrap()).await.unwrap();
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
}

#[test]
fn what_is_no_proxy_is_refused_without_showing_it() {
    for address in [
        "",
        "proxy:3128",
        "socks5://user:s3cret@proxy:1080",
        "http://user:s3cret@",
        "http://user:s3cret@proxy:port",
    ] {
        let error = HttpTransport::with_proxy(address).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = format!("{error} {error:?}");
        assert!(
            text.contains("http://host:port") && !shows_password(&text),
            "{text}"
        );
    }
}

/// The variables of this process are read, so the calls are made in another one.
#[test]
fn the_proxies_of_the_environment_count_for_https_only() {
    let proxy = Server::always(Reply::new(407, "denied"));
    let server = Server::always(Reply::new(200, "direct"));
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "proxies::calls_with_proxies_in_the_environment"])
        .args(["--ignored", "--nocapture"])
        .env_remove("REQUEST_METHOD")
        .env("HTTPS_PROXY", with_password(&proxy))
        .env("HTTP_PROXY", proxy.url())
        .env("ALL_PROXY", proxy.url())
        .env("NO_PROXY", "")
        .env("SPECIE_TEST_SERVER", server.url())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success() && shown.contains("1 passed"),
        "{shown}"
    );
    let request = proxy.only_request();
    assert_eq!(request.line(), "CONNECT mini.example:443");
    assert_eq!(request.all("proxy-authorization"), [AUTHORIZATION]);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
#[ignore = "run by `the_proxies_of_the_environment_count_for_https_only`"]
async fn calls_with_proxies_in_the_environment() {
    let server = std::env::var("SPECIE_TEST_SERVER").unwrap();
    let error = get(&builder().build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!shows_password(&format!("{error:?} {error}")));
    get(&builder().base_url(&server).build().unwrap())
        .await
        .unwrap();
    let none = HttpTransport::configured(|http| http.no_proxy());
    let direct = builder().base_url("https://127.0.0.1:9").transport(none);
    get(&direct.build().unwrap()).await.unwrap_err();
}
