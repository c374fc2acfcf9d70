//! Why there is no connection, in the words of the person who has to do something about it.

use super::safety::host_and_port;
use rustls::CertificateError as Certificate;
use std::error::Error as StdError;
use std::io::{self, ErrorKind as Io};

/// The root cause of a failed connection, and what to do about it.
pub(super) fn of_connecting(error: &(dyn StdError + 'static), server: &str) -> String {
    let causes = Causes::of(error);
    // The library has no types for these two; its texts are held by tests.
    let says = |text: &str| causes.texts.iter().any(|cause| cause.contains(text));
    let by_proxy = says("tunnel");
    let host = host_and_port(server).map_or(server, |(host, _)| host);
    if says("proxy authorization required") {
        return "the proxy asks for a user and a password, or refuses those that were given"
            .to_owned();
    }
    if by_proxy && says("unsuccessful") {
        return format!("the proxy does not connect to `{server}`: ask who runs it, or use none");
    }
    if says("dns error") {
        let name = match by_proxy {
            true => "the name of the proxy".to_owned(),
            false => format!("the name `{host}`"),
        };
        return format!(
            "{name} cannot be resolved: check the spelling and the DNS of this network"
        );
    }
    if let Some(tls) = causes.tls {
        return of_tls(tls, host);
    }
    let whom = match by_proxy {
        true => "the proxy".to_owned(),
        false => format!("`{server}`"),
    };
    match causes.io {
        Some(Io::ConnectionRefused) => format!(
            "{whom} refused the connection: nothing listens there, or a firewall refuses it"
        ),
        Some(Io::NetworkUnreachable | Io::HostUnreachable) => {
            format!("{whom} cannot be reached: check the network of this machine")
        }
        Some(Io::ConnectionReset | Io::ConnectionAborted | Io::UnexpectedEof) => {
            format!("{whom} closed the connection while it was set up")
        }
        _ => causes.texts.last().cloned().unwrap_or_default(),
    }
}

fn of_tls(error: &rustls::Error, host: &str) -> String {
    let certificate = match error {
        rustls::Error::InvalidCertificate(certificate) => certificate,
        rustls::Error::InvalidMessage(_) => {
            return format!("`{host}` does not speak TLS: check scheme and port of the address");
        }
        other => return format!("TLS with `{host}` failed: {other}"),
    };
    match certificate {
        Certificate::Expired | Certificate::ExpiredContext { .. } => format!(
            "the certificate of `{host}` has expired: check the clock of this machine, otherwise the server needs a new one"
        ),
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            format!("the certificate of `{host}` is not valid yet: check the clock of this machine")
        }
        Certificate::UnknownIssuer => format!(
            "the certificate of `{host}` comes from an issuer that this machine does not trust: install the root certificate of its issuer, or set it by `HttpTransport::configured`"
        ),
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            format!("the certificate of the server is not for `{host}`: check the address")
        }
        Certificate::Revoked => format!("the certificate of `{host}` was revoked"),
        other => format!("the certificate of `{host}` is not accepted: {other}"),
    }
}

/// What an error and its causes say.
struct Causes<'a> {
    /// The text of each that says something of its own.
    texts: Vec<String>,
    io: Option<Io>,
    tls: Option<&'a rustls::Error>,
}

impl<'a> Causes<'a> {
    fn of(error: &'a (dyn StdError + 'static)) -> Self {
        let mut causes = Self {
            texts: Vec::new(),
            io: None,
            tls: None,
        };
        let mut next = Some(error);
        while let Some(cause) = next {
            causes.texts.push(cause.to_string());
            causes.tls = causes.tls.or(cause.downcast_ref());
            next = cause.source();
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                causes.io = Some(io.kind());
                // Its `source` is the cause of what it holds.
                next = io.get_ref().map(|held| held as _);
            }
        }
        causes
    }
}
