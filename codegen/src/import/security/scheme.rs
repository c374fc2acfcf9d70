//! One security scheme: what a request carries, and the credential in it.

use crate::characters::{Breaks, hidden};
use crate::import::document::Tree;
use crate::import::operations::is_signing_header;
use crate::import::report::Report;
use crate::import::texts;
use crate::json_pointer::Place;
use crate::names::is_header_name;
use specie_runtime::signing::plan::Data;
use std::collections::BTreeMap;

/// A scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Calls carry nothing.
    None,
    /// A header with a credential, and its prefix.
    Header {
        name: String,
        credential: String,
        prefix: String,
    },
    Query {
        name: String,
        credential: String,
    },
    Cookie {
        name: String,
        credential: String,
    },
    Basic,
    /// Something that is computed, such as a signature.
    Computed(String),
    /// Nothing that a request carries, or nothing that is known.
    Other(String),
}

impl Scheme {
    /// Under which name it is sent, and the credential.
    pub(super) fn credential(&mut self) -> Option<(String, &mut String)> {
        match self {
            Self::Header {
                name, credential, ..
            }
            | Self::Query { name, credential }
            | Self::Cookie { name, credential } => Some((name.clone(), credential)),
            Self::None | Self::Basic | Self::Computed(_) | Self::Other(_) => None,
        }
    }

    /// The scheme that a node of the document describes.
    pub(super) fn read(name: &str, node: &Data, place: &Place<'_>, report: &mut Report) -> Self {
        let kind = node.text("type").unwrap_or_default().to_ascii_lowercase();
        let word = node.text("scheme").unwrap_or_default().to_ascii_lowercase();
        match (kind.as_str(), word.as_str()) {
            ("basic", _) | ("http", "basic") => Self::Basic,
            ("http", "bearer") | ("oauth2" | "openidconnect", _) => {
                if kind != "http" {
                    report.note(
                        place,
                        format!("`{name}` is OAuth, whose tokens a spec does not get by itself"),
                        "a credential with the token, sent as a bearer token",
                    );
                }
                Self::Header {
                    name: "Authorization".to_owned(),
                    credential: "token".to_owned(),
                    prefix: "Bearer".to_owned(),
                }
            }
            ("apikey", _) => api_key(name, node, place, report),
            ("http", "none") => Self::None,
            ("http", "") => Self::Other(format!("`{name}`")),
            _ => {
                report.note(
                    place,
                    format!("a security scheme of the type `{kind}` `{word}`"),
                    "the plan is a placeholder",
                );
                Self::Other(format!(
                    "`{name}` ({})",
                    texts::heading(&format!("{kind} {word}"))
                ))
            }
        }
    }
}

/// A name for the credential of a scheme that no other scheme has.
pub(super) fn own_name(scheme: &str, taken: &BTreeMap<String, String>) -> String {
    let name = crate::names::snake(scheme).unwrap_or_else(|| "api_key".to_owned());
    let base = format!("{}_credential", crate::names::bare(&name));
    let mut name = base.clone();
    let mut number = 1_usize;
    while taken.contains_key(&name) {
        number += 1;
        name = format!("{base}_{number}");
    }
    name
}

fn api_key(scheme: &str, node: &Data, place: &Place<'_>, report: &mut Report) -> Scheme {
    let Some(name) = node.text("name").filter(|name| !name.is_empty()) else {
        report.note(place, "a key without a name", "the plan is a placeholder");
        return Scheme::Other(format!("`{scheme}`"));
    };
    let is_header = is_header_name(name);
    let is_written = hidden(name, Breaks::Escape).next().is_none() && !name.ends_with('?');
    let credential = credential_name(&format!("{scheme} {name}"));
    match node.text("in") {
        Some("query") if is_written => Scheme::Query {
            name: name.to_owned(),
            credential,
        },
        Some("cookie") if is_header => Scheme::Cookie {
            name: name.to_owned(),
            credential,
        },
        _ if !is_header => {
            report.note(
                place,
                format!("`{name}` cannot be the name of a header, cookie or parameter in a spec"),
                "the plan is a placeholder",
            );
            Scheme::Other(format!("`{scheme}`"))
        }
        _ if is_signing_header(name) && !is_key(name) => {
            report.note(
                place,
                format!("`{name}` is computed, and the document does not say how"),
                "the plan is a placeholder",
            );
            Scheme::Computed(name.to_owned())
        }
        _ => Scheme::Header {
            name: name.to_owned(),
            credential: match name.eq_ignore_ascii_case("authorization") {
                true => "token".to_owned(),
                false => credential,
            },
            prefix: String::new(),
        },
    }
}

/// Whether a header holds a key or passphrase, not something that is computed.
pub(super) fn is_key(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = letters.to_ascii_lowercase();
    name.ends_with("key") || name.ends_with("keyid") || name.ends_with("passphrase")
}

/// The name of a credential for a key.
pub(super) fn credential_name(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    let name = if has("passphrase") {
        "passphrase"
    } else if has("secret") {
        "api_secret"
    } else if has("token") || has("authorization") {
        "token"
    } else if has("session") {
        "session_id"
    } else {
        "api_key"
    };
    name.to_owned()
}
