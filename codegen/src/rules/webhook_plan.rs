//! Rules of webhooks' plans.

super::rules! {
    /// A webhook has a step that webhooks do not support.
    ///
    /// The steps of `verify` describe what a delivery must contain: `header`, `form`, `json`, `query`, `require`. `let` and groups are also allowed. A delivery
    /// cannot be changed, so there are no other steps.
    ///
    /// ```yaml
    /// verify:
    ///   - params: { ..., merchant: merchant_id }         # bad
    ///   - form: { ..., merchant: merchant_id }
    /// ```
    pub WEBHOOK_STEP = "webhook-step", Error;

    /// A webhook uses a name that exists only in calls: `method`, `path`, `url` and similar.
    ///
    /// A delivery is verified by its headers and its body alone. If the provider signs the path of its own request, write the path as a text.
    ///
    /// ```yaml
    /// verify:
    ///   - header: { X-Sign: path + body | hmac_sha256(secret) | hex }              # bad
    ///   - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub CALL_NAME_IN_WEBHOOK = "call-name-in-webhook", Error;

    /// A webhook has no `verify`, or no step that compares a value (only `let`, or `...` alone), or none whose value requires a secret.
    ///
    /// Anyone who knows the address could send a delivery that reports a payment which was never made. A constant, a public credential or a digest of
    /// the body alone proves nothing: a secret credential must be an input of a compared value, or a `require` must verify a signature with a public
    /// key. The call of `verify_…` must be in the `require` itself: alone, in an `and`, or in every operand of an `or`.
    ///
    /// ```yaml
    /// ipn: { body: form }                                                                       # bad
    /// ipn: { body: form, verify: [ { header: { HMAC: body | hmac_sha512(ipn_secret) | hex } } ] }
    /// ```
    pub NOTHING_VERIFIED = "nothing-verified", Error;

    /// A plan or session has a `require`, which only a webhook may have.
    ///
    /// `require` decides whether a delivery is accepted. Nothing is received before a call is sent; steps that depend on a condition have a `when`.
    ///
    /// ```yaml
    /// - require: settings.test            # bad: in the plan of a call
    /// - header: { X-Test: "1" }
    ///   when: settings.test
    /// ```
    pub REQUIRE_IN_CALL = "require-in-call", Error;

    /// A signature of a delivery is verified over a text that contains nothing of its body.
    ///
    /// The signature would be genuine, and would say nothing about the payment: anyone who has seen one delivery could send any other body with the same
    /// headers. The text must contain `body`, a digest of it, or members of `params`.
    ///
    /// ```yaml
    /// - require: header["X-Time"] | verify_rsa_sha256(key, header["X-Sign"] | unbase64)              # bad
    /// - require: header["X-Time"] + body | verify_rsa_sha256(key, header["X-Sign"] | unbase64)
    /// ```
    pub UNSIGNED_BODY = "unsigned-body", Error;

    /// `keys` of a webhook does not say where the provider's keys are, or which keys it replaces.
    ///
    /// A client fetches the provider's public keys in place of a credential that the user did not give. So the plan must read exactly one
    /// `public optional jwks`. The keys are at an address that begins with `https://`, or in the responses of an operation. It only reads, and returns
    /// either one key for the id that a header of the delivery has, or all keys:
    ///
    /// ```yaml
    /// keys: https://keys.acme.example/jwks.json
    /// keys: { operation: get_key, params: { id: header.X-Key-Id }, key: body.data.publicKey }
    /// keys: { operation: list_keys, list: body.data, id: serial, key: pem }
    /// keys: { certificate: header.X-Cert-Url, at: "https://certs.acme.example/v1/", name: webhooks.acme.example }
    /// ```
    ///
    /// The last is for deliveries that name an X.509 certificate. Anyone can send a delivery that names any address, so `at` must say which are the
    /// provider's: a host, of which one label may be free (`https://sns.{region}.amazonaws.com/`), and a folder. `name` is the host that the certificates are issued for.
    ///
    /// A webhook that verifies responses (`verify` of a section) has its key among the credentials, or `keys: https://…`: the keys for a response must be known before its call
    /// is sent.
    ///
    /// Keys that are published in different places belong to different credentials.
    ///
    /// ```yaml
    /// credentials: { provider_keys: public jwks }                # bad: every user must give them
    /// credentials: { provider_keys: public optional jwks }
    /// ```
    pub BAD_KEYS = "bad-keys", Error;

    /// A webhook has a `tolerance`, but no signature of it covers a time.
    ///
    /// `tolerance` refuses deliveries that are older than it allows, so that a recorded one cannot be sent again later. That works only for a time that is signed:
    /// everything else can be changed in the repetition. Read the time of the delivery as `clock.s`, and use `clock.s` in the signed text.
    ///
    /// ```yaml
    /// tolerance: 5m
    /// verify: [ { header: { X-Sign: body | hmac_sha256(secret) | hex } } ]                    # bad: no time
    /// verify: [ { header: { X-Time: clock.s, X-Sign: clock.s + body | hmac_sha256(secret) | hex } } ]
    /// ```
    pub UNSIGNED_TIME = "unsigned-time", Error;

    /// A webhook does not say how to read its body.
    ///
    /// ```yaml
    /// ipn: { body: text, verify: [] }        # bad
    /// ipn: { body: json, verify: [] }
    /// ```
    pub WEBHOOK_BODY = "webhook-body", Error;
}
