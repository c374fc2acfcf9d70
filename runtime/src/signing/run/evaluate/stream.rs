//! Texts in pieces: the input of digests and MACs is not joined first.

use super::*;
use crate::value::byte_text;

/// Text until the first bytes are appended.
pub(super) enum Joined {
    Text(String),
    Bytes(Vec<u8>),
}

impl Sink for Joined {
    fn text(&mut self, text: &str) {
        match self {
            Joined::Text(all) => all.push_str(text),
            Joined::Bytes(all) => all.extend_from_slice(text.as_bytes()),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if let Joined::Text(text) = self {
            *self = Joined::Bytes(std::mem::take(text).into_bytes());
        }
        if let Joined::Bytes(all) = self {
            all.extend_from_slice(bytes);
        }
    }

    fn takes_bytes(&self) -> bool {
        false
    }
}

impl<'a> Scope<'_, 'a> {
    pub(super) fn call_function(
        &self,
        function: Function,
        args: &'a [Node],
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let definition = function.definition();
        let mut values: SmallVec<[Value<'a>; 4]> = SmallVec::new();
        for (at, node) in args.iter().enumerate() {
            let parameter = definition.parameters.get(at);
            let value = match parameter.is_some_and(|p| p.kind.reads_members()) {
                true => self.eval_members(node, item),
                false => self.eval(node, item),
            };
            let is_signature =
                definition.role == Role::Verdict && at + 1 == definition.parameters.len();
            values.push(match value {
                // Anyone can send a signature that cannot be decoded. It is a wrong one, and another of the delivery may be right.
                Err(error) if is_signature && error.kind() == SigningErrorKind::Value => {
                    Value::Absent
                }
                value => value?,
            });
        }
        if let (Some(trace), Some(first), Some(node)) =
            (&self.state.trace, values.first(), args.first())
            && definition.role.proves()
            && !matches!(node, Node::Call(..) | Node::Encode(..))
        {
            trace.input(self.params_place(), definition.name, node, first);
        }
        if self.state.verifies && !matches!(args.first(), Some(Node::Credential(_))) {
            return functions::call_on_received(function, &values);
        }
        functions::call(function, &values)
    }

    /// A fast path for the text of a digest or MAC, in hex or base64, without bytes on the heap. `None`: the expression is something else,
    /// or every stage is recorded.
    pub(crate) fn digest_text(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Option<String>, SigningError> {
        let Node::Call(function, args) = node else {
            return Ok(None);
        };
        let Some(encode) = text_encoder(*function) else {
            return Ok(None);
        };
        match &**args {
            [of] if self.state.trace.is_none() => {
                let digest = self.digest(of, item)?;
                Ok(digest.map(|digest| encode(digest.as_slice())))
            }
            _ => Ok(None),
        }
    }

    /// The digest or MAC that an expression computes, on the stack.
    pub(super) fn digest(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Option<Short>, SigningError> {
        Ok(match node {
            Node::Mac(hash, mac) => Some(self.mac_of(*hash, &mac.0, &mac.1, item)?),
            Node::KeptMac(slot, hash, two) => {
                let schedule = || {
                    let key = self.eval(&two.0, item)?;
                    if key.is_absent() {
                        return Err(functions::absent(hash.name()));
                    }
                    Mac::new(*hash, &data_of(&key)?)
                };
                let mac = match self.cache() {
                    Some((cache, session)) => cache.mac(*slot, session, schedule),
                    None => schedule(),
                };
                let mac = match mac {
                    Ok(mac) => mac,
                    // The data is the argument before the key: if both fail, its error is the one that every way reports.
                    Err(error) => {
                        self.eval(&two.1, item)?;
                        return Err(error);
                    }
                };
                Some(self.mac_of(*hash, &mac, &two.1, item)?)
            }
            Node::Call(function, args) => match &**args {
                [of] => self.digest_of(*function, of, item)?,
                _ => None,
            },
            _ => None,
        })
    }

    fn mac_of(
        &self,
        hash: MacHash,
        mac: &Mac,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Short, SigningError> {
        mac.over(&mut |sink| self.stream(of, item, sink))?
            .ok_or_else(|| functions::absent(hash.name()))
    }

    /// The digest that a function computes, or `None` if it is not a digest.
    fn digest_of(
        &self,
        function: Function,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Option<Short>, SigningError> {
        let definition = function.definition();
        match definition.computation {
            Computation::Digest(of_what) => {
                let hash = digest(of_what, &mut |sink| self.stream(of, item, sink))?;
                hash.map_or_else(|| Err(functions::absent(definition.name)), |h| Ok(Some(h)))
            }
            Computation::Mac(_) | Computation::Values => Ok(None),
        }
    }

    /// Passes on the pieces of a text or of bytes; `false`: it is absent.
    pub(super) fn stream(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
        sink: &mut dyn Sink,
    ) -> Result<bool, SigningError> {
        if let Node::Join(parts) = node {
            for part in parts {
                self.stream_part(part, item, sink)?;
            }
            return Ok(true);
        }
        self.stream_part(node, item, sink)
    }

    pub(super) fn stream_part(
        &self,
        node: &'a Node,
        item: Around<'_, 'a>,
        sink: &mut dyn Sink,
    ) -> Result<bool, SigningError> {
        if self.state.trace.is_none() {
            match node {
                Node::Name(
                    name @ (Name::Path
                    | Name::Template
                    | Name::Uri
                    | Name::Url
                    | Name::Body
                    | Name::Method),
                ) => return self.stream_name(*name, sink),
                Node::Mac(..) | Node::KeptMac(..) | Node::Call(..) => {
                    if let Some(digest) = self.digest(node, item)? {
                        sink.bytes(digest.as_slice());
                        return Ok(true);
                    }
                }
                Node::Name(Name::Params | Name::Query) => {
                    let place = self.place_named(node).unwrap_or(Place::None);
                    sink.text(self.call()?.request.place_text(place)?);
                    return Ok(true);
                }
                _ => {}
            }
        }
        let value = self.eval(node, item)?;
        match value.plain() {
            Value::Absent => return Ok(false),
            Value::Text(text) => sink.text(text),
            Value::Bytes(bytes) => sink.bytes(bytes),
            Value::Integer(n) => match i64::try_from(*n) {
                Ok(n) => sink.text(itoa::Buffer::new().format(n)),
                Err(_) => sink.text(itoa::Buffer::new().format(*n)),
            },
            other => {
                let text = text_of(other)?;
                bounded(text.len())?;
                sink.text(&text);
            }
        }
        Ok(true)
    }

    pub(super) fn stream_name(
        &self,
        name: Name,
        sink: &mut dyn Sink,
    ) -> Result<bool, SigningError> {
        let call = self.call()?;
        match name {
            Name::Method => sink.text(&call.method),
            Name::Path => sink.text(call.request.path()),
            Name::Template => {
                let mut pieces = call.section_path.split(PATH_PLACEHOLDER);
                sink.text(pieces.next().unwrap_or_default());
                for after in pieces {
                    sink.text(call.endpoint);
                    sink.text(after);
                }
            }
            Name::Uri | Name::Url => {
                if name == Name::Url {
                    sink.text(call.base);
                }
                sink.text(call.request.path());
                if call.request.has_query()? {
                    sink.text("?");
                    sink.text(call.request.query_text()?);
                }
            }
            Name::Body => match call.request.received {
                // A digest accepts any received bytes: whether they are valid text is checked after verification.
                Some(body) if sink.takes_bytes() || call.request.gives_bytes() => sink.bytes(body),
                _ => match call.request.body_text()? {
                    Some(text) => sink.text(text),
                    None => return Ok(false),
                },
            },
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The function that encodes bytes as text.
pub(crate) fn text_encoder(function: Function) -> Option<fn(&[u8]) -> String> {
    let Inverse::Encoded(encoding) = function.definition().inverse else {
        return None;
    };
    match encoding {
        Encoding::Hex => Some(byte_text::hex),
        Encoding::Base64 => Some(byte_text::base64),
        Encoding::Base64Url => Some(byte_text::base64url),
        // No scheme encodes a digest so: it takes the path of all other functions.
        Encoding::Base58 => None,
    }
}
