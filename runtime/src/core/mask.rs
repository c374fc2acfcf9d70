//! Masks secrets in text from providers.

use super::spellings;
use crate::signing::plan::{Form, Scheme};
use crate::signing::{Credentials, SessionValues, Value};
use crate::value::blank::is_blank;
use crate::value::byte_text::{unbase64, unhex};
use crate::{Json, Secret};
use std::fmt;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The maximum size of the body that an error keeps, in bytes.
pub(super) const KEPT: usize = 64 * 1024;
const MASK: &str = "[redacted]";

/// The secrets of a client. They are masked in every spelling in which a provider may send them back.
#[derive(Default)]
pub(crate) struct Mask {
    texts: Vec<Secret>,
    /// What texts of bytes decode to.
    bytes: Vec<Zeroizing<Vec<u8>>>,
    /// Made when a text is masked for the first time: most clients never do.
    spellings: OnceLock<Vec<Secret>>,
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask([redacted])")
    }
}

impl Mask {
    /// The secret credentials of `scheme` that were given.
    pub(crate) fn of<'c>(
        scheme: &Scheme,
        credentials: impl IntoIterator<Item = &'c Credentials>,
    ) -> Self {
        let mut mask = Self::default();
        for credentials in credentials {
            for secret in scheme.credentials.iter().filter(|one| one.secret) {
                let Some(text) = credentials.get(&secret.name) else {
                    continue;
                };
                mask.add(text);
                let bytes = secret.forms.iter().filter_map(|form| decoded(*form, text));
                mask.bytes.extend(bytes);
            }
        }
        mask
    }

    fn add(&mut self, text: &str) {
        // A blank credential is not a secret, and it would match anywhere.
        if !is_blank(text) {
            self.texts.push(Secret::from(text));
        }
    }

    fn spellings(&self) -> &[Secret] {
        self.spellings.get_or_init(|| {
            let mut spellings = Vec::new();
            for text in &self.texts {
                spellings::add_text(text.expose(), &mut spellings);
            }
            for bytes in &self.bytes {
                spellings::add_bytes(bytes, &mut spellings);
            }
            spellings
        })
    }

    /// `text` without the secrets of this client and those of `session`.
    pub(crate) fn text(&self, text: &str, session: &SessionValues) -> String {
        let mut more = Self::default();
        let mut texts = Vec::new();
        session
            .values()
            .for_each(|value| texts_of(value, &mut texts));
        texts.iter().for_each(|text| more.add(text));
        let secrets = self.spellings().iter().chain(more.spellings());
        let (mut masked, mut rest) = (String::new(), 0);
        for found in spellings::find(text, secrets) {
            masked.push_str(text.get(rest..found.start).unwrap_or_default());
            masked.push_str(MASK);
            rest = found.end;
        }
        masked.push_str(text.get(rest..).unwrap_or_default());
        masked
    }

    /// A body in the form in which an error keeps it.
    pub(crate) fn body(&self, body: &[u8], session: &SessionValues) -> String {
        let mut masked = self.text(&String::from_utf8_lossy(body), session);
        if masked.len() > KEPT {
            masked.truncate(start_of(&masked, KEPT).len());
            masked.push_str("… (cut)");
        }
        masked
    }
}

/// The start of a text: at most so many bytes, and whole characters. `floor_char_boundary` would do this, but needs Rust 1.91.
pub(crate) fn start_of(text: &str, most: usize) -> &str {
    // A character has at most four bytes.
    let mut ends = (most.saturating_sub(3)..=most.min(text.len())).rev();
    let whole = ends.find_map(|end| text.get(..end));
    whole.unwrap_or(text)
}

/// The bytes that a text of this form stands for.
fn decoded(form: Form, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = match form {
        Form::Hex(_) | Form::Secp256k1 => unhex(text),
        Form::Base64(_) => unbase64(text),
        #[cfg(feature = "base58")]
        Form::Base58(_) | Form::Wif => crate::value::byte_text::unbase58(text),
        _ => None,
    };
    bytes.map(Zeroizing::new)
}

/// Removes the values of the members `secrets`, at any depth, from the body that an error keeps. A body that is not JSON, or that contains
/// a secret without a name, is not kept at all.
pub(crate) fn hide(raw: &mut Option<String>, secrets: &[&str]) {
    let Some(text) = raw.as_mut().filter(|_| !secrets.is_empty()) else {
        return;
    };
    *text = match Json::parse(text.as_bytes()) {
        Ok(mut json) if !secrets.contains(&"") => {
            hide_members(&mut json, secrets);
            json.to_string()
        }
        _ => MASK.to_owned(),
    };
}

