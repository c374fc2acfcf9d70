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
    /// signed path. `path` follows it as written. It is written as it is sent: the host in lower case and without a user, no port that the
    /// scheme means anyway, no query or fragment, nothing that must be escaped, no segment `.` or `..`.
    ///
    /// ```yaml
    /// private: { base: api.example.com }                      # bad
    /// private: { base: "https://api.example.com" }
    /// ```
    pub BAD_BASE = "bad-base", Error;

    /// A path of a section that cannot be sent.
    ///
    /// It stands behind the base, as it is sent: with no characters that must be escaped (but braces, which steps may replace), no `?`, no
    /// segment `.` or `..`. Behind a base without a path it begins with `/`.
    ///
    /// ```yaml
    /// private: { base: "https://api.example.com", path: "v1/{path}" }             # bad
    /// private: { base: "https://api.example.com", path: "/v1/{path}" }
    /// ```
    pub BAD_PATH = "bad-path", Error;

    /// A way to encode values of a path that does not exist.
    ///
    /// `segment` makes one segment of a value and escapes everything but `A-Z a-z 0-9 - _ . ~`; `segments` does so between its slashes;
    /// `raw` takes what is escaped already. It is done before anything is signed.
    ///
    /// ```yaml
    /// private: { base: "https://api.example.com", path_encode: none }            # bad
    /// private: { base: "https://api.example.com", path_encode: raw }
    /// ```
    pub UNKNOWN_PATH_ENCODE = "unknown-path-encode", Error;

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
