//! What an error says about a connection that could not be made.

use super::*;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use specie_runtime::{ErrorKind, Outcome};
use std::error::Error as _;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use test_server::closed_url;

pub(super) fn file(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transport/tls");
    PathBuf::from(folder).join(format!("{name}.pem"))
}

fn certificate(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(file(name)).unwrap()
}

fn primitives() -> Arc<rustls::crypto::CryptoProvider> {
    rustls::crypto::ring::default_provider().into()
}

/// A server with this certificate. Returns its address, whose host is `localhost`.
pub(super) fn tls_server(certificate_name: &str) -> String {
    let config = ServerConfig::builder_with_provider(primitives())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate(certificate_name)],
            PrivateKeyDer::from_pem_file(file("key")).unwrap(),
        );
    let config = Arc::new(config.unwrap());
    let server = Server::connected(move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = StreamOwned::new(connection, stream);
        // Most clients of these tests refuse the certificate.
        match tls.read(&mut [0; 4096])? {
            0 => Ok(()),
            // It ends the connection, which no later call may use.
            _ => tls.write_all(
                b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nnoon",
            ),
        }
    });
    format!("https://localhost:{}", server.port())
}

/// A transport that trusts only the root of the tests.
fn trusting_the_root() -> HttpTransport {
    let mut roots = RootCertStore::empty();
    roots.add(certificate("root")).unwrap();
    let config = ClientConfig::builder_with_provider(primitives())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    HttpTransport::configured(move |http| http.tls_backend_preconfigured(config.clone()).no_proxy())
}

/// The message about a call to this server, without the name of the operation.
async fn message(base: &str, transport: HttpTransport) -> String {
    let builder = builder().base_url(base).transport(transport);
    let error = get(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Connect, Outcome::NotSent),
        "{error:?}"
    );
    assert!(error.source().is_none(), "its text would be printed twice");
    assert!(error.cause().is_some());
    error.to_string()
}

#[tokio::test]
async fn each_cause_has_a_message_that_says_what_to_do() {
    // Without a proxy: both ways, that of the default and that of a client which was configured.
    let direct = || None;
    let not_tls = Server::raw(|stream| stream.write_all(b"HTTP/1.1 400 Bad\r\n\r\n"));
    let closing = Server::raw(|_| Ok(()));
    let by = |proxy: &str| Some(HttpTransport::with_proxy(proxy).unwrap());
    let proxy = |reply: Reply| by(Server::always(reply).url());
    let no_proxy = closed_url();
    let closed = closed_url();
    let secure = |server: &Server| {
        server
            .url()
            .replace("http://127.0.0.1", "https://localhost")
    };
    let mut seen = Vec::new();
    for (base, transport, expected) in [
        (
            closed.clone(),
            direct(),
            "refused the connection: nothing listens there, or a firewall refuses it",
        ),
        (
            "https://no-such-host.invalid".to_owned(),
            direct(),
            "the name `no-such-host.invalid` cannot be resolved: check the spelling and the DNS of this network",
        ),
        (
            tls_server("expired"),
            Some(trusting_the_root()),
            "the certificate of `localhost` has expired: check the clock of this machine, otherwise the server needs a new one",
        ),
        (
            tls_server("early"),
            Some(trusting_the_root()),
            "the certificate of `localhost` is not valid yet: check the clock of this machine",
        ),
        (
            tls_server("other_name"),
            Some(trusting_the_root()),
            "the certificate of the server is not for `localhost`: check the address",
        ),
        (
            tls_server("good"),
            direct(),
            "the certificate of `localhost` comes from an issuer that this machine does not trust: install the root certificate of its issuer, or set it by `HttpTransport::configured`",
        ),
        (
            secure(&not_tls),
            direct(),
            "`localhost` does not speak TLS: check scheme and port of the address",
        ),
        (
            secure(&closing),
            direct(),
            "closed the connection while it was set up",
        ),
        (
            "https://mini.example".to_owned(),
            proxy(Reply::new(407, "")),
            "the proxy asks for a user and a password, or refuses those that were given",
        ),
        (
            "https://mini.example".to_owned(),
            proxy(Reply::new(503, "")),
            "the proxy does not connect to `mini.example`: ask who runs it, or use none",
        ),
        (
            "https://mini.example".to_owned(),
            by(&no_proxy),
            "the proxy refused the connection: nothing listens there, or a firewall refuses it",
        ),
        (
            "https://mini.example".to_owned(),
            by("http://no-such-proxy.invalid:1"),
            "the name of the proxy cannot be resolved: check the spelling and the DNS of this network",
        ),
    ] {
        let text = match transport {
            Some(transport) => message(&base, transport).await,
            None => {
                let configured = HttpTransport::configured(|http| http.no_proxy());
                let text = message(&base, configured).await;
                assert_eq!(message(&base, HttpTransport::new()).await, text);
                text
            }
        };
        let start = "raw: cannot connect to the server: ";
        assert!(
            text.starts_with(start) && text.ends_with(expected),
            "{text}"
        );
        assert!(!seen.contains(&text), "{text}");
        seen.push(text);
    }
    let server = closed.strip_prefix("http://").unwrap();
    assert!(seen[0].contains(&format!("`{server}`")), "{}", seen[0]);
    // With the right root, the good certificate is accepted.
    let good = builder()
        .base_url(tls_server("good"))
        .transport(trusting_the_root());
    assert_eq!(get(&good.build().unwrap()).await.unwrap().text(), "noon");
}
