use super::*;
use specie_runtime::{ErrorKind, reqwest};

#[tokio::test]
async fn clients_share_their_connections() {
    let server = Server::always(Reply::new(200, "noon"));
    for _ in 0..5 {
        let core = builder().base_url(server.url()).build().unwrap();
        get(&core).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
    // One that is set up otherwise has its own, which its clones share.
    let own = HttpTransport::configured(|http| http.user_agent("shop/1"));
    for _ in 0..3 {
        let core = builder().base_url(server.url()).transport(own.clone());
        get(&core.build().unwrap()).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
    let agents: Vec<Option<String>> = server
        .requests()
        .iter()
        .map(|one| one.header("user-agent").map(str::to_owned))
        .collect();
    assert_eq!(agents[4..6], [None, Some("shop/1".to_owned())]);
}

#[tokio::test]
async fn a_client_of_the_user_sends() {
    let server = Server::always(Reply::new(200, "noon"));
    let mine = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("mine")
        .tls_backend_preconfigured(no_roots())
        .build()
        .unwrap();
    let transport = HttpTransport::with_client(mine);
    let core = builder().base_url(server.url()).transport(transport);
    get(&core.build().unwrap()).await.unwrap();
    assert_eq!(server.only_request().header("user-agent"), Some("mine"));
}

#[tokio::test]
async fn a_client_that_follows_redirects_fails() {
    let other = Server::always(Reply::new(200, "elsewhere"));
    let server = Server::always(Reply::new(307, "").header("location", other.url()));
    let mine = reqwest::Client::builder().tls_backend_preconfigured(no_roots());
    let transport = HttpTransport::with_client(mine.build().unwrap());
    let core = builder().base_url(server.url()).transport(transport);
    let error = get(&core.build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(
        format!("{error:?} {error}").contains(".redirect(reqwest::redirect::Policy::none())"),
        "{error:?}"
    );
}

/// TLS that trusts nobody: these clients send plain HTTP only.
fn no_roots() -> rustls::ClientConfig {
    let provider = rustls::crypto::ring::default_provider();
    rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
