//! Public keys that operations of the provider return: one for each id, or a list.

use super::attempt::{Read, Way};
use super::classify::text_at;
use super::key_sets::{Asked, LIFETIME_NS, PAUSE_NS, named, unreadable};
use super::{Core, Inner, build_call};
use crate::codec::Problem;
use crate::future::ResponseFuture;
use crate::response::{SuccessfulResponse, Unread};
use crate::signing::plan::{KeysFrom, List, PathSegment};
use crate::signing::{MAX_KEYS, Members, read_public_key};
use crate::{Error, ErrorKind, Json, Operation, Outcome, ResponsePath};
use std::borrow::Cow;
use std::fmt::Display;
use tokio::sync::MutexGuard;

/// How many single keys are asked for in a minute: anyone can send deliveries that name unknown keys.
const MAX_ASKED: usize = 16;

/// Maximum length of the id of a key.
const MAX_ID: usize = 128;

impl Core {
    /// Fetches the public key that a delivery names in its headers, if it is not known and the user gave none. `operations` are those that
    /// return keys.
    ///
    /// Call it before each delivery is verified: a key that is known costs nothing. A key is used for a day. A key that could not be fetched
    /// is asked for again after a minute, and no more than 16 keys are asked for in a minute.
    ///
    /// # Errors
    /// [`ErrorKind::Verify`] if the delivery names no possible key; [`ErrorKind::RateLimit`] if too many keys were asked for; otherwise the
    /// error of the call that returns the key, or [`ErrorKind::Decode`] if it returned none. Only the first says that the delivery is not
    /// from the provider.
    pub fn fetch_key<'a>(
        &'a self,
        operations: &[&'a Operation<'a>],
        headers: &'a [(&'a str, &'a str)],
    ) -> ResponseFuture<'a, ()> {
        let operations = operations.to_vec();
        ResponseFuture::new(async move { self.fetch_named(&operations, headers).await })
    }

    async fn fetch_named(
        &self,
        operations: &[&Operation<'_>],
        headers: &[(&str, &str)],
    ) -> Result<(), Error> {
        let webhooks = &self.0.provider.scheme.webhooks;
        for source in webhooks.iter().filter_map(|webhook| webhook.keys.as_ref()) {
            let KeysFrom::ById {
                operation,
                param,
                header,
                key,
            } = &source.from
            else {
                continue;
            };
            if let Some(id) = key_id(header, headers)? {
                let operation = named(operations, operation)?;
                self.fetch_single(source.credential, operation, param, id, key)
                    .await?;
            }
        }
        Ok(())
    }

    async fn fetch_single(
        &self,
        credential: u16,
        operation: &Operation<'_>,
        param: &str,
        id: &str,
        key: &List<PathSegment>,
    ) -> Result<(), Error> {
        let Some(_asked) = self.0.may_ask(credential, id).await? else {
            return Ok(());
        };
        let params = Json::object([(param, Json::Text(id.to_owned()))]);
        let path = ResponsePath::Body(key.clone());
        let mut found = None;
        self.key_response(operation, &params, &mut |success| {
            let Some(text) = text_at(&path, &success.response) else {
                return Err(no_key("expected a public key, found no text"));
            };
            let key = read_public_key(&text).map_err(|error| Unread::Failed(unreadable(error)))?;
            found = Some(key);
            Ok(())
        })
        .await?;
        let added = found.map(|key| self.0.add_key(credential, id, key, LIFETIME_NS));
        added.transpose().map(drop).map_err(unreadable)
    }

    /// The keys in the response of an operation that lists them.
    pub(super) async fn listed_keys(
        &self,
        operation: &Operation<'_>,
        list: &[PathSegment],
        id: &str,
        key: &str,
    ) -> Result<Members<'static>, Error> {
        let mut keys = Members::new();
        self.key_response(operation, &(), &mut |success| {
            let body = Json::parse(&success.response.body)?;
            keys = keys_in(&body, list, id, key)?;
            Ok(())
        })
        .await?;
        Ok(keys)
    }

    async fn key_response(
        &self,
        operation: &Operation<'_>,
        params: &dyn crate::codec::EncodeStruct,
        read: &mut Read<'_>,
    ) -> Result<SuccessfulResponse, Error> {
        let built = build_call::build(operation, None, params, &[], &self.0);
        self.0.call(operation, built, Way::AtOnce, read).await
    }
}

