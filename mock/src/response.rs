//! An HTTP response of the mock.

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

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn set_json(&mut self, data: &Data) {
        self.set_header("Content-Type", "application/json");
        self.body = json::write(data).into_bytes();
    }
}
