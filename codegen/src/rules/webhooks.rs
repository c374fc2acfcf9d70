//! Rules of webhooks and streams.

super::rules! {
    /// `id`, `time` or `order` of a webhook, or `sequence` of a channel, names a member that the received type does not have.
    ///
    /// They name members of the event's type; if that is a union, members of one of its variants. Duplicates are recognized by `id`, so a misspelt
    /// name would let them through.
    pub UNKNOWN_MEMBER = "unknown-member", Error;

    /// The event of a webhook with `body: form` has a value that a form cannot hold.
    ///
    /// All values of a form are texts. In `order: text or int`, the form `int` is never chosen, because JSON tells a number from a text and a form
    /// does not. A number or `true` that an `enum: mixed` lists is never matched either. Lists and objects are told from texts by the brackets in their names
    /// (`order[id]=7`), so `text or Order` and `text or list<text>` are fine. Write the form that the text has, before one that takes any text:
    ///
    /// ```yaml
    /// fields: { order: text or int -- number or name }           # bad
    /// fields: { order: int as text or text -- number or name }
    /// ```
    pub NEVER_IN_FORM = "never-in-form", Error;

    /// `transport` of a stream is neither `websocket` nor `socket.io`.
    ///
    /// A stream is a plain WebSocket, or socket.io over one. The provider's page says which.
    pub UNKNOWN_TRANSPORT = "unknown-transport", Error;

    /// The parameters of a channel differ from the names in braces in its name.
    ///
    /// `"{market}.trades"` needs `params: { market: text -- market id }`, and each parameter must appear in the name.
    pub CHANNEL_PARAM = "channel-param", Error;
}
