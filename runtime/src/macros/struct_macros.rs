//! Structs on the wire.
//!
//! Each field is listed with its name on the wire and its [`Attribute`](crate::codec::Attribute)s, so no index is counted by hand.

/// Implements decoding for a struct: its fields, their names on the wire (an empty name: a group of which exactly one member is given) and
/// their attributes, as in `fee "fee" Number Optional`. `Constant("kind", "spot")` is a member that is always there and has no field, written
/// beside the field after it; those after the last field follow `then`. Members after `unset` are only sent.
#[macro_export]
macro_rules! decode_struct {
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $(then $($last:literal $last_text:literal),+)? $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($wire),*],
                    &[
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                        $($($crate::codec::Attribute::Constant($last, $last_text)),+)?
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
        $crate::__if_serde! {
            $crate::__portable_fields!($name portable_struct new [$($wire)*] {
                $($field $($attribute $(($($argument),*))?)*),*
            } $($($last $last_text)+)?);
        }
    };
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $(then $($last:literal $last_text:literal),+)?
     unset $($unset:ident $unset_wire:literal $($unset_attribute:ident $(($($unset_argument:expr),*))?)*),+ $(;)?) => {
        impl $crate::codec::Decode for $name {
            fn read(&mut self, reader: &mut $crate::codec::Reader<'_>, _: $crate::Wire) -> ::std::result::Result<(), $crate::codec::Problem> {
                if reader.is_portable() {
                    static ALL: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                        &[$($wire,)* $($unset_wire),+],
                        &[
                            $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                            $($($crate::codec::Attribute::$unset_attribute $(($($unset_argument),*))?,)* $crate::codec::Attribute::Next,)+
                            $($($crate::codec::Attribute::Constant($last, $last_text)),+)?
                        ],
                    );
                    return reader.record(&ALL, &mut [$(&mut self.$field,)* $(&mut self.$unset),+]);
                }
                static TABLE: $crate::codec::FieldTable = $crate::codec::FieldTable::new(
                    &[$($wire),*],
                    &[
                        $($($crate::codec::Attribute::$attribute $(($($argument),*))?,)* $crate::codec::Attribute::Next,)*
                        $($($crate::codec::Attribute::Constant($last, $last_text)),+)?
                    ],
                );
                reader.record(&TABLE, &mut [$(&mut self.$field),*])
            }
            fn blank() -> Self {
                Self { $($field: $crate::codec::Decode::blank(),)* $($unset: $crate::codec::Decode::blank()),+ }
            }
            fn members(&self) -> &'static [&'static str] {
                &[$($wire),*]
            }
        }
        $crate::__if_serde! {
            $crate::__portable_fields!($name portable_struct new [$($wire)* $($unset_wire)+] {
                $($field $($attribute $(($($argument),*))?)*,)*
                $($unset $($unset_attribute $(($($unset_argument),*))?)*),+
            } $($($last $last_text)+)?);
        }
    };
}

/// Implements encoding for a struct: its fields in the order in which they are sent, with their names on the wire (an empty name: a group of
/// which exactly one member is given) and their attributes, as in `fee "fee" Number Range("0", "1")`. `Constant("version", "1")` is a
/// member that is sent before the field beside which it is written; those after the last field follow `then`. A struct that is also received is
/// `decoded`.
#[macro_export]
macro_rules! encode_struct {
    ($name:ident decoded { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
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
    ($name:ident { $($field:ident $wire:literal $($attribute:ident $(($($argument:expr),*))?)*),* $(,)? }
     $(then $($last:literal $last_text:literal),+)? $(;)?) => {
        $crate::encode_struct!($name decoded {
            $($field $wire $($attribute $(($($argument),*))?)*),*
        } $(then $($last $last_text),+)?);
        $crate::__if_serde! {
            $crate::__portable_sent_struct!($name {
                $($field $wire $($attribute $(($($argument),*))?)*),*
            } $($($last $last_text)+)?);
        }
    };
}
