//! URLs that are sent byte for byte as they were signed.
//!
//! HTTP libraries parse a URL as browsers do and send the result: they escape characters, resolve `.` and `..`, turn `\` into `/`, drop
//! tabs, default ports and what follows a `#`. After signing, each of these changes produces a request that was never signed. A URL is
//! therefore accepted only if parsing it changes nothing (WHATWG URL, RFC 3986). This is decided here from its bytes, for every transport;
//! [`crate::HttpTransport`] also compares it with what its library parsed.

use crate::value::scan;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Checks that a complete URL is sent unchanged.
///
/// # Errors
/// What would change, and how to avoid it. Of the URL only one character is shown: queries may contain keys.
pub(crate) fn check(address: &str) -> Result<(), String> {
    let target = check_authority(address)?;
    if !target.starts_with('/') {
        return Err(
            "the path is empty, so `/` would be sent: let the section's `path` begin with `/`"
                .to_owned(),
        );
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    check_path(path)?;
    query.map_or(Ok(()), check_query)
}

/// Checks that a text is received unchanged as the value of a header. Libraries refuse control characters and send non-ASCII characters as
/// bytes without a defined encoding, and receivers remove white space at both ends.
///
/// # Errors
/// What would not be received as it was signed.
pub fn check_header_value(text: &str) -> Result<(), &'static str> {
    if !scan::all(text.as_bytes(), scan::is_printable) {
        return Err(match text.chars().any(char::is_control) {
            true => "it contains a control character",
            false => {
                "it contains a character outside ASCII: encode it with `| rfc3986` or `| base64`"
            }
        });
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err("it begins or ends with a space, which would be removed on the way");
    }
    Ok(())
}

/// Headers that define where a request goes and where it ends.
const FRAMING: [&str; 3] = ["Host", "Content-Length", "Transfer-Encoding"];

/// Whether only the transport may set a header: a second one could turn one request into two.
#[must_use]
pub fn is_framing_header(name: &str) -> bool {
    FRAMING.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Checks that a header is sent unchanged, and that a plan may set it.
pub(crate) fn check_header(name: &str, value: &str) -> Result<(), String> {
    if is_framing_header(name) {
        return Err(format!(
            "the header `{name}` is set by the transport: no step and no parameter may set it"
        ));
    }
    check_header_value(value).map_err(|why| format!("the value of the header `{name}`: {why}"))
}

/// Checks that a base URL is sent unchanged: scheme, host, an optional port, an optional start of a path.
///
/// # Errors
/// What would change, and how to avoid it.
pub fn check_base(base: &str) -> Result<(), String> {
    let path = check_authority(base)?;
    if path.contains(['?', '#']) {
        return Err("it contains a query or a fragment: use a step to set the query".to_owned());
    }
    check_path(path)
}

/// Checks that a piece of a path in a spec is sent unchanged. Braces are allowed: steps replace them.
///
/// # Errors
/// What would change.
#[doc(hidden)]
pub fn check_path_piece(piece: &str) -> Result<(), String> {
    let plain = piece.replace(['{', '}'], "");
    match first_changed_in_path(&plain) {
        Some((_, '?')) => Err("it contains a `?`: use a step to set the query".to_owned()),
        Some((_, c)) => Err(format!(
            "it contains {}, which would be changed before it is sent",
            describe_char(c)
        )),
        None if has_dot_segment(piece) => Err("it contains a segment `.` or `..`".to_owned()),
        None => Ok(()),
    }
}

/// Whether a path after a base URL stays on the host of that base: it starts with `/`, or it continues the path of the base.
pub(crate) fn stays_on_host(base: &str, path: &str) -> bool {
    path.is_empty() || path.starts_with('/') || {
        let behind = base.split_once("://").map_or(base, |(_, behind)| behind);
        behind.contains('/')
    }
}

/// Whether a path has a segment that is `.` or `..`, percent-encoded or not.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    path.split('/').any(is_dots)
}

/// `.` or `..`, percent-encoded or not.
pub(crate) fn is_dots(segment: &str) -> bool {
    let (mut rest, mut dots) = (segment, 0);
    while !rest.is_empty() {
        let dot = [".", "%2e", "%2E"]
            .iter()
            .find_map(|dot| rest.strip_prefix(dot));
        match dot {
            Some(behind) if dots < 2 => rest = behind,
            _ => return false,
        }
        dots += 1;
    }
    dots > 0
}

/// The first character that would not be sent unchanged in a path, and its byte offset.
pub(crate) fn first_changed_in_path(path: &str) -> Option<(usize, char)> {
    first_changed(path, is_path_byte)
}

