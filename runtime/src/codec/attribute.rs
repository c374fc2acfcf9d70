//! What the description of a struct says about a field, beside its name.

/// An attribute of a field, as it is written beside the field in `decode_struct!` and its siblings: `fee "fee" Number Optional`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// [`crate::Wire::TEXT`]
    Text,
    /// [`crate::Wire::NUMBER`]
    Number,
    /// [`crate::Wire::INTEGER`]
    Integer,
    /// [`crate::Wire::FLAG`]
    Flag,
    /// [`crate::Wire::FLAG_TEXT`]
    FlagText,
    /// [`crate::Wire::SECONDS`]
    Seconds,
    /// [`crate::Wire::MILLIS`]
    Millis,
    /// [`crate::Wire::MICROS`]
    Micros,
    /// [`crate::Wire::NANOS`]
    Nanos,
    /// [`crate::Wire::SECONDS_TEXT`]
    SecondsText,
    /// [`crate::Wire::MILLIS_TEXT`]
    MillisText,
    /// [`crate::Wire::MICROS_TEXT`]
    MicrosText,
    /// [`crate::Wire::NANOS_TEXT`]
    NanosText,
    /// [`crate::Wire::ISO`]
    Iso,
    /// [`crate::Wire::HTTP`]
    Http,
    /// [`crate::Wire::HEX`]
    Hex,
    /// [`crate::Wire::BASE64_URL`]
    Base64Url,
    /// [`crate::Wire::RAW`]
    Raw,
    /// [`crate::Wire::in_text`]
    InText,
    /// [`crate::Wire::decimals`]
    Decimals(u8),
    /// [`crate::Wire::none`]: this text represents `None`.
    NoneAs(&'static str),
    /// [`crate::Wire::none_false`]
    NoneFalse,
    /// [`crate::Wire::none_zero`]
    NoneZero,
    /// [`crate::Wire::null`]
    Null,
    /// [`crate::Wire::elements`]: the attributes before it are about the elements of the list or map.
    Elements,
    /// [`crate::Wire::send_none`]
    SendNone,
    /// [`crate::Wire::list_for_empty`]
    ListForEmpty,
    /// The member may be missing in what is received.
    Optional,
    /// This map has the members that no other field names.
    Rest,
    /// The elements of this list are spread over numbered names.
    Numbered,
    /// [`crate::Check::range`]
    Range(&'static str, &'static str),
    /// [`crate::Check::Above`]
    Above(&'static str, &'static str),
    /// [`crate::Check::length`]
    Length(usize, usize),
    /// [`crate::Check::Entries`]
    Entries(usize, usize),
    /// [`crate::Check::Unique`]
    Unique,
    /// [`crate::Check::Alnum`]
    Alnum,
    /// [`crate::Check::Uuid`]
    Uuid,
    /// [`crate::Check::Url`]
    Url,
    /// [`crate::Check::AlnumNames`]
    AlnumNames,
    /// [`crate::Check::Needed`]
    Needed,
    /// A member with this name and this text is sent before the field.
    Constant(&'static str, &'static str),
    /// Ends the attributes of a field; written by the macros.
    Next,
}
