//! Masks secrets in text from providers.

use crate::signing::{Credentials, SessionValues, Value, plan::Scheme};
use crate::value::blank::is_blank;
use crate::{Json, Secret};
use std::fmt::Write as _;

/// The maximum size of the body that an error keeps, in bytes.
pub(super) const KEPT: usize = 64 * 1024;
const MASK: &str = "[redacted]";

/// The secrets of a client, in every spelling in which a provider may send them back.
#[derive(Debug, Default)]
pub(crate) struct Mask(Vec<Secret>);

impl Mask {
    /// The secret credentials of `scheme` that were given.
    pub(crate) fn of<'c>(
        scheme: &Scheme,
        credentials: impl IntoIterator<Item = &'c Credentials>,
    ) -> Self {
        let mut mask = Self::default();
        for credentials in credentials {
            let secrets = scheme.credentials.iter().filter(|one| one.secret);
            secrets
                .filter_map(|secret| credentials.get(&secret.name))
                .for_each(|text| mask.add(text));
        }
        mask.longest_first();
        mask
    }

    fn add(&mut self, text: &str) {
        // A blank credential is not a secret, and it would match anywhere.
        if is_blank(text) {
            return;
        }
        for spelling in spellings(text) {
            if !spelling.is_empty() && !self.0.iter().any(|known| known.expose() == spelling) {
                self.0.push(Secret::new(spelling));
            }
        }
    }

    /// A secret that contains another must be found first.
    fn longest_first(&mut self) {
        self.0
            .sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
    }

    /// `text` without the secrets of this client and those of `session`.
    pub(crate) fn text(&self, text: &str, session: &SessionValues) -> String {
        let mut more = Self::default();
        let mut texts = Vec::new();
        session
            .values()
            .for_each(|value| texts_of(value, &mut texts));
        texts.iter().for_each(|text| more.add(text));
        more.longest_first();
        let mut masked = text.to_owned();
        for secret in self.0.iter().chain(&more.0) {
            if masked.contains(secret.expose()) {
                masked = masked.replace(secret.expose(), MASK);
            }
        }
        masked
    }

    /// A body in the form in which an error keeps it.
    pub(crate) fn body(&self, body: &[u8], session: &SessionValues) -> String {
        let mut masked = self.text(&String::from_utf8_lossy(body), session);
        if masked.len() > KEPT {
            // A character has at most four bytes. `floor_char_boundary` would do this, but needs Rust 1.91.
            let mut ends = (KEPT.saturating_sub(3)..=KEPT).rev();
            let end = ends.find(|end| masked.is_char_boundary(*end));
            masked.truncate(end.unwrap_or_default());
            masked.push_str("… (cut)");
        }
        masked
    }
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

/// A text verbatim, inside JSON, percent-encoded, and both.
fn spellings(text: &str) -> [String; 7] {
    let mut json = String::new();
    // Writing to a `String` cannot fail.
    let _ = crate::json::write_text(text, &mut json);
    let json = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'))
        .unwrap_or_default()
        .to_owned();
    let slashes = json.replace('/', "\\/");
    let [percent, json_percent] = [percent_encoded(text), percent_encoded(&json)];
    let plus = percent.replace("%20", "+");
    let json_plus = json_percent.replace("%20", "+");
    [
        text.to_owned(),
        json,
        slashes,
        percent,
        plus,
        json_percent,
        json_plus,
    ]
}

fn percent_encoded(text: &str) -> String {
    let mut percent = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                percent.push(char::from(byte))
            }
            other => {
                let _ = write!(percent, "%{other:02X}");
            }
        }
    }
    percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_spelling() {
        let mut mask = Mask::default();
        mask.add("a/b+c\"");
        mask.add("a/b");
        mask.longest_first();
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
