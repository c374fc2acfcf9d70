//! The operations that generated methods call.

use crate::pagination::Pagination;
use crate::signing::plan::{Arrays, PathEncode};
use crate::{FileParam, Wire};

/// One operation of a provider: the constant data of a generated method.
///
/// [`Operation::new`] and the methods that take and return `self` build one in a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation<'a> {
    /// Its name, or that of the variant.
    pub name: &'a str,
    /// Method in upper case.
    pub method: &'a str,
    /// Path of the call, with `{name}` for parameters.
    pub path: &'a str,
    /// Section, as its index in the scheme.
    pub section: u16,
    /// Whether it may be repeated.
    pub idempotency: Idempotency<'a>,
    /// The operation that says whether a call without a response took effect; may be empty.
    pub reconcile: &'a str,
    /// What to ask that operation with: its parameters, each with the parameter of this call that has its value.
    pub reconcile_with: &'a [(&'a str, &'a str)],
    /// The form of the key that the client makes for a keyed call without one. `None`: it makes none.
    pub new_key: Option<KeyForm>,
    /// Envelope, as its index in the provider. `None`: the HTTP status decides, and the whole body is the data.
    pub envelope: Option<u16>,
    /// How members are encoded in the path, where this differs from the section.
    pub path_encode: &'a [(&'a str, PathEncode)],
    /// Members that are sent in the query, in addition to a body.
    pub in_query: &'a [&'a str],
    /// Members that are sent as headers with the same name.
    pub in_headers: &'a [&'a str],
    /// Members that are sent in the header `Cookie`, in this order.
    pub in_cookies: &'a [&'a str],
    /// Lists and objects that are written in a format of their own, whatever the section says.
    pub formats: &'a [(&'a str, Arrays)],
    /// Whether the one member that is sent nowhere else is the whole parameter value of the call.
    pub items: bool,
    /// What the body is made of.
    pub body: Body<'a>,
    /// The content type of the body, where it does not follow from the section.
    pub content_type: Option<&'a str>,
    /// Parameters with a constant text.
    pub fixed: &'a [(&'a str, &'a str)],
    /// The timeout of a call, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// How much a call counts towards the provider's [limits](crate::Limit). Where this depends on parameters, the largest weight without
    /// those of list entries; [`Provider::limits_of`](crate::Provider::limits_of) gives the exact one.
    pub weight: u32,
    /// What is read of the response.
    pub response: ResponseKind,
    /// What is read of the response, by its status: 200 to 299. Empty: [`Self::response`] for each of these.
    pub by_status: &'a [(u16, ResponseKind)],
    /// Headers of the response that are read beside its data.
    pub response_headers: &'a [&'a str],
    /// The wire format of the response, for typed decoding.
    pub wire: Wire,
    /// How to request the pages; `None`: it has none.
    pub pagination: Option<Pagination<&'a str>>,
    /// Members of the response, at any depth, whose values are secret. An empty name: the whole response is secret.
    pub secrets: &'a [&'a str],
    /// Members of the request, at any depth, whose values are secret: errors leave them out of what the provider sent back.
    pub secret_params: &'a [&'a str],
}

/// What the body of a request is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// The parameters that the section and its plan put there, if any.
    Params,
    /// This member is the body itself, as text.
    Text(&'a str),
    /// This member is the body itself, as bytes. A tool without generated code gives them as base64.
    Bytes(&'a str),
    /// `multipart/form-data`: the members that are sent nowhere else are its parts. These are files.
    Multipart(&'a [FileParam<'a>]),
}

/// Whether a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency<'a> {
    /// It may be repeated: it changes nothing, or repeating it changes nothing more.
    Safe,
    /// The provider recognizes a repeated call by the value of a parameter.
    Keyed {
        /// The parameter.
        param: &'a str,
        /// How long its value is unique. This decides whether the call may be repeated.
        unique: KeyScope,
    },
    /// It must not be repeated: a call without a response must be reconciled.
    Never,
}

/// The form of a key that the client makes: random, and not the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// A UUID of version 4: 36 characters with hyphens.
    Uuid,
    /// This many hexadecimal digits in lower case, at most 32.
    Hex(u8),
}

/// How long a provider recognizes a repeated call by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// Always: the same key never takes effect twice.
    Always,
    /// For this time after the first call, in milliseconds.
    Millis(u64),
    /// Only while the order of the first call is open. As soon as it is filled or cancelled, the same key places a second order, so the call
    /// must not be repeated.
    OpenOrders,
}

impl Idempotency<'_> {
    /// Whether the provider always recognizes a repeated call by its key.
    pub(crate) fn is_always_unique(&self) -> bool {
        matches!(
            self,
            Self::Keyed {
                unique: KeyScope::Always,
                ..
            }
        )
    }

    /// Whether a call whose outcome is unknown may be sent again, when this much time has passed since it was sent first. If not, the outcome
    /// must be found out first: [`Error::reconcile`](crate::Error::reconcile). For a keyed operation, the call must have its key, and the
    /// repeated one the same: a call that was sent without a value in the parameter must not be repeated.
    ///
    /// ```
    /// use specie_runtime::{Idempotency, KeyScope};
    /// use std::time::Duration;
    ///
    /// let day = KeyScope::Millis(86_400_000);
    /// let keyed = |unique| Idempotency::Keyed { param: "clientOrderId", unique };
    /// assert!(keyed(day).may_repeat_after(Duration::from_secs(60)));
    /// assert!(!keyed(day).may_repeat_after(Duration::from_secs(86_400)));
    /// assert!(!keyed(KeyScope::OpenOrders).may_repeat_after(Duration::ZERO));
    /// ```
    #[must_use]
    pub fn may_repeat_after(&self, elapsed: std::time::Duration) -> bool {
        match self {
            Self::Safe => true,
            Self::Never => false,
            Self::Keyed { unique, .. } => match unique {
                KeyScope::Always => true,
                KeyScope::Millis(millis) => elapsed.as_millis() < u128::from(*millis),
                KeyScope::OpenOrders => false,
            },
        }
    }
}

