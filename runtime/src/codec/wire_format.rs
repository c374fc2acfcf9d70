//! How a value is represented on the wire.

/// The wire format of a field's leaf value. It applies through `Option`, `Vec` and `Map` to the leaf, but never inside a struct: the
/// members of a struct have their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    pub(crate) form: Form,
    /// This text represents `None`.
    pub(crate) none: Option<&'static str>,
    /// `None` is sent as that text, and not omitted.
    pub(crate) send_none: bool,
    /// `[]` represents an empty map, or no struct.
    pub(crate) list_for_empty: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Text,
    Number,
    Integer,
    Flag,
    FlagText,
    Seconds,
    Millis,
    Micros,
    Nanos,
    SecondsText,
    MillisText,
    MicrosText,
    NanosText,
    Iso,
}

impl Wire {
    /// The format of the type: text as a JSON string, integers as numbers, [`crate::Amount`] as a string, [`crate::Timestamp`] as ISO 8601.
    pub const PLAIN: Self = Self::of(Form::Plain);
    /// An integer as a string of digits.
    pub const TEXT: Self = Self::of(Form::Text);
    /// An [`crate::Amount`] as a JSON number.
    pub const NUMBER: Self = Self::of(Form::Number);
    /// An [`crate::Amount`] as a JSON integer of any size.
    pub const INTEGER: Self = Self::of(Form::Integer);
    /// A boolean as `1` or `0`.
    pub const FLAG: Self = Self::of(Form::Flag);
    /// A boolean as `"1"` or `"0"`.
    pub const FLAG_TEXT: Self = Self::of(Form::FlagText);
    /// A time in seconds since 1970.
    pub const SECONDS: Self = Self::of(Form::Seconds);
    /// A time in milliseconds since 1970.
    pub const MILLIS: Self = Self::of(Form::Millis);
    /// A time in microseconds since 1970.
    pub const MICROS: Self = Self::of(Form::Micros);
    /// A time in nanoseconds since 1970.
    pub const NANOS: Self = Self::of(Form::Nanos);
    /// A time in seconds since 1970, as a string.
    pub const SECONDS_TEXT: Self = Self::of(Form::SecondsText);
    /// A time in milliseconds since 1970, as a string.
    pub const MILLIS_TEXT: Self = Self::of(Form::MillisText);
    /// A time in microseconds since 1970, as a string.
    pub const MICROS_TEXT: Self = Self::of(Form::MicrosText);
    /// A time in nanoseconds since 1970, as a string.
    pub const NANOS_TEXT: Self = Self::of(Form::NanosText);
    /// A time as ISO 8601 text.
    pub const ISO: Self = Self::of(Form::Iso);

    const fn of(form: Form) -> Self {
        Self {
            form,
            none: None,
            send_none: false,
            list_for_empty: false,
        }
    }

    /// The same format, in which `text` represents `None`.
    #[must_use]
    pub const fn none(mut self, text: &'static str) -> Self {
        self.none = Some(text);
        self
    }

    /// The same format, in which `None` is sent as the text of [`Wire::none`] and not omitted: for members that must be present.
    #[must_use]
    pub const fn send_none(mut self) -> Self {
        self.send_none = true;
        self
    }

    /// The same format, in which `[]` represents an empty map, or no struct (then the type is an `Option`).
    #[must_use]
    pub const fn list_for_empty(mut self) -> Self {
        self.list_for_empty = true;
        self
    }

    /// The format for the inner value, after `none` was handled.
    pub(crate) const fn without_none(mut self) -> Self {
        self.none = None;
        self.send_none = false;
        self
    }

    /// The format for the inner value, after `list_for_empty` was handled.
    pub(crate) const fn without_list(mut self) -> Self {
        self.list_for_empty = false;
        self
    }
}
