//! `prefix` of a credential: what it begins with in each environment.

use super::credentials::Declared;
use super::typer::index16;
use crate::diagnostic::Diagnostics;
use crate::keys::Keys;
use crate::raw::{Spanned, Text};
use crate::rules::credential as rule;
use crate::yaml::Node;
use specie_runtime::signing::plan::Form;

/// What a credential begins with in an environment.
#[derive(Clone, Debug)]
pub struct CredentialPrefix {
    /// The credential, as its index in the scheme.
    pub(crate) credential: u16,
    /// The environment.
    pub(crate) environment: Text,
    /// The start of its text.
    pub(crate) prefix: Text,
}

/// The prefixes of all credentials.
pub(super) fn of_all(declared: &[Declared]) -> Vec<CredentialPrefix> {
    let prefixes = declared.iter().enumerate().flat_map(|(at, declared)| {
        let prefixes = declared.prefixes.iter();
        prefixes.map(move |(environment, prefix)| CredentialPrefix {
            credential: index16(at),
            environment: environment.clone(),
            prefix: prefix.clone(),
        })
    });
    prefixes.collect()
}

/// `prefix: { live: sk_live_, test: [sk_test_, rk_test_] }`
pub(super) fn read(
    keys: &Keys<'_>,
    name: &str,
    forms: &[Form],
    diagnostics: &mut Diagnostics,
) -> Vec<(Text, Text)> {
    let Some(written) = keys.pair("prefix") else {
        return Vec::new();
    };
    if forms
        .iter()
        .any(|form| !matches!(form, Form::Text(_) | Form::Base58(_)))
    {
        diagnostics
            .report(
                &rule::BAD_PREFIX,
                written.key.span,
                format!("`{name}` has a form that begins with no prefix"),
            )
            .why("in other forms than `text` and `base58`, the bytes decide how a text begins")
            .help("remove `prefix`, or give the credential the form `text`; for keys in WIF, write `network: mainnet` or `network: testnet` in each environment");
        return Vec::new();
    }
    let mut prefixes: Vec<(Text, Text)> = Vec::new();
    for pair in keys.map("prefix", diagnostics) {
        let environment = Spanned {
            value: pair.key.text.clone(),
            span: pair.key.span,
        };
        let texts = pair.value.as_sequence();
        for node in texts.unwrap_or(std::slice::from_ref(&pair.value)) {
            let Some(prefix) = read_prefix(node, diagnostics) else {
                continue;
            };
            let earlier = prefixes
                .iter()
                .find(|(of, known)| of.value == environment.value && known.value == prefix.value);
            match earlier {
                Some((_, first)) => {
                    diagnostics
                        .report(
                            &rule::BAD_PREFIX,
                            prefix.span,
                            format!("the prefix `{}` appears twice", prefix.value),
                        )
                        .second(first.span, "first here")
                        .help("remove one of them");
                }
                None => prefixes.push((environment.clone(), prefix)),
            }
        }
    }
    prefixes
}

fn read_prefix(node: &Node, diagnostics: &mut Diagnostics) -> Option<Text> {
    let Some(scalar) = node.as_scalar().filter(|scalar| !scalar.is_missing()) else {
        crate::keys::wrong_kind(node, "a prefix", "a text such as `sk_test_`", diagnostics);
        return None;
    };
    let text = &scalar.text;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        diagnostics
            .report(
                &rule::BAD_PREFIX,
                node.span,
                "expected the characters that a credential begins with",
            )
            .label("empty, or with characters that no credential has")
            .help("write it as the provider's page shows it, such as `sk_test_`");
        return None;
    }
    Some(Spanned {
        value: text.clone(),
        span: node.span,
    })
}
