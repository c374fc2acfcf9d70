//! Rules of sessions.

super::rules! {
    /// A session lacks a part, or has two that exclude each other.
    ///
    /// A session is opened by a `call` or `given` by the owner, and keeps values.
    ///
    /// ```yaml
    /// sessions: { login: { keep: { token: body.token } } }                # bad: where does the answer come from?
    /// sessions:
    ///   login: { call: { section: public, method: POST, path: login }, keep: { token: body.token } }
    /// ```
    pub SESSION_SHAPE = "session-shape", Error;

    /// `keep` names no place in an answer.
    ///
    /// Values are kept from the JSON answer (`body.data[0].token`), from a header (`header.X-Token`) or a cookie (`cookie.sid`). A given value is
    /// `text` or `json`.
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
    /// expires: body.expires_in               # seconds, as the answer says
    /// ```
    pub BAD_EXPIRES = "bad-expires", Error;

    /// Two sessions keep a value of the same name.
    ///
    /// Values are named `session.NAME`, without the session's own name.
    ///
    /// ```yaml
    /// sessions:                                                               # bad
    ///   login: { given: true, keep: { token: text } }
    ///   stream: { given: true, keep: { token: text } }
    /// ```
    /// Name the second `stream_token`.
    pub DUPLICATE_SESSION_VALUE = "duplicate-session-value", Error;

    /// The call of a session names a section that is not there.
    ///
    /// ```yaml
    /// call: { section: acounts, method: POST, path: token }        # bad
    /// call: { section: accounts, method: POST, path: token }
    /// ```
    pub UNKNOWN_SECTION = "unknown-session-section", Error;
}
