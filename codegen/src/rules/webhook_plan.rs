//! Rules of webhooks' plans.

super::rules! {
    /// A webhook has a step that webhooks do not support.
    ///
    /// The steps of `verify` describe what a delivery must contain: `header`, `form`, `json`, `query`. `let` and groups are also allowed. A delivery
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
    /// the body alone proves nothing: a secret credential must be an input of a compared value.
    ///
    /// ```yaml
    /// ipn: { body: form }                                                                       # bad
    /// ipn: { body: form, verify: [ { header: { HMAC: body | hmac_sha512(ipn_secret) | hex } } ] }
    /// ```
    pub NOTHING_VERIFIED = "nothing-verified", Error;

    /// A webhook does not say how to read its body.
    ///
    /// ```yaml
    /// ipn: { body: text, verify: [] }        # bad
    /// ipn: { body: json, verify: [] }
    /// ```
    pub WEBHOOK_BODY = "webhook-body", Error;
}
