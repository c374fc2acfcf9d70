//! One HTTP request, as it was received.

use crate::body_kind::is_json;
use crate::parts::{Part, PartsError};
use specie_codegen::json::{self, JsonError};
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
    /// The bytes of the body; none, if it has parts.
    pub(crate) body: Vec<u8>,
    /// The parts of a body of the type `multipart/form-data`; `None`: it has another type.
    pub(crate) parts: Option<Result<Vec<Part>, PartsError>>,
}

impl Received {
    /// The value of a header; the first, if it repeats.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the body is said to be of this type. Parameters such as the character encoding are the sender's choice.
    pub(crate) fn has_content_type(&self, expected: &str) -> bool {
        let kind = |text: &str| text.split(';').next().unwrap_or_default().trim().to_owned();
        let said = self.header("content-type");
        said.is_some_and(|said| kind(said).eq_ignore_ascii_case(&kind(expected)))
    }

    /// How often a header occurs.
    pub(crate) fn count(&self, name: &str) -> usize {
        let headers = self.headers.iter();
        headers
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .count()
    }

    /// The address, without the query.
    pub(crate) fn address(&self) -> String {
        match self.header("host") {
            Some(host) => format!("http://{host}{}", self.path),
            None => self.path.clone(),
        }
    }

    /// The base URL that the client knows, of which this many bytes of the path are a part: the mock's own address, which some providers have
    /// signed. `None`: the request does not say it.
    pub(crate) fn base(&self, prefix: usize) -> Option<String> {
        let path = self.path.get(..prefix)?;
        self.header("host")
            .map(|host| format!("http://{host}{path}"))
    }

    /// The members of the query, decoded.
    pub(crate) fn query_members(&self) -> Vec<(Str, Data)> {
        form(self.query.as_deref().unwrap_or_default().as_bytes())
    }

    /// The members of the body: of a JSON object, or else of a form. JSON that is no object has none.
    ///
    /// # Errors
    /// It begins as JSON does, and cannot be read.
    pub(crate) fn body_members(&self) -> Result<Vec<(Str, Data)>, JsonError> {
        match json::read(&self.body, json::Names::Shown) {
            Ok(Data::Object(members)) => Ok(members.into_owned()),
            Ok(_) => Ok(Vec::new()),
            Err(error) if is_json(&self.body) => Err(error),
            Err(_) => Ok(self.form_members()),
        }
    }

    /// The members of a body that is a form.
    pub(crate) fn form_members(&self) -> Vec<(Str, Data)> {
        form(&self.body)
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
