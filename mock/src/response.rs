//! An HTTP response of the mock.

use crate::members::text;
use specie_codegen::json;
use specie_runtime::signing::plan::Data;

/// An HTTP response of the mock.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
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

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn set_json(&mut self, data: &Data) {
        self.set_header("Content-Type", "application/json");
        self.body = json::write(data).into_bytes();
    }
}
