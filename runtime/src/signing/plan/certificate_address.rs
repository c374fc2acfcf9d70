//! The addresses of certificates that a spec allows: `https://sns.{region}.amazonaws.com/`.
//!
//! The address comes from a delivery that nobody has verified yet. So it is compared byte by byte with a grammar that has one way to write each
//! address: no parser of URLs takes part, whose view of it could differ from that of the transport.

/// Maximum length of an address.
const MAX_ADDRESS: usize = 512;

/// Maximum length of a label of a host (RFC 1035).
const MAX_LABEL: usize = 63;

/// Labels that follow a free one at least, so that the pattern stays within one domain.
const FIXED_AFTER_FREE: usize = 2;

/// Why a text is not a pattern of addresses; `Ok`: it is one.
///
/// # Errors
/// The pattern allows more than one form of an address, or hosts of other owners.
pub fn check_pattern(pattern: &str) -> Result<(), &'static str> {
    let (host, path) = parts(pattern).ok_or("it must begin with `https://HOST/`")?;
    let labels: Vec<&str> = host.split('.').collect();
    let free = labels.iter().position(|label| is_free(label));
    let after = free.map_or(labels.len(), |at| labels.len() - at - 1);
    if after < FIXED_AFTER_FREE {
        return Err("the host needs two fixed labels at its end, such as `amazonaws.com`");
    }
    let mut fixed = labels
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != free);
    if !fixed.all(|(_, label)| is_label(label)) {
        return Err(
            "the host must consist of labels of lowercase letters, digits and `-`, of which one may be free, `{region}`",
        );
    }
    if host
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return Err("the host must be a name, not an IP address");
    }
    match path.strip_suffix('/') {
        Some("") => Ok(()),
        Some(path) if segments(path.strip_prefix('/').unwrap_or(path)) => Ok(()),
        Some(_) => {
            Err("the path must consist of letters, digits, `-`, `_`, `.` and `~` between slashes")
        }
        None => Err("the path must end with `/`, so that it is a folder"),
    }
}

/// Whether an address is one that the pattern allows.
#[must_use]
pub fn allows(pattern: &str, address: &str) -> bool {
    let (Some((host, folder)), Some((found, path)), true) =
        (parts(pattern), parts(address), address.len() <= MAX_ADDRESS)
    else {
        return false;
    };
    let mut found = found.split('.');
    let same_host = host.split('.').all(|label| {
        found.next().is_some_and(|found| match is_free(label) {
            true => is_label(found),
            false => found == label,
        })
    }) && found.next().is_none();
    same_host && path.strip_prefix(folder).is_some_and(segments)
}

/// Host and path; the path begins with `/`.
fn parts(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https://")?;
    rest.find('/').map(|at| rest.split_at(at))
}

/// `{region}`
fn is_free(label: &str) -> bool {
    let name = label
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let in_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(in_name))
}

/// A label in the only way to write it; `xn--…` is another way to write one that is not ASCII.
fn is_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let edges = label.starts_with('-') || label.ends_with('-');
    let other = edges || label.starts_with("xn--");
    (1..=MAX_LABEL).contains(&label.len()) && label.bytes().all(plain) && !other
}

/// Whether a path after its first `/` consists of plain segments, none of them empty or only dots.
fn segments(path: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    path.split('/').all(|segment| {
        let dots = segment.bytes().all(|byte| byte == b'.');
        !dots && segment.bytes().all(plain)
    })
}
