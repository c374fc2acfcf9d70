//! How a value differs on the wire from its type.

/// How the leaf of a field's type is written. It reaches through `Option`, `Vec` and `Map` to the leaf, never into a struct: a struct's own
/// members have their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    pub(crate) form: Form,
    /// This text stands for nothing.
    pub(crate) none: Option<&'static str>,
    /// Nothing is sent as that text instead of being left out.
    pub(crate) send_none: bool,
    /// `[]` stands for an empty map, or for no struct.
    pub(crate) list_for_empty: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Text,
    Number,
    Flag,
    FlagText,
    Seconds,
    Millis,
    Micros,
    SecondsText,
    MillisText,
    MicrosText,
    Iso,
}

impl Wire {
    /// As the type says: text as a JSON string, integers as numbers, [`crate::Amount`] as a string, [`crate::Timestamp`] as ISO 8601.
    pub const PLAIN: Self = Self::of(Form::Plain);
    /// An integer as a string of digits.
    pub const TEXT: Self = Self::of(Form::Text);
    /// An [`crate::Amount`] as a JSON number.
    pub const NUMBER: Self = Self::of(Form::Number);
    /// A truth value as `1` or `0`.
    pub const FLAG: Self = Self::of(Form::Flag);
    /// A truth value as `"1"` or `"0"`.
    pub const FLAG_TEXT: Self = Self::of(Form::FlagText);
    /// A moment in seconds since 1970.
    pub const SECONDS: Self = Self::of(Form::Seconds);
    /// A moment in milliseconds since 1970.
    pub const MILLIS: Self = Self::of(Form::Millis);
    /// A moment in microseconds since 1970.
    pub const MICROS: Self = Self::of(Form::Micros);
    /// A moment in seconds since 1970, as a string.
    pub const SECONDS_TEXT: Self = Self::of(Form::SecondsText);
    /// A moment in milliseconds since 1970, as a string.
    pub const MILLIS_TEXT: Self = Self::of(Form::MillisText);
    /// A moment in microseconds since 1970, as a string.
    pub const MICROS_TEXT: Self = Self::of(Form::MicrosText);
    /// A moment as ISO 8601 text.
    pub const ISO: Self = Self::of(Form::Iso);

    const fn of(form: Form) -> Self {
        Self {
            form,
            none: None,
            send_none: false,
            list_for_empty: false,
        }
    }

    /// The same, and `text` stands for `None`.
    #[must_use]
    pub const fn none(mut self, text: &'static str) -> Self {
        self.none = Some(text);
        self
    }

    /// The same, and `None` is sent as the text of [`Wire::none`] instead of being left out: for members that must be there.
    #[must_use]
    pub const fn send_none(mut self) -> Self {
        self.send_none = true;
        self
    }

    /// The same, and `[]` stands for an empty map, or for no struct (then the type is an `Option`).
    #[must_use]
    pub const fn list_for_empty(mut self) -> Self {
        self.list_for_empty = true;
        self
    }

    /// What reaches the value inside, once `none` has been dealt with here.
    pub(crate) const fn without_none(mut self) -> Self {
        self.none = None;
        self.send_none = false;
        self
    }

    /// What reaches the value inside, once `list_for_empty` has been dealt with here.
    pub(crate) const fn without_list(mut self) -> Self {
        self.list_for_empty = false;
        self
    }
}
