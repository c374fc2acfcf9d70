//! One HTTP request, as it was received.

use specie_codegen::json;
use specie_runtime::signing::plan::{Data, Str};

/// One HTTP request, as it was received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    /// Method in upper case.
    pub(crate) method: String,
    /// Path, escaped as it was sent.
    pub(crate) path: String,
    /// Query without `?`; `None`: there was no `?`.
    pub(crate) query: Option<String>,
    /// Headers in their order. A name may repeat.
    pub(crate) headers: Vec<(String, String)>,
    /// The bytes of the body.
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The value of a header; the first, if it repeats.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// How often a header occurs.
    pub(crate) fn count(&self, name: &str) -> usize {
        let headers = self.headers.iter();
        headers
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .count()
    }

    /// The members of the query, decoded.
    pub(crate) fn query_members(&self) -> Vec<(Str, Data)> {
        form(self.query.as_deref().unwrap_or_default().as_bytes())
    }

    /// The members of the body: of a JSON object, or else of a form. A body that is neither has none.
    pub(crate) fn body_members(&self) -> Vec<(Str, Data)> {
        match json::read(&self.body, json::Names::Shown) {
            Ok(Data::Object(members)) => members.into_owned(),
            Ok(_) => Vec::new(),
            Err(_) => form(&self.body),
        }
    }
}

fn form(text: &[u8]) -> Vec<(Str, Data)> {
    form_urlencoded::parse(text)
        .map(|(name, value)| {
            let value = Data::Text(Str::Owned(value.into_owned()));
            (Str::Owned(name.into_owned()), value)
        })
        .collect()
}
