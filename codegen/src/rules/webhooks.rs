//! Rules of webhooks and streams.

super::rules! {
    /// `id`, `time` or `order` of a webhook, or `sequence` of a channel, names no member of what is received.
    ///
    /// They name members of the event's type; of a union, of one of its variants. By `id` duplicates are dropped, so a slip here would let them through.
    pub UNKNOWN_MEMBER = "unknown-member", Error;

    /// `transport` of a stream is neither `websocket` nor `socket.io`.
    ///
    /// A stream is a plain WebSocket, or socket.io over one; the provider's page says which.
    pub UNKNOWN_TRANSPORT = "unknown-transport", Error;

    /// The parameters of a channel and the names in braces in its name are not the same.
    ///
    /// `"{market}.trades"` needs `params: { market: text -- market id }`, and each parameter needs its place in the name.
    pub CHANNEL_PARAM = "channel-param", Error;
}
