//! Structs on the wire.

/// Implements decoding for a struct: the bit masks of its required members (64 members to a mask, lowest first), its fields and their names
/// on the wire, then the wire formats that are not plain, by field index.
#[macro_export]
macro_rules! decode_struct {
    ($name:ident $($required:literal),+ { $($field:ident $wire:literal),* $(,)? }
     $(wire [$($at:literal $how:expr),* $(,)?])? $(numbered [$($spread:literal),* $(,)?])? $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::Table = $crate::codec::Table {
                    names: &[$($wire),*],
                    required: &[$($required),+],
                    wires: &[$($(($at, $how)),*)?],
                    numbered: &[$($($spread),*)?],
                };
                reader.record(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank()),* }
            }
            fn members(&self) -> &'static [&'static str] {
                &[$($wire),*]
            }
        }
    };
}

/// Implements encoding for a struct: its fields and their names on the wire in order (an empty name: a group of which exactly one member is
/// given), the constants between them, then wire formats that are not plain and bounds, by field index.
#[macro_export]
macro_rules! encode_struct {
    ($name:ident { $($field:ident $wire:literal),* $(,)? }
     $(constant [$($before:literal $constant:literal $text:literal),* $(,)?])?
     $(wire [$($at:literal $how:expr),* $(,)?])? $(check [$($bounded:literal $check:expr),* $(,)?])? $(;)?) => {
        impl $crate::codec::EncodeStruct for $name {
            fn visit_fields<'a>(&'a self, to: &mut $crate::codec::Parts<'_, 'a>) {
                static TABLE: $crate::codec::SentTable = $crate::codec::SentTable::new(
                    &[$($wire),*],
                    &[$($(($before, $constant, $text)),*)?],
                    &[$($(($at, $how)),*)?],
                    &[$($(($bounded, $check)),*)?],
                );
                to(&TABLE, &[$(&self.$field),*]);
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn put<'a>(&'a self, sender: &mut $crate::codec::Sender, _: $crate::Wire) -> $crate::signing::Value<'a> {
                $crate::signing::Value::Object($crate::codec::EncodeStruct::members(self, sender))
            }
        }
    };
}
