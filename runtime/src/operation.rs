//! What a generated method calls.

use crate::Wire;
use crate::signing::plan::PathEncode;

/// One operation of a provider: constant data beside a generated method.
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
    /// It may: it changes nothing, or nothing more.
    Safe,
    /// It may, with the same value in this parameter.
    Keyed(&'a str),
    /// It may not: a lost answer must be reconciled.
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    Json,
    Text,
    None,
}

/// How the pages of a list follow each other. `list` is the member of the answer that is the list; without one, the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pagination<'a> {
    /// Counts pages from 1.
    Page {
        /// Parameter with the page.
        page: &'a str,
        /// Parameter with the size.
        size: Option<&'a str>,
        /// Header with the number of all entries.
        total: Option<&'a str>,
        /// Member of the answer with the list.
        list: Option<&'a str>,
    },
    /// Counts entries from 0.
    Offset {
        /// Parameter with the first entry.
        start: &'a str,
        /// Parameter with the size.
        size: Option<&'a str>,
        /// Member of the answer with the list.
        list: Option<&'a str>,
    },
    /// Names the last entry seen.
    Cursor {
        /// Parameter that takes it.
        param: &'a str,
        /// Member of the last entry that gives it; none: the entry itself.
        member: Option<&'a str>,
        /// Member of the answer with the list.
        list: Option<&'a str>,
    },
}

impl<'a> Operation<'a> {
    /// An operation of the first section: never repeated, in the first envelope if there is one, with a JSON answer.
    ///
    /// Members of the request that stand in `{braces}` in the path fill it.
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

    /// The section, by its place in the scheme.
    #[must_use]
    pub const fn section(mut self, section: u16) -> Self {
        self.section = section;
        self
    }

    /// It may be repeated.
    #[must_use]
    pub const fn safe(mut self) -> Self {
        self.idempotency = Idempotency::Safe;
        self
    }

    /// It may be repeated with the same value in `param`.
    #[must_use]
    pub const fn keyed(mut self, param: &'a str) -> Self {
        self.idempotency = Idempotency::Keyed(param);
        self
    }

    /// It may not be repeated; `reconcile` is the operation that tells whether a lost call took effect, or empty.
    #[must_use]
    pub const fn never(mut self, reconcile: &'a str) -> Self {
        self.idempotency = Idempotency::Never;
        self.reconcile = reconcile;
        self
    }

    /// The operation that tells whether a lost call took effect, for one that is `keyed`.
    #[must_use]
    pub const fn reconcile(mut self, operation: &'a str) -> Self {
        self.reconcile = operation;
        self
    }

    /// The envelope, by its place in the provider.
    #[must_use]
    pub const fn envelope(mut self, envelope: u16) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// No envelope: HTTP status and whole body.
    #[must_use]
    pub const fn no_envelope(mut self) -> Self {
        self.envelope = None;
        self
    }

    /// How members are written into the path, where that is not the section's way.
    #[must_use]
    pub const fn path_encode(mut self, ways: &'a [(&'a str, PathEncode)]) -> Self {
        self.path_encode = ways;
        self
    }

    /// Members that travel in the query, beside a body.
    #[must_use]
    pub const fn query(mut self, names: &'a [&'a str]) -> Self {
        self.in_query = names;
        self
    }

    /// Members that travel as headers, which they name.
    #[must_use]
    pub const fn headers(mut self, names: &'a [&'a str]) -> Self {
        self.in_headers = names;
        self
    }

    /// The one member that is not in the path, nor a header, nor in the query, is all the parameters of the call: most often a list.
    #[must_use]
    pub const fn items(mut self) -> Self {
        self.items = true;
        self
    }

    /// Parameters set to a constant text.
    #[must_use]
    pub const fn fixed(mut self, fixed: &'a [(&'a str, &'a str)]) -> Self {
        self.fixed = fixed;
        self
    }

    /// The longest time for a call, in milliseconds.
    #[must_use]
    pub const fn timeout_ms(mut self, millis: u64) -> Self {
        self.timeout_ms = Some(millis);
        self
    }

    /// What a call costs of the provider's limits.
    #[must_use]
    pub const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// Nothing is read of the answer but whether it is a success.
    #[must_use]
    pub const fn no_response(mut self) -> Self {
        self.response = ResponseKind::None;
        self
    }

    /// The answer is no JSON but a text.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.response = ResponseKind::Text;
        self
    }

    /// How the answer is written, where that is not plain.
    #[must_use]
    pub const fn wire(mut self, wire: Wire) -> Self {
        self.wire = wire;
        self
    }

    /// How pages follow each other.
    #[must_use]
    pub const fn pages(mut self, paging: Pagination<'a>) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Members of the answer, at any depth, whose values are secret: errors that keep the answer's text keep it without them. An empty name
    /// stands for a secret without one, so for the whole answer.
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
