//! Rules of credentials: how they are declared, and where they may go.

super::rules! {
    /// A credential is declared with a missing word, or with its words in the wrong order.
    ///
    /// The order is: `public` or `secret`, then `optional` if users may leave it out, then the form. Several forms are separated by `|`.
    ///
    /// ```yaml
    /// credentials: { key: base64 secret }       # bad
    /// credentials: { key: secret base64 }
    /// ```
    pub CREDENTIAL_WORDS = "credential-words", Error;

    /// A credential has a form that does not exist.
    ///
    /// Forms are `text`, `hex`, `base64` and `base58`, each with an optional length such as `hex[32]`, and the keys `rsa`, `p256`, `ed25519`,
    /// `secp256k1`, `wif` and `jwks`. The length counts characters of `text`, and decoded bytes of the other forms. A `public` credential in the form of a key is
    /// the public key, which verifies deliveries; a `wif` is always private,
    /// a `jwks` always public.
    ///
    /// ```yaml
    /// credentials: { key: secret pem }       # bad: which kind of key?
    /// credentials: { key: secret rsa }
    /// ```
    pub UNKNOWN_FORM = "unknown-form", Error;

    /// A credential lists the same form twice.
    ///
    /// ```yaml
    /// credentials: { key: secret rsa | rsa }           # bad
    /// credentials: { key: secret rsa | ed25519 }
    /// ```
    pub DUPLICATE_FORM = "duplicate-form", Error;

    /// A credential is declared, but no plan, session or webhook uses it.
    ///
    /// Users would have to supply a value that is never used. Most often a step misspells its name, or a step is missing.
    ///
    /// ```yaml
    /// credentials: { api_key: public, passphrase: secret }     # bad: no step names `passphrase`
    /// credentials: { api_key: public }
    /// ```
    pub UNUSED_CREDENTIAL = "unused-credential", Error;

    /// The `prefix` of a credential cannot be what its text begins with.
    ///
    /// A prefix is what the text of a credential begins with in an environment, such as `sk_test_`. A client refuses a credential that begins with the
    /// prefix of another environment than its own. The credential has the form `text` or `base58`, because the bytes of other forms decide how they begin.
    ///
    /// ```yaml
    /// credentials:
    ///   secret_key: { type: secret hex, prefix: { live: sk_live_, test: sk_test_ } }   # bad: no hex begins like this
    ///   secret_key: { type: secret, prefix: { live: sk_live_, test: sk_test_ } }
    /// ```
    pub BAD_PREFIX = "bad-prefix", Error;

    /// Every environment has the same `prefix` for a credential, so it does not show which one the credential is for.
    ///
    /// ```yaml
    /// credentials:
    ///   secret_key: { type: secret, prefix: { live: sk_, test: sk_ } }                 # bad: the same in both
    ///   secret_key: { type: secret, prefix: { live: sk_live_, test: sk_test_ } }
    /// ```
    pub UNUSED_PREFIX = "unused-prefix", Error;

    /// The `prefix` of a credential names an environment that is not declared under `environments`.
    ///
    /// Without `environments`, a spec has one, `live`.
    pub UNKNOWN_ENVIRONMENT = "unknown-environment", Error;

    /// An environment has a `network`, but no credential has the form `wif`.
    ///
    /// `network` is the Bitcoin network of the keys in WIF that are used in the environment. A client refuses a key of the other network. Keys in other forms
    /// do not show their network.
    ///
    /// ```yaml
    /// environments: { live: { network: mainnet }, test: { network: testnet } }
    /// credentials: { private_key: secret secp256k1 }                                # bad: shows no network
    /// credentials: { private_key: secret wif }
    /// ```
    pub UNUSED_NETWORK = "unused-network", Error;

    /// `is` tests a credential for a form that it does not declare.
    ///
    /// ```yaml
    /// credentials: { key: secret rsa | text }
    /// # bad:  `when: key is ed25519`
    /// # good: `when: key is rsa`
    /// ```
    pub FORM_NOT_DECLARED = "form-not-declared", Error;

    /// A secret would be part of the URL.
    ///
    /// Proxies, servers and crash reports log URLs. A digest or signature computed from a secret may be in the URL; the secret itself may not. If the
    /// value is not confidential, declare it `public`. If the provider really wants a secret in a query, say why: it is then sent there, and left out
    /// of errors and of what `specie` shows. In a path it is never allowed, because paths are shown.
    ///
    /// ```yaml
    /// credentials:
    ///   api_key: { type: secret, allowed-in-url: the provider takes it nowhere else }
    /// ```
    /// ```yaml
    /// - query: { ..., api_secret: secret }                                    # bad
    /// - query: { ..., signature: query | hmac_sha256(secret) | hex }
    /// ```
    pub SECRET_IN_URL = "secret-in-url", Error;

    /// A step sends an optional secret, but the step also runs for users who do not have it.
    ///
    /// A missing secret is never left out silently: the call fails before anything is computed. If the call works without the secret, put the step
    /// under `when`. If it does not, the secret is required: remove `optional`. If only some plans do not work without it, begin them with `needs`; the
    /// call that opens a session is for the users of the plans that read the session.
    ///
    /// ```yaml
    /// credentials: { token: secret optional }
    /// # doubtful: `- header: { Authorization: token }`
    /// # good:     `- header: { Authorization: token }`, with `when: token is not absent` beside it
    /// ```
    pub OPTIONAL_SECRET = "optional-secret", Warning;
}
