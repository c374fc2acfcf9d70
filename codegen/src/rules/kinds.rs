//! Rules of kinds: which kind of value is allowed in which position, and which values may be absent.

pub(crate) use super::spec::WRONG_KIND;

super::rules! {
    /// Bytes are used where a text is expected.
    ///
    /// Digests, signatures and decoded credentials are bytes. An encoding such as `hex` or `base64` turns them into text; the provider's page says
    /// which one.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(secret) }           # bad
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub BYTES_AS_TEXT = "bytes-as-text", Error;

    /// Pairs or a list are used where a text is expected.
    ///
    /// `{ a: 1 }` can be written `a=1`, `{"a":1}` or `a1`, and only one of them is what the provider signs. `query` and `params` already have a text
    /// form: what is sent. For everything else, choose an encoding.
    ///
    /// ```yaml
    /// - header: { X-Sign: params | sorted | hmac_sha256(secret) | hex }                 # bad
    /// - header: { X-Sign: params | sorted | rfc3986 | hmac_sha256(secret) | hex }
    /// ```
    pub PAIRS_AS_TEXT = "pairs-as-text", Error;

    /// A private key is used where data is expected: in a header, a body, `+`, a digest.
    ///
    /// A private key can only be used to sign. To send something derived from it, use `public_key(key)`, `p2pkh(key)` or `eth_address(key)`.
    ///
    /// ```yaml
    /// - header: { X-Key: key }                          # bad: `key: secret secp256k1`
    /// - header: { X-Key: public_key(key) | hex }
    /// ```
    pub KEY_AS_VALUE = "key-as-value", Error;

    /// A function is given a key of a form that it cannot use.
    ///
    /// `rsa_sha256` takes `rsa`, `ecdsa_p256` takes `p256`, `ed25519` takes `ed25519` or bytes that begin with the seed, `secp256k1` and `ecdh` take
    /// `secp256k1` or `wif`. For `jwt`, the algorithm decides.
    ///
    /// ```yaml
    /// credentials: { key: secret p256 }
    /// # bad:  body | rsa_sha256(key)
    /// # good: body | ecdsa_p256(key)
    /// ```
    pub WRONG_KEY = "wrong-key", Error;

    /// `jwt` is given an algorithm that it does not support. It supports `HS256`, `HS384`, `HS512`, `RS256`, `ES256` and `EdDSA`.
    ///
    /// ```yaml
    /// - let: { token: claims | jwt("HMAC256", secret) }       # bad, and a comma ends the value inside { }
    /// - let:
    ///     token: claims | jwt("HS256", secret)
    /// ```
    pub UNKNOWN_ALGORITHM = "unknown-algorithm", Error;

    /// A value that may be absent is hashed or signed.
    ///
    /// A value may be absent if it is a member that the caller can leave out, a header that no step sets, an optional credential, or the body of a
    /// call without one. A signature over nothing is a signature over the wrong data, so the plan must say which value to use instead.
    ///
    /// ```yaml
    /// - header: { X-Hash: body | sha256 | hex }              # bad: a GET has no body
    /// - header: { X-Hash: (body ?? "") | sha256 | hex }
    /// ```
    /// `+` leaves out absent values, so `path + body | sha256` is allowed. `prefix` and `suffix` return nothing for an empty text, so their result
    /// may be absent too. To add to a text that is always present, use `+`.
    ///
    /// An optional secret must never be dropped, neither by `+` nor in a list or an object: the digest would be computed without it, and anyone can
    /// compute that digest. A default value for the secret is rejected for the same reason. Make the step conditional instead:
    ///
    /// ```yaml
    /// credentials: { payout_key: secret optional }
    /// # bad:  `- header: { sign: body + payout_key | md5 | hex }`, and with `(payout_key ?? "")` too
    /// # good: `- header: { sign: body + payout_key | md5 | hex }`, with `when: payout_key is not absent` beside it
    /// ```
    pub MAYBE_ABSENT = "maybe-absent", Error;

    /// `??` follows a value that is never absent.
    ///
    /// The value after `??` would never be used, so something else was probably meant: most often "is empty".
    ///
    /// ```yaml
    /// - let: { text: query ?? "none" }                           # bad: `query` is always present, but may be empty
    /// - let: { text: query if query is not empty else "none" }
    /// ```
    pub NEVER_ABSENT = "never-absent", Error;

    /// An expression reads a member of a value that has no members.
    ///
    /// `body` is the text that is sent. Read members from `params` (those of the call), or from the value that the plan built.
    ///
    /// ```yaml
    /// - let: { id: body.id }          # bad
    /// - let: { id: params.id }
    /// ```
    pub NO_MEMBERS = "no-members", Error;

    /// `+` between integers joins their digits.
    ///
    /// `clock.s + 120` is a text of thirteen digits. To add numbers, use `add`.
    ///
    /// ```yaml
    /// - let: { expires: clock.s + 120 }           # doubtful
    /// - let: { expires: clock.s | add(120) }
    /// ```
    pub INTEGER_PLUS = "integer-plus", Warning;

    /// A condition is never true.
    ///
    /// Only the value `true` makes a condition true. A text, a number or an object never does, whatever its content.
    ///
    /// ```yaml
    /// when: params                  # doubtful
    /// when: params is not empty
    /// ```
    pub NEVER_HOLDS = "never-holds", Warning;
}
