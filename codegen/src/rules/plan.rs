//! Rules of plans: their steps, and what the steps do together.

super::rules! {
    /// A step has a key that does not exist.
    ///
    /// Steps are `let`, `params`, `query`, `form`, `json`, `body`, `header`, `path`, `place`, `encode`, and the group `then` (with `when`, and
    /// optionally `else`).
    ///
    /// ```yaml
    /// - headers: { X-Api-Key: api_key }      # bad
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub UNKNOWN_STEP = "unknown-step", Error;

    /// A step does not have the shape of a step: a mapping with one action, and optionally `when`.
    ///
    /// ```yaml
    /// - header: { X-Api-Key: api_key }       # bad: two actions in one step, and in which order?
    ///   query: { ..., time: clock.ms }
    /// ```
    /// ```yaml
    /// - query: { ..., time: clock.ms }
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub STEP_SHAPE = "step-shape", Error;

    /// A credential or a `let` has a name that is already in use.
    ///
    /// Names of the language (`method`, `body`, `clock`, `item` …), keywords of the grammar (`if`, `in` …) and credentials must each have one
    /// meaning.
    ///
    /// ```yaml
    /// - let: { body: params | json }          # bad
    /// - let: { payload: params | json }
    /// ```
    pub NAME_TAKEN = "name-taken", Error;

    /// A name cannot be written in an expression.
    ///
    /// A name consists of letters, digits and `_`, and does not begin with a digit.
    ///
    /// ```yaml
    /// credentials: { api-key: public }       # bad
    /// credentials: { api_key: public }
    /// ```
    pub BAD_NAME = "bad-name", Error;

    /// A name is used, but the `let` that sets it may not have run.
    ///
    /// A `let` is certain to have run in each of these cases: it has no `when`; its condition (or a part of it joined by `and`) is also a condition
    /// of the step that uses the name; there is one in `then` and one in `else`, or one under `c` and one under `not c`; there is one under `is` for
    /// each form of a credential.
    ///
    /// ```yaml
    /// - let: { hash: body | sha256 | hex }       # bad: nothing sets `hash` for other methods
    ///   when: method == "POST"
    /// - header: { X-Hash: hash }
    /// ```
    /// ```yaml
    /// - let: { hash: (body ?? "") | sha256 | hex }
    /// - header: { X-Hash: hash }
    /// ```
    pub MAYBE_NOT_SET = "maybe-not-set", Error;

    /// The name of a header contains characters that are not allowed there.
    ///
    /// ```yaml
    /// - header: { X Api Key: api_key }        # bad
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub BAD_HEADER_NAME = "bad-header-name", Error;

    /// A step or a parameter sets a header that the transport sets.
    ///
    /// `Host`, `Content-Length` and `Transfer-Encoding` determine where a request goes and where it ends. They follow from the address and the body.
    /// A second value could split one request into two, or send it to another server. To sign the value of `Host`, use the name `host`.
    ///
    /// ```yaml
    /// - header: { Host: host, X-Key: api_key }        # bad
    /// - header: { X-Key: api_key }
    /// ```
    pub FRAMING_HEADER = "framing-header", Error;

    /// A constant is not a valid value of a header.
    ///
    /// Spaces at either end are removed on the way, and characters outside ASCII have no defined encoding in a header. A call with such a value fails
    /// before anything is sent.
    ///
    /// ```yaml
    /// - header: { X-Shop: "Café " }                  # bad
    /// - header: { X-Shop: "Caf%C3%A9" }
    /// ```
    pub BAD_HEADER_VALUE = "bad-header-value", Warning;

    /// An object that sets a place drops the caller's parameters.
    ///
    /// A step sets all members of its place. Members that it does not name are not sent, so the call would lose its parameters.
    ///
    /// ```yaml
    /// - query: { timestamp: clock.ms }            # bad
    /// - query: { ..., timestamp: clock.ms }
    /// ```
    /// An envelope that contains them (`params`, `args`, `query`, or a `let`) is allowed: `json: { id: uuid, params: params }`.
    pub DROPPED_PARAMS = "dropped-params", Error;

    /// A member is added to a place after its text was signed.
    ///
    /// The provider computes the signature over what it receives, including this member, so the signatures differ. Add all other members first, then
    /// sign, and add only the signature last.
    ///
    /// ```yaml
    /// - params: { ..., signature: params | hmac_sha256(secret) | hex }     # bad
    /// - params: { ..., timestamp: clock.ms }
    /// ```
    /// ```yaml
    /// - params: { ..., timestamp: clock.ms }
    /// - params: { ..., signature: params | hmac_sha256(secret) | hex }
    /// ```
    pub ADDED_AFTER_SIGNING = "added-after-signing", Error;

    /// A spec uses nonces in two units.
    ///
    /// The last nonce is stored per key, regardless of which plan used it. After a nonce in microseconds, every nonce in milliseconds is too low.
    ///
    /// ```yaml
    /// - header: { X-Nonce: nonce.us }        # bad where another plan reads `nonce.ms`
    /// - header: { X-Nonce: nonce.ms }
    /// ```
    pub TWO_NONCES = "two-nonces", Error;

    /// No section uses this plan.
    ///
    /// ```yaml
    /// sections: { private: { base: "https://api.example.com", auth: sign } }       # bad: the plan is `signed`
    /// auth: { signed: [] }
    /// ```
    pub PLAN_WITHOUT_SECTION = "plan-without-section", Error;

    /// Parameters are sent in a place that no signature of the plan covers.
    ///
    /// Many providers sign only the body and accept any query. If this is the case, say so in the section, and the warning disappears.
    ///
    /// ```yaml
    /// private: { auth: signed, unsigned: query }
    /// ```
    pub UNSIGNED_PARAMS = "unsigned-params", Warning;

    /// A clock, nonce, uuid or random value is signed but never sent, or the clock is sent only in a coarser unit.
    ///
    /// The provider cannot know which value was signed. Send it in a header or a parameter.
    ///
    /// ```yaml
    /// - header: { X-Sign: clock.ms + body | hmac_sha256(secret) | hex }        # doubtful
    /// - header: { X-Time: clock.ms, X-Sign: clock.ms + body | hmac_sha256(secret) | hex }
    /// ```
    pub SOURCE_NOT_SENT = "source-not-sent", Warning;

    /// `...` is used in a place that has no members.
    ///
    /// No section of the plan puts parameters there, and no earlier step sets it. Most likely another place was meant.
    ///
    /// ```yaml
    /// private: { params: json, auth: signed }
    /// # doubtful: `- form: { ..., nonce: nonce.ms }`
    /// # good:     `- json: { ..., nonce: nonce.ms }`
    /// ```
    pub NOTHING_TO_SPREAD = "nothing-to-spread", Warning;

    /// A quoted text looks like an expression.
    ///
    /// A scalar in quotes is a literal text, so `"clock.ms"` sends these eight characters.
    ///
    /// ```yaml
    /// - header: { X-Time: "clock.ms" }        # doubtful
    /// - header: { X-Time: clock.ms }
    /// ```
    pub QUOTED_EXPRESSION = "quoted-expression", Warning;
}
