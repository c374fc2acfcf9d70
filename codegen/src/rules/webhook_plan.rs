//! Rules of webhooks' plans.

super::rules! {
    /// A step that a webhook does not know.
    ///
    /// The steps of `verify` say what must have arrived: `header`, `form`, `json`, `query`. Beside them there are `let` and groups. There is no request
    /// to change.
    ///
    /// ```yaml
    /// verify:
    ///   - params: { ..., merchant: merchant_id }         # bad
    ///   - form: { ..., merchant: merchant_id }
    /// ```
    pub WEBHOOK_STEP = "webhook-step", Error;

    /// A webhook reads a name of a call: `method`, `path`, `url` and their like.
    ///
    /// A delivery is verified by its headers and its body alone. If the provider signs its own request's path, write it as a text.
    ///
    /// ```yaml
    /// verify:
    ///   - header: { X-Sign: path + body | hmac_sha256(secret) | hex }              # bad
    ///   - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub CALL_NAME_IN_WEBHOOK = "call-name-in-webhook", Error;

    /// A webhook without `verify`, with no step that expects something (only `let`, or `...` alone), or with none that takes a secret to satisfy.
    ///
    /// Anyone who knows the address could tell of a payment that was never made. A constant, a public credential or a digest of the body alone proves
    /// nothing: a secret credential must be part of what is compared.
    ///
    /// ```yaml
    /// ipn: { body: form }                                                                       # bad
    /// ipn: { body: form, verify: [ { header: { HMAC: body | hmac_sha512(ipn_secret) | hex } } ] }
    /// ```
    pub NOTHING_VERIFIED = "nothing-verified", Error;

    /// A webhook does not say how its body is read.
    ///
    /// ```yaml
    /// ipn: { body: text, verify: [] }        # bad
    /// ipn: { body: json, verify: [] }
    /// ```
    pub WEBHOOK_BODY = "webhook-body", Error;
}
