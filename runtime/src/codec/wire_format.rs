//! How a value is represented on the wire.

/// The wire format of a field's leaf value. It applies through `Option`, `Vec` and `Map` to the leaf, but never inside a struct: the
/// members of a struct have their own. What represents "no value" belongs to one level of the type: the value itself, or its elements, or
/// theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire {
    pub(crate) form: Form,
    /// The number of decimals of a second that are sent; [`AS_NEEDED`].
    decimals: u8,
    /// This value represents `None`.
    none: Option<NoValue>,
    /// The levels at which it does: bit 0 is the value itself, bit 1 its elements.
    none_at: u16,
    /// The levels at which `null` represents `None`, or an empty list or map.
    null_at: u16,
    /// The levels at which `[]` represents an empty map, or no struct.
    list_at: u16,
    /// `None` is sent as its representation, and not omitted.
    send_none: bool,
    /// The value is JSON inside a string.
    in_text: bool,
}

/// A value other than `null` that means "no value".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoValue {
    Text(&'static str),
    False,
    Zero,
}

/// What is sent for `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// Not sent at all.
    Absent,
    Null,
    /// `[]`
    List,
    Value(NoValue),
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
    Http,
    Hex,
    Base64Url,
    Raw,
}

/// No fixed number of decimals.
const AS_NEEDED: u8 = u8::MAX;

impl Wire {
    /// The format of the type: text as a JSON string, integers as numbers, [`crate::Amount`] as a string, [`crate::Timestamp`] as ISO 8601,
    /// [`crate::Bytes`] as base64.
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
    /// A time as a date of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`. Other zones are read too, as in e-mail (RFC 2822).
    pub const HTTP: Self = Self::of(Form::Http);
    /// [`crate::Bytes`] as hexadecimal digits.
    pub const HEX: Self = Self::of(Form::Hex);
    /// [`crate::Bytes`] as base64 of URLs, without padding.
    pub const BASE64_URL: Self = Self::of(Form::Base64Url);
    /// [`crate::Bytes`] as they are: for a body that is nothing else.
    pub const RAW: Self = Self::of(Form::Raw);

    const fn of(form: Form) -> Self {
        Self {
            form,
            decimals: AS_NEEDED,
            none: None,
            none_at: 0,
            null_at: 0,
            list_at: 0,
            send_none: false,
            in_text: false,
        }
    }

    /// The same format of a time, in which this many decimals of a second are sent: exactly in a text, at most in a number.
    #[must_use]
    pub const fn decimals(mut self, decimals: u8) -> Self {
        self.decimals = decimals;
        self
    }

    /// The number of decimals of a second that are sent, if it is fixed.
    pub(crate) const fn fixed_decimals(self) -> Option<u8> {
        match self.decimals {
            AS_NEEDED => None,
            decimals => Some(decimals),
        }
    }

    /// The same format, as JSON inside a string: for a member whose value another program has encoded once more.
    #[must_use]
    pub const fn in_text(mut self) -> Self {
        self.in_text = true;
        self
    }

    pub(crate) const fn is_in_text(self) -> bool {
        self.in_text
    }

    /// The format of the value inside the string.
    pub(crate) const fn out_of_text(mut self) -> Self {
        self.in_text = false;
        self
    }

    /// The same format, in which the string `text` represents `None`.
    #[must_use]
    pub const fn none(self, text: &'static str) -> Self {
        self.with_none(NoValue::Text(text))
    }

    /// The same format, in which `false` represents `None`.
    #[must_use]
    pub const fn none_false(self) -> Self {
        self.with_none(NoValue::False)
    }

    /// The same format, in which the number 0 represents `None`.
    #[must_use]
    pub const fn none_zero(self) -> Self {
        self.with_none(NoValue::Zero)
    }

    const fn with_none(mut self, value: NoValue) -> Self {
        self.none = Some(value);
        self.none_at |= 1;
        self
    }

    /// The same format, in which `null` represents `None`, or an empty list or map that is received.
    #[must_use]
    pub const fn null(mut self) -> Self {
        self.null_at |= 1;
        self
    }

    /// The same format, in which `None` is sent as the value that represents it and not omitted: for members that must be present.
    #[must_use]
    pub const fn send_none(mut self) -> Self {
        self.send_none = true;
        self
    }

    /// Whether `None` is sent and not omitted.
    #[cfg(feature = "serde")]
    pub(crate) const fn sends_none(self) -> bool {
        self.send_none
    }

    /// The same format, in which `[]` represents an empty map, or no struct (then the type is an `Option`).
    #[must_use]
    pub const fn list_for_empty(mut self) -> Self {
        self.list_at |= 1;
        self
    }

    /// The format of a list or map whose elements have this format.
    #[must_use]
    pub const fn elements(mut self) -> Self {
        self.none_at <<= 1;
        self.null_at <<= 1;
        self.list_at <<= 1;
        self.send_none = false;
        self
    }

    /// The format of the elements of a list or map in this format. An element cannot be left out, so none is omitted.
    pub(crate) const fn inside(mut self) -> Self {
        self.none_at >>= 1;
        self.null_at >>= 1;
        self.list_at >>= 1;
        self.send_none = true;
        self
    }

    /// The format for the inner value of an `Option`.
    pub(crate) const fn without_none(mut self) -> Self {
        self.none_at &= !1;
        self.null_at &= !1;
        self
    }

    /// Whether `null` has a meaning for the value itself.
    pub(crate) const fn takes_null(self) -> bool {
        self.null_at & 1 != 0
    }

    /// Whether `[]` represents an empty map, or no struct.
    pub(crate) const fn takes_list(self) -> bool {
        self.list_at & 1 != 0
    }

    /// The value that represents `None`, other than `null`.
    pub(crate) const fn no_value(self) -> Option<NoValue> {
        match self.none_at & 1 {
            0 => None,
            _ => self.none,
        }
    }

    /// What is sent for `None`. `null` comes first: it is the clearest.
    pub(crate) const fn nothing(self) -> Nothing {
        match (self.send_none, self.no_value()) {
            (false, _) => Nothing::Absent,
            (true, _) if self.takes_null() => Nothing::Null,
            (true, Some(value)) => Nothing::Value(value),
            (true, None) if self.takes_list() => Nothing::List,
            (true, None) => Nothing::Absent,
        }
    }
}
