//! Where signed requests may be sent.

/// Checks that `url` is HTTPS, or HTTP to this machine: signed requests are never sent unencrypted over a network.
///
/// # Errors
/// What is wrong with the URL, without the URL itself.
pub(crate) fn check_url(url: &str) -> Result<(), &'static str> {
    let (secure, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => {
            return Err("the address must begin with https:// (or http://, for this machine only)");
        }
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains(['@', '\\'])
        || authority.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        return Err("the address must consist of a host and an optional port");
    }
    let host = host_of(authority).ok_or("the address has no host, or its port is not valid")?;
    if secure || is_loopback(host) {
        Ok(())
    } else {
        Err("plain HTTP is allowed only to this machine: use https://")
    }
}

/// The host of `host:port`, if both are well formed.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => match authority.find(':') {
            Some(colon) => authority.split_at(colon),
            None => (authority, ""),
        },
    };
    let port_is_fine = match port.strip_prefix(':') {
        Some(digits) => digits.parse::<u16>().is_ok(),
        None => port.is_empty(),
    };
    (!host.is_empty() && port_is_fine).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_to_this_machine() {
        for url in [
            "https://a.example/x",
            "https://1.2.3.4:8443",
            "http://localhost/",
            "http://LOCALHOST:80",
            "http://127.0.0.1:1/a?b",
            "http://127.9.9.9",
            "http://[::1]:8080/",
            "https://[2001:db8::1]/",
        ] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
        for url in [
            "http://a.example",
            "http://10.0.0.1",
            "http://[2001:db8::1]/",
            "ftp://localhost",
            "localhost",
            "https://",
            "http://",
            "http://localhost@evil.example/",
            "http://localhost:80@evil.example/",
            "http://localhost:x/",
            "http://localhost:80:80/",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://[::1",
            "http://localhost\\@evil.example",
            "https://a b/",
            "http://0x7f000001.example/",
            "HTTP://localhost",
        ] {
            assert!(check_url(url).is_err(), "{url}");
        }
    }
}
