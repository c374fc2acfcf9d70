//! Where signed requests may be sent.

/// Checks that `url` is HTTPS, or HTTP to this machine: signed requests are never sent unencrypted over a network.
///
/// # Errors
/// What is wrong with the URL, without the URL itself.
pub(crate) fn check_url(url: &str) -> Result<(), &'static str> {
    PlainHttp::default().check(url)
}

/// The hosts beside this machine that plain HTTP may be sent to.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainHttp(Vec<String>);

impl PlainHttp {
    /// Allows a host: its name or its address, without a scheme or a port.
    ///
    /// # Errors
    /// It is not a host.
    pub(crate) fn allow(&mut self, host: &str) -> Result<(), &'static str> {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let is_address = bare.parse::<std::net::Ipv6Addr>().is_ok();
        let is_name =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') || !c.is_ascii();
        if is_address || (!host.is_empty() && host.chars().all(is_name)) {
            self.0.push(bare.to_ascii_lowercase());
            return Ok(());
        }
        Err("expected the name or address of a host, without scheme, port or path")
    }

    /// Checks that `url` is HTTPS, or HTTP to this machine or to one of these hosts.
    ///
    /// # Errors
    /// What is wrong with the URL, without the URL itself.
    pub(crate) fn check(&self, url: &str) -> Result<(), &'static str> {
        let address = check_address(url)?;
        let named = || {
            self.0
                .iter()
                .any(|known| known.eq_ignore_ascii_case(address.host))
        };
        match address.secure || is_loopback(address.host) || named() {
            true => Ok(()),
            false => Err(
                "plain HTTP is allowed only to this machine: use https://, or name the host in `allow_plain_http` if it is in a test network",
            ),
        }
    }

    /// Whether hosts beside this machine are allowed.
    pub(crate) fn is_used(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Where a URL leads to.
pub(crate) struct Address<'a> {
    /// Whether it is HTTPS.
    pub(crate) secure: bool,
    /// Without the brackets of an IPv6 address.
    pub(crate) host: &'a str,
}

/// The scheme and the host of a URL, if they are well formed.
///
/// # Errors
/// What is wrong with the URL, without the URL itself.
pub(crate) fn check_address(url: &str) -> Result<Address<'_>, &'static str> {
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
    let (host, _) =
        host_and_port(authority).ok_or("the address has no host, or its port is not valid")?;
    Ok(Address { secure, host })
}

/// The host and the port of `host:port`, if both are well formed. The host has no brackets; without a port, it is that of the scheme.
pub(crate) fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, behind) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => {
            let colon = authority.find(':').unwrap_or(authority.len());
            authority.split_at_checked(colon)?
        }
    };
    let port = match behind.strip_prefix(':') {
        Some(digits) => Some(digits.parse().ok()?),
        None if behind.is_empty() => None,
        None => return None,
    };
    (!host.is_empty()).then_some((host, port))
}

/// Whether an address is one of plain HTTP on this machine, without a user name: the one kind of address to which a mock provider sends.
#[must_use]
pub fn is_local_http(url: &str) -> bool {
    check_address(url).is_ok_and(|address| !address.secure && is_loopback(address.host))
}

/// Whether a host is this machine. An IPv6 address may have its brackets.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_no_brackets_and_a_port_is_a_number() {
        for (authority, expected) in [
            ("a.example", Some(("a.example", None))),
            ("a.example:8443", Some(("a.example", Some(8443)))),
            ("127.0.0.1:1", Some(("127.0.0.1", Some(1)))),
            ("[::1]", Some(("::1", None))),
            ("[2001:db8::1]:443", Some(("2001:db8::1", Some(443)))),
            ("", None),
            (":80", None),
            ("[]:80", None),
            ("[::1", None),
            ("[::1]80", None),
            ("::1", None),
            ("a.example:", None),
            ("a.example:65536", None),
            ("a.example:1:2", None),
        ] {
            assert_eq!(host_and_port(authority), expected, "{authority}");
        }
    }

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

    #[test]
    fn plain_http_goes_to_the_hosts_that_are_named() {
        let mut plain = PlainHttp::default();
        for host in ["Provider.Test", "10.0.0.7", "2001:db8::1", "[2001:db8::2]"] {
            assert_eq!(plain.allow(host), Ok(()), "{host}");
        }
        for url in [
            "http://provider.test:8080/x",
            "http://PROVIDER.test",
            "http://10.0.0.7/",
            "http://[2001:db8::1]:1/",
            "http://[2001:db8::2]",
            "http://localhost",
            "https://a.example",
        ] {
            assert_eq!(plain.check(url), Ok(()), "{url}");
        }
        for url in [
            "http://provider.test.evil.example",
            "http://sub.provider.test",
            "http://10.0.0.70",
            "http://provider.test@evil.example",
            "ftp://provider.test",
        ] {
            assert!(plain.check(url).is_err(), "{url}");
        }
        for host in [
            "", "http://a", "a:80", "a/b", "a b", "a@b", "*", "a?", "[::1]:80", "::1/x",
        ] {
            assert!(plain.allow(host).is_err(), "{host}");
        }
    }
}