/// What is read of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseKind {
    /// JSON data.
    Json,
    /// JSON data, or nothing: the body is empty, or the envelope has no data.
    OptionalJson,
    /// The body as it is, as text in UTF-8.
    Text,
    /// The body as it is, as bytes.
    Bytes,
    /// Nothing except whether it is a success.
    None,
}

impl ResponseKind {
    /// Whether the body is the data, as it is: text or bytes.
    pub(crate) fn is_raw(self) -> bool {
        matches!(self, Self::Text | Self::Bytes)
    }
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
            reconcile_with: &[],
            new_key: None,
            envelope: Some(0),
            path_encode: &[],
            in_query: &[],
            in_headers: &[],
            in_cookies: &[],
            formats: &[],
            items: false,
            body: Body::Params,
            content_type: None,
            fixed: &[],
            timeout_ms: None,
            weight: 1,
            response: ResponseKind::Json,
            by_status: &[],
            response_headers: &[],
            wire: Wire::PLAIN,
            pagination: None,
            secrets: &[],
            secret_params: &[],
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
    pub const fn keyed(self, param: &'a str) -> Self {
        self.keyed_within(param, KeyScope::Always)
    }

    /// The provider recognizes a repeated call by the value in `param`, within a limited scope.
    #[must_use]
    pub const fn keyed_within(mut self, param: &'a str, unique: KeyScope) -> Self {
        self.idempotency = Idempotency::Keyed { param, unique };
        self
    }

    /// The operation must not be repeated. `reconcile` is the operation that says whether a call without a response took effect; it may be
    /// empty.
    #[must_use]
    pub const fn never(mut self, reconcile: &'a str) -> Self {
        self.idempotency = Idempotency::Never;
        self.reconcile = reconcile;
        self
    }

    /// For a `keyed` operation: the operation that says whether a call without a response took effect.
    #[must_use]
    pub const fn reconcile(mut self, operation: &'a str) -> Self {
        self.reconcile = operation;
        self
    }

    /// What to ask the operation that reconciles with: its parameters, each with the parameter of this call that has its value.
    #[must_use]
    pub const fn reconcile_with(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.reconcile_with = params;
        self
    }

    /// For a `keyed` operation: the client makes a key of this form for a call without one.
    #[must_use]
    pub const fn new_key(mut self, form: KeyForm) -> Self {
        self.new_key = Some(form);
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

    /// Members that are sent in the header `Cookie`.
    #[must_use]
    pub const fn cookies(mut self, names: &'a [&'a str]) -> Self {
        self.in_cookies = names;
        self
    }

    /// Lists and objects that are written in a format of their own, whatever the section says.
    #[must_use]
    pub const fn formats(mut self, formats: &'a [(&'a str, Arrays)]) -> Self {
        self.formats = formats;
        self
    }

    /// What the body is made of, if not of parameters.
    #[must_use]
    pub const fn body(mut self, body: Body<'a>) -> Self {
        self.body = body;
        self
    }

    /// The content type of the body, where it does not follow from the section.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'a str) -> Self {
        self.content_type = Some(content_type);
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

    /// The response may contain nothing in place of JSON data.
    #[must_use]
    pub const fn optional_response(mut self) -> Self {
        self.response = ResponseKind::OptionalJson;
        self
    }

    /// The response is text, not JSON.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.response = ResponseKind::Text;
        self
    }

    /// The response is bytes, not JSON.
    #[must_use]
    pub const fn bytes(mut self) -> Self {
        self.response = ResponseKind::Bytes;
        self
    }

    /// The response depends on the status. Other statuses of 200 to 299 are not understood.
    #[must_use]
    pub const fn by_status(mut self, kinds: &'a [(u16, ResponseKind)]) -> Self {
        self.by_status = kinds;
        self
    }

    /// Headers of the response that are read beside its data.
    #[must_use]
    pub const fn response_headers(mut self, names: &'a [&'a str]) -> Self {
        self.response_headers = names;
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
    pub const fn pages(mut self, pagination: Pagination<&'a str>) -> Self {
        self.pagination = Some(pagination);
        self
    }

    /// Members of the response, at any depth, whose values are secret: errors that keep the response text keep it without them. An empty
    /// name means a secret without a name, so the whole response is secret.
    #[must_use]
    pub const fn secrets(mut self, members: &'a [&'a str]) -> Self {
        self.secrets = members;
        self
    }

    /// Members of the request, at any depth, whose values are secret: errors leave them out of what the provider sent back.
    #[must_use]
    pub const fn secret_params(mut self, members: &'a [&'a str]) -> Self {
        self.secret_params = members;
        self
    }

    /// What is read of a response with this status, or `None` if the operation does not say so.
    pub(crate) fn kind_of(&self, status: u16) -> Option<ResponseKind> {
        if self.by_status.is_empty() {
            return Some(self.response);
        }
        let mut kinds = self.by_status.iter();
        kinds
            .find(|(known, _)| *known == status)
            .map(|(_, kind)| *kind)
    }

    pub(crate) fn is_safe(&self) -> bool {
        self.idempotency == Idempotency::Safe
    }
}
