//! Signatures that differ and are both right. ECDSA signs with a random number, which the plans derive from the text (RFC 6979) and other clients
//! draw; and of the two forms of `s`, the plans send the lower one. A provider accepts all of them, so a verifier must not compare but verify.

use super::placements::{Lets, resolve};
use super::recover_inputs::{decoded, reads};
use crate::signing::crypto::verify;
use crate::signing::plan::Function;
use crate::signing::plan::function::Inverse;
use crate::signing::prepared::Node;
use crate::signing::run::scope::Scope;
use crate::value::Value;
use crate::value::as_text::{data_of, text_of};
use crate::value::byte_text;
use std::borrow::Cow;

/// Maximum nesting that is examined.
const MAX_DEPTH: usize = 16;

/// Whether a received text is that of an expression, but for its ECDSA signature, which the same key made of the same text.
pub(super) fn signs_the_same<'a>(
    scope: &Scope<'_, 'a>,
    node: &'a Node,
    lets: &Lets<'a>,
    received: &str,
) -> bool {
    let signed = Signed { scope, lets };
    reads(node, lets, is_signature) && signed.text(node, received, 0)
}

/// Whether an expression calls a function whose result has several right values.
fn is_signature(node: &Node) -> bool {
    matches!(
        node,
        Node::Call(Function::EcdsaP256 | Function::Secp256k1 | Function::Jwt, _)
    )
}

/// Follows an expression backwards to its signature.
struct Signed<'s, 'l, 'a> {
    scope: &'s Scope<'l, 'a>,
    lets: &'s Lets<'a>,
}

