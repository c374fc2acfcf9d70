//! Unions by a member and by form, positional arrays, and groups of which exactly one member is given.

/// Implements decoding for an enum of structs that a member distinguishes. Values that are not listed are decoded as the variant after
/// `other`, if there is one; else they are kept as `Unknown`, as are objects without that member.
#[macro_export]
macro_rules! decode_union {
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(other $other:ident)? $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, wire: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                let inner: &mut dyn $crate::codec::Decode = match reader.discriminant($member)?.as_deref() {
                    $(Some($wire) => {
                        *self = Self::$variant($crate::codec::Decode::blank());
                        match self { Self::$variant(inner) => inner, _ => return Ok(()) }
                    })*
                    $(Some(_) => {
                        *self = Self::$other($crate::codec::Decode::blank());
                        match self { Self::$other(inner) => inner, _ => return Ok(()) }
                    })?
                    _ => {
                        *self = Self::Unknown($crate::Json::Null);
                        match self { Self::Unknown(inner) => inner, _ => return Ok(()) }
                    }
                };
                inner.read(reader, wire)
            }
            fn blank() -> Self {
                Self::Unknown($crate::Json::Null)
            }
        }
        $crate::__if_serde! {
            $crate::__portable_union!($name by $member { $($variant $wire),* } $(other $other)?);
        }
    };
}

/// Implements decoding for an enum of responses by status: first those with data, and its wire format; then those without.
#[macro_export]
macro_rules! status_response {
    ($name:ident { $($status:literal $variant:ident $wire:expr),* $(,)? ; $($empty:literal $nothing:ident),* $(,)? } $(;)?) => {
        impl $crate::ByStatus for $name {
            fn of_status(status: u16) -> ::std::option::Option<(Self, $crate::Wire)> {
                match status {
                    $($status => ::std::option::Option::Some((Self::$variant($crate::codec::Decode::blank()), $wire)),)*
                    $($empty => ::std::option::Option::Some((Self::$nothing, $crate::Wire::PLAIN)),)*
                    _ => ::std::option::Option::None,
                }
            }
            fn data(&mut self) -> ::std::option::Option<&mut dyn $crate::codec::Decode> {
                match self {
                    $(Self::$variant(data) => ::std::option::Option::Some(data),)*
                    $(Self::$nothing => ::std::option::Option::None,)*
                }
            }
        }
        $crate::__if_serde! {
            $crate::__portable_status!($name { $($status $variant $wire),* ; $($empty $nothing),* });
        }
    };
}

/// Implements encoding for a union. One that is also received is `decoded`.
#[macro_export]
macro_rules! encode_union {
    ($name:ident decoded by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(other $other:ident)? $(;)?) => {
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, wire: $crate::Wire) -> $crate::signing::Value<'a> {
                let (kind, inner): (&'static str, &dyn $crate::codec::EncodeValue) = match self {
                    $(Self::$variant(inner) => ($wire, inner),)*
                    $(Self::$other(inner) => ("", inner),)?
                    Self::Unknown(inner) => ("", inner),
                };
                context.kind_of($member, kind, inner, wire)
            }
        }
    };
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(other $other:ident)? $(;)?) => {
        $crate::encode_union!($name decoded by $member { $($variant $wire),* } $(other $other)?);
        $crate::__if_serde! {
            $crate::decode_union!($name by $member { $($variant $wire),* } $(other $other)?);
        }
    };
}

/// Implements decoding for an enum of types that are told apart by their form. The variants are listed with their names and attributes; after
/// `by` follow the [`FormTest`](crate::codec::FormTest)s, which use these names. A value that fits none is kept as `Unknown`.
#[macro_export]
macro_rules! decode_forms {
    ($name:ident { $($variant:ident $form:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     by { $($test:ident ($($tested:expr),*)),* $(,)? } $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FormTable = $crate::codec::FormTable::new(
                    &[$($crate::codec::FormTest::$test($($tested),*)),*],
                    &[$($form),*],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                let (form, wire) = reader.form(&TABLE)?;
                let inner: &mut dyn $crate::codec::Decode = match form {
                    $(Some($form) => {
                        *self = Self::$variant($crate::codec::Decode::blank());
                        match self { Self::$variant(inner) => inner, _ => return Ok(()) }
                    })*
                    _ => {
                        *self = Self::Unknown($crate::Json::Null);
                        match self { Self::Unknown(inner) => inner, _ => return Ok(()) }
                    }
                };
                inner.read(reader, wire)
            }
            fn blank() -> Self {
                Self::Unknown($crate::Json::Null)
            }
        }
        $crate::__if_serde! {
            $crate::__portable_forms!($name { $($variant $form $($attribute $(($($argument),*))?)*),* } by { $($test ($($tested),*)),* });
        }
    };
}

/// Implements encoding for such an enum. One that is also received is `decoded`; another is listed with its tests, as for `decode_forms!`.
#[macro_export]
macro_rules! encode_forms {
    ($name:ident decoded { $($variant:ident $form:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($form),*],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                let (form, inner): (&'static str, &dyn $crate::codec::EncodeValue) = match self {
                    $(Self::$variant(inner) => ($form, inner),)*
                    Self::Unknown(inner) => ("", inner),
                };
                context.form(&TABLE, form, inner)
            }
        }
    };
    ($name:ident { $($variant:ident $form:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     by { $($test:ident ($($tested:expr),*)),* $(,)? } $(;)?) => {
        $crate::encode_forms!($name decoded { $($variant $form $($attribute $(($($argument),*))?)*),* });
        $crate::__if_serde! {
            $crate::decode_forms!($name { $($variant $form $($attribute $(($($argument),*))?)*),* } by { $($test ($($tested),*)),* });
        }
    };
}

/// Implements decoding for a struct that is an array on the wire, where each index has a meaning. Elements that are
/// `Optional` are the last ones.
#[macro_export]
macro_rules! decode_tuple {
    ($name:ident { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                reader.tuple(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank()),* }
            }
        }
        $crate::__if_serde! {
            $crate::__portable_fields!($name portable_tuple new [] { $($field $($attribute $(($($argument),*))?)*),* });
        }
    };
}

