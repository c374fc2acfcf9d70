//! Rules of credentials: how they are declared, and where they may go.

super::rules! {
    /// The words of a credential are not in order.
    ///
    /// First `public` or `secret`, then `optional` where it may be left out, then the form; several forms are parted by `|`.
    ///
    /// ```yaml
    /// credentials: { key: base64 secret }       # bad
    /// credentials: { key: secret base64 }
    /// ```
    pub CREDENTIAL_WORDS = "credential-words", Error;

    /// A form of credentials that does not exist.
    ///
    /// Forms are `text`, `hex`, `base64` and `base58`, each perhaps with a length such as `hex[32]`, and the keys `rsa`, `p256`, `ed25519`, `secp256k1`
    /// and `wif`. The length counts characters of a text and bytes of the others.
    ///
    /// ```yaml
    /// credentials: { key: secret pem }       # bad: which key?
    /// credentials: { key: secret rsa }
    /// ```
    pub UNKNOWN_FORM = "unknown-form", Error;

    /// A credential names the same form twice.
    ///
    /// ```yaml
    /// credentials: { key: secret rsa | rsa }           # bad
    /// credentials: { key: secret rsa | ed25519 }
    /// ```
    pub DUPLICATE_FORM = "duplicate-form", Error;

    /// A credential that no plan, session or webhook uses.
    ///
    /// Its owner would be asked for something that goes nowhere. Most often a step misspells it or was forgotten.
    ///
    /// ```yaml
    /// credentials: { api_key: public, passphrase: secret }     # bad: no step names `passphrase`
    /// credentials: { api_key: public }
    /// ```
    pub UNUSED_CREDENTIAL = "unused-credential", Error;

    /// `is` asks for a form that the credential does not have.
    ///
    /// ```yaml
    /// credentials: { key: secret rsa | text }
    /// # bad:  `when: key is ed25519`
    /// # good: `when: key is rsa`
    /// ```
    pub FORM_NOT_DECLARED = "form-not-declared", Error;

    /// A secret would stand in the URL as it is.
    ///
    /// URLs are kept in logs of proxies, servers and crash reports. What is made of a secret by a digest or a signature may stand there, the secret itself
    /// may not. If the provider does take it there, it is no secret: declare it `public`.
    ///
    /// ```yaml
    /// - query: { ..., api_secret: secret }                                    # bad
    /// - query: { ..., signature: query | hmac_sha256(secret) | hex }
    /// ```
    pub SECRET_IN_URL = "secret-in-url", Error;

    /// An optional secret is sent by a step that those without it take too.
    ///
    /// A secret that is not given is never left out silently: the call is refused before anything is computed. Where the call works without it,
    /// say so with `when`; where it does not, every call of the plan needs it, and it is not optional.
    ///
    /// ```yaml
    /// credentials: { token: secret optional }
    /// # doubtful: `- header: { Authorization: token }`
    /// # good:     `- header: { Authorization: token }`, with `when: token is not absent` beside it
    /// ```
    pub OPTIONAL_SECRET = "optional-secret", Warning;
}
