//! Changes that a client meets which is not updated.

changes! {
    /// The provider has a call that the old version does not have.
    ///
    /// Compatible: an old client does not know it. The regenerated client has one more method.
    pub OPERATION_ADDED = "operation-added", Wire;

    /// A call of the old version is gone. Breaking: old clients get an error, mostly 404.
    ///
    /// Look at the provider's page first: a call that is merely no longer documented often still works. Operations are the same by method and path,
    /// otherwise by their name in the spec.
    pub OPERATION_REMOVED = "operation-removed", Wire;

    /// An operation has another method or path.
    ///
    /// Breaking, unless the provider keeps the old address too. Callers of the regenerated client notice nothing: the method is the same.
    pub OPERATION_MOVED = "operation-moved", Wire;

    /// A request has one more parameter or member, and it may be left out. Compatible: old clients do not send it.
    pub PARAM_ADDED_OPTIONAL = "param-added-optional", Wire;

    /// A request has one more parameter or member, and it must be given.
    ///
    /// Breaking: calls of old clients are refused. In the regenerated client, `new` has one more argument, so callers are told by the compiler.
    pub PARAM_ADDED_REQUIRED = "param-added-required", Wire;

    /// A parameter or member of a request is gone.
    ///
    /// A note, because most providers ignore what they do not know. It is the worst case if it was a filter: the call then concerns more than was
    /// asked for, without an error. A constant, or a required parameter, that is gone is of the same kind.
    pub PARAM_REMOVED = "param-removed", Wire;

    /// A parameter or member that could be left out must be given. Breaking for those who leave it out.
    pub PARAM_MADE_REQUIRED = "param-made-required", Wire;

    /// A parameter or member that had to be given may be left out.
    ///
    /// Compatible on the wire. In Rust it is breaking: an argument of `new` becomes a setter. A spec may keep it required.
    pub PARAM_MADE_OPTIONAL = "param-made-optional", Wire;

    /// A parameter is sent in another place: path, query, header, cookie or body. Breaking: the provider looks for it elsewhere.
    pub PARAM_MOVED = "param-moved", Wire;

    /// The name in the path of a call is another one: `/orders/{id}` is now `/orders/{order_id}`.
    ///
    /// Nothing changes on the wire, because the name is not sent. In Rust, an argument has another name.
    pub PATH_PARAM_RENAMED = "path-param-renamed", Wire;

    /// A constant that is sent or expected has another value, or a value became a constant, or the reverse.
    ///
    /// Breaking if old clients send a constant that the provider no longer takes.
    pub CONSTANT_CHANGED = "constant-changed", Wire;

    /// The body of a request has another form: JSON instead of a form, several parts, another content type. Breaking.
    pub BODY_FORMAT_CHANGED = "body-format-changed", Wire;

    /// A value has another type.
    ///
    /// In a request, it is breaking if the provider refuses what old clients send: a text instead of a number, a fraction where integers are expected. In a
    /// response, it is breaking if old clients cannot read the value. They read numbers and texts for each other, so these are compatible there; a
    /// list instead of an object is not. A note says that it depends on the values.
    ///
    /// A part of a tuple at another position is breaking in both directions: clients that are not updated take one value for another.
    ///
    /// Money should stay `decimal`, whatever the document says: an integer loses fractions.
    pub TYPE_CHANGED = "type-changed", Wire;

    /// A text has another format: any text, a date, a time, a UUID, an address, encoded bytes.
    ///
    /// A note: the values are often the same as before, and only their description is new. A wider format in a request is compatible.
    pub FORMAT_CHANGED = "format-changed", Wire;

    /// A value may now be `null`, or no longer.
    ///
    /// In a response, `null` breaks old clients where the member was required. In a request, it breaks those who send `null` and may not any more.
    pub NULLABLE_CHANGED = "nullable-changed", Wire;

    /// Another value now stands for an absent value, such as an empty text or 0, or an empty list for an empty object.
    ///
    /// Breaking in a response if old clients cannot read that value: an empty text is not a number.
    pub NO_VALUE_CHANGED = "no-value-changed", Wire;

    /// An enum has one more value.
    ///
    /// Compatible: in a response, old clients get it as `Unknown`. It is breaking only for an enum that the old spec calls closed. After an update, code
    /// that matches `Unknown("x")` no longer gets there, because the value is now a variant.
    pub ENUM_VALUE_ADDED = "enum-value-added", Wire;

    /// An enum has a value less. Breaking in a request for those who send it; a response merely does not have it any more.
    ///
    /// Consider keeping it: old records may still hold it, and callers that name the variant no longer compile.
    pub ENUM_VALUE_REMOVED = "enum-value-removed", Wire;

    /// A text or integer became an enum. Breaking in a request for other values; compatible in a response.
    pub ENUM_INTRODUCED = "enum-introduced", Wire;

    /// An enum became a text or an integer.
    ///
    /// Often it is the document that says less, not the provider that takes more. Consider keeping the values: in Rust, it is breaking.
    pub ENUM_DROPPED = "enum-dropped", Wire;

    /// An enum that promised to have no other values no longer does, or the reverse. If it is opened, old clients cannot read new values.
    pub ENUM_CLOSED_CHANGED = "enum-closed-changed", Wire;

    /// The bounds of a value changed: its size, its length, or the number of its entries.
    ///
    /// Narrower bounds in a request are breaking for values that are now refused. Wider bounds are compatible: old clients themselves refuse what would
    /// be taken. In a response it is a note.
    pub CONSTRAINT_CHANGED = "constraint-changed", Wire;

    /// The provider uses another value where a parameter is left out.
    ///
    /// A note: the same call silently has another result. For orders and payments, look at the calls that leave it out.
    pub DEFAULT_CHANGED = "default-changed", Wire;

    /// A group, of which exactly one member is given, has other members, or must be given, or is new or gone.
    ///
    /// Breaking in a request where the old choice is no longer allowed.
    pub GROUP_CHANGED = "group-changed", Wire;

    /// A member that is only sent or only received is now both, or the reverse. What breaks is told beside it.
    pub DIRECTION_CHANGED = "direction-changed", Wire;

    /// A response or event has one more member. Compatible: old clients skip what they do not know.
    pub RESPONSE_MEMBER_ADDED = "response-member-added", Wire;

    /// A member of a response or event is gone.
    ///
    /// Breaking if it was required: old clients cannot read the response any more. An optional one is `None` from now on.
    pub RESPONSE_MEMBER_REMOVED = "response-member-removed", Wire;

    /// A member of a response that was always there may be missing. Breaking: for old clients, a missing member is an error.
    pub RESPONSE_MEMBER_MADE_OPTIONAL = "response-member-made-optional", Wire;

    /// A member of a response that could be missing is always there.
    ///
    /// Compatible on the wire. In Rust it is breaking: `Option<T>` becomes `T`. Keeping it optional costs nothing.
    pub RESPONSE_MEMBER_MADE_REQUIRED = "response-member-made-required", Wire;

    /// A success may have another status, or no longer has one. Old clients take every status of 200 to 299 for a success.
    pub RESPONSE_STATUS_CHANGED = "response-status-changed", Wire;

    /// The data of a response is of another kind: nothing, a value, a document as it is. Breaking if old clients cannot read it.
    pub RESPONSE_CHANGED = "response-changed", Wire;

    /// A union has one more type. Compatible: in a response, old clients get it as `Unknown`.
    pub UNION_VARIANT_ADDED = "union-variant-added", Wire;

    /// A union has a type less. Breaking in a request for those who send it; in a response it no longer occurs.
    pub UNION_VARIANT_REMOVED = "union-variant-removed", Wire;

    /// The types of a union are told apart in another way. Breaking: old clients look at another member.
    pub UNION_CHANGED = "union-changed", Wire;

    /// A call is signed that was not, or by another plan, or not at all any more.
    ///
    /// Breaking if more is asked for than before: old clients are refused with 401 or 403. See also the changes of signing.
    pub AUTH_CHANGED = "auth-changed", Wire;

    /// Requests go to another address: the base or path of a section, or the address of an environment. Breaking, unless the old one is kept.
    pub BASE_CHANGED = "base-changed", Wire;

    /// An environment, such as a sandbox, is new or gone, or the first one, which is the default, is another one.
    pub ENVIRONMENT_CHANGED = "environment-changed", Wire;

    /// A variant of an operation, the same call with constants, is new or gone, or sets other constants.
    pub VARIANT_CHANGED = "variant-changed", Wire;

    /// A webhook, stream or channel is new. Compatible: an old client does not know it, and does not receive it.
    pub DELIVERY_ADDED = "delivery-added", Wire;

    /// A webhook, stream or channel is gone. Breaking: old clients wait for messages that do not come.
    pub DELIVERY_REMOVED = "delivery-removed", Wire;

    /// A stream has another address or transport, or its conversation changed: how the client is admitted, what it sends, what confirms it, or how a
    /// message finds its channel. Breaking: old clients are refused, or receive nothing.
    pub STREAM_CHANGED = "stream-changed", Wire;

    /// What a success looks like, or where its data is, changed.
    ///
    /// Breaking: old clients may take a refusal for a success or the reverse, or do not find the data.
    pub ENVELOPE_CHANGED = "envelope-changed", Wire;
}
