//! What an address can be that calls begin with: scheme, host and a path prefix, which travel as they stand.

/// Schemes of bases. A login over a socket is signed by a plan like any call.
const SCHEMES: [&str; 4] = ["https://", "http://", "wss://", "ws://"];

/// What is wrong with a base, without the base itself; `None`: nothing.
///
/// The path of a call is put right behind it, so whatever ends an address early (a query, a fragment), or would be written in
/// another way when it is sent, is refused before anything is signed.
#[doc(hidden)]
#[must_use]
pub fn base_fault(base: &str) -> Option<&'static str> {
    let Some(rest) = SCHEMES.iter().find_map(|scheme| base.strip_prefix(scheme)) else {
        return Some("it does not begin with `https://`");
    };
    if base.contains('#') {
        return Some("it has a fragment (`#`): what follows would never be sent");
    }
    if base.contains('?') {
        return Some("it has a query (`?`): the path of a call would end up in it");
    }
    if base.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("it has white space or a control character");
    }
    if !base.is_ascii() {
        return Some(
            "it has a character that is not ASCII: write a host as `xn--…` and a path with `%`",
        );
    }
    if base.contains(['\\', '"', '<', '>', '^', '`', '{', '|', '}']) {
        return Some("it has a character that cannot stand in an address: write it with `%`");
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || host.starts_with(':') {
        return Some("it names no host");
    }
    if host.contains('@') {
        return Some(
            "it has a user or password (`@`): these are credentials, not part of the base",
        );
    }
    if path.split('/').any(climbs) {
        return Some("its path has a segment `.` or `..`, which is resolved before it is sent");
    }
    None
}

/// Whether a segment of a path is `.` or `..`, however it is written.
fn climbs(segment: &str) -> bool {
    let dots = segment.to_ascii_lowercase().replace("%2e", ".");
    dots == "." || dots == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(base_fault(base), None, "{base}");
        }
    }

    #[test]
    fn what_else_is_in_it_is_named() {
        for (base, word) in [
            ("", "begin"),
            ("api.example.com", "begin"),
            ("ftp://a.example", "begin"),
            ("HTTPS://a.example", "begin"),
            ("https://a.example/#", "fragment"),
            ("https://a.example#x", "fragment"),
            ("https://a.example/v1?k=v", "query"),
            ("https://a.example?", "query"),
            ("https://?k=v", "query"),
            ("https://a.example/#?x", "fragment"),
            ("https://a.example/ b", "white space"),
            ("https://a.example\n", "white space"),
            ("https://a.exämple", "ASCII"),
            ("https://a.example\\b", "cannot stand"),
            ("https://a.example/{x}", "cannot stand"),
            ("https://", "no host"),
            ("https:///v1", "no host"),
            ("https://:80/v1", "no host"),
            ("https://user:pw@a.example", "password"),
            ("https://a.example/../b", "`..`"),
            ("https://a.example/b/..", "`..`"),
            ("https://a.example/%2E%2e/b", "`..`"),
            ("https://a.example/./b", "`..`"),
        ] {
            let fault = base_fault(base);
            assert!(
                fault.is_some_and(|fault| fault.contains(word)),
                "{base}: {fault:?}"
            );
        }
    }
}
