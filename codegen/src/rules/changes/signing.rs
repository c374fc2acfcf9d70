//! Changes of signing and of verification.

changes! {
    /// The steps of a plan compute something else.
    ///
    /// Breaking: requests of old clients are not signed as the new version says. The change shows a recorded call of the spec, signed by both plans:
    /// what differs, and the first byte that does. If no recorded call shows a difference, prove the change with one, in `vectors`.
    pub PLAN_CHANGED = "plan-changed", Signing;

    /// A plan is new. By itself it changes no call; a section that uses it does, and is told separately.
    pub PLAN_ADDED = "plan-added", Signing;

    /// A plan is gone. By itself it changes no call; the sections that used it do, and are told separately.
    pub PLAN_REMOVED = "plan-removed", Signing;

    /// A plan is written in another way, and computes the same: another name of a `let`, another layout. A note.
    pub PLAN_REWORDED = "plan-reworded", Signing;

    /// Values are escaped in another way, or lists and objects are written in another way: `encode` of a section, `path_encode`, `format` of a
    /// parameter. Breaking: other bytes are sent, and other bytes are signed.
    pub ENCODER_CHANGED = "encoder-changed", Signing;

    /// The parameters of a method are sent in another place of the request, or an empty place is now sent, or no longer. Breaking.
    pub PLACE_CHANGED = "place-changed", Signing;

    /// The members of a request are sent in another order. A note, unless the signature covers the order: then old clients and new ones sign other
    /// texts, each of them correctly.
    pub ORDER_CHANGED = "order-changed", Signing;

    /// A credential is new. Breaking if it is required: without it, no call can be signed. Callers must supply it.
    pub CREDENTIAL_ADDED = "credential-added", Signing;

    /// A credential is gone. Breaking for callers that give it: the setter or argument no longer exists.
    pub CREDENTIAL_REMOVED = "credential-removed", Signing;

    /// A credential has other forms, became optional or required, or is secret now, or no longer.
    ///
    /// A credential that is no longer secret is shown in logs and errors: make sure that this is meant.
    pub CREDENTIAL_CHANGED = "credential-changed", Signing;

    /// A setting that plans read is new or gone, or has another default. Breaking where another default signs other bytes.
    pub SETTING_CHANGED = "setting-changed", Signing;

    /// A table that plans read has other contents. Breaking for the calls that read them: they are signed differently.
    pub TABLE_CHANGED = "table-changed", Signing;

    /// A session is opened in another way, keeps other values, or ends at another time. Old clients may fail to open it.
    pub SESSION_CHANGED = "session-changed", Signing;

    /// The window of timestamps, or what else the provider requires of the clock, changed. A narrower window is breaking: requests are refused as
    /// too old, and deliveries too.
    pub CLOCK_CHANGED = "clock-changed", Signing;

    /// Whether calls with a nonce wait for each other changed. Breaking if they must: a provider that wants rising nonces refuses those that arrive late.
    pub NONCE_ORDER_CHANGED = "nonce-order-changed", Signing;

    /// Headers that an environment always sends, or how its credentials begin, changed. Old keys may be refused when a client is built.
    pub ENVIRONMENT_SIGNING_CHANGED = "environment-signing-changed", Signing;

    /// The plan that verifies a webhook computes something else. Breaking: old clients refuse every delivery.
    pub WEBHOOK_PLAN_CHANGED = "webhook-plan-changed", Signing;

    /// How old a delivery may be, where its public keys are, or how its body is read changed.
    pub WEBHOOK_PROOF_CHANGED = "webhook-proof-changed", Signing;

    /// Responses are signed that were not, or are verified in another way, or no longer. Old clients may refuse good responses.
    pub RESPONSE_PROOF_CHANGED = "response-proof-changed", Signing;

    /// A recorded call or delivery is new or gone, or expects something else. A note: it proves a plan, and is no part of a client.
    pub VECTOR_CHANGED = "vector-changed", Signing;
}
