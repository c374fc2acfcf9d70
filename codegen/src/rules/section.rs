//! Rules of sections, settings and tables.

super::rules! {
    /// A value is not a mapping where one is expected.
    ///
    /// ```yaml
    /// sections: [private]                                            # bad
    /// sections: { private: { base: "https://api.example.com" } }
    /// ```
    pub NOT_A_MAPPING = "not-a-mapping", Error;

    /// A value is a list, a mapping or empty where a text is expected.
    ///
    /// ```yaml
    /// private: { base: { url: "https://api.example.com" } }         # bad
    /// private: { base: "https://api.example.com" }
    /// ```
    pub EXPECTED_TEXT = "expected-text", Error;

    /// The spec has no section.
    ///
    /// Every call is made in a section, which defines the base URL, the place of the parameters and the plan. `default` is merged into the other
    /// sections and does not count as one.
    ///
    /// ```yaml
    /// sections: { default: { base: "https://api.example.com" } }                # bad: no call can be made
    /// sections: { public: { base: "https://api.example.com" } }
    /// ```
    pub NO_SECTION = "no-section", Error;

    /// A section has no `base`, and neither has `default`.
    ///
    /// ```yaml
    /// sections: { public: { path: "/v1/{path}" } }                                           # bad
    /// sections: { public: { base: "https://api.example.com", path: "/v1/{path}" } }
    /// ```
    pub NO_BASE = "no-base", Error;

    /// A base does not consist of scheme, host and an optional path prefix.
    ///
    /// The scheme is `https`, or `wss` for requests that are signed for a socket. The path prefix is never part of a signed path; `path` is appended
    /// to it as written. The base is sent exactly as written. So the host is in lower case and without a user, there is no port that equals the
    /// default of the scheme, no query or fragment, no character that needs escaping, and no segment `.` or `..`.
    ///
    /// ```yaml
    /// private: { base: api.example.com }                      # bad
    /// private: { base: "https://api.example.com" }
    /// ```
    pub BAD_BASE = "bad-base", Error;

    /// The path of a section cannot be sent.
    ///
    /// The path is appended to the base and sent exactly as written. So it has no characters that need escaping (except braces, which steps may
    /// replace), no `?`, and no segment `.` or `..`. If the base has no path, it begins with `/`.
    ///
    /// ```yaml
    /// private: { base: "https://api.example.com", path: "v1/{path}" }             # bad
    /// private: { base: "https://api.example.com", path: "/v1/{path}" }
    /// ```
    pub BAD_PATH = "bad-path", Error;

    /// `path_encode` names an encoding that does not exist.
    ///
    /// `segment` turns a value into one segment and escapes everything except `A-Z a-z 0-9 - _ . ~`; `segments` does the same, but keeps slashes;
    /// `raw` uses a value that is already escaped. Values are encoded before anything is signed.
    ///
    /// ```yaml
    /// private: { base: "https://api.example.com", path_encode: none }            # bad
    /// private: { base: "https://api.example.com", path_encode: raw }
    /// ```
    pub UNKNOWN_PATH_ENCODE = "unknown-path-encode", Error;

    /// `params` names a place that does not exist.
    ///
    /// Parameters are sent in the `query`, in a body as `form` or `json`, or not at all (`none`).
    ///
    /// ```yaml
    /// private: { params: body }              # bad
    /// private: { params: json }
    /// ```
    pub UNKNOWN_PLACE = "unknown-place", Error;

    /// A key of `params` is not an HTTP method, or repeats one.
    ///
    /// ```yaml
    /// private: { params: { "GET,DELETE": query, else: json } }            # bad
    /// private: { params: { GET: query, DELETE: query, else: json } }
    /// ```
    pub BAD_METHOD = "bad-method", Error;

    /// A section names a plan that is not declared under `auth`.
    ///
    /// ```yaml
    /// sections: { private: { base: "https://api.example.com", auth: sign } }       # bad: the plan is `signed`
    /// auth: { signed: [] }
    /// ```
    /// If the section needs no signing, leave `auth:` empty.
    pub UNKNOWN_PLAN = "unknown-plan", Error;

    /// `verify` of a section, or a step of a guide, names a webhook that is not declared.
    ///
    /// Some providers sign their responses as they sign deliveries. `verify` of a section names the entry of `webhooks` that describes this signature:
    ///
    /// ```yaml
    /// sections: { private: { base: "https://api.example.com", auth: signed, verify: anwser } }      # bad: the webhook is `answer`
    /// webhooks: { answer: { doc: The signature of responses., body: json, verify: [ … ] } }
    /// ```
    pub UNKNOWN_WEBHOOK = "unknown-webhook", Error;

    /// A setting has no default, or a default of the wrong kind.
    ///
    /// The default determines the kind of the setting: `true` or `false`, an integer, or a text.
    ///
    /// ```yaml
    /// settings: { recv_window: 5000 }                    # bad
    /// settings: { recv_window: { default: 5000 } }
    /// ```
    pub SETTING_DEFAULT = "setting-default", Error;
}