impl<'a> Signed<'_, '_, 'a> {
    fn text(&self, node: &'a Node, text: &str, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        match resolve(node, self.lets) {
            Node::Call(Function::Jwt, args) => self.token(node, args, text),
            Node::Call(function, args) => self.call(*function, args, text, depth),
            Node::Join(parts) => self.part(&parts.iter().collect::<Vec<_>>(), text, depth),
            Node::If(three) => match self.scope.holds(&three.0, None) {
                Ok(true) => self.text(&three.1, text, depth + 1),
                Ok(false) => self.text(&three.2, text, depth + 1),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn call(&self, function: Function, args: &'a [Node], text: &str, depth: usize) -> bool {
        let Some(of) = args.first() else { return false };
        let beside = || self.known(args.get(1)?);
        match function.definition().inverse {
            Inverse::Text | Inverse::LetterCase => self.text(of, text, depth + 1),
            Inverse::Prefix => beside()
                .and_then(|with| text.strip_prefix(&*with))
                .is_some_and(|rest| self.text(of, rest, depth + 1)),
            Inverse::Suffix => beside()
                .and_then(|with| text.strip_suffix(&*with))
                .is_some_and(|rest| self.text(of, rest, depth + 1)),
            Inverse::Encoded(encoding) => decoded(encoding, text)
                .is_some_and(|signature| self.signature(of, &signature, depth + 1)),
            Inverse::Join => {
                let Node::List(all) = resolve(of, self.lets) else {
                    return false;
                };
                let between = args.get(1);
                let mut parts = Vec::new();
                for (at, part) in all.iter().enumerate() {
                    parts.extend(between.filter(|_| at > 0));
                    parts.push(part);
                }
                self.part(&parts, text, depth)
            }
            Inverse::None
            | Inverse::Replaced
            | Inverse::Sum
            | Inverse::Shift
            | Inverse::Slice
            | Inverse::Json
            | Inverse::Jwt => false,
        }
    }

    /// Joined texts, of which one has a signature: the others must be what they are.
    fn part(&self, parts: &[&'a Node], text: &str, depth: usize) -> bool {
        let open = |part: &&'a Node| reads(part, self.lets, is_signature);
        let Some(at) = parts.iter().position(open) else {
            return false;
        };
        let known = |parts: &[&'a Node]| -> Option<String> {
            parts.iter().map(|part| self.known(part)).collect()
        };
        let (before, rest) = parts.split_at(at);
        let Some((signed, after)) = rest.split_first() else {
            return false;
        };
        known(before)
            .zip(known(after))
            .and_then(|(before, after)| {
                text.strip_prefix(before.as_str())?
                    .strip_suffix(after.as_str())
            })
            .is_some_and(|rest| self.text(signed, rest, depth + 1))
    }

    /// Whether bytes are a signature of what an expression signs.
    fn signature(&self, node: &'a Node, signature: &[u8], depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let is_der = !matches!(signature.len(), 64 | 65);
        match resolve(node, self.lets) {
            Node::Call(Function::Der, args) => {
                match args.first().map(|of| resolve(of, self.lets)) {
                    Some(Node::Call(function, args)) => {
                        is_der && self.verifies(*function, args, signature)
                    }
                    _ => false,
                }
            }
            Node::Call(Function::Slice, args) => {
                // The first 64 bytes: r and s, without the byte for recovery.
                let cut = |at: usize| args.get(at).and_then(|node| self.known(node));
                let whole = cut(1).as_deref() == Some("0") && cut(2).as_deref() == Some("64");
                match args.first().map(|of| resolve(of, self.lets)) {
                    Some(Node::Call(function, args)) => {
                        whole && signature.len() == 64 && self.verifies(*function, args, signature)
                    }
                    _ => false,
                }
            }
            Node::Call(Function::EcdsaP256, args) => {
                signature.len() == 64 && self.verifies(Function::EcdsaP256, args, signature)
            }
            Node::Call(Function::Secp256k1, args) => {
                signature.len() == 65
                    && self.verifies(Function::Secp256k1, args, signature)
                    && self.recovers(args, signature)
            }
            _ => false,
        }
    }

    fn verifies(&self, function: Function, args: &'a [Node], signature: &[u8]) -> bool {
        let Some((data, key)) = self.signed(args) else {
            return false;
        };
        let Ok(data) = data_of(&data) else {
            return false;
        };
        let verified = match function {
            Function::EcdsaP256 => verify::p256(&data, &key, signature),
            Function::Secp256k1 => verify::secp256k1(&data, &key, signature),
            _ => Ok(false),
        };
        verified.unwrap_or(false)
    }

    /// Whether the last byte says which key signed.
    fn recovers(&self, args: &'a [Node], signature: &[u8]) -> bool {
        self.signed(args).is_some_and(|(hash, key)| {
            data_of(&hash).is_ok_and(|hash| verify::recovers_secp256k1(&hash, &key, signature))
        })
    }

    /// What is signed, and the key.
    fn signed(&self, args: &'a [Node]) -> Option<(Value<'a>, Value<'a>)> {
        let mut values = args.iter().map(|node| self.scope.eval(node, None));
        Some((values.next()?.ok()?, values.next()?.ok()?))
    }

    /// A JSON Web Token with another signature: head and claims must be what they are.
    fn token(&self, node: &'a Node, args: &'a [Node], text: &str) -> bool {
        let es256 = args.get(1).and_then(|node| self.known(node)).as_deref() == Some("ES256");
        let key = args.get(2).map(|node| self.scope.eval(node, None));
        let (true, Some(Ok(key)), Some(computed)) = (es256, key, self.known(node)) else {
            return false;
        };
        let parts = computed.rsplit_once('.').zip(text.rsplit_once('.'));
        let Some(((signed, _), (received, signature))) = parts else {
            return false;
        };
        let signature = byte_text::unbase64(signature).filter(|bytes| bytes.len() == 64);
        signed == received
            && signature.is_some_and(|signature| {
                verify::p256(signed.as_bytes(), &key, &signature).unwrap_or(false)
            })
    }

    /// The text of an expression; nothing for one that is absent.
    fn known(&self, node: &'a Node) -> Option<String> {
        let value = self.scope.eval(node, None).ok()?;
        if value.is_absent() {
            return Some(String::new());
        }
        text_of(&value).ok().map(Cow::into_owned)
    }
}
