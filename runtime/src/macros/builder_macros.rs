//! Builders of request structs.

/// Defines a constructor for the required fields, a setter for each optional one, and one for the map with all other members.
/// Members after `unset` are only received.
#[macro_export]
macro_rules! builder {
    ($name:ident $(#[$about:meta])* new($($field:ident: $type:ty),* $(,)?)
     $({ $($(#[$doc:meta])* $optional:ident: $set:ty),* $(,)? })?
     $(unset $($unset:ident),+)? $(rest $(#[$rest_doc:meta])* $rest:ident: $map:ty)? $(;)?) => {
        impl $name {
            $(#[$about])*
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "as many as the provider needs")]
            pub fn new($($field: $type),*) -> Self {
                Self { $($field: ::std::convert::Into::into($field),)* $($($optional: None,)*)? $($rest: <$map>::new(),)? $($($unset: None),+)? }
            }
            $($(
                $(#[$doc])*
                #[must_use]
                pub fn $optional(mut self, $optional: $set) -> Self {
                    self.$optional = Some(::std::convert::Into::into($optional));
                    self
                }
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
    };
}
