//! Makes the condition of a `require` true.

use super::draft::DeliveryDraft;
use super::{Maker, Phase};
use crate::signing::plan::function::{ParameterKind, Role};
use crate::signing::plan::{Comparison, Function};
use crate::signing::prepared::{Node, Step};
use crate::signing::signing_error::SigningError;
use crate::signing::verify::placements::{Lets, comes_from_signing, resolve};
use crate::value::Value;
use crate::value::as_text::{data_of, text_of};
use std::borrow::Cow;

/// Makes the conditions of one step true.
pub(super) struct Solver<'s, 'm> {
    pub(super) maker: &'s Maker<'m>,
    pub(super) step: &'m Step,
    pub(super) lets: Lets<'m>,
    pub(super) draft: &'s mut DeliveryDraft,
    /// Inside `any`: the item, once it is known.
    pub(super) item: Option<Value<'static>>,
}

impl<'s, 'm> Solver<'s, 'm> {
    pub(super) fn new(
        maker: &'s Maker<'m>,
        step: &'m Step,
        lets: Lets<'m>,
        draft: &'s mut DeliveryDraft,
    ) -> Self {
        Self {
            maker,
            step,
            lets,
            draft,
            item: None,
        }
    }

    /// Makes the part of a condition true that belongs to this phase.
    ///
    /// # Errors
    /// The condition does not say how, or a private key is missing.
    pub(super) fn require(&mut self, node: &'m Node, phase: Phase) -> Result<(), SigningError> {
        if let Node::And(all) = node {
            return all.iter().try_for_each(|one| self.require(one, phase));
        }
        match (comes_from_signing(node, &self.lets), phase) {
            (false, Phase::Facts) | (true, Phase::Proofs) => self.make_true(node),
            (true, Phase::Facts) => self.name_keys(node),
            (false, Phase::Proofs) => Ok(()),
        }
    }

    fn make_true(&mut self, node: &'m Node) -> Result<(), SigningError> {
        match node {
            Node::And(all) => {
                for phase in [Phase::Facts, Phase::Proofs] {
                    all.iter().try_for_each(|one| self.require(one, phase))?;
                }
                Ok(())
            }
            Node::Or(all) => self.make_one_true(all),
            Node::Call(Function::VerifyMac, args) => {
                let [mac, signature] = &args[..] else {
                    return Err(unsolved());
                };
                self.check_headers(mac)?;
                let mac = self.value(mac)?;
                let mac = Value::Bytes(Cow::Owned(data_of(&mac)?.into_owned()));
                self.assign(signature, mac)
            }
            Node::Call(function, args) if is_verdict(*function) => {
                let [data, key, signature] = &args[..] else {
                    return Err(unsolved());
                };
                self.check_headers(data)?;
                let (credential, id) = self.key(key)?;
                let data = self.value(data)?;
                let made = self.maker.by.keys.sign(
                    *function,
                    &data_of(&data)?,
                    (&credential, id.as_deref()),
                    self.is_part(signature),
                )?;
                self.assign(signature, Value::Bytes(Cow::Owned(made)))
            }
            Node::Any(two) => self.add_item(&two.0, &two.1),
            _ if self.holds(node) => Ok(()),
            Node::Compare(Comparison::Equal, two) => self.make_equal(&two.0, &two.1),
            Node::Compare(Comparison::In, two) => match resolve(&two.1, &self.lets) {
                Node::List(all) => match all.first() {
                    Some(first) => self.make_equal(&two.0, first),
                    None => Err(unsolved()),
                },
                list => match self.value(list)?.data() {
                    Value::List(all) if !all.is_empty() => {
                        let first = all.first().cloned().unwrap_or_default();
                        self.assign(&two.0, first)
                    }
                    _ => Err(unsolved()),
                },
            },
            Node::Call(Function::StartsWith | Function::Contains | Function::EndsWith, args) => {
                let [text, part] = &args[..] else {
                    return Err(unsolved());
                };
                let part = self.value(part)?;
                self.assign(text, part)
            }
            other => Err(self
                .maker
                .not_given(self.draft, self.step, &self.lets, other)),
        }
    }

    /// Makes the first of several conditions true that can be.
    fn make_one_true(&mut self, all: &'m [Node]) -> Result<(), SigningError> {
        let mut why = unsolved();
        for (at, one) in all.iter().enumerate() {
            let before = self.draft.clone();
            match self.make_true(one) {
                Ok(()) => return Ok(()),
                Err(error) => {
                    *self.draft = before;
                    self.item = None;
                    if at == 0 {
                        why = error;
                    }
                }
            }
        }
        Err(why)
    }

    fn make_equal(&mut self, a: &'m Node, b: &'m Node) -> Result<(), SigningError> {
        let (value_a, value_b) = (self.known(a), self.known(b));
        let kept = self.draft.clone();
        if let Some(value) = value_a
            && self.assign(b, value).is_ok()
        {
            return Ok(());
        }
        *self.draft = kept;
        match value_b {
            Some(value) => self.assign(a, value),
            None => Err(unsolved()),
        }
    }

