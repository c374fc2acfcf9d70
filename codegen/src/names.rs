//! Names of the spec as names of Rust.

use heck::{ToPascalCase, ToSnakeCase};

/// Words of Rust that can be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that cannot even be raw identifiers.
const UNUSABLE: &[&str] = &["self", "super", "crate", "_"];

/// Names that generated modules use for other things, so that no type of a spec can have them.
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
    "RawAnswer",
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
pub const RESERVED_METHODS: &[&str] = &["new", "builder", "raw"];

/// The name of a function or field; `None` if nothing of the name can stand in Rust.
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

/// The name of a type or variant; `None` if nothing of the name can stand in Rust.
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

/// Whether a text is letters, digits and `_` of ASCII, and begins with a letter or `_`.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(word)
        && text != "_"
}

/// Whether a text is a name of a type as a spec writes it: `PascalCase`.
#[must_use]
pub fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a text is a provider's name: lower-case letters, digits and `_`, with a letter in front.
#[must_use]
pub fn is_module_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&text)
        && !UNUSABLE.contains(&text)
}

/// A provider's name made of any text: what cannot stand in one becomes `_`.
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
    let name = name.trim_end_matches('_');
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
