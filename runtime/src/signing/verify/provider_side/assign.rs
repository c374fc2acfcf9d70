//! Puts a value where an expression reads it: the expression is followed back to a header or a member of the body.

use super::require::{Solver, unsolved};
use crate::signing::plan::function::Inverse;
use crate::signing::plan::{Function, Name};
use crate::signing::prepared::Node;
use crate::signing::signing_error::SigningError;
use crate::signing::verify::placements::resolve;
use crate::value::Value;
use crate::value::as_text::{data_of, text_of};
use crate::value::byte_text;
use crate::value::json_write;
use crate::value::path_segment::PathSegment;
use crate::value::types::Members;
use std::borrow::Cow;

/// Texts of at most this many parts are put together.
const MAX_PARTS: usize = 64;

impl<'m> Solver<'_, 'm> {
    /// Changes the delivery so that `node` has this value.
    ///
    /// # Errors
    /// The expression cannot be followed back.
    pub(super) fn assign(
        &mut self,
        node: &'m Node,
        value: Value<'static>,
    ) -> Result<(), SigningError> {
        match resolve(node, &self.lets) {
            Node::Header(name) => {
                self.draft.set_header(name, &text_of(&value)?);
                Ok(())
            }
            Node::HeaderNamed(name) => {
                let name = self.value(name)?;
                self.draft.set_header(&text_of(&name)?, &text_of(&value)?);
                Ok(())
            }
            Node::Name(Name::Body) => {
                self.draft.body = data_of(&value)?.into_owned();
                Ok(())
            }
            Node::Item => {
                self.item = Some(value);
                Ok(())
            }
            Node::Member(of, name) => self.assign_member(of, name, value),
            Node::Index(two) => match self.value(&two.1)? {
                Value::Integer(at) => self.assign_part(&two.0, at, &value),
                name => {
                    let name = text_of(&name)?.into_owned();
                    self.assign_member(&two.0, &name, value)
                }
            },
            Node::Coalesce(all) => match all.first() {
                Some(first) => self.assign(first, value),
                None => Err(unsolved()),
            },
            Node::Call(function, args) => self.assign_argument(*function, args, value),
            _ => Err(unsolved()),
        }
    }

    /// Changes the first argument of a function so that the result has this value.
    fn assign_argument(
        &mut self,
        function: Function,
        args: &'m [Node],
        value: Value<'static>,
    ) -> Result<(), SigningError> {
        let Some(first) = args.first() else {
            return Err(unsolved());
        };
        let text = || -> Result<String, SigningError> { Ok(text_of(&value)?.into_owned()) };
        let inner = match (function.definition().inverse, function) {
            (Inverse::Text | Inverse::LetterCase, _) => value,
            (Inverse::Prefix, _) => {
                let (text, start) = (text()?, self.argument(args)?);
                Value::from(text.strip_prefix(&start).ok_or_else(unsolved)?.to_owned())
            }
            (Inverse::Suffix, _) => {
                let (text, end) = (text()?, self.argument(args)?);
                Value::from(text.strip_suffix(&end).ok_or_else(unsolved)?.to_owned())
            }
            // The part behind what is there already, as `sha256=`.
            (Inverse::Slice, _) if args.len() == 2 => {
                let (known, text) = (self.known(first).ok_or_else(unsolved)?, text()?);
                let from: usize = self.argument(args)?.parse().map_err(|_| unsolved())?;
                let known = text_of(&known)?;
                Value::from(format!("{}{text}", known.get(..from).ok_or_else(unsolved)?))
            }
            (_, Function::Unhex) => Value::from(byte_text::hex(&data_of(&value)?)),
            (_, Function::Unbase64) => Value::from(match self.is_part(first) {
                true => byte_text::base64url(&data_of(&value)?),
                false => byte_text::base64(&data_of(&value)?),
            }),
            #[cfg(feature = "base58")]
            (_, Function::Unbase58) => Value::from(byte_text::base58(&data_of(&value)?)),
            (_, Function::Unjson) => {
                let mut json = String::new();
                json_write::write(&value, &mut json)?;
                Value::from(json)
            }
            (_, Function::Cut) => Value::from(format!("{}{}", self.argument(args)?, text()?)),
            _ => return Err(unsolved()),
        };
        self.assign(first, inner)
    }

    /// The second argument of a function, as text.
    fn argument(&self, args: &'m [Node]) -> Result<String, SigningError> {
        let second = self.value(args.get(1).ok_or_else(unsolved)?)?;
        Ok(text_of(&second)?.into_owned())
    }

    /// Sets a member of what `of` is.
    fn assign_member(
        &mut self,
        of: &'m Node,
        name: &str,
        value: Value<'static>,
    ) -> Result<(), SigningError> {
        match resolve(of, &self.lets) {
            Node::Name(Name::Params | Name::Args) => {
                let path = [PathSegment::Name(Cow::Owned(name.to_owned()))];
                self.draft
                    .set_member(self.maker.delivery.form, &path, value)
            }
            Node::Call(Function::Unjson, args) if is_body(args) => {
                let path = [PathSegment::Name(Cow::Owned(name.to_owned()))];
                self.draft.set_member(false, &path, value)
            }
            Node::Call(Function::Fields, args) => self.set_field(args, name, &value, true),
            other => {
                let known = self.known(other);
                let members = known.and_then(|known| known.to_members());
                let mut members: Members<'static> = members.unwrap_or_default();
                match members.iter_mut().find(|(known, _)| known == name) {
                    Some((_, known)) => *known = value,
                    None => members.push((Cow::Owned(name.to_owned()), value)),
                }
                self.assign(other, Value::Object(members))
            }
        }
    }

    /// Sets a part of a text that is split.
    fn assign_part(
        &mut self,
        of: &'m Node,
        at: i128,
        value: &Value<'static>,
    ) -> Result<(), SigningError> {
        let Node::Call(Function::Split, args) = resolve(of, &self.lets) else {
            return Err(unsolved());
        };
        let at = usize::try_from(at).map_err(|_| unsolved())?;
        if at >= MAX_PARTS {
            return Err(unsolved());
        }
        let (text, on) = self.text_and_separator(args)?;
        let mut parts: Vec<String> = text.split(&on).map(str::to_owned).collect();
        while parts.len() <= at {
            parts.push(String::new());
        }
        if let Some(part) = parts.get_mut(at) {
            *part = text_of(value)?.into_owned();
        }
        let first = args.first().ok_or_else(unsolved)?;
        self.assign(first, Value::from(parts.join(&on)))
    }

    /// Adds an element to a list that is read from a text.
    pub(super) fn append(
        &mut self,
        list: &'m Node,
        value: Value<'static>,
    ) -> Result<(), SigningError> {
        match resolve(list, &self.lets) {
            Node::Call(Function::Values, args) => {
                let [pairs, name] = &args[..] else {
                    return Err(unsolved());
                };
                let name = self.value(name)?;
                let Node::Call(Function::Fields, args) = resolve(pairs, &self.lets) else {
                    return Err(unsolved());
                };
                self.set_field(args, &text_of(&name)?, &value, false)
            }
            Node::Call(Function::Split, args) => {
                let (text, on) = self.text_and_separator(args)?;
                let value = text_of(&value)?;
                let text = match text.is_empty() {
                    true => value.into_owned(),
                    false => format!("{text}{on}{value}"),
                };
                self.assign(args.first().ok_or_else(unsolved)?, Value::from(text))
            }
            _ => Err(unsolved()),
        }
    }

    /// Sets a named value in a text such as `t=1,v1=ab`, in place of those with its name or behind the others.
    fn set_field(
        &mut self,
        args: &'m [Node],
        name: &str,
        value: &Value<'static>,
        replace: bool,
    ) -> Result<(), SigningError> {
        let [first, _, is] = args else {
            return Err(unsolved());
        };
        let (text, on) = self.text_and_separator(args)?;
        let is = self.value(is)?;
        let is = text_of(&is)?;
        let named = |part: &&str| part.split(&*is).next().map(str::trim) == Some(name);
        let known = text.split(&on).filter(|part| !part.is_empty());
        let known = known.filter(|part| !(replace && named(part)));
        let mut parts: Vec<String> = known.map(str::to_owned).collect();
        parts.push(format!("{name}{is}{}", text_of(value)?));
        self.assign(first, Value::from(parts.join(&on)))
    }

    /// The text that is cut, as far as it is there, and what separates its parts.
    fn text_and_separator(&self, args: &'m [Node]) -> Result<(String, String), SigningError> {
        let known = args.first().and_then(|first| self.known(first));
        let text = match &known {
            Some(known) => text_of(known)?.into_owned(),
            None => String::new(),
        };
        Ok((text, self.argument(args)?))
    }

    /// Whether an expression is a part of a text between dots, as in a JSON Web Signature: its parts are base64url without padding.
    pub(super) fn is_part(&self, node: &'m Node) -> bool {
        match resolve(node, &self.lets) {
            Node::Index(two) => {
                matches!(resolve(&two.0, &self.lets), Node::Call(Function::Split, _))
            }
            Node::Call(Function::Unbase64, args) => {
                args.first().is_some_and(|first| self.is_part(first))
            }
            _ => false,
        }
    }
}

/// Whether the argument of a function is the body.
fn is_body(args: &[Node]) -> bool {
    matches!(args, [Node::Name(Name::Body)])
}
