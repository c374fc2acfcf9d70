//! Rules of vectors: recorded calls that prove a plan.

super::rules! {
    /// A vector has a required key missing, or a value of the wrong form.
    ///
    /// A call has `section`, `method`, `path`, optionally `params` and `credentials`, and `expect`. A delivery has `webhook`, `headers`, `body` and
    /// `expect: { verified: true }`.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: a, source: page, section: private, expect: { body: "" } }                              # bad: which call?
    ///   - { name: a, source: page, section: private, method: GET, path: orders, expect: { body: "" } }
    /// ```
    pub VECTOR_SHAPE = "vector-shape", Error;

    /// A vector names something that is not declared: a section, a webhook, a credential, a setting, a value of a session or a `let`.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: a, section: privat, method: GET, path: orders, expect: { body: "" } }        # bad
    ///   - { name: a, section: private, method: GET, path: orders, expect: { body: "" } }
    /// ```
    pub VECTOR_NAME = "vector-name", Error;

    /// The plan does not reproduce a vector: the request that it builds differs from the recorded one.
    ///
    /// The message shows the first byte that differs, the step that wrote it, and the input of the signature. Compare the input with the provider's
    /// page: the order of its parts, the separators between them, the encoding of parameters, hex or base64, and which key is used.
    /// `specie sign … --explain` shows every step.
    ///
    /// ```yaml
    /// - header: { X-Sign: body + path | hmac_sha256(secret) | hex }      # bad: the page signs the path first
    /// - header: { X-Sign: path + body | hmac_sha256(secret) | hex }
    /// ```
    pub VECTOR_FAILS = "vector-fails", Error;

    /// A vector has no `source`.
    ///
    /// A vector proves something only if its values come from outside: the provider's page, a recorded request, another program. Name the source.
    ///
    /// ```yaml
    /// - { name: order, section: private, method: GET, path: order, expect: { body: "" } }                # incomplete
    /// - { name: order, source: "https://…", section: private, method: GET, path: order, expect: { body: "" } }
    /// ```
    pub VECTOR_WITHOUT_SOURCE = "vector-without-source", Incomplete;

    /// A plan has no vector that proves it.
    ///
    /// Mistakes in a signature cannot be seen by reading the plan. One request with a signature from outside proves it: the provider's page often has
    /// one, and any other client can produce one.
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

    /// A webhook has no vector that proves it.
    ///
    /// A verification that was never tested may reject every delivery, or accept every one. Add one delivery that must verify, and one that must be
    /// rejected.
    ///
    /// ```yaml
    /// vectors:
    ///   - { name: paid, source: "https://…", webhook: ipn, headers: { HMAC: 2f… }, body: "a=1", expect: { verified: true } }
    /// ```
    pub WEBHOOK_WITHOUT_VECTOR = "webhook-without-vector", Incomplete;
}
