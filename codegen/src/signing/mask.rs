//! Keeps secrets of a vector out of messages.

use crate::model::{Vector, VectorSubject};
use specie_runtime::signing::plan::{Data, Scheme};

/// Replacement for a secret.
const MASK: &str = "[secret]";

/// Minimum length of a text to search for: a shorter one would match anywhere.
const SHORTEST: usize = 4;

/// Texts that must not appear in messages.
pub(super) struct Secrets<'a>(Vec<&'a str>);

impl<'a> Secrets<'a> {
    /// Secret credentials and session values of a vector.
    pub(super) fn of(scheme: &Scheme, vector: &'a Vector) -> Self {
        let is_secret = |name: &str| {
            let declared = scheme.credentials.iter().find(|c| c.name == name);
            declared.is_none_or(|credential| credential.secret)
        };
        let mut texts: Vec<&str> = vector
            .credentials
            .iter()
            .filter(|(name, _)| is_secret(name))
            .map(|(_, text)| text.as_str())
            .collect();
        if let VectorSubject::Call { session, .. } = &vector.subject {
            for (_, value) in session {
                scalars(value, &mut texts);
            }
        }
        texts.retain(|text| text.len() >= SHORTEST);
        // Longer secrets first: if one is a prefix of another, the rest of the longer one must not remain.
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts)
    }

    /// The text with secrets masked.
    pub(super) fn mask(&self, text: &str) -> String {
        self.masked(text, 0).0
    }

    /// The text with secrets masked, and the new position of byte `at`; inside a secret: its beginning.
    pub(super) fn masked(&self, text: &str, at: usize) -> (String, usize) {
        let (mut out, mut from, mut moved) = (String::with_capacity(text.len()), 0, None);
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let secret = self.0.iter().find(|secret| rest.starts_with(**secret));
            let len = match (secret, rest.chars().next()) {
                (Some(secret), _) => secret.len(),
                (None, Some(c)) => c.len_utf8(),
                (None, None) => break,
            };
            if moved.is_none() && at < from + len {
                moved = Some(out.len());
            }
            out.push_str(match secret {
                Some(_) => MASK,
                None => rest.get(..len).unwrap_or_default(),
            });
            from += len;
        }
        let end = out.len();
        (out, moved.unwrap_or(end))
    }
}

/// All texts and numbers in a value, at any depth: each may occur alone in a step's value.
fn scalars<'a>(value: &'a Data, found: &mut Vec<&'a str>) {
    match value {
        Data::Null | Data::Bool(_) => {}
        Data::Integer(text) | Data::Number(text) | Data::Decimal(text) | Data::Text(text) => {
            found.push(text)
        }
        Data::List(list) => list.iter().for_each(|value| scalars(value, found)),
        Data::Object(members) => members.iter().for_each(|(_, value)| scalars(value, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_out_and_places_follow() {
        let secrets = Secrets(vec!["s3cret-long", "s3cret"]);
        assert_eq!(
            secrets.mask("a=ä&s3cret-long&s3cret"),
            "a=ä&[secret]&[secret]"
        );
        // Before, inside, after, at the end.
        for (at, want) in [(2, 2), (5, 5), (9, 5), (11, 13), (12, 14)] {
            assert_eq!(secrets.masked("a=ä&s3cret&", at).1, want, "{at}");
        }
        assert_eq!(Secrets(Vec::new()).masked("äb", 2), ("äb".to_owned(), 2));
    }
}
