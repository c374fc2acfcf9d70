//! Rules of envelopes, errors and policies.

super::rules! {
    /// A place in an answer is not written as the language wants it.
    ///
    /// Places are `status`, `body` or `body.name.name[0]`, and `header.Name`. A `*` stands for nothing: one place names one value. Inside `[ ]` of YAML a place with an index goes on a line of its own:
    ///
    /// ```yaml
    /// code:
    ///   - body.errors[0]
    ///   - body.errors
    /// ```
    pub BAD_PATH = "bad-answer-place", Error;

    /// A test in `ok` of an envelope cannot be read.
    ///
    /// Tests compare a place with a text in quotes, `body.error == "ok"` or `status != "200"`, or ask `body.error is absent` or `is not absent`.
    /// Several are joined by ` and `.
    pub BAD_TEST = "bad-answer-test", Error;

    /// An operation or `defaults` names an envelope that is not declared.
    ///
    /// Envelopes are declared under `envelopes`; `none` stands for the whole body and status 200 to 299.
    pub UNKNOWN_ENVELOPE = "unknown-envelope", Error;

    /// A kind of error is named that does not exist.
    ///
    /// Kinds are what callers decide by: `auth`, `permission`, `rate_limit`, `invalid`, `not_found`, `insufficient_funds`, `nonce`, `clock`,
    /// `duplicate`, `conflict`, `maintenance`, `internal`, `other`.
    pub UNKNOWN_ERROR_KIND = "unknown-error-kind", Error;

    /// A key of `errors.status` is not an HTTP status.
    ///
    /// Codes of the provider's own stand under `codes`.
    pub BAD_STATUS = "bad-status", Error;

    /// A code of `errors.codes` stands behind one that takes every code.
    ///
    /// The first pattern that matches counts. Put `"*"` last.
    pub UNREACHABLE_CODE = "unreachable-code", Warning;

    /// A time is not a whole number and a unit.
    ///
    /// Write `500ms`, `30s`, `5m`, `24h` or `7d`.
    pub BAD_DURATION = "bad-duration", Error;

    /// A limit or the clock's policy says something that the language does not know.
    ///
    /// `scope` of a limit is `key`, `ip` or `account`; `server_time` is `header.NAME` and `s`, `ms`, `us` or `iso`, or `header.Date` alone.
    pub BAD_POLICY = "bad-policy", Error;
}
