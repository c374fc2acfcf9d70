//! An HTTP response of the mock.

use crate::members::text;
use hyper::header::{HeaderName, HeaderValue};
use specie_codegen::json;
use specie_runtime::signing::plan::Data;

/// An HTTP response of the mock.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The response of what stands before the provider.
    pub(crate) fn of_a_proxy(status: u16) -> Self {
        let mut response = Self::new(status);
        let message = ("message".into(), text(&format!("status {status}")));
        response.set_json(&Data::Object(vec![message].into()));
        response
    }

    /// Adds a header. Whatever the value is made of, as the name of a parameter that a client sent, it is one value: bytes that no header may
    /// have are percent-encoded.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
        let value = match value.bytes().all(is_plain) {
            true => HeaderValue::from_str(value),
            false => {
                let bytes = value.bytes();
                let escaped: String = bytes
                    .map(|byte| match is_plain(byte) {
                        true => char::from(byte).to_string(),
                        false => format!("%{byte:02X}"),
                    })
                    .collect();
                HeaderValue::try_from(escaped)
            }
        };
        // Names are of the spec, which cannot have others.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), value) {
            self.headers.push((name, value));
        }
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        size_of::<Self>() + headers + self.body.len()
    }

    pub(crate) fn set_json(&mut self, data: &Data) {
        self.set_header("Content-Type", "application/json");
        self.body = json::write(data).into_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_value_of_one_header() {
        for (value, expected) in [
            ("a b", "a b"),
            ("a\r\nSet-Cookie: b", "a%0D%0ASet-Cookie: b"),
            ("\u{0}\u{7f}é", "%00%7F%C3%A9"),
        ] {
            let mut response = Response::new(200);
            response.set_header("X-Code", value);
            let [(_, shown)] = response.headers.as_slice() else {
                panic!("{value:?}");
            };
            assert_eq!(shown.as_bytes(), expected.as_bytes());
        }
    }
}
