//! Rules of sections, settings and tables.

super::rules! {
    /// A mapping is due, and something else stands there.
    ///
    /// ```yaml
    /// sections: [private]                                            # bad
    /// sections: { private: { base: "https://api.example.com" } }
    /// ```
    pub NOT_A_MAPPING = "not-a-mapping", Error;

    /// A text is due, and a list, a mapping or nothing stands there.
    ///
    /// ```yaml
    /// private: { base: { url: "https://api.example.com" } }         # bad
    /// private: { base: "https://api.example.com" }
    /// ```
    pub NOT_A_TEXT = "text-due", Error;

    /// The spec has no section.
    ///
    /// A call is made in a section: it has the base, the place of parameters and the plan. `default` is only merged under the others.
    ///
    /// ```yaml
    /// sections: { default: { base: "https://api.example.com" } }                # bad: no call can be made
    /// sections: { public: { base: "https://api.example.com" } }
    /// ```
    pub NO_SECTION = "no-section", Error;

    /// A section without `base`, and `default` has none either.
    ///
    /// ```yaml
    /// sections: { public: { path: "/v1/{path}" } }                                           # bad
    /// sections: { public: { base: "https://api.example.com", path: "/v1/{path}" } }
    /// ```
    pub NO_BASE = "no-base", Error;

    /// A base that is not scheme, host and path prefix.
    ///
    /// The base is the scheme (`https`; `wss` for what is signed to be sent over a socket), the host, and any prefix that is never part of a
    /// signed path. `path` follows it as it stands. A query or a fragment would take the path of each call in; a user or password is a
    /// credential, which a step places; what an HTTP library would write in another way (`..`, blanks, letters beyond ASCII) would
    /// not travel as it was signed.
    ///
    /// ```yaml
    /// private: { base: api.example.com }                      # bad
    /// private: { base: "https://api.example.com" }
    /// ```
    pub BAD_BASE = "bad-base", Error;

    /// A place that does not exist.
    ///
    /// Parameters travel in the `query`, in a body as `form` or `json`, or nowhere (`none`).
    ///
    /// ```yaml
    /// private: { params: body }              # bad
    /// private: { params: json }
    /// ```
    pub UNKNOWN_PLACE = "unknown-place", Error;

    /// A key of `params` is no method, or names one twice.
    ///
    /// ```yaml
    /// private: { params: { "GET,DELETE": query, else: json } }            # bad
    /// private: { params: { GET: query, DELETE: query, else: json } }
    /// ```
    pub BAD_METHOD = "bad-method", Error;

    /// A section names a plan that is not there.
    ///
    /// ```yaml
    /// sections: { private: { base: "https://api.example.com", auth: sign } }       # bad: the plan is `signed`
    /// auth: { signed: [] }
    /// ```
    /// For no signing `auth:` is left empty.
    pub UNKNOWN_PLAN = "unknown-plan", Error;

    /// A setting without a default, or with one that no setting can have.
    ///
    /// The default gives the kind: `true` or `false`, an integer, or a text.
    ///
    /// ```yaml
    /// settings: { recv_window: 5000 }                    # bad
    /// settings: { recv_window: { default: 5000 } }
    /// ```
    pub SETTING_DEFAULT = "setting-default", Error;
}