/// A character as messages name it.
pub(crate) fn describe_char(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '`' => "a backtick".to_owned(),
        c if c.is_control() => format!("the control character U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

/// Checks scheme, host and port. Returns what follows them.
fn check_authority(address: &str) -> Result<&str, String> {
    let reject = |why: &str| Err(format!("{why}, and would be changed before it is sent"));
    let Some((scheme, rest)) = address.split_once("://") else {
        return Err("the address has no scheme: write `https://`".to_owned());
    };
    let default_port = match scheme {
        "https" | "wss" => "443",
        "http" | "ws" => "80",
        _ => {
            return Err(
                "the scheme must be `https`, `http`, `wss` or `ws`, in lower case".to_owned(),
            );
        }
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(
            "it contains a user or password (`@`): these are credentials, not part of the address"
                .to_owned(),
        );
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(inside) => {
            let Some((ip, port)) = inside.split_once(']') else {
                return reject("the host has a `[` without `]`");
            };
            let written = ip.parse::<Ipv6Addr>().map(|ip| ip.to_string());
            if written.as_deref() != Ok(ip) || ip.contains('.') {
                return reject("the IPv6 address is not in its shortest form");
            }
            ("", port)
        }
        None => match authority.find(':') {
            Some(colon) => authority.split_at_checked(colon).unwrap_or((authority, "")),
            None => (authority, ""),
        },
    };
    if !authority.starts_with('[') {
        if host.is_empty() {
            return Err("the address has no host".to_owned());
        }
        if host.bytes().any(|b| b.is_ascii_uppercase()) {
            return reject("the host contains capital letters");
        }
        if !host
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
        {
            return reject(
                "the host contains characters other than letters, digits, `-`, `.` and `_`",
            );
        }
        if ends_in_number(host)
            && host.parse::<Ipv4Addr>().map(|ip| ip.to_string()).as_deref() != Ok(host)
        {
            return reject(
                "the host ends in a number, but is not an IPv4 address of four decimals",
            );
        }
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(behind),
        Some(digits) if digits == default_port => {
            reject("the port is the default port of the scheme")
        }
        Some(digits)
            if digits
                .parse::<u16>()
                .is_ok_and(|port| port.to_string() == digits) =>
        {
            Ok(behind)
        }
        _ => reject("the port is not a number from 0 to 65535 without leading zeros"),
    }
}

/// Whether browsers parse a host as an IPv4 address: its last label is a number, decimal or not.
fn ends_in_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x");
    (!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
        || hex.is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn check_path(path: &str) -> Result<(), String> {
    if let Some(found) = first_changed_in_path(path) {
        return Err(changed("path", found)
            + "; escape it before it is signed: with `path_encode: segment` for values, or with `| rfc3986(keep=\"/\")` in a `path` step");
    }
    if has_dot_segment(path) {
        return Err("the path contains a segment `.` or `..`, which would be resolved before it is sent: write the resolved path".to_owned());
    }
    Ok(())
}

fn check_query(query: &str) -> Result<(), String> {
    match first_changed(query, is_query_byte) {
        None => Ok(()),
        Some(found) => Err(changed("query", found)
            + "; let the encoder escape it before it is signed: use `encode: rfc3986` without this character in `keep`; or, with `raw`, pass values that are already escaped"),
    }
}

/// What a character would be changed to.
fn changed(of: &str, (at, c): (usize, char)) -> String {
    let becomes = match c {
        '#' => "end the address there".to_owned(),
        '\t' | '\n' | '\r' => "be removed".to_owned(),
        '\\' if of == "path" => "be sent as `/`".to_owned(),
        c => {
            let mut escaped = String::new();
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a `String` cannot fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
            format!("be sent as `{escaped}`")
        }
    };
    format!(
        "the {of} contains {} at byte {}, which was signed as it is, but would {becomes}",
        describe_char(c),
        at + 1
    )
}

fn first_changed(text: &str, fits: impl Fn(u8) -> bool + Copy) -> Option<(usize, char)> {
    if scan::all(text.as_bytes(), fits) {
        return None;
    }
    text.char_indices()
        .find(|(_, c)| !u8::try_from(*c).is_ok_and(|byte| byte.is_ascii() && fits(byte)))
}

/// Bytes that are sent unchanged in a path.
#[inline]
fn is_path_byte(byte: u8) -> bool {
    is_query_byte(byte)
        & (byte != b'?')
        & (byte != b'`')
        & (byte != b'{')
        & (byte != b'}')
        & (byte != b'\\')
        & (byte != b'^')
        | (byte == b'\'')
}

/// Bytes that are sent unchanged in a query.
#[inline]
fn is_query_byte(byte: u8) -> bool {
    (0x21..0x7f).contains(&byte)
        & (byte != b'"')
        & (byte != b'#')
        & (byte != b'\'')
        & (byte != b'<')
        & (byte != b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIT: &[&str] = &[
        "https://a.example/",
        "https://a.example/x/y.z/.well-known/...?a=b&c[]=%zz|{}^`\\",
        "http://127.0.0.1:8080/a;b=c,d/e'f(g)!*$&+:@~_-/|[]?",
        "http://localhost:1/%2F%2e%2ex",
        "https://[2001:db8::1]:8443/",
        "https://a_b.example:80//x//",
        "wss://a.example/v2/ws",
    ];

    const CHANGED: &[&str] = &[
        "https://a.example",
        "https://a.example?x",
        "https://A.example/",
        "https://a.example:443/",
        "http://a.example:80/",
        "https://a.example:08443/",
        "https://a.example:/",
        "https://a.example:70000/",
        "https://user@a.example/",
        "https://münchen.example/",
        "https://a%2eb.example/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://1/",
        "https://[2001:DB8::1]/",
        "https://[2001:db8:0::1]/",
        "https://[::ffff:1.2.3.4]/",
        "https://a.example\\b/",
        "https:/a.example/",
        "HTTPS://a.example/",
        "https://a.example/a\\b",
        "https://a.example/a b",
        "https://a.example/é",
        "https://a.example/\"",
        "https://a.example/<",
        "https://a.example/>",
        "https://a.example/`",
        "https://a.example/{a}",
        "https://a.example/a#b",
        "https://a.example/a\tb",
        "https://a.example/a/./b",
        "https://a.example/a/../b",
        "https://a.example/a/%2e%2E/b",
        "https://a.example/a/.%2e",
        "https://a.example/a?b c",
        "https://a.example/a?é",
        "https://a.example/a?'",
        "https://a.example/a?\"",
        "https://a.example/a?<",
        "https://a.example/a?b#c",
        "https://a.example/a?b\nc",
        "https://a.example/a?\u{7f}",
    ];

    #[test]
    fn what_would_change_is_refused() {
        for address in FIT {
            assert_eq!(check(address), Ok(()), "{address}");
        }
        for address in CHANGED {
            assert!(check(address).is_err(), "{address}");
        }
    }

    /// The library of the default transport is the reference.
    #[cfg(feature = "http")]
    mod beside_the_library {
        use super::super::*;
        use super::{CHANGED, FIT};
        use proptest::prelude::*;
        use reqwest::Url;

        fn stays(address: &str) -> bool {
            Url::parse(address).is_ok_and(|url| url.as_str() == address)
        }

        #[test]
        fn the_library_agrees() {
            for address in FIT {
                assert!(stays(address), "{address}");
            }
            for address in CHANGED {
                // Fragments and user information are kept in the URL and not sent.
                assert!(!stays(address) || address.contains(['#', '@']), "{address}");
            }
        }

        proptest! {
            #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn what_is_accepted_stays(
                host in prop_oneof!["[a-z0-9.:_%\\[\\]x-]{1,12}", "([0-9]{1,3}\\.){1,3}[0-9a-fx]{1,4}", "\\[[0-9a-f:]{2,12}\\](:[0-9]{1,5})?"],
                path in prop_oneof![any::<String>(), "[ -~]{0,24}", "(/|\\.|%2e|%2E|a|\\\\|:){0,8}"],
                query in prop::option::of(prop_oneof![any::<String>(), "[ -~]{0,24}"]),
            ) {
                let query = query.map_or(String::new(), |query| format!("?{query}"));
                let address = format!("https://{host}/{path}{query}");
                if check(&address).is_ok() {
                    prop_assert!(stays(&address), "{address} would be sent as {:?}", Url::parse(&address).map(String::from));
                }
            }

            #[test]
            fn no_more_is_refused_than_needed(path in "[ -~é\\t]{0,12}", query in "[ -~é\\t]{0,12}") {
                let address = format!("https://a.example/{path}?{query}");
                // The URL standard escapes `^` in a path, but not every version of the library does; a fragment is not sent.
                if stays(&address) && !path.contains('^') && !address.contains('#') {
                    prop_assert_eq!(check(&address), Ok(()));
                }
            }
        }
    }

    #[test]
    fn a_base_is_scheme_host_and_prefix() {
        for base in [
            "https://api.example.com",
            "https://api.example.com/",
            "https://api.example.com:8443/a/b.c/%20",
            "http://127.0.0.1:1",
            "http://[::1]:1/x",
            "wss://ws.example.com/v2",
            "https://api.example.com/..a/a..",
        ] {
            assert_eq!(check_base(base), Ok(()), "{base}");
        }
        for base in [
            "",
            "api.example.com",
            "ftp://a.example",
            "HTTPS://a.example",
            "https://a.example/#",
            "https://a.example#x",
            "https://a.example/v1?k=v",
            "https://a.example?",
            "https://?k=v",
            "https://a.example/#?x",
            "https://a.example/ b",
            "https://a.example\n",
            "https://a.exämple",
            "https://a.example\\b",
            "https://a.example/{x}",
            "https://",
            "https:///v1",
            "https://:80/v1",
            "https://user:pw@a.example",
            "https://a.example/../b",
            "https://a.example/b/..",
            "https://a.example/%2E%2e/b",
            "https://a.example/./b",
        ] {
            assert!(check_base(base).is_err(), "{base}");
        }
    }
}
