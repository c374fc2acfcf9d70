//! Texts in pieces: the input of digests and MACs is not joined first.

use super::*;

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

impl<'a> Scope<'a> {
    pub(super) fn call(
        &self,
        function: Function,
        args: &'a [Node],
        item: Around<'_, 'a>,
    ) -> Result<Value<'a>, SigningError> {
        let mut values: SmallVec<[Value<'a>; 4]> = SmallVec::new();
        for (at, node) in args.iter().enumerate() {
            let of_members = match function {
                Function::Json
                | Function::Sorted
                | Function::Without
                | Function::Glue
                | Function::Eip712 => true,
                Function::Jwt => at == 0 || at == 3,
                Function::Join => at == 0,
                _ => false,
            };
            let value = match node {
                // A list to be joined consists of texts: places in it have their text as sent.
                Node::List(_) if function == Function::Join => self.eval(node, item)?,
                _ if of_members => self.eval_members(node, item)?,
                _ => self.eval(node, item)?,
            };
            values.push(value);
        }
        if let (Some(trace), Some(first), Some(node)) = (&self.trace, values.first(), args.first())
            && functions::refuses_absent(function)
            && !matches!(node, Node::Call(..) | Node::Encode(..))
        {
            trace.input(self, functions::name(function), node, first);
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
            [of] if self.trace.is_none() => {
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
            Node::Mac(function, mac) => Some(self.mac_of(*function, &mac.0, &mac.1, item)?),
            Node::KeptMac(slot, function, two) => {
                let schedule = || {
                    let key = self.eval(&two.0, item)?;
                    if key.is_absent() {
                        return Err(absent(*function));
                    }
                    Mac::new(*function, &data_of(&key)?)
                        .unwrap_or_else(|| Err(SigningError::value("unknown HMAC")))
                };
                let mac = match self.cache {
                    Some(cache) => cache.mac(*slot, self.session, schedule)?,
                    None => schedule()?,
                };
                Some(self.mac_of(*function, &mac, &two.1, item)?)
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
        function: Function,
        mac: &Mac,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Short, SigningError> {
        mac.over(&mut |sink| self.stream(of, item, sink))?
            .ok_or_else(|| absent(function))
    }

    /// The digest with that name, or `None` if it is not a digest.
    fn digest_of(
        &self,
        function: Function,
        of: &'a Node,
        item: Around<'_, 'a>,
    ) -> Result<Option<Short>, SigningError> {
        match digest(function, &mut |sink| self.stream(of, item, sink)) {
            None => Ok(None),
            Some(digest) => digest?.ok_or_else(|| absent(function)).map(Some),
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
        if self.trace.is_none() {
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
                    sink.text(self.request.place_text(place)?);
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
        match name {
            Name::Method => sink.text(&self.method),
            Name::Path => sink.text(self.request.path()),
            Name::Template => {
                let mut pieces = self.section_path.split(HOLE);
                sink.text(pieces.next().unwrap_or_default());
                for after in pieces {
                    sink.text(self.endpoint);
                    sink.text(after);
                }
            }
            Name::Uri | Name::Url => {
                if name == Name::Url {
                    sink.text(self.base);
                }
                sink.text(self.request.path());
                if self.request.has_query()? {
                    sink.text("?");
                    sink.text(self.request.query_text()?);
                }
            }
            Name::Body => match self.request.came {
                // A digest accepts any received bytes: whether they are valid text is checked after verification.
                Some(came) if sink.takes_bytes() => sink.bytes(came),
                _ => match self.request.body_text()? {
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
    match function {
        Function::Hex => Some(decode::hex),
        Function::Base64 => Some(decode::base64),
        Function::Base64Url => Some(decode::base64url),
        _ => None,
    }
}

pub(super) fn absent(function: Function) -> SigningError {
    SigningError::value(format!(
        "an absent value is passed to `{}`: set a default, such as `?? \"\"`",
        functions::name(function)
    ))
}
