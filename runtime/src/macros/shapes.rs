//! Unions, positional arrays, and groups of which exactly one member is given.

/// Implements decoding for an enum of structs that a member distinguishes; unlisted values are kept as `Unknown`.
#[macro_export]
macro_rules! decode_union {
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, wire: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                let inner: &mut dyn $crate::codec::Decode = match reader.discriminant($member)?.as_deref() {
                    $(Some($wire) => {
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

/// Implements encoding for a union.
#[macro_export]
macro_rules! encode_union {
    ($name:ident by $member:literal { $($variant:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $crate::codec::EncodeValue for $name {
            fn put<'a>(&'a self, sender: &mut $crate::codec::Sender, wire: $crate::Wire) -> $crate::signing::Value<'a> {
                let (kind, inner): (&'static str, &dyn $crate::codec::EncodeValue) = match self {
                    $(Self::$variant(inner) => ($wire, inner),)*
                    Self::Unknown(inner) => ("", inner),
                };
                sender.kind_of($member, kind, inner, wire)
            }
        }
    };
}

/// Implements decoding for a struct that is an array on the wire, where each index has a meaning. The number is the count of required
/// elements.
#[macro_export]
macro_rules! decode_tuple {
    ($name:ident $required:literal { $($field:ident),* $(,)? } $(wire [$($at:literal $how:expr),* $(,)?])? $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static WIRES: &[(usize, $crate::Wire)] = &[$($(($at, $how)),*)?];
                reader.places($required, WIRES, &mut [$(&mut self.$field),*])
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
    ($name:ident { $($field:ident),* $(,)? } $(wire [$($at:literal $how:expr),* $(,)?])? $(;)?) => {
        impl $crate::codec::EncodeValue for $name {
            fn put<'a>(&'a self, sender: &mut $crate::codec::Sender, _: $crate::Wire) -> $crate::signing::Value<'a> {
                static WIRES: &[(usize, $crate::Wire)] = &[$($(($at, $how)),*)?];
                sender.places(WIRES, &[$(&self.$field),*])
            }
        }
    };
}

/// Implements decoding for a group of members of which exactly one is given; then the wire formats that are not plain, by index.
#[macro_export]
macro_rules! decode_one_of {
    ($name:ident { $first:ident $first_wire:literal $(, $variant:ident $wire:literal)* $(,)? }
     $(wire [$($at:literal $how:expr),* $(,)?])? $(;)?) => {
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
                static WIRES: &[(usize, $crate::Wire)] = &[$($(($at, $how)),*)?];
                *self = match name {
                    $first_wire => Self::$first($crate::codec::Decode::blank()),
                    $($wire => Self::$variant($crate::codec::Decode::blank()),)*
                    _ => return None,
                };
                let wire = $crate::codec::wire_of(&[$first_wire $(, $wire)*], WIRES, name);
                match self { Self::$first(value) => Some((value, wire)), $(Self::$variant(value) => Some((value, wire)),)* }
            }
        }
    };
}

/// Implements encoding for such a group; then wire formats that are not plain and bounds, by index.
#[macro_export]
macro_rules! encode_one_of {
    ($name:ident { $first:ident $first_wire:literal $(, $variant:ident $wire:literal)* $(,)? }
     $(wire [$($at:literal $how:expr),* $(,)?])? $(check [$($bounded:literal $check:expr),* $(,)?])? $(;)?) => {
        impl $name {
            /// The member's name on the wire, and its value.
            #[must_use]
            pub fn member(&self) -> (&'static str, &dyn $crate::codec::EncodeValue) {
                match self { Self::$first(value) => ($first_wire, value), $(Self::$variant(value) => ($wire, value),)* }
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn put<'a>(&'a self, sender: &mut $crate::codec::Sender, _: $crate::Wire) -> $crate::signing::Value<'a> {
                sender.group(self)
            }
            fn chosen(&self) -> ::std::option::Option<$crate::codec::Chosen<'_>> {
                static WIRES: &[(usize, $crate::Wire)] = &[$($(($at, $how)),*)?];
                static CHECKS: &[(usize, $crate::Check)] = &[$($(($bounded, $check)),*)?];
                let (name, value) = self.member();
                Some($crate::codec::Chosen::new(name, value, &[$first_wire $(, $wire)*], WIRES, CHECKS))
            }
        }
    };
}
