//! Rules of plans: their steps, and what the steps do together.

super::rules! {
    /// A key of a step that the language does not have.
    ///
    /// Steps are `let`, `params`, `query`, `form`, `json`, `body`, `header`, `path`, `place`, `encode` and the group `then` (with `when`, and
    /// perhaps `else`).
    ///
    /// ```yaml
    /// - headers: { X-Api-Key: api_key }      # bad
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub UNKNOWN_STEP = "unknown-step", Error;

    /// A step has not the shape of one: a mapping with one thing to do, and perhaps `when`.
    ///
    /// ```yaml
    /// - header: { X-Api-Key: api_key }       # bad: two things in one step, and in which order?
    ///   query: { ..., time: clock.ms }
    /// ```
    /// ```yaml
    /// - query: { ..., time: clock.ms }
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub STEP_SHAPE = "step-shape", Error;

    /// A credential or a `let` has the name of something else.
    ///
    /// Names of the language (`method`, `body`, `clock`, `item` …), words of the grammar (`if`, `in` …) and credentials each mean one thing.
    ///
    /// ```yaml
    /// - let: { body: params | json }          # bad
    /// - let: { payload: params | json }
    /// ```
    pub NAME_TAKEN = "name-taken", Error;

    /// A name that expressions cannot say.
    ///
    /// A name has letters, digits and `_`, and does not begin with a digit.
    ///
    /// ```yaml
    /// credentials: { api-key: public }       # bad
    /// credentials: { api_key: public }
    /// ```
    pub BAD_NAME = "bad-name", Error;

    /// A name is used where no `let` before it is sure to have run.
    ///
    /// A `let` is sure to have run if it has no `when`; if the same condition (or a part of it, joined by `and`) holds here; if there is one in
    /// `then` and one in `else`, or under `c` and under `not c`; or one under `is` for each form of a credential.
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

    /// A header's name has characters that no header has.
    ///
    /// ```yaml
    /// - header: { X Api Key: api_key }        # bad
    /// - header: { X-Api-Key: api_key }
    /// ```
    pub BAD_HEADER_NAME = "bad-header-name", Error;

    /// A step or a parameter sets a header that the transport sets.
    ///
    /// `Host`, `Content-Length` and `Transfer-Encoding` say where a request goes and where it ends. They follow from the address and the
    /// body; a second one could make two requests of one, or send it elsewhere. `host` gives what is sent as `Host`, to be signed.
    ///
    /// ```yaml
    /// - header: { Host: host, X-Key: api_key }        # bad
    /// - header: { X-Key: api_key }
    /// ```
    pub FRAMING_HEADER = "framing-header", Error;

    /// A constant that cannot be the value of a header.
    ///
    /// Blanks at either end do not arrive, and what is not ASCII arrives as bytes of which nobody knows what they mean. At a call such a value
    /// is refused before anything is sent.
    ///
    /// ```yaml
    /// - header: { X-Shop: "Café " }                  # bad
    /// - header: { X-Shop: "Caf%C3%A9" }
    /// ```
    pub BAD_HEADER_VALUE = "bad-header-value", Warning;

    /// An object that sets a place drops the parameters of the caller.
    ///
    /// A step sets all members of its place. What is not named is not sent: the call would lose its parameters.
    ///
    /// ```yaml
    /// - query: { timestamp: clock.ms }            # bad
    /// - query: { ..., timestamp: clock.ms }
    /// ```
    /// An envelope that holds them (`params`, `args`, `query`, or a `let`) is fine: `json: { id: uuid, params: params }`.
    pub DROPPED_PARAMS = "dropped-params", Error;

    /// A member is added to a place after a text of it was signed.
    ///
    /// The provider signs what arrives, with this member in it, and the signatures differ. Add members first, sign, and add last what came of the signing.
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

    /// Nonces of two units in one spec.
    ///
    /// The last nonce is kept for each key, whatever plan reads it. After one in microseconds all that follow in milliseconds are too low.
    ///
    /// ```yaml
    /// - header: { X-Nonce: nonce.us }        # bad where another plan reads `nonce.ms`
    /// - header: { X-Nonce: nonce.ms }
    /// ```
    pub TWO_NONCES = "two-nonces", Error;

    /// A plan that no section uses.
    ///
    /// ```yaml
    /// sections: { private: { base: "https://api.example.com", auth: sign } }       # bad: the plan is `signed`
    /// auth: { signed: [] }
    /// ```
    pub PLAN_WITHOUT_SECTION = "plan-without-section", Error;

    /// Parameters travel where no signature of the plan covers them.
    ///
    /// Many providers sign the body alone, and take what stands in the query as it comes. Where that is so, say it in the section; the warning is then silent.
    ///
    /// ```yaml
    /// private: { auth: signed, unsigned: query }
    /// ```
    pub UNSIGNED_PARAMS = "unsigned-params", Warning;

    /// A clock, nonce, uuid or random value is signed and never sent, or the clock only in a coarser unit.
    ///
    /// Who verifies cannot know which value was signed. Send it as a header or a parameter.
    ///
    /// ```yaml
    /// - header: { X-Sign: clock.ms + body | hmac_sha256(secret) | hex }        # doubtful
    /// - header: { X-Time: clock.ms, X-Sign: clock.ms + body | hmac_sha256(secret) | hex }
    /// ```
    pub SOURCE_NOT_SENT = "source-not-sent", Warning;

    /// `...` of a place that holds nothing.
    ///
    /// No section of the plan puts parameters there, and no step before sets it. Most likely another place was meant.
    ///
    /// ```yaml
    /// private: { params: json, auth: signed }
    /// # doubtful: `- form: { ..., nonce: nonce.ms }`
    /// # good:     `- json: { ..., nonce: nonce.ms }`
    /// ```
    pub NOTHING_TO_SPREAD = "nothing-to-spread", Warning;

    /// A quoted text that looks like an expression.
    ///
    /// A scalar in quotes is a literal text, so `"clock.ms"` sends these eight letters.
    ///
    /// ```yaml
    /// - header: { X-Time: "clock.ms" }        # doubtful
    /// - header: { X-Time: clock.ms }
    /// ```
    pub QUOTED_EXPRESSION = "quoted-expression", Warning;
}
