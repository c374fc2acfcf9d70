//! Names of the spec as Rust names: every name in generated code is made here, and nowhere else.
//!
//! Conflicts within a scope are reported by `lower`, which knows their positions in the spec.

use heck::{ToPascalCase, ToSnakeCase};

/// Rust keywords that can be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that cannot be raw identifiers.
const UNUSABLE: &[&str] = &["self", "super", "crate", "_"];

/// Names that generated modules use for other things, so that a type of a spec cannot have them.
pub const RESERVED_TYPES: &[&str] = &[
    "Amount",
    "Box",
    "Builder",
    "Client",
    "Core",
    "Credentials",
    "Environment",
    "Error",
    "ErrorKind",
    "Err",
    "From",
    "Into",
    "Json",
    "Map",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Outcome",
    "Pages",
    "RawResponse",
    "Result",
    "Secret",
    "Self",
    "Settings",
    "Some",
    "String",
    "Timestamp",
    "Vec",
    "Verified",
    "Wire",
];

/// Methods of every client.
pub const RESERVED_METHODS: &[&str] = &["new", "builder", "raw", "sync_clock"];

/// The method of a client that fetches the keys of webhooks, if one of them has an address of keys.
pub const FETCH_KEYS: &str = "fetch_keys";

/// The method of a client that fetches the key that a delivery names, if a webhook gets its keys one by one.
pub const FETCH_KEY: &str = "fetch_key";

/// The method of a client that fetches the certificate that a delivery names, if a webhook gets its keys from certificates.
pub const FETCH_CERTIFICATE: &str = "fetch_certificate";

/// The function of a client that reads what errors carry; with the name of an envelope, that of its errors.
#[must_use]
pub fn error_data(envelope: Option<&str>) -> String {
    match envelope.and_then(snake) {
        Some(envelope) => format!("error_data_{}", envelope.trim_start_matches("r#")),
        None => "error_data".to_owned(),
    }
}

/// Associated functions of builders: a setter cannot have such a name.
pub const RESERVED_SETTERS: &[&str] = &["new"];

/// The method that sets an optional member to `null`.
#[must_use]
pub fn clear(rust_name: &str) -> String {
    format!("clear_{}", bare(rust_name))
}

/// The variant of an open enum for values that the spec does not list.
pub const RESERVED_VARIANTS: &[&str] = &["Unknown"];

/// Variants of the events of every stream.
pub const RESERVED_EVENTS: &[&str] = &["Gap", "Reset", "Unknown"];

/// Names in the module of every stream that a channel cannot have: those variants, and the events themselves.
pub const RESERVED_CHANNELS: &[&str] = &["Event", "Gap", "Reset", "Unknown"];

/// The module that contains streams, the one beside them that contains their plans, and a crate that they name.
pub const RESERVED_STREAMS: &[&str] = &["plans", "specie_runtime", "streams"];

/// The method of a client that begins a stream.
#[must_use]
pub fn stream_method(stream: &str) -> String {
    format!("{}_stream", bare(stream))
}

/// Features, modules and folders of the crate that contains clients, and modules of each client. A provider cannot have such a name.
pub const RESERVED_MODULES: &[&str] = &[
    "base58",
    "bin",
    "blocking",
    "certificates",
    "chrono",
    "compression",
    "decimal",
    "default",
    "ed25519",
    "http",
    "jiff",
    "keccak",
    "lib",
    "macros",
    "main",
    "md5",
    "multipart",
    "p256",
    "providers",
    "redis",
    "requests",
    "rsa",
    "runtime",
    "secp256k1",
    "serde",
    "serde_json",
    "sha1",
    "signing",
    "specie_macros",
    "specie_runtime",
    "stream",
    "streams",
    "testing",
    "time",
    "tracing",
    "types",
    "webhooks",
];

/// Names that a file or folder cannot have on every operating system.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Maximum length of a provider's name: it names a feature, a folder and pages.
const MODULE_LENGTH: usize = 64;

/// The name of a function or field; `None` if nothing in the name can be used in Rust.
#[must_use]
pub fn snake(name: &str) -> Option<String> {
    let snake = name.to_snake_case();
    let first = snake.chars().next()?;
    let name = if first.is_ascii_digit() {
        return None;
    } else if UNUSABLE.contains(&snake.as_str()) {
        format!("{snake}_")
    } else if KEYWORDS.contains(&snake.as_str()) {
        format!("r#{snake}")
    } else {
        snake
    };
    is_identifier(name.trim_start_matches("r#")).then_some(name)
}

/// The name of a type or variant; `None` if nothing in the name can be used in Rust.
#[must_use]
pub fn pascal(name: &str) -> Option<String> {
    let pascal = name.to_pascal_case();
    let pascal = if pascal == "Self" {
        "Self_".into()
    } else {
        pascal
    };
    is_identifier(&pascal).then_some(pascal)
}