    /// Adds an item to a list, for which the condition is true.
    fn add_item(&mut self, list: &'m Node, condition: &'m Node) -> Result<(), SigningError> {
        self.item = None;
        self.make_true(condition)?;
        let item = self.item.take().ok_or_else(unsolved)?;
        self.append(list, item)
    }

    /// Puts the id of the key into the delivery, where the plan reads it, if it is not there and only one key can be meant.
    fn name_keys(&mut self, node: &'m Node) -> Result<(), SigningError> {
        let mut keys = Vec::new();
        node.walk(&mut |part| {
            if let Node::Call(function, args) = part
                && is_verdict(*function)
                && let Some(key) = args.get(1)
            {
                keys.push(key);
            }
        });
        for key in keys {
            let (of, id) = match resolve(key, &self.lets) {
                Node::Index(two) => (&two.0, Some(&two.1)),
                Node::Member(of, _) => (&**of, None),
                _ => continue,
            };
            let Node::Credential(at) = resolve(of, &self.lets) else {
                continue;
            };
            let name = self.credential(*at);
            let only = self.maker.by.keys.only_id(&name).map(str::to_owned);
            if let (Some(node), Some(id)) = (id, only)
                && self.known(node).is_none()
            {
                self.assign(node, Value::from(id))?;
            }
        }
        Ok(())
    }

    /// The credential that a key comes from, and its id in a set.
    fn key(&self, node: &'m Node) -> Result<(String, Option<String>), SigningError> {
        let (of, id) = match resolve(node, &self.lets) {
            Node::Index(two) => {
                let id = self.value(&two.1)?;
                (&two.0, Some(text_of(&id)?.into_owned()))
            }
            Node::Member(of, name) => (&**of, Some(name.clone().into_owned())),
            _ => (node, None),
        };
        match resolve(of, &self.lets) {
            Node::Credential(at) => Ok((self.credential(*at), id)),
            _ => Err(SigningError::value(
                "the key that verifies is not a credential",
            )),
        }
    }

    fn credential(&self, at: u16) -> String {
        let all = &self.maker.signer.scheme().credentials;
        let known = all.get(usize::from(at));
        known.map_or_else(String::new, |known| known.name.clone().into_owned())
    }

    fn holds(&self, node: &'m Node) -> bool {
        self.known(node).is_some_and(|value| value.holds())
    }

    /// The value of an expression, if the delivery has what it reads.
    pub(super) fn known(&self, node: &'m Node) -> Option<Value<'static>> {
        let value = self.maker.eval(self.draft, self.step, node).ok()?;
        (!value.is_absent()).then_some(value)
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// Names what it reads and the delivery has not.
    pub(super) fn value(&self, node: &'m Node) -> Result<Value<'static>, SigningError> {
        match self.maker.eval(self.draft, self.step, node) {
            Ok(value) if !value.is_absent() => Ok(value),
            Err(error) if self.is_complete(node) => Err(error),
            _ => Err(self
                .maker
                .not_given(self.draft, self.step, &self.lets, node)),
        }
    }

    /// Refuses to sign without a header that every delivery must have: without it, another text would be signed.
    fn check_headers(&self, node: &'m Node) -> Result<(), SigningError> {
        let required = self.maker.delivery.required.iter();
        let mut absent = required.filter(|header| self.draft.header(&header.name).is_none());
        match absent.any(|header| self.reads(node, &header.name, 0)) {
            true => Err(self
                .maker
                .not_given(self.draft, self.step, &self.lets, node)),
            false => Ok(()),
        }
    }

    /// Whether an expression reads a header.
    fn reads(&self, node: &'m Node, header: &str, depth: usize) -> bool {
        let (mut found, mut locals) = (false, Vec::new());
        node.walk(&mut |part| match part {
            Node::Header(name) => found |= name.eq_ignore_ascii_case(header),
            Node::Local(_) => locals.push(resolve(part, &self.lets)),
            _ => {}
        });
        let mut locals = locals.into_iter();
        found || depth < 16 && locals.any(|local| self.reads(local, header, depth + 1))
    }

    /// Whether the delivery has all that an expression reads.
    fn is_complete(&self, node: &'m Node) -> bool {
        let mut missing = Vec::new();
        self.maker
            .name_missing(self.draft, self.step, &self.lets, node, 0, &mut missing);
        missing.is_empty()
    }
}

/// Whether a function verifies a signature with a public key.
fn is_verdict(function: Function) -> bool {
    let definition = function.definition();
    let mut parameters = definition.parameters.iter();
    definition.role == Role::Verdict
        && parameters.any(|parameter| matches!(parameter.kind, ParameterKind::Key(_)))
}

/// The error for a condition that does not say how to make it true.
pub(super) fn unsolved() -> SigningError {
    SigningError::value(
        "a condition of the plan cannot be made true here: give the headers and members that it reads",
    )
}
