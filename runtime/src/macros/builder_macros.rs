//! Builders of request structs.

/// Defines a constructor for the required fields, a setter for each optional one, and one for the map with all other members. A struct without
/// required fields has `Default`. `lag or
/// clear_lag: i64` is a member that may also be `null`: the second method sends that. Members after `unset` are only received.
#[macro_export]
macro_rules! builder {
    ($name:ident $(#[$about:meta])* new($($field:ident: $type:ty),* $(,)?)
     $({ $($(#[$doc:meta])* $optional:ident $(or $clear:ident)?: $set:ty),* $(,)? })?
     $(unset $($unset:ident),+)? $(rest $(#[$rest_doc:meta])* $rest:ident: $map:ty)? $(;)?) => {
        impl $name {
            $(#[$about])*
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "as many as the provider needs")]
            #[allow(clippy::self_named_constructors, reason = "a provider may name something `new`")]
            pub fn new($($field: $type),*) -> Self {
                Self {
                    $($field: ::std::convert::Into::into($field),)*
                    $($($optional: ::std::default::Default::default(),)*)?
                    $($rest: <$map>::new(),)?
                    $($($unset: None),+)?
                }
            }
            $($(
                $(#[$doc])*
                #[must_use]
                pub fn $optional(mut self, $optional: $set) -> Self {
                    self.$optional = $crate::__given!($optional $($clear)?);
                    self
                }
                $(
                    #[doc = concat!("Sends `null` for `", stringify!($optional), "`.")]
                    #[must_use]
                    pub fn $clear(mut self) -> Self {
                        self.$optional = $crate::Nullable::Null;
                        self
                    }
                )?
            )*)?
            $(
                $(#[$rest_doc])*
                #[must_use]
                pub fn $rest(mut self, $rest: $map) -> Self {
                    self.$rest = $rest;
                    self
                }
            )?
        }
        $crate::__default!($name $($field)*);
    };
}

/// `Default` for a struct without required fields, and what is sent if a caller gives none.
#[doc(hidden)]
#[macro_export]
macro_rules! __default {
    ($name:ident) => {
        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        impl $crate::EmptyRequest for $name {
            fn empty() -> &'static Self {
                static EMPTY: ::std::sync::LazyLock<$name> = ::std::sync::LazyLock::new($name::new);
                &EMPTY
            }
        }
    };
    ($name:ident $($required:ident)+) => {};
}

/// The value of an optional member that was given.
#[doc(hidden)]
#[macro_export]
macro_rules! __given {
    ($value:ident) => {
        Some(::std::convert::Into::into($value))
    };
    ($value:ident $clear:ident) => {
        $crate::Nullable::Value(::std::convert::Into::into($value))
    };
}