/// The name of an enum's value. Where [`pascal`] has none, letters and digits keep their case after a `V`, a symbol between two digits becomes
/// `_`, and symbols at the start and the end are spelled: `1m` is `V1m`, `0.1` is `V0_1`, `-1` is `Minus1`, `>=` is `GreaterEqual`.
#[must_use]
pub fn variant(value: &str) -> Option<String> {
    if let Some(name) = pascal(value) {
        return Some(name);
    }
    if value.is_empty() {
        return Some("Empty".to_owned());
    }
    let inner = value.trim_start_matches(|c| symbol(c).is_some());
    let before = value.get(..value.len() - inner.len())?;
    let inner = inner.trim_end_matches(|c| symbol(c).is_some());
    let after = value.get(before.len() + inner.len()..)?;
    let mut name: String = before.chars().filter_map(symbol).collect();
    if name.is_empty() {
        name.push('V');
    }
    let mut last = ' ';
    let mut after_symbol = false;
    for c in inner.chars() {
        if !c.is_ascii_alphanumeric() {
            symbol(c)?;
            after_symbol = true;
            continue;
        }
        match after_symbol {
            true if last.is_ascii_digit() && c.is_ascii_digit() => name.extend(['_', c]),
            true => name.push(c.to_ascii_uppercase()),
            false => name.push(c),
        }
        (last, after_symbol) = (c, false);
    }
    name.extend(after.chars().filter_map(symbol));
    is_identifier(&name).then_some(name)
}

/// The name of a symbol.
fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "Plus",
        '-' => "Minus",
        '=' => "Equal",
        '<' => "Less",
        '>' => "Greater",
        '!' => "Not",
        '*' => "Star",
        '/' => "Slash",
        '%' => "Percent",
        '.' => "Dot",
        ',' => "Comma",
        ':' => "Colon",
        ';' => "Semicolon",
        '?' => "Question",
        '&' => "And",
        '|' => "Or",
        '#' => "Hash",
        '$' => "Dollar",
        '@' => "At",
        '^' => "Caret",
        '~' => "Tilde",
        '_' => "Underscore",
        '(' => "Open",
        ')' => "Close",
        ' ' => "Space",
        _ => return None,
    })
}

/// The name of a type derived from another: after its owner's name, or before a suffix. It cannot conflict with a keyword.
#[must_use]
pub fn type_part(name: &str) -> Option<String> {
    let pascal = name.to_pascal_case();
    is_identifier(&pascal).then_some(pascal)
}

/// The variant of a group's enum for a field of this name.
#[must_use]
pub fn member_variant(field: &str) -> Option<String> {
    pascal(bare(field))
}

/// The name of a function or field as part of a longer name: without `r#`, and without the `_` that distinguishes it from a keyword.
#[must_use]
pub fn bare(snake: &str) -> &str {
    snake.trim_start_matches("r#").trim_end_matches('_')
}

/// The name of a constant or static.
#[must_use]
pub fn constant(snake: &str) -> String {
    bare(snake).to_ascii_uppercase()
}

/// The method that requests all pages of an operation.
#[must_use]
pub fn pages_method(operation: &str) -> String {
    format!("{}_pages", bare(operation))
}

/// The method that receives the document of an operation in parts.
#[must_use]
pub fn download_method(operation: &str) -> String {
    format!("{}_download", bare(operation))
}

/// The enum of the responses of an operation, or of its variant, by status.
#[must_use]
pub fn response_enum(operation: &str) -> String {
    format!("{}Response", type_part(operation).unwrap_or_default())
}

/// The method that verifies a webhook's deliveries.
#[must_use]
pub fn verify_method(webhook: &str) -> String {
    format!("verify_{}", bare(webhook))
}

/// Whether a text consists of ASCII letters, digits and `_`, and does not begin with a digit.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    is_word(text) && text != "_"
}

/// The same, but `_` alone is accepted: names in the signing language.
pub(crate) fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text is the name of a response header, as locations name it.
pub(crate) fn is_header_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    !text.is_empty() && text.chars().all(is_part)
}

/// Whether a text is a type name as written in a spec: `PascalCase`.
#[must_use]
pub fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a text is a valid provider name: lower-case letters, digits and `_`, beginning with a letter; not a Rust keyword, and not a name
/// that the crate of clients or an operating system reserves.
#[must_use]
pub fn is_module_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && text.len() <= MODULE_LENGTH
        // The compiler warns about it.
        && !text.contains("__")
        && !KEYWORDS.contains(&text)
        && !UNUSABLE.contains(&text)
        && !RESERVED_MODULES.contains(&text)
        && !is_device(text)
}

