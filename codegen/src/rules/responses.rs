//! Rules of envelopes, errors and policies.

super::rules! {
    /// A location in a response is not written correctly.
    ///
    /// Locations are `status`, `body` or `body.name.name[0]`, and `header.Name`. A `*` is not supported: each location names one value. Inside `[ ]`
    /// of YAML, write a location that contains an index on a line of its own:
    ///
    /// ```yaml
    /// code:
    ///   - body.errors[0]
    ///   - body.errors
    /// ```
    pub BAD_RESPONSE_PATH = "bad-response-path", Error;

    /// A condition in `ok` or `partial` of an envelope is not written correctly.
    ///
    /// A condition compares a location with a literal, `body.error == "ok"` or `body.ok != true`, or with several, `body.code in [0, 2]` or
    /// `not in [..]`, or tests `body.error is absent` or `is not absent`. Conditions are joined by `and` and `or`; `and` binds tighter, and there are
    /// no parentheses.
    ///
    /// A text in quotes matches a string, and also a number or boolean that is written the same way. A number or `true` without quotes matches only a
    /// number or boolean.
    pub BAD_CONDITION = "bad-condition", Error;

    /// A condition of partial success would be true for a response that does not report partial success.
    ///
    /// `partial` states that some items of a batch were executed, which is a claim about money. A value in the response must prove it:
    /// `body.code == "2"`, or `body.failed is not absent`. An absent value, or the status 200, proves nothing.
    pub PARTIAL_UNPROVEN = "partial-unproven", Error;

    /// The same value means both success and partial success.
    ///
    /// `partial` is checked first, so `ok` would never match that value. Remove it from one of the two.
    pub PARTIAL_IS_OK = "partial-is-ok", Error;

    /// An operation uses an envelope with `partial`, but does not read the response.
    ///
    /// The response says which items were executed and which were not. Without a type, callers could not read it from the error. Give the operation
    /// an `answer`, or use an envelope without `partial`.
    pub PARTIAL_WITHOUT_DATA = "partial-without-data", Error;

    /// An operation or `defaults` names an envelope that is not declared.
    ///
    /// Envelopes are declared under `envelopes`. `none` means that the data is the whole body, and that status 200 to 299 is success.
    pub UNKNOWN_ENVELOPE = "unknown-envelope", Error;

    /// A kind of error does not exist.
    ///
    /// Callers decide by the kind what to do next. The kinds are `auth`, `permission`, `rate_limit`, `invalid`, `not_found`, `insufficient_funds`,
    /// `nonce`, `clock`, `duplicate`, `conflict`, `maintenance`, `internal`, `unknown_outcome` and `other`.
    pub UNKNOWN_ERROR_KIND = "unknown-error-kind", Error;

    /// A key of `errors.status` is not an HTTP status.
    ///
    /// Error codes defined by the provider belong under `codes`.
    pub BAD_STATUS = "bad-status", Error;

    /// An entry of `errors.codes` or `errors.messages` can never match, or makes others useless.
    ///
    /// The first pattern that matches is used, and `*` matches any text. Put the more specific pattern first, and `"*"` last. The patterns are compared
    /// with the value at `errors.code` or `errors.message`, so this location must be given. A message decides before a code: with `"*"` under
    /// `messages`, no code would be read.
    pub UNREACHABLE_CODE = "unreachable-code", Warning;

    /// A duration is not an integer followed by a unit.
    ///
    /// Write `500ms`, `30s`, `5m`, `24h` or `7d`.
    pub BAD_DURATION = "bad-duration", Error;

    /// A rate limit or the clock policy has a value that does not exist.
    ///
    /// `scope` of a limit is `key`, `ip` or `account`. A limit is either `calls` in a window `per`, or a `counter` that sinks by `decay` in each `per`.
    /// `used` and `left` name response headers. So do `reset_at`, with the time of the reset and how it is written (`header.NAME s`), and
    /// `reset_after`, with the time that is left and its unit.
    ///
    /// `server_time` is `header.NAME` or `body.NAME` followed by `s`, `ms`, `us`,
    /// `ns` or `iso`, or `header.Date` alone. The name of an operation before it means that only its responses give the time; it must be possible to
    /// call it without parameters, and as often as needed.
    pub BAD_POLICY = "bad-policy", Error;

    /// An operation counts in a pool that no limit declares.
    ///
    /// ```yaml
    /// limits:
    ///   - { pool: orders, calls: 50, per: 10s }
    /// operations:
    ///   create_order:
    ///     pools: { orders: 1 }
    /// ```
    /// What a call costs in a pool without a limit would be counted nowhere.
    pub UNKNOWN_POOL = "unknown-pool", Error;

    /// The weight of a call is not given for every call, or depends on something that cannot decide it.
    ///
    /// ```yaml
    /// weight: 5
    /// weight: { by: limit, up_to: { 100: 5, 500: 25, 1000: 50 }, other: 250 }   # by a number, or by the number of entries of a list
    /// weight: { by: orders, each: 1 }                                           # for each entry of a list
    /// weight: { by: symbols, each: 4, most: 200 }                               # the same, and at most 200
    /// weight: { by: category, values: { spot: 1 }, other: 2 }                   # by value
    /// weight:                                                                   # the first whose parameter is given; then a number
    ///   - { by: symbol, given: 2 }
    ///   - { by: symbols, up_to: { 20: 2, 100: 40 }, other: 80 }
    ///   - 80
    /// ```
    /// Every call must have a weight: write `other` for values that are not listed, and end a list with the weight of a call that has none of the
    /// parameters. A parameter that is required, or has a default, needs no such end.
    pub BAD_WEIGHT = "bad-weight", Error;
}
