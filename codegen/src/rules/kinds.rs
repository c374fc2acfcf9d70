//! Rules of kinds: what may stand where, and what may be absent.

pub(crate) use super::spec::WRONG_KIND;

super::rules! {
    /// Bytes stand where a text is due.
    ///
    /// Digests, signatures and decoded credentials are bytes. They become text by an encoding, and the provider's page says which.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(secret) }           # bad
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub BYTES_AS_TEXT = "bytes-as-text", Error;

    /// Pairs or a list stand where a text is due.
    ///
    /// `{ a: 1 }` can be written `a=1`, `{"a":1}` or `a1`, and only one of them is what the provider signs. `query` and `params` have a text of their
    /// own, what is sent; for all else choose.
    ///
    /// ```yaml
    /// - header: { X-Sign: params | sorted | hmac_sha256(secret) | hex }                 # bad
    /// - header: { X-Sign: params | sorted | rfc3986 | hmac_sha256(secret) | hex }
    /// ```
    pub PAIRS_AS_TEXT = "pairs-as-text", Error;

    /// A private key stands where data is due: in a header, a body, `+`, a digest.
    ///
    /// A private key is only ever signed with. What may be shown of it is `public_key(key)`, `p2pkh(key)`, `eth_address(key)`.
    ///
    /// ```yaml
    /// - header: { X-Key: key }                          # bad: `key: secret secp256k1`
    /// - header: { X-Key: public_key(key) | hex }
    /// ```
    pub KEY_AS_VALUE = "key-as-value", Error;

    /// A key of a form that the function cannot use.
    ///
    /// `rsa_sha256` takes `rsa`, `ecdsa_p256` takes `p256`, `ed25519` takes `ed25519` or bytes that begin with the seed, `secp256k1` and `ecdh` take
    /// `secp256k1` or `wif`. In a `jwt` the algorithm says it.
    ///
    /// ```yaml
    /// credentials: { key: secret p256 }
    /// # bad:  body | rsa_sha256(key)
    /// # good: body | ecdsa_p256(key)
    /// ```
    pub WRONG_KEY = "wrong-key", Error;

    /// `jwt` knows `HS256`, `HS384`, `HS512`, `RS256`, `ES256` and `EdDSA`.
    ///
    /// ```yaml
    /// - let: { token: claims | jwt("HMAC256", secret) }       # bad, and a comma ends the value inside { }
    /// - let:
    ///     token: claims | jwt("HS256", secret)
    /// ```
    pub UNKNOWN_ALGORITHM = "unknown-algorithm", Error;

    /// A value that may be absent is hashed or signed.
    ///
    /// Absent are: a member that the caller did not give, a header that no step set, an optional credential, a body where there is none. A signature
    /// over nothing is a signature over the wrong thing, so the plan says what stands for it.
    ///
    /// ```yaml
    /// - header: { X-Hash: body | sha256 | hex }              # bad: a GET has no body
    /// - header: { X-Hash: (body ?? "") | sha256 | hex }
    /// ```
    /// `+` leaves out what is absent, so `path + body | sha256` is fine. `prefix` and `suffix` give nothing for an empty text, so what they
    /// give may be absent too: to a text that is always there, add with `+`.
    ///
    /// An optional secret must not get lost at all, by `+`, in a list or in an object: the digest would then be made without it, and anybody can make
    /// that one. Nothing may stand in for it there either. The step is for those who have it:
    ///
    /// ```yaml
    /// credentials: { payout_key: secret optional }
    /// # bad:  `- header: { sign: body + payout_key | md5 | hex }`, and with `(payout_key ?? "")` too
    /// # good: `- header: { sign: body + payout_key | md5 | hex }`, with `when: payout_key is not absent` beside it
    /// ```
    pub MAYBE_ABSENT = "maybe-absent", Error;

    /// `??` behind a value that is never absent.
    ///
    /// What stands behind it would never be used, so something else was meant: most often "is empty".
    ///
    /// ```yaml
    /// - let: { text: query ?? "none" }                           # bad: `query` is there, perhaps empty
    /// - let: { text: query if query is not empty else "none" }
    /// ```
    pub NEVER_ABSENT = "never-absent", Error;

    /// A member is taken of a value that has none.
    ///
    /// `body` is the text that is sent: its members are in `params` (those of the call) or in what the plan made of them.
    ///
    /// ```yaml
    /// - let: { id: body.id }          # bad
    /// - let: { id: params.id }
    /// ```
    pub NO_MEMBERS = "no-members", Error;

    /// `+` between integers joins their digits.
    ///
    /// `clock.s + 120` is a text of twelve digits. A sum is `add`.
    ///
    /// ```yaml
    /// - let: { expires: clock.s + 120 }           # doubtful
    /// - let: { expires: clock.s | add(120) }
    /// ```
    pub INTEGER_PLUS = "integer-plus", Warning;

    /// A condition that never holds.
    ///
    /// Only `true` holds: a text, a number or an object does not, whatever it is.
    ///
    /// ```yaml
    /// when: params                  # doubtful
    /// when: params is not empty
    /// ```
    pub NEVER_HOLDS = "never-holds", Warning;
}
