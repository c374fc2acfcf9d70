//! Builders of request structs.

/// Defines a constructor for the required fields, and a setter for each optional one.
#[macro_export]
macro_rules! builder {
    ($name:ident $(#[$about:meta])* new($($field:ident: $type:ty),* $(,)?)
     $({ $($(#[$doc:meta])* $optional:ident: $set:ty),* $(,)? })? $(;)?) => {
        impl $name {
            $(#[$about])*
            #[must_use]
            #[allow(clippy::too_many_arguments, reason = "as many as the provider needs")]
            pub fn new($($field: $type),*) -> Self {
                Self { $($field: ::std::convert::Into::into($field),)* $($($optional: None),*)? }
            }
            $($(
                $(#[$doc])*
                #[must_use]
                pub fn $optional(mut self, $optional: $set) -> Self {
                    self.$optional = Some(::std::convert::Into::into($optional));
                    self
                }
            )*)?
        }
    };
}
