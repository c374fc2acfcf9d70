//! Rules of vectors: recorded calls that prove a plan.

super::rules! {
    /// A vector lacks a part, or a part is not what it should be.
    ///
    /// A call has `section`, `method`, `path`, perhaps `params` and `credentials`, and `expect`. A delivery has `webhook`, `headers`, `body` and
    /// `expect: { verified: true }`.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: a, source: page, section: private, expect: { body: "" } }                              # bad: which call?
    ///   - { name: a, source: page, section: private, method: GET, path: orders, expect: { body: "" } }
    /// ```
    pub VECTOR_SHAPE = "vector-shape", Error;

    /// A vector names something that is not declared: a section, a webhook, a credential, a setting, a session's value or a `let`.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: a, section: privat, method: GET, path: orders, expect: { body: "" } }        # bad
    ///   - { name: a, section: private, method: GET, path: orders, expect: { body: "" } }
    /// ```
    pub VECTOR_NAME = "vector-name", Error;

    /// A vector does not reproduce: the plan makes another request than the one that was recorded.
    ///
    /// The message shows the first byte that differs, the step that made it, and what was signed. Compare that with the provider's page: the order of the
    /// parts, what stands between them, how parameters are encoded, hex or base64, which key. `specie sign … --explain` shows every step.
    ///
    /// ```yaml
    /// - header: { X-Sign: body + path | hmac_sha256(secret) | hex }      # bad: the page signs the path first
    /// - header: { X-Sign: path + body | hmac_sha256(secret) | hex }
    /// ```
    pub VECTOR_FAILS = "vector-fails", Error;

    /// A vector without `source`.
    ///
    /// A vector proves something only if it is from outside: the provider's page, a recorded request, another program. Say which.
    ///
    /// ```yaml
    /// - { name: order, section: private, method: GET, path: order, expect: { body: "" } }                # incomplete
    /// - { name: order, source: "https://…", section: private, method: GET, path: order, expect: { body: "" } }
    /// ```
    pub VECTOR_WITHOUT_SOURCE = "vector-without-source", Incomplete;

    /// A plan that no vector proves.
    ///
    /// Signatures are wrong in ways that nobody sees by reading. One request whose signature is known from outside settles it: the provider's page often has
    /// one, and every other client can make one.
    ///
    /// ```yaml
    /// vectors:
    ///   - name: place an order
    ///     source: https://…
    ///     section: private
    ///     method: POST
    ///     path: orders
    ///     expect: { headers: { X-Sign: 2f… } }
    /// ```
    pub PLAN_WITHOUT_VECTOR = "plan-without-vector", Incomplete;

    /// A webhook that no vector proves.
    ///
    /// A verification that was never tried may refuse every delivery, or none. Add one that is known to be right, and one that is not.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: paid, source: "https://…", webhook: ipn, headers: { HMAC: 2f… }, body: "a=1", expect: { verified: true } }
    /// ```
    pub WEBHOOK_WITHOUT_VECTOR = "webhook-without-vector", Incomplete;
}
