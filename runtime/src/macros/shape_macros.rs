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
    };
}

/// Implements encoding for a union.
#[macro_export]
macro_rules! encode_union {
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(other $other:ident)? $(;)?) => {
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
    };
}

/// Implements encoding for such an enum.
#[macro_export]
macro_rules! encode_forms {
    ($name:ident { $($variant:ident $form:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
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
    };
}

/// Implements encoding for such a struct.
#[macro_export]
macro_rules! encode_tuple {
    ($name:ident { $($field:ident $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? } $(;)?) => {
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
    };
}

/// Implements encoding for such a group.
#[macro_export]
macro_rules! encode_one_of {
    ($name:ident {
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
}
