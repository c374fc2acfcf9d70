//! The operations that generated methods call.

use crate::Wire;
use crate::signing::plan::PathEncode;

/// One operation of a provider: the constant data of a generated method.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    pub(crate) name: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) section: u16,
    pub(crate) idempotency: Idempotency<'a>,
    pub(crate) reconcile: &'a str,
    pub(crate) envelope: Option<u16>,
    pub(crate) path_encode: &'a [(&'a str, PathEncode)],
    pub(crate) in_query: &'a [&'a str],
    pub(crate) in_headers: &'a [&'a str],
    pub(crate) items: bool,
    pub(crate) fixed: &'a [(&'a str, &'a str)],
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) weight: u32,
    pub(crate) response: ResponseKind,
    pub(crate) wire: Wire,
    pub(crate) paging: Option<Pagination<'a>>,
    pub(crate) secrets: &'a [&'a str],
}

/// Whether a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency<'a> {
    /// It may be repeated: it changes nothing, or repeating it changes nothing more.
    Safe,
    /// It may be repeated with the same value in this parameter.
    Keyed(&'a str),
    /// It must not be repeated: a call without a response must be reconciled.
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    Json,
    Text,
    None,
}

/// How to request the pages of a list. `list` is the member of the response that contains the list; `None` means that the response is the
/// list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pagination<'a> {
    /// Pages are numbered from 1.
    Page {
        /// Parameter with the page number.
        page: &'a str,
        /// Parameter with the page size.
        size: Option<&'a str>,
        /// Header with the total number of entries.
        total: Option<&'a str>,
        /// Member of the response with the list.
        list: Option<&'a str>,
    },
    /// Entries are numbered from 0.
    Offset {
        /// Parameter with the number of the first entry.
        start: &'a str,
        /// Parameter with the page size.
        size: Option<&'a str>,
        /// Member of the response with the list.
        list: Option<&'a str>,
    },
    /// The last entry seen identifies the next page.
    Cursor {
        /// Parameter with the cursor.
        param: &'a str,
        /// Member of the last entry that contains the cursor; `None`: the entry itself.
        member: Option<&'a str>,
        /// Member of the response with the list.
        list: Option<&'a str>,
    },
}

impl<'a> Operation<'a> {
    /// An operation of the first section: never repeated, with the first envelope if there is one, and with a JSON response.
    ///
    /// Members of the request whose names are in `{braces}` in the path fill the path.
    #[must_use]
    pub const fn new(name: &'a str, method: &'a str, path: &'a str) -> Self {
        Self {
            name,
            method,
            path,
            section: 0,
            idempotency: Idempotency::Never,
            reconcile: "",
            envelope: Some(0),
            path_encode: &[],
            in_query: &[],
            in_headers: &[],
            items: false,
            fixed: &[],
            timeout_ms: None,
            weight: 1,
            response: ResponseKind::Json,
            wire: Wire::PLAIN,
            paging: None,
            secrets: &[],
        }
    }

    /// Sets the section, as its index in the scheme.
    #[must_use]
    pub const fn section(mut self, section: u16) -> Self {
        self.section = section;
        self
    }

    /// The operation may be repeated.
    #[must_use]
    pub const fn safe(mut self) -> Self {
        self.idempotency = Idempotency::Safe;
        self
    }

    /// The operation may be repeated with the same value in `param`.
    #[must_use]
    pub const fn keyed(mut self, param: &'a str) -> Self {
        self.idempotency = Idempotency::Keyed(param);
        self
    }

    /// The operation must not be repeated. `reconcile` is the operation that tells whether a call without a response took effect; it may be
    /// empty.
    #[must_use]
    pub const fn never(mut self, reconcile: &'a str) -> Self {
        self.idempotency = Idempotency::Never;
        self.reconcile = reconcile;
        self
    }

    /// For a `keyed` operation: the operation that tells whether a call without a response took effect.
    #[must_use]
    pub const fn reconcile(mut self, operation: &'a str) -> Self {
        self.reconcile = operation;
        self
    }

    /// Sets the envelope, as its index in the provider.
    #[must_use]
    pub const fn envelope(mut self, envelope: u16) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// No envelope: the HTTP status decides, and the whole body is the data.
    #[must_use]
    pub const fn no_envelope(mut self) -> Self {
        self.envelope = None;
        self
    }

    /// How members are encoded in the path, where this differs from the section.
    #[must_use]
    pub const fn path_encode(mut self, ways: &'a [(&'a str, PathEncode)]) -> Self {
        self.path_encode = ways;
        self
    }

    /// Members that are sent in the query, in addition to a body.
    #[must_use]
    pub const fn query(mut self, names: &'a [&'a str]) -> Self {
        self.in_query = names;
        self
    }

    /// Members that are sent as headers with the same name.
    #[must_use]
    pub const fn headers(mut self, names: &'a [&'a str]) -> Self {
        self.in_headers = names;
        self
    }

    /// The one member that is not in the path, a header or the query is the whole parameter value of the call: most often a list.
    #[must_use]
    pub const fn items(mut self) -> Self {
        self.items = true;
        self
    }

    /// Parameters with a constant text.
    #[must_use]
    pub const fn fixed(mut self, fixed: &'a [(&'a str, &'a str)]) -> Self {
        self.fixed = fixed;
        self
    }

    /// The timeout of a call, in milliseconds.
    #[must_use]
    pub const fn timeout_ms(mut self, millis: u64) -> Self {
        self.timeout_ms = Some(millis);
        self
    }

    /// How much a call counts towards the provider's rate limits.
    #[must_use]
    pub const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// Nothing is read from the response except whether it is a success.
    #[must_use]
    pub const fn no_response(mut self) -> Self {
        self.response = ResponseKind::None;
        self
    }

    /// The response is text, not JSON.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.response = ResponseKind::Text;
        self
    }

    /// The wire format of the response, where it is not plain.
    #[must_use]
    pub const fn wire(mut self, wire: Wire) -> Self {
        self.wire = wire;
        self
    }

    /// How to request the pages.
    #[must_use]
    pub const fn pages(mut self, paging: Pagination<'a>) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Members of the response, at any depth, whose values are secret: errors that keep the response text keep it without them. An empty
    /// name means a secret without a name, so the whole response is secret.
    #[must_use]
    pub const fn secrets(mut self, members: &'a [&'a str]) -> Self {
        self.secrets = members;
        self
    }

    /// The operation's name.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    pub(crate) fn is_safe(&self) -> bool {
        self.idempotency == Idempotency::Safe
    }
}
