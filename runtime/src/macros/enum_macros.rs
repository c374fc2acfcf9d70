//! Enums on the wire.

/// Defines an enum of texts that the provider may extend: unlisted values are kept as `Unknown`.
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self { $(Self::$variant => $wire,)* Self::Unknown(text) => text }
            }
            /// Parses this text, if this version knows it.
            ///
            /// # Errors
            /// This version does not know the value.
            pub fn try_parse(text: &str) -> ::std::result::Result<Self, $crate::UnknownValue> {
                match Self::from(text) {
                    Self::Unknown(text) => Err($crate::UnknownValue::new(stringify!($name), &text)),
                    known => Ok(known),
                }
            }
        }
        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text { $($wire => Self::$variant,)* _ => Self::Unknown(::std::string::String::from(text)) }
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        $crate::__text_enum!($name |self, reader| $crate::codec::read_open(self, reader), Self::Unknown(::std::string::String::new()));
    };
}

/// Defines an enum of texts that the provider promises not to extend.
#[macro_export]
macro_rules! closed_enum {
    ($name:ident { $first:ident $first_wire:literal $(, $variant:ident $wire:literal)* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self { Self::$first => $first_wire, $(Self::$variant => $wire,)* }
            }
            /// Parses this text.
            ///
            /// # Errors
            /// There is no such value.
            pub fn try_parse(text: &str) -> ::std::result::Result<Self, $crate::UnknownValue> {
                match text {
                    $first_wire => Ok(Self::$first),
                    $($wire => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownValue::new(stringify!($name), text)),
                }
            }
        }
        $crate::__text_enum!($name |self, reader| $crate::codec::read_closed(self, reader, Self::try_parse), Self::$first);
    };
}

/// Implementations that all enums of texts share.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    ($name:ident |$this:ident, $reader:ident| $read:expr, $blank:expr) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::pad_whole(self.as_str(), f)
            }
        }
        impl $crate::codec::Decode for $name {
            fn read(
                &mut $this,
                $reader: &mut $crate::codec::Reader<'_>,
                _: $crate::Wire,
            ) -> ::std::result::Result<(), $crate::codec::Problem> {
                $read
            }
            fn blank() -> Self {
                $blank
            }
            fn is_text() -> bool {
                true
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(
                &'a self,
                _: &mut $crate::codec::EncodeContext,
                _: $crate::Wire,
            ) -> $crate::signing::Value<'a> {
                $crate::codec::text(self.as_str())
            }
            fn leaf(&self) -> $crate::codec::Leaf<'_> {
                $crate::codec::Leaf::Text(self.as_str())
            }
            fn is_leaf_type() -> bool {
                true
            }
        }
        $crate::__if_serde! {
            $crate::__portable_enum!($name);
        }
    };
}

/// Defines which values of an enum are final.
#[macro_export]
macro_rules! final_values {
    ($name:ident { $($variant:ident),+ $(,)? } $(;)?) => {
        impl $name {
            /// Whether nothing follows this value: the provider's documentation says that it does not change any more. A value that this
            /// version does not know is not final.
            #[must_use]
            pub const fn is_final(&self) -> bool {
                ::std::matches!(self, $(Self::$variant)|+)
            }
        }
    };
}

/// Defines the order in which values of an enum follow each other.
#[macro_export]
macro_rules! ordered_values {
    ($name:ident { $($variant:ident $place:literal),+ $(,)? } $(;)?) => {
        impl $name {
            /// Compares how far two values have got, in the order of the provider's documentation. `None`: one of them has no place in it, such as
            /// a failure, or a value that this version does not know.
            #[must_use]
            pub fn compare_progress(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                match (self.__place(), other.__place()) {
                    (::std::option::Option::Some(own), ::std::option::Option::Some(other)) => ::std::option::Option::Some(own.cmp(&other)),
                    _ => ::std::option::Option::None,
                }
            }

            #[allow(unreachable_patterns, reason = "every value may have a place")]
            const fn __place(&self) -> ::std::option::Option<u16> {
                match self {
                    $(Self::$variant => ::std::option::Option::Some($place),)+
                    _ => ::std::option::Option::None,
                }
            }
        }
    };
}

/// Defines an enum of integers that the provider may extend: unlisted values are kept as `Unknown`.
#[macro_export]
macro_rules! open_int_enum {
    ($name:ident { $($variant:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_int(&self) -> i64 {
                match self { $(Self::$variant => $wire,)* Self::Unknown(value) => *value }
            }
            /// Converts this integer, if this version knows it.
            ///
            /// # Errors
            /// This version does not know the value.
            pub fn try_parse(value: i64) -> ::std::result::Result<Self, $crate::UnknownValue> {
                match value { $($wire => Ok(Self::$variant),)* _ => Err($crate::UnknownValue::of_int(stringify!($name), value)) }
            }
        }
        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value { $($wire => Self::$variant,)* _ => Self::Unknown(value) }
            }
        }
        $crate::__int_enum!($name |value, reader| Self::from(value), Self::Unknown(0));
    };
}

