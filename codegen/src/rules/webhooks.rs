//! Rules of webhooks and streams.

super::rules! {
    /// `id`, `time` or `order` of a webhook, or `sequence` of a channel, names a member that the received type does not have.
    ///
    /// They name members of the event's type; if that is a union, members of one of its variants. Duplicates are recognized by `id`, so a misspelt
    /// name would let them through.
    pub UNKNOWN_MEMBER = "unknown-member", Error;

    /// `transport` of a stream is neither `websocket` nor `socket.io`.
    ///
    /// A stream is a plain WebSocket, or socket.io over one. The provider's page says which.
    pub UNKNOWN_TRANSPORT = "unknown-transport", Error;

    /// The parameters of a channel differ from the names in braces in its name.
    ///
    /// `"{market}.trades"` needs `params: { market: text -- market id }`, and each parameter must appear in the name.
    pub CHANNEL_PARAM = "channel-param", Error;
}
