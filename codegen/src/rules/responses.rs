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

    /// A test in `ok` or `partial` of an envelope cannot be read.
    ///
    /// Tests compare a place with a literal, `body.error == "ok"` or `body.ok != true`, or with several, `body.code in [0, 2]` or `not in [..]`, or
    /// ask `body.error is absent` or `is not absent`. They are joined by `and` and `or`; `and` binds tighter, and there are no parentheses.
    ///
    /// A text in quotes is equal to a string, and to a number or truth value that is written like it; a number or `true` without quotes is
    /// equal to a number or truth value alone.
    pub BAD_TEST = "bad-answer-test", Error;

    /// A condition of partial success would hold where the answer says nothing.
    ///
    /// `partial` tells that a part of a batch was done, which is a claim about money. A value that is there has to say so:
    /// `body.code == "2"`, or `body.failed is not absent`. That a value is absent, or that the status is 200, says nothing of a part.
    pub PARTIAL_UNPROVEN = "partial-unproven", Error;

    /// The same value means success and partial success.
    ///
    /// `partial` is looked at first, so `ok` would never hold for that value. Take it out of one of the two.
    pub PARTIAL_IS_OK = "partial-is-ok", Error;

    /// An operation whose envelope knows partial success reads nothing of the answer.
    ///
    /// What was done and what was not stands in the elements of the answer. Without a type nobody could read it from the error. Give the operation
    /// an `answer`, or an envelope without `partial`.
    pub PARTIAL_WITHOUT_DATA = "partial-without-data", Error;

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
