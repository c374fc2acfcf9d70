//! What the macros of generated items add for serde: nothing at all without the feature `serde`.
//!
//! Types that are received get it from the macros that start with `decode_`; types that are only sent from those that start with `encode_`.

/// Items that are there with the feature `serde` alone. The feature is that of this crate, which `#[cfg]` in a client would not ask.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_serde {
    ($($item:tt)*) => {
        $($item)*
    };
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __if_serde {
    ($($item:tt)*) => {};
}

/// Implements `Serialize` and `Deserialize`, by the codec if no other function reads it.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        $crate::__serde!($name by $crate::codec::deserialize);
    };
    ($name:ident by $deserialize:path) => {
        impl $crate::serde_core::Serialize for $name {
            fn serialize<S: $crate::serde_core::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codec::serialize(self, serializer)
            }
        }
        impl<'de> $crate::serde_core::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde_core::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $deserialize(deserializer)
            }
        }
    };
}

/// A type that is written as it is sent: an enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_enum {
    ($name:ident) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(
                &'a self,
                context: &mut $crate::codec::EncodeContext,
                wire: $crate::Wire,
            ) -> $crate::signing::Value<'a> {
                $crate::codec::EncodeValue::encode(self, context, wire)
            }
        }
        $crate::__serde!($name);
    };
}

/// The same for an enum of which an unknown value is kept as JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_mixed_enum {
    ($name:ident) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(
                &'a self,
                context: &mut $crate::codec::EncodeContext,
                wire: $crate::Wire,
            ) -> $crate::signing::Value<'a> {
                match self {
                    Self::Unknown(json) => $crate::codec::Portable::write(json, context, wire),
                    known => $crate::codec::scalar_value(known.as_scalar()),
                }
            }
        }
        $crate::__serde!($name);
    };
}

/// A struct or tuple: `portable_struct` or `portable_tuple` over a table that `new` or `sent` makes.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_fields {
    ($name:ident $write:ident $table:ident [$($wire:literal)*] { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $($last:literal $last_text:literal)*) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::$table(
                    &[$($wire),*],
                    &[
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                        $($crate::codec::Attribute::Constant($last, $last_text)),*
                    ],
                );
                context.$write(&TABLE, &[$(&self.$field),*])
            }
        }
        $crate::__serde!($name);
    };
}

/// What `encode_struct!` adds for a struct that is only sent.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_sent_struct {
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* } $($last:literal $last_text:literal)*) => {
        $crate::__portable_fields!($name portable_struct sent [$($wire)*] {
            $($field $($attribute $(($($argument),*))?)*),*
        } $($last $last_text)*);
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::sent(
                    &[$($wire),*],
                    &[
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                        $($crate::codec::Attribute::Constant($last, $last_text)),*
                    ],
                );
                reader.record(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank(),)* }
            }
            fn members(&self) -> &'static [&'static str] {
                &[$($wire),*]
            }
        }
    };
}

/// What `encode_tuple!` adds for a tuple that is only sent.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_sent_tuple {
    ($name:ident { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* }) => {
        $crate::__portable_fields!($name portable_tuple sent [] { $($field $($attribute $(($($argument),*))?)*),* });
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::sent(
                    &[],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                reader.tuple(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank()),* }
            }
        }
    };
}

/// A group of members of which exactly one is given.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_group {
    ($name:ident { $($variant:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* }) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                context.portable_group(self)
            }
            fn chosen(&self) -> ::std::option::Option<$crate::codec::PortableMember<'_>> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($wire),*],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                match self { $(Self::$variant(value) => Some($crate::codec::PortableMember::new($wire, value, &TABLE)),)* }
            }
        }
        $crate::__serde!($name);
    };
}

/// A union by a member.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_union {
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* } $(other $other:ident)?) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(&'a self, context: &mut $crate::codec::EncodeContext, wire: $crate::Wire) -> $crate::signing::Value<'a> {
                let (kind, inner): (&'static str, &dyn $crate::codec::Portable) = match self {
                    $(Self::$variant(inner) => ($wire, inner),)*
                    $(Self::$other(inner) => ("", inner),)?
                    Self::Unknown(inner) => ("", inner),
                };
                context.portable_union($member, kind, inner, wire)
            }
        }
        $crate::__serde!($name);
    };
}

/// A union by form.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_forms {
    ($name:ident { $($variant:ident $form:literal $($attribute:ident $(($($argument:expr),*))?)*),* }
     by { $($test:ident ($($tested:expr),*)),* }) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                static TABLE: $crate::codec::FormTable = $crate::codec::FormTable::new(
                    &[$($crate::codec::FormTest::$test($($tested),*)),*],
                    &[$($form),*],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                let (form, inner): (&'static str, &dyn $crate::codec::Portable) = match self {
                    $(Self::$variant(inner) => ($form, inner),)*
                    Self::Unknown(inner) => ("", inner),
                };
                context.portable_form(&TABLE, form, inner)
            }
        }
        $crate::__serde!($name);
    };
}

/// A response whose type depends on the status: an object with one member, the status.
#[doc(hidden)]
#[macro_export]
macro_rules! __portable_status {
    ($name:ident { $($status:literal $variant:ident $wire:expr),* ; $($empty:literal $nothing:ident),* }) => {
        impl $crate::codec::Portable for $name {
            fn write<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                match self {
                    $(Self::$variant(data) => context.portable_status(stringify!($status), Some((data, $wire))),)*
                    $(Self::$nothing => context.portable_status(stringify!($empty), None),)*
                }
            }
        }
        $crate::__serde!($name by $crate::deserialize_by_status);
    };
}
