//! Rules of sessions.

super::rules! {
    /// A session has a required key missing, or two keys that exclude each other.
    ///
    /// A session is opened by a `call`, or `given` by the user, and it keeps values.
    ///
    /// ```yaml
    /// sessions: { login: { keep: { token: body.token } } }                # bad: which call returns the token?
    /// sessions:
    ///   login: { call: { section: public, method: POST, path: login }, keep: { token: body.token } }
    /// ```
    pub SESSION_SHAPE = "session-shape", Error;

    /// `keep` does not name a location in a response.
    ///
    /// Values are kept from the JSON body of the response (`body.data[0].token`), from a header (`header.X-Token`) or from a cookie (`cookie.sid`). A
    /// value of a `given` session is `text` or `json`.
    ///
    /// ```yaml
    /// keep: { token: access_token }              # bad
    /// keep: { token: body.access_token }
    /// ```
    pub BAD_KEEP = "bad-keep", Error;

    /// `expires` does not say when a session ends.
    ///
    /// ```yaml
    /// expires: 3600                          # bad
    /// expires: { after: 1h }
    /// expires: body.expires_in               # seconds, from the response
    /// ```
    pub BAD_EXPIRES = "bad-expires", Error;

    /// Two sessions keep a value of the same name.
    ///
    /// Expressions refer to a value as `session.NAME`, without the name of the session.
    ///
    /// ```yaml
    /// sessions:                                                               # bad
    ///   login: { given: true, keep: { token: text } }
    ///   stream: { given: true, keep: { token: text } }
    /// ```
    /// Name the second one `stream_token`.
    pub DUPLICATE_SESSION_VALUE = "duplicate-session-value", Error;

    /// The call of a session names a section that is not declared.
    ///
    /// ```yaml
    /// call: { section: acounts, method: POST, path: token }        # bad
    /// call: { section: accounts, method: POST, path: token }
    /// ```
    pub UNKNOWN_SECTION = "unknown-session-section", Error;
}