fn hide_members(json: &mut Json, secrets: &[&str]) {
    match json {
        Json::List(items) => items
            .iter_mut()
            .for_each(|item| hide_members(item, secrets)),
        Json::Object(members) => members.iter_mut().for_each(|(name, member)| {
            match secrets.contains(&name) && !member.is_null() {
                true => *member = Json::Text(MASK.to_owned()),
                false => hide_members(member, secrets),
            }
        }),
        _ => {}
    }
}

impl crate::Operation<'_> {
    /// `text` without the secrets among the parameters `params`.
    #[doc(hidden)]
    #[must_use]
    pub fn redacted(&self, params: &Value<'_>, text: &str) -> String {
        Mask::default().text(text, &secrets_among(self.secret_params, params))
    }
}

/// The values of the members `names`, at any depth, as values that are masked.
pub(super) fn secrets_among(names: &[&str], params: &Value<'_>) -> SessionValues {
    let mut secrets = SessionValues::new();
    let mut open = vec![params];
    while let Some(value) = open.pop() {
        match value.data() {
            Value::List(items) => open.extend(items),
            Value::Object(members) => {
                for (name, member) in members {
                    if names.contains(&&**name) {
                        // Several members may have the same name.
                        let key = format!("{name} {}", secrets.values().count());
                        secrets.set(key, member.clone().into_owned());
                    } else {
                        open.push(member);
                    }
                }
            }
            _ => {}
        }
    }
    secrets
}

/// The texts inside a session value.
fn texts_of(value: &Value<'_>, texts: &mut Vec<String>) {
    match value.data() {
        Value::Text(text) => texts.push(text.to_string()),
        Value::List(items) => items.iter().for_each(|item| texts_of(item, texts)),
        Value::Object(members) => members
            .iter()
            .for_each(|(_, member)| texts_of(member, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_spelling() {
        let mut mask = Mask::default();
        mask.add("a/b+c\"");
        mask.add("a/b");
        let text =
            r#"plain a/b+c" json {"x":"a\/b+c\"","y":"a/b+c\""} url a%2Fb%2Bc%22 short a/b."#;
        let masked = mask.text(text, &SessionValues::new());
        assert!(
            !masked.contains("a/b") && !masked.contains("a\\/b") && !masked.contains("a%2Fb"),
            "{masked}"
        );
        assert_eq!(masked.matches(MASK).count(), 5, "{masked}");
    }

    #[test]
    fn secrets_of_an_answer_are_hidden() {
        let hidden = |text: &str, secrets: &[&str]| {
            let mut raw = Some(text.to_owned());
            hide(&mut raw, secrets);
            raw.unwrap_or_default()
        };
        let text = r#"{"id":1.50,"secretKey":"k1","in":[{"secretKey":["k2"],"x":null},{"secretKey":null}]}"#;
        assert_eq!(
            hidden(text, &["secretKey"]),
            r#"{"id":1.50,"secretKey":"[redacted]","in":[{"secretKey":"[redacted]","x":null},{"secretKey":null}]}"#
        );
        assert_eq!(hidden(text, &[]), text);
        assert_eq!(hidden(text, &[""]), MASK);
        assert_eq!(hidden("{\"secretKey\":\"k1", &["secretKey"]), MASK);
        let mut nothing = None;
        hide(&mut nothing, &["a"]);
        assert_eq!(nothing, None);
    }

    #[test]
    fn secrets_of_a_request_are_masked_at_any_depth() {
        static OPERATION: crate::Operation<'_> =
            crate::Operation::new("log_in", "POST", "in").secret_params(&["pin", "keys"]);
        let text = r#"{"name":"n1","pin":"p 1\"","in":[{"pin":"p2","name":"n2"}],"keys":["k1",{"x":"k2"}]}"#;
        let json = Json::parse(text.as_bytes()).expect("JSON");
        let params = crate::signing::Params::of(&json)
            .expect("parameters")
            .into_value();
        let shown = r#"n1 p+1%5C%22 p%201%22 p 1\" n2 p2 k1 k2"#;
        assert_eq!(
            OPERATION.redacted(&params, shown),
            "n1 [redacted] [redacted] [redacted] n2 [redacted] [redacted] [redacted]"
        );
        let other = crate::Operation::new("log_in", "POST", "in");
        assert_eq!(other.redacted(&params, shown), shown);
    }

    #[test]
    fn bodies_are_cut() {
        let body = "é".repeat(KEPT);
        let kept = Mask::default().body(body.as_bytes(), &SessionValues::new());
        assert!(kept.len() < KEPT + 20 && kept.ends_with("… (cut)"));
    }
}
