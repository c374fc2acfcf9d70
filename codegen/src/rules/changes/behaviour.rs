//! Changes of what a client does on its own.

changes! {
    /// Whether a call may be repeated changed, or the parameter that makes it safe to repeat, or how long its value is unique.
    ///
    /// Breaking if less is allowed than before: an old client repeats a call that may then take effect twice.
    pub IDEMPOTENCY_CHANGED = "idempotency-changed", Behaviour;

    /// Another operation tells whether a call with an unknown outcome took effect, or it is asked with other values.
    pub RECONCILE_CHANGED = "reconcile-changed", Behaviour;

    /// A client waits longer or shorter for a call before it gives up. Callers with a deadline of their own should compare the two.
    pub TIMEOUT_CHANGED = "timeout-changed", Behaviour;

    /// A call costs more or less of a rate limit. Clients that are not updated wait for too long, or are refused for calling too often.
    pub WEIGHT_CHANGED = "weight-changed", Behaviour;

    /// A rate limit is new or gone, or allows something else. A lower one is a note: old clients send too much, and are refused with 429.
    pub LIMIT_CHANGED = "limit-changed", Behaviour;

    /// The pages of a list are requested in another way, or end in another way. Breaking: old clients lose entries, or get them twice.
    pub PAGINATION_CHANGED = "pagination-changed", Behaviour;

    /// An error has another kind, by its status, code or message.
    ///
    /// Whether a call is repeated, and what callers do, depends on the kind. A code that is new is compatible.
    pub ERROR_KIND_CHANGED = "error-kind-changed", Behaviour;

    /// The code, the message or other data of an error is in another place of the response. Breaking: old clients do not find it.
    pub ERROR_PLACE_CHANGED = "error-place-changed", Behaviour;

    /// What errors carry beside code and message has another type, or is new or gone. `Error::data` of old clients may find nothing.
    pub ERROR_DATA_CHANGED = "error-data-changed", Behaviour;

    /// Another envelope is used by an operation: other rules decide whether a response is a success. Breaking.
    pub OPERATION_ENVELOPE_CHANGED = "operation-envelope-changed", Behaviour;

    /// Which values of an enum are final, or how they follow each other, changed: `is_final` and `compare_progress` answer something else.
    pub PROGRESS_CHANGED = "progress-changed", Behaviour;

    /// Another member of a delivery identifies it, has its time or its order, or the provider repeats deliveries in another way.
    ///
    /// Breaking for the identifier: a delivery may be handled twice, or not at all.
    pub DELIVERY_CHANGED = "delivery-changed", Behaviour;

    /// How lost messages of a channel are noticed, how a connection is kept alive, or what a provider allows changed.
    pub CONTINUITY_CHANGED = "continuity-changed", Behaviour;
}