/// Why a text is not a valid provider name.
#[must_use]
pub fn module_fault(text: &str) -> &'static str {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.chars().all(word) {
        "expected lower-case letters, digits and `_`, beginning with a letter"
    } else if text.contains("__") {
        "expected single `_`"
    } else if text.len() > MODULE_LENGTH {
        "expected at most 64 characters"
    } else if KEYWORDS.contains(&text) || UNUSABLE.contains(&text) {
        "a Rust keyword"
    } else if is_device(text) {
        "a file cannot have this name on Windows"
    } else {
        "the client crate has a feature, module or folder with this name"
    }
}

/// Whether Windows reserves a name for a device.
fn is_device(text: &str) -> bool {
    let numbered = text.strip_prefix("com").or(text.strip_prefix("lpt"));
    let port = numbered.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    DEVICES.contains(&text) || port
}

/// A valid provider name from any text: invalid characters become `_`.
#[must_use]
pub fn module_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let short = name.get(..MODULE_LENGTH - "provider_".len());
    let name = short.unwrap_or(&name).trim_end_matches('_');
    if is_module_name(name) {
        name.to_owned()
    } else {
        let name = format!("provider_{name}");
        name.trim_end_matches('_').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules() {
        let named = |text: &str, name: &str| {
            assert_eq!(module_name(text), name, "{text}");
            assert!(is_module_name(name), "{name}");
        };
        named("Acme-Pay", "acme_pay");
        named("Gate.io", "gate_io");
        named("1inch", "provider_1inch");
        named("type", "provider_type");
        named("../x", "x");
        named("é", "provider");
        named("", "provider");
        for taken in ["lib", "providers", "macros", "bin", "rsa", "con", "com1"] {
            named(taken, &format!("provider_{taken}"));
        }
        named(
            &"long_".repeat(40),
            "long_long_long_long_long_long_long_long_long_long_long",
        );
        for free in ["core", "std", "test", "comet", "client"] {
            named(free, free);
        }
    }

    #[test]
    fn names_made_of_names() {
        assert_eq!(pages_method("self_"), "self_pages");
        assert_eq!(pages_method("r#match"), "match_pages");
        assert_eq!(verify_method("r#type"), "verify_type");
        assert_eq!(constant("r#type"), "TYPE");
        assert_eq!(member_variant("self_").as_deref(), Some("Self_"));
        assert_eq!(member_variant("r#in").as_deref(), Some("In"));
        assert_eq!(type_part("self").as_deref(), Some("Self"));
    }

    #[test]
    fn fields() {
        for (name, expected) in [
            ("amount", "amount"),
            ("serverPublicKey", "server_public_key"),
            ("X-Request-Id", "x_request_id"),
            ("type", "r#type"),
            ("self", "self_"),
            ("tx.id", "tx_id"),
        ] {
            assert_eq!(snake(name).as_deref(), Some(expected));
        }
        for name in ["", "+", "24h", "価格"] {
            assert_eq!(snake(name), None, "{name}");
        }
    }

    #[test]
    fn types() {
        for (name, expected) in [
            ("create_withdrawal", "CreateWithdrawal"),
            ("GET /register", "GetRegister"),
            ("{market}.trades", "MarketTrades"),
            ("STP", "Stp"),
            ("self", "Self_"),
        ] {
            assert_eq!(pascal(name).as_deref(), Some(expected));
        }
        assert_eq!(pascal("24h"), None);
    }

    #[test]
    fn variants() {
        for (value, expected) in [
            ("buy", "Buy"),
            ("stop-limit", "StopLimit"),
            ("1m", "V1m"),
            ("1M", "V1M"),
            ("15min", "V15min"),
            ("0.1", "V0_1"),
            ("2024-01-31", "V2024_01_31"),
            ("24h rolling", "V24hRolling"),
            ("1", "V1"),
            ("01", "V01"),
            ("-1", "Minus1"),
            ("+1", "Plus1"),
            ("100%", "V100Percent"),
            (">", "Greater"),
            (">=", "GreaterEqual"),
            ("!=", "NotEqual"),
            ("*", "Star"),
            ("", "Empty"),
            ("self", "Self_"),
        ] {
            assert_eq!(variant(value).as_deref(), Some(expected), "{value}");
        }
        for value in ["価格", "1€", "\u{7f}"] {
            assert_eq!(variant(value), None, "{value}");
        }
    }

    #[test]
    fn shapes_of_names() {
        assert!(is_type_name("Order2") && !is_type_name("order") && !is_type_name("New_Order"));
        assert!(
            is_module_name("acme_2")
                && !is_module_name("Acme")
                && !is_module_name("type")
                && !is_module_name("2a")
        );
    }
}