/// Implements encoding for such a struct. One that is also received is `decoded`.
#[macro_export]
macro_rules! encode_tuple {
    ($name:ident decoded { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                context.tuple(&TABLE, &[$(&self.$field),*])
            }
        }
    };
    ($name:ident { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
        $crate::encode_tuple!($name decoded { $($field $($attribute $(($($argument),*))?)*),* });
        $crate::__if_serde! {
            $crate::__portable_sent_tuple!($name { $($field $($attribute $(($($argument),*))?)*),* });
        }
    };
}

/// Implements decoding for a group of members of which exactly one is given, with their attributes.
#[macro_export]
macro_rules! decode_one_of {
    ($name:ident {
        $first:ident $first_wire:literal $($first_attribute:ident $(($($first_argument:expr),*))?)*
        $(, $variant:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*)* $(,)?
    } $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                reader.group(self)
            }
            fn blank() -> Self {
                Self::$first($crate::codec::Decode::blank())
            }
            fn has(&self, name: &str) -> bool {
                [$first_wire $(, $wire)*].contains(&name)
            }
            #[allow(unreachable_patterns, reason = "a group may have one member alone")]
            fn choose(&mut self, name: &str) -> ::std::option::Option<(&mut dyn $crate::codec::Decode, $crate::Wire)> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$first_wire $(, $wire)*],
                    &[
                        $($crate::codec::Attribute::$first_attribute $(($($first_argument),*))?,)* $crate::codec::Attribute::Next,
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*
                    ],
                );
                *self = match name {
                    $first_wire => Self::$first($crate::codec::Decode::blank()),
                    $($wire => Self::$variant($crate::codec::Decode::blank()),)*
                    _ => return None,
                };
                let wire = TABLE.wire_of(name);
                match self { Self::$first(value) => Some((value, wire)), $(Self::$variant(value) => Some((value, wire)),)* }
            }
        }
        $crate::__if_serde! {
            $crate::__portable_group!($name {
                $first $first_wire $($first_attribute $(($($first_argument),*))?)*
                $(, $variant $wire $($attribute $(($($argument),*))?)*)*
            });
        }
    };
}

/// Implements encoding for such a group. One that is also received is `decoded`.
#[macro_export]
macro_rules! encode_one_of {
    ($name:ident decoded {
        $first:ident $first_wire:literal $($first_attribute:ident $(($($first_argument:expr),*))?)*
        $(, $variant:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*)* $(,)?
    } $(;)?) => {
        impl $name {
            /// The member's name on the wire, and its value.
            #[must_use]
            pub fn member(&self) -> (&'static str, &dyn $crate::codec::EncodeValue) {
                match self { Self::$first(value) => ($first_wire, value), $(Self::$variant(value) => ($wire, value),)* }
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                context.group(self)
            }
            fn chosen(&self) -> ::std::option::Option<$crate::codec::Chosen<'_>> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$first_wire $(, $wire)*],
                    &[
                        $($crate::codec::Attribute::$first_attribute $(($($first_argument),*))?,)* $crate::codec::Attribute::Next,
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*
                    ],
                );
                let (name, value) = self.member();
                Some($crate::codec::Chosen::new(name, value, &TABLE))
            }
        }
    };
    ($name:ident {
        $first:ident $first_wire:literal $($first_attribute:ident $(($($first_argument:expr),*))?)*
        $(, $variant:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*)* $(,)?
    } $(;)?) => {
        $crate::encode_one_of!($name decoded {
            $first $first_wire $($first_attribute $(($($first_argument),*))?)*
            $(, $variant $wire $($attribute $(($($argument),*))?)*)*
        });
        $crate::__if_serde! {
            $crate::decode_one_of!($name {
                $first $first_wire $($first_attribute $(($($first_argument),*))?)*
                $(, $variant $wire $($attribute $(($($argument),*))?)*)*
            });
        }
    };
}
