//! The client itself, and what it is made of.

/// A client over [`crate::Core`]: how it is made, and its raw call.
#[macro_export]
macro_rules! define_client {
    ($client:ident $builder:ident $credentials:ident $settings:ident $environment:ident, $provider:path $(,)?) => {
        impl $client {
            /// A client of the default environment, with default settings.
            ///
            /// # Errors
            /// A credential does not fit its form, or a secret has a blank or a line break at an end.
            pub fn new(credentials: $credentials) -> ::std::result::Result<Self, $crate::Error> {
                Self::builder(credentials).build()
            }

            /// Begins a client: environment, settings, transport, time-outs.
            pub fn builder(credentials: $credentials) -> $builder {
                $builder($crate::Core::builder(
                    &$provider,
                    credentials.__into_values(),
                ))
            }

            /// Calls any endpoint of the provider, listed or not, signed by the plan of `section`. Parameters named in `{braces}` in `path`
            /// fill it. The answer is given as it came, whatever its status.
            ///
            /// # Errors
            /// There is no such section, the request cannot be signed, or it got no answer.
            pub async fn raw(
                &self,
                section: &str,
                method: &str,
                path: &str,
                params: impl ::std::convert::Into<$crate::Json>,
            ) -> ::std::result::Result<$crate::RawResponse, $crate::Error> {
                self.0.raw(section, method, path, params).await
            }
        }

        /// Chooses what a client stands on.
        #[derive(Debug)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct $builder($crate::CoreBuilder);

        impl $builder {
            /// The environment; left out: the default one.
            pub fn environment(self, environment: $environment) -> Self {
                Self(self.0.environment(environment as usize))
            }

            /// What the owner may choose; left out: the provider's defaults.
            pub fn settings(self, settings: $settings) -> Self {
                Self(self.0.settings(settings.__into_values()))
            }

            /// Replaces the base address of every section, for a server of one's own. HTTPS, or HTTP to this machine.
            pub fn base_url(self, base: &str) -> Self {
                Self(self.0.base_url(base))
            }

            /// What carries requests; left out: HTTP by reqwest.
            pub fn transport(self, transport: impl $crate::Transport) -> Self {
                Self(self.0.transport(transport))
            }

            /// The clock; left out: this machine's.
            pub fn clock(self, clock: impl $crate::Clock) -> Self {
                Self(self.0.clock(clock))
            }

            /// Where nonces are counted; left out: within this process, for all clients of a key.
            pub fn nonces(self, nonces: impl $crate::NonceStore) -> Self {
                Self(self.0.nonces(nonces))
            }

            /// A value of a session that the owner gives.
            pub fn session(
                self,
                name: &str,
                value: impl ::std::convert::Into<$crate::Secret>,
            ) -> Self {
                Self(self.0.session(name, value))
            }

            /// The longest time for every call; left out: what the provider's spec says, else 30 s.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// The most bytes that an answer may have; left out: 16 MiB.
            pub fn response_limit(self, bytes: usize) -> Self {
                Self(self.0.response_limit(bytes))
            }

            /// How much of a webhook's delivery is looked at before it is proven; left out: 1 MiB, and where members must be read for
            /// the proof, 64 levels and 8192 members.
            pub fn delivery_limits(self, limits: $crate::signing::DeliveryLimits) -> Self {
                Self(self.0.delivery_limits(limits))
            }

            /// Makes the client. Keys are decoded here, once.
            ///
            /// # Errors
            /// A credential does not fit its form, a secret has a blank or a line break at an end, or the address is neither HTTPS nor HTTP
            /// to this machine.
            pub fn build(self) -> ::std::result::Result<$client, $crate::Error> {
                ::std::result::Result::map(self.0.build(), $client)
            }
        }
    };
}

/// What a client signs with: its fields and their names in the spec. No setter can have the name of the method: it begins with `__`.
#[macro_export]
macro_rules! credentials {
    ($name:ident { $($field:ident $wire:literal),* $(,)? } $(;)?) => {
        impl $name {
            #[allow(unused_mut, reason = "a provider may need none")]
            fn __into_values(self) -> $crate::signing::Credentials {
                let mut values = $crate::signing::Credentials::new();
                $($crate::CredentialValue::give(self.$field, $wire, &mut values);)*
                values
            }
        }
    };
}

/// What a client's owner may choose: fields, their names in the spec and their defaults.
#[macro_export]
macro_rules! settings {
    ($name:ident { $($(#[$doc:meta])* $field:ident: $set:ty = $wire:literal $default:expr),* $(,)? } $(;)?) => {
        impl $name {
            /// The provider's defaults.
            #[must_use]
            pub fn new() -> Self {
                Self { $($field: ::std::convert::Into::into($default)),* }
            }

            $(
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, $field: $set) -> Self {
                    self.$field = ::std::convert::Into::into($field);
                    self
                }
            )*

            #[allow(unused_mut, reason = "a provider may have none")]
            fn __into_values(self) -> $crate::signing::Settings {
                let mut values = $crate::signing::Settings::new();
                $(values.set($wire, $crate::SettingValue::data(self.$field));)*
                values
            }
        }

        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}
