//! The client and its parts.

/// Defines a client over [`crate::Core`]: its construction and its raw call.
#[macro_export]
macro_rules! define_client {
    ($client:ident $builder:ident $credentials:ident $settings:ident $environment:ident, $provider:path $(,)?) => {
        impl $client {
            /// Creates a client for the default environment, with default settings.
            ///
            /// # Errors
            /// A credential is malformed or belongs to another environment, or a secret starts or ends with white space or a line break.
            pub fn new(credentials: $credentials) -> ::std::result::Result<Self, $crate::Error> {
                Self::builder(credentials).build()
            }

            /// Starts to build a client: environment, settings, transport, timeouts.
            pub fn builder(credentials: $credentials) -> $builder {
                $builder($crate::Core::builder(
                    &$provider,
                    credentials.__into_values(),
                ))
            }

            /// Calls any endpoint of the provider, whether the spec lists it or not, signed by the plan of `section`. Parameters fill the
            /// `{braces}` of `path` with their name. The response is returned unchanged, whatever its status.
            ///
            /// # Errors
            /// There is no such section, the request cannot be signed, or there was no response.
            pub fn raw<'a>(
                &'a self,
                section: &'a str,
                method: &'a str,
                path: &'a str,
                params: impl ::std::convert::Into<$crate::Json>,
            ) -> $crate::ResponseFuture<'a, $crate::RawResponse> {
                self.0.raw(section, method, path, params)
            }
        }

        /// The client without types.
        impl ::std::convert::AsRef<$crate::Core> for $client {
            fn as_ref(&self) -> &$crate::Core {
                &self.0
            }
        }

        /// Configures a client.
        #[derive(Debug)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct $builder($crate::CoreBuilder);

        impl $builder {
            /// The environment. Default: the provider's default environment. A credential that shows that it belongs to another one is refused
            /// when the client is built, unless a base URL is given.
            pub fn environment(self, environment: $environment) -> Self {
                Self(self.0.environment(environment as usize))
            }

            /// The settings. Default: the provider's defaults.
            pub fn settings(self, settings: $settings) -> Self {
                Self(self.0.settings(settings.__into_values()))
            }

            /// Sends to another server: replaces scheme, host and port of every section, and keeps its path. A path of `base` goes before it.
            pub fn base_url(self, base: &str) -> Self {
                Self(self.0.base_url(base))
            }

            /// The same for one section, by its name in the spec. It takes precedence over `base_url`.
            pub fn section_base_url(self, section: &str, base: &str) -> Self {
                Self(self.0.section_base_url(section, base))
            }

            /// Allows plain HTTP to this host, for test networks: its name or address, without a port. Plain HTTP to this machine is always
            /// allowed.
            pub fn allow_plain_http(self, host: &str) -> Self {
                Self(self.0.allow_plain_http(host))
            }

            /// The transport. Default: HTTP by reqwest, if the feature `http` is on; all clients share its connections.
            pub fn transport(self, transport: impl $crate::Transport) -> Self {
                Self(self.0.transport(transport))
            }

            /// The clock. Default: the clock of this machine.
            pub fn clock(self, clock: impl $crate::Clock) -> Self {
                Self(self.0.clock(clock))
            }

            /// The store of nonces. Default: in memory, shared by all clients of this process that use the same key.
            pub fn nonces(self, nonces: impl $crate::NonceStore) -> Self {
                Self(self.0.nonces(nonces))
            }

            /// The lock that lets one call at a time use a key, where the provider requires it. Default: within this process.
            pub fn key_lock(self, lock: impl $crate::KeyLock) -> Self {
                Self(self.0.key_lock(lock))
            }

            /// The store of rate limits. Default: in memory, shared by all clients of this process.
            pub fn limit_store(self, limits: impl $crate::LimitStore) -> Self {
                Self(self.0.limit_store(limits))
            }

            /// The store of the deliveries that were handled. Default: in memory, shared by all clients of this process.
            pub fn dedup(self, dedup: impl $crate::DedupStore) -> Self {
                Self(self.0.dedup(dedup))
            }

            /// One store for everything that is shared: nonces, key lock, limits and handled deliveries.
            pub fn store(
                self,
                store: impl $crate::NonceStore
                + $crate::KeyLock
                + $crate::LimitStore
                + $crate::DedupStore,
            ) -> Self {
                Self(self.0.store(store))
            }

            /// Adds an observer of every attempt, such as a metrics counter. Several are called in the order in which they were added.
            pub fn observer(self, observer: impl $crate::CallObserver) -> Self {
                Self(self.0.observer(observer))
            }

            /// Sets a session value that the user supplies.
            pub fn session(
                self,
                name: &str,
                value: impl ::std::convert::Into<$crate::Secret>,
            ) -> Self {
                Self(self.0.session(name, value))
            }

            /// Whether calls wait until the provider's rate limits allow them. Default: yes.
            pub fn limits(self, on: bool) -> Self {
                Self(self.0.limits(on))
            }

            /// The tier of the account, for providers whose rate limits depend on it. Default: none.
            pub fn limit_tier(
                self,
                tier: impl ::std::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.limit_tier(tier))
            }

            /// When calls are repeated. Default: what cannot take effect twice, up to three attempts.
            pub fn retries(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retries(policy))
            }

            /// The timeout of one attempt of a call, from the sending of a request to the last byte of its response. Default: none.
            pub fn attempt_timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.attempt_timeout(timeout))
            }

            /// What waits between attempts and for rate limits. Default: real time.
            pub fn timer(self, timer: impl $crate::Timer) -> Self {
                Self(self.0.timer(timer))
            }

            /// The timeout of every call, waiting and all attempts included. Default: what the provider's spec says, otherwise 30 s.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// The limit of a response body in bytes. Default: 16 MiB.
            pub fn response_limit(self, bytes: usize) -> Self {
                Self(self.0.response_limit(bytes))
            }

            /// Also accepts webhook deliveries that verify with these credentials, in addition to those of the client: the new secret, or the
            /// old one, while the provider changes from one to the other. Calls are signed with the client's credentials only.
            pub fn also_verify_with(self, credentials: $credentials) -> Self {
                Self(self.0.also_verify_with(credentials.__into_values()))
            }

            /// Limits on the part of a webhook delivery that is processed before it is verified. Default: 1 MiB and, where members must be
            /// read for the verification, 64 levels and 8192 members.
            pub fn delivery_limits(self, limits: $crate::signing::DeliveryLimits) -> Self {
                Self(self.0.delivery_limits(limits))
            }

            /// How far the signed time of a webhook delivery may be from the client's clock, in either direction, in place of what the spec says.
            /// `build` fails if no webhook of the provider signs a time.
            pub fn webhook_tolerance(self, tolerance: ::std::time::Duration) -> Self {
                Self(self.0.webhook_tolerance(tolerance))
            }

            /// The roots that the certificates of deliveries must lead to, in PEM, in place of those of this machine. Needs the feature
            /// `certificates`.
            pub fn certificate_roots(
                self,
                pem: impl ::std::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.certificate_roots(pem))
            }

            /// Builds the client. Keys are decoded once, here.
            ///
            /// # Errors
            /// A credential is malformed or belongs to another environment, a secret starts or ends with white space or a line break, or a
            /// base URL is neither HTTPS nor HTTP to a host that allows it.
            pub fn build(self) -> ::std::result::Result<$client, $crate::Error> {
                ::std::result::Result::map(self.0.build(), $client)
            }
        }
    };
}

/// Defines the credentials of a client: fields and their names in the spec. No setter can collide with the method: its name starts with
/// `__`.
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

/// Defines the environments of a client: variants and their names in the spec, in its order.
#[macro_export]
macro_rules! environments {
    ($name:ident { $($variant:ident $text:literal),* $(,)? } $(;)?) => {
        impl $name {
            /// All environments; the first is the default.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name, for configuration files and logs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::pad_whole(self.as_str(), f)
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownValue;
            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::UnknownValue> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownValue::new(stringify!($name), text)),
                }
            }
        }
    };
}

/// Defines the settings of a client: fields, their names in the spec and their defaults.
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
