//! Structs on the wire.
//!
//! Each field is listed with its name on the wire and its [`Attribute`](crate::codec::Attribute)s, so no index is counted by hand.

/// Implements decoding for a struct: its fields, their names on the wire (an empty name: a group of which exactly one member is given) and
/// their attributes, as in `fee "fee" Number Optional`. Members after `unset` are only sent.
#[macro_export]
macro_rules! decode_struct {
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $(unset $($unset:ident),+)? $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($wire),*],
                    &[$($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next),*],
                );
                reader.record(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank(),)* $($($unset: $crate::codec::Decode::blank()),+)? }
            }
            fn members(&self) -> &'static [&'static str] {
                &[$($wire),*]
            }
        }
    };
}

/// Implements encoding for a struct: its fields in the order in which they are sent, with their names on the wire (an empty name: a group of
/// which exactly one member is given) and their attributes, as in `fee "fee" Number Range("0", "1")`. `Constant("version", "1")` is a
/// member that is sent before the field beside which it is written; those after the last field follow `then`.
#[macro_export]
macro_rules! encode_struct {
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $(then $($last:literal $last_text:literal),+)? $(;)?) => {
        impl $crate::codec::EncodeStruct for $name {
            fn visit_fields<'a>(&'a self, to: &mut $crate::codec::FieldVisitor<'_, 'a>) {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($wire),*],
                    &[
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                        $($($crate::codec::Attribute::Constant($last, $last_text)),+)?
                    ],
                );
                to(&TABLE, &[$(&self.$field),*]);
            }
        }
        impl $crate::codec::EncodeValue for $name {
            fn encode<'a>(&'a self, context: &mut $crate::codec::EncodeContext, _: $crate::Wire) -> $crate::signing::Value<'a> {
                $crate::signing::Value::Object($crate::codec::EncodeStruct::members(self, context))
            }
        }
    };
}