/// Defines an enum of integers that the provider promises not to extend.
#[macro_export]
macro_rules! closed_int_enum {
    ($name:ident { $first:ident $first_wire:literal $(, $variant:ident $wire:literal)* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_int(&self) -> i64 {
                match self { Self::$first => $first_wire, $(Self::$variant => $wire,)* }
            }
            /// Converts this integer.
            ///
            /// # Errors
            /// There is no such value.
            pub fn try_parse(value: i64) -> ::std::result::Result<Self, $crate::UnknownValue> {
                match value {
                    $first_wire => Ok(Self::$first),
                    $($wire => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownValue::of_int(stringify!($name), value)),
                }
            }
        }
        $crate::__int_enum!(
            $name |value, reader| Self::try_parse(value).map_err(|_| reader.problem(format!("`{value}` is not a value of this type")))?,
            Self::$first
        );
    };
}

/// Implementations that all enums of integers share.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_enum {
    ($name:ident |$value:ident, $reader:ident| $parse:expr, $blank:expr) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.as_int().fmt(f)
            }
        }
        impl $crate::codec::Decode for $name {
            fn read(
                &mut self,
                $reader: &mut $crate::codec::Reader<'_>,
                _: $crate::Wire,
            ) -> ::std::result::Result<(), $crate::codec::Problem> {
                let $value = $reader.integer()?;
                *self = $parse;
                Ok(())
            }
            fn blank() -> Self {
                $blank
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(
                &'a self,
                _: &mut $crate::codec::EncodeContext,
                wire: $crate::Wire,
            ) -> $crate::signing::Value<'a> {
                $crate::codec::integer(self.as_int(), wire)
            }
            fn leaf(&self) -> $crate::codec::Leaf<'_> {
                $crate::codec::Leaf::Integer(self.as_int())
            }
            fn is_leaf_type() -> bool {
                true
            }
        }
        $crate::__if_serde! {
            $crate::__portable_enum!($name);
        }
    };
}

/// Defines an enum of texts, integers and booleans that the provider may extend: unlisted values are kept as `Unknown`.
#[macro_export]
macro_rules! open_mixed_enum {
    ($name:ident { $($variant:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire; `None` for one that this version does not know.
            #[must_use]
            pub fn as_scalar(&self) -> ::std::option::Option<$crate::codec::Scalar<'static>> {
                match self { $(Self::$variant => Some($wire.into()),)* Self::Unknown(_) => None }
            }
        }
        impl ::std::convert::From<$crate::Json> for $name {
            fn from(json: $crate::Json) -> Self {
                let scalar = $crate::codec::Scalar::of(&json);
                $(if scalar == Some($wire.into()) { return Self::$variant; })*
                Self::Unknown(json)
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Unknown(json) => json.fmt(f),
                    known => known.as_scalar().map_or(Ok(()), |scalar| scalar.fmt(f)),
                }
            }
        }
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                *self = Self::from(reader.scalar_value()?);
                Ok(())
            }
            fn blank() -> Self {
                Self::Unknown($crate::Json::Null)
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, wire: $crate::Wire) -> $crate::signing::Value<'a> {
                match self {
                    Self::Unknown(json) => json.encode(context, wire),
                    known => $crate::codec::scalar_value(known.as_scalar()),
                }
            }
            fn leaf(&self) -> $crate::codec::Leaf<'_> {
                self.as_scalar().map_or($crate::codec::Leaf::Other, $crate::codec::Scalar::leaf)
            }
        }
        $crate::__if_serde! {
            $crate::__portable_mixed_enum!($name);
        }
    };
}

/// Defines an enum of texts, integers and booleans that the provider promises not to extend.
#[macro_export]
macro_rules! closed_mixed_enum {
    ($name:ident { $first:ident $first_wire:literal $(, $variant:ident $wire:literal)* $(,)? } $(;)?) => {
        impl $name {
            /// The value on the wire.
            #[must_use]
            pub fn as_scalar(&self) -> $crate::codec::Scalar<'static> {
                match self { Self::$first => $first_wire.into(), $(Self::$variant => $wire.into(),)* }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.as_scalar().fmt(f)
            }
        }
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                let json = reader.scalar_value()?;
                let scalar = $crate::codec::Scalar::of(&json);
                *self = if scalar == Some($first_wire.into()) {
                    Self::$first
                } $(else if scalar == Some($wire.into()) {
                    Self::$variant
                })* else {
                    return Err(reader.problem("not a value of this type"));
                };
                Ok(())
            }
            fn blank() -> Self {
                Self::$first
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, _: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                $crate::codec::scalar_value(Some(self.as_scalar()))
            }
            fn leaf(&self) -> $crate::codec::Leaf<'_> {
                self.as_scalar().leaf()
            }
            fn is_leaf_type() -> bool {
                true
            }
        }
        $crate::__if_serde! {
            $crate::__portable_enum!($name);
        }
    };
}
