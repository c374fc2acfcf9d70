//! Rules of webhooks.

super::rules! {
    /// `id`, `time` or `order` of a webhook, or `sequence` of a channel, names a member that the received type does not have.
    ///
    /// They name members of the event's type; if that is a union, members of one of its variants. Duplicates are recognized by `id`, and lost
    /// messages by `sequence`, so a misspelt name would hide them.
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
}
