//! Parameters of a call: a value, or a typed request that is read in place.

use crate::Upload;
use crate::codec::{
    EncodeContext, EncodeStruct, Flat, Layout, Refusal, each_member, flat_layout, names_any,
};
use crate::signing::plan::Str;
use crate::value::types::Value;

/// Parameters of a call: an object, a list, or absent.
///
/// The members of a typed request stay in it until they are needed as a value: most requests are written directly into query or body.
#[derive(Clone)]
pub struct Params<'a>(Kind<'a>);

#[derive(Clone)]
enum Kind<'a> {
    Value(Value<'a>),
    /// A struct whose members are all leaves.
    Typed(Typed<'a>),
}

/// A flat struct to be encoded.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'a> {
    request: &'a dyn EncodeStruct,
    layout: &'static Layout,
}

/// Borrowed parameters.
#[derive(Clone, Copy)]
pub(crate) enum BorrowedParams<'a> {
    Value(&'a Value<'a>),
    Typed(Typed<'a>),
}

impl<'a> Params<'a> {
    /// The parameters of a typed request; `null` in a dynamic one means none.
    ///
    /// # Errors
    /// A parameter is out of its bounds, or must not be sent in this form.
    pub fn of(request: &'a dyn EncodeStruct) -> Result<Self, Refusal> {
        if let Some(layout) = flat_layout(request) {
            return Ok(Self(Kind::Typed(Typed { request, layout })));
        }
        let mut context = EncodeContext::default();
        let value = request.whole(&mut context);
        match (context.into_refusal(), value) {
            (Some(refusal), _) => Err(refusal),
            (None, Value::Null) => Ok(Self::default()),
            (None, value) => Ok(value.into()),
        }
    }

    /// The parameters of a typed request with files, of each of which they have the index.
    ///
    /// # Errors
    /// As for [`Params::of`].
    pub(crate) fn with_uploads(
        request: &'a dyn EncodeStruct,
    ) -> Result<(Self, Vec<Upload>), Refusal> {
        let mut context = EncodeContext::default();
        let value = request.whole(&mut context);
        match context.into_uploads() {
            (_, Some(refusal)) => Err(refusal),
            (uploads, None) => Ok((value.into(), uploads)),
        }
    }

    /// Converts them to a value.
    #[must_use]
    pub fn into_value(self) -> Value<'a> {
        match self.0 {
            Kind::Value(value) => value,
            Kind::Typed(typed) => typed.to_value(),
        }
    }

    pub(crate) fn borrow_member(&'a self) -> BorrowedParams<'a> {
        match &self.0 {
            Kind::Value(value) => BorrowedParams::Value(value),
            Kind::Typed(typed) => BorrowedParams::Typed(*typed),
        }
    }
}

impl<'a> Typed<'a> {
    /// Calls `to` with each member, including absent ones.
    #[inline(always)]
    pub(crate) fn each(self, to: impl FnMut(Flat<'a>)) {
        each_member(self.request, to);
    }

    /// Whether there is a member with one of `names`, whose marks are `marks`.
    pub(crate) fn names_any(self, marks: u64, names: &[Str]) -> bool {
        self.layout.may_name(marks) && names_any(self.request, marks, names)
    }

    pub(crate) fn to_value(self) -> Value<'a> {
        // Values of a flat struct that must not be sent were refused when it became parameters.
        self.request.whole(&mut EncodeContext::default())
    }
}

impl<'a> BorrowedParams<'a> {
    /// Converts them to a value that borrows.
    pub(crate) fn to_value(self) -> Value<'a> {
        match self {
            BorrowedParams::Value(value) => Value::Ref(value),
            BorrowedParams::Typed(typed) => typed.to_value(),
        }
    }
}

impl<'a> From<Value<'a>> for Params<'a> {
    fn from(value: Value<'a>) -> Self {
        Self(Kind::Value(value))
    }
}

impl Default for Params<'_> {
    fn default() -> Self {
        Value::Absent.into()
    }
}

impl PartialEq for Params<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.clone().into_value() == other.clone().into_value()
    }
}

impl std::fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.clone().into_value().fmt(f)
    }
}

impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_value().fmt(f)
    }
}