/// The keys in a list of objects, each with its id.
fn keys_in(
    body: &Json,
    list: &[PathSegment],
    id: &str,
    key: &str,
) -> Result<Members<'static>, Unread> {
    let Some(entries) = json_at(body, list).and_then(Json::as_list) else {
        return Err(no_key("expected a list of public keys"));
    };
    let mut keys: Members<'static> = Vec::new();
    for entry in entries {
        let text = |name: &str| entry.get(name).and_then(Json::as_str);
        let (Some(id), Some(key)) = (text(id), text(key)) else {
            let message = "expected the id and the text of a public key in each entry";
            return Err(no_key(message));
        };
        // A key of another kind is left out: no plan can verify with it.
        let Ok(key) = read_public_key(key) else {
            continue;
        };
        if keys.iter().any(|(known, _)| known == id) || keys.len() == MAX_KEYS {
            let message = "an id occurs twice in the list of public keys, or there are too many";
            return Err(no_key(message));
        }
        keys.push((Cow::Owned(id.to_owned()), key));
    }
    match keys.is_empty() {
        true => Err(no_key(
            "the list has no public key that the plans verify with",
        )),
        false => Ok(keys),
    }
}

/// The value at a path.
pub(super) fn json_at<'j>(json: &'j Json, path: &[PathSegment]) -> Option<&'j Json> {
    path.iter().try_fold(json, |json, segment| match segment {
        PathSegment::Name(name) => json.get(name),
        PathSegment::Index(index) => json.at(usize::try_from(*index).ok()?),
    })
}

fn no_key(message: &'static str) -> Unread {
    Problem::new(message, None).into()
}

impl Inner {
    /// The permission to ask for a single key, held while it is asked for. `None`: it is known.
    pub(super) async fn may_ask(
        &self,
        credential: u16,
        id: &str,
    ) -> Result<Option<MutexGuard<'_, Vec<Asked>>>, Error> {
        if self.has_key(credential, id) {
            return Ok(None);
        }
        let mut asked = self.key_sets.asked.lock().await;
        // It may have been fetched while this call waited.
        if self.has_key(credential, id) {
            return Ok(None);
        }
        self.admit(&mut asked, credential, id)?;
        Ok(Some(asked))
    }

    /// Notes that a single key is asked for, unless it was within the last minute, or too many were.
    fn admit(&self, asked: &mut Vec<Asked>, credential: u16, id: &str) -> Result<(), Error> {
        let now = self.clock.now();
        asked.retain(|one| {
            let age = now.as_nanos().saturating_sub(one.time.as_nanos());
            (0..PAUSE_NS).contains(&age)
        });
        let again = asked
            .iter()
            .any(|one| one.credential == credential && one.id == id);
        if again || asked.len() >= MAX_ASKED {
            let message = match again {
                true => {
                    "the key that the delivery names could not be fetched less than a minute ago"
                }
                false => "too many keys were asked for within a minute",
            };
            return Err(Error::new(ErrorKind::RateLimit, Outcome::NotSent, message));
        }
        asked.push(Asked {
            credential,
            id: id.to_owned(),
            time: now,
        });
        Ok(())
    }
}

/// The id of the key that a delivery names. `None`: it names none, or several, which verifying refuses.
///
/// It becomes a part of an address, so it may only have characters that mean nothing there.
pub(super) fn key_id<'h>(
    header: &str,
    headers: &[(&str, &'h str)],
) -> Result<Option<&'h str>, Error> {
    let Some(id) = only_header(header, headers) else {
        return Ok(None);
    };
    let id = id.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_dots = id.bytes().all(|byte| byte == b'.');
    if is_dots || id.len() > MAX_ID || !id.bytes().all(plain) {
        let why = format!(
            "`{header}` is not the id of a key: expected at most {MAX_ID} letters, digits, `-`, `_` and `.`"
        );
        return Err(refused(why));
    }
    Ok(Some(id))
}

/// A header that occurs once.
pub(super) fn only_header<'h>(name: &str, headers: &[(&str, &'h str)]) -> Option<&'h str> {
    let mut found = headers
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(*value),
        _ => None,
    }
}

/// The error for a delivery that names no key.
pub(super) fn no_id(header: &str) -> Error {
    refused(format!("expected `{header}` once, with the id of a key"))
}

/// The error for a delivery that is not from the provider, and why.
pub(crate) fn refused(why: impl Display) -> Error {
    let what = format!("the delivery is not from the provider: {why}");
    Error::new(ErrorKind::Verify, Outcome::Rejected, what)
}
