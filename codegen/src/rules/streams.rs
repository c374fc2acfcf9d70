//! Rules of streams.

super::rules! {
    /// `transport` of a stream is neither `websocket` nor `socket.io`.
    ///
    /// A stream is a plain WebSocket, or socket.io over one. The provider's page says which.
    pub UNKNOWN_TRANSPORT = "unknown-transport", Error;

    /// The parameters of a channel differ from the names in braces in its name, its topic and its frame.
    ///
    /// `"{market}.trades"` needs `params: { market: text -- market id }`. Each parameter must be in the name or the `topic` of the channel, or in
    /// what it puts into frames, `subscribe`; it would have no effect elsewhere.
    pub CHANNEL_PARAM = "channel-param", Error;

    /// What is in braces in an address, a frame, a topic or a route of a stream cannot be filled in there.
    ///
    /// | placeholder | where |
    /// |---|---|
    /// | `{topic}`, `{topics...}` | frames that subscribe and unsubscribe |
    /// | `{NAME}`, a parameter | name, topic and frame of its channel |
    /// | `{msg.path}` | answers, routes, and the topic of an acknowledgement: a value of the message |
    /// | `{name}` | routes: the name of the message's first member |
    /// | `{id}`, `{uuid}`, `{clock.ms}` (`s`, `us`, `ns`) | frames |
    /// | `{session.NAME}`, `{settings.NAME}` | everywhere but in routes; in the address, with `{uuid}`, nothing else |
    /// | `{event}`, `{event.method}`, `{event.path}`, `{header.NAME}`, `{data}` | `frame` of `send`: the name of the event and its parts, what its plan signed |
    /// | `{kept.NAME}` | frames: what `keep` of the login or of the acknowledgement names |
    ///
    /// ` | text`, ` | lower`, ` | upper` or ` | number` may follow. A placeholder that is a whole text keeps its kind: `"{id}"` sends a number, `"{id | text}"` a text.
    pub BAD_PLACEHOLDER = "bad-placeholder", Error;

    /// A frame that subscribes or unsubscribes cannot do so.
    ///
    /// It names its topics in one way: `["{topics...}"]`, a list of all that are subscribed to at once, or `"{topic}"`, one frame for each. `"...":
    /// "{topic}"` puts the members of a channel's `subscribe` into the frame, so each channel must have one with members. A value that
    /// `keep` of the acknowledgement took names a subscription too: `unsubscribe: { event: unsubscribe, chanId: "{kept.chan}" }`. `unsubscribe`, `ack` and
    /// `topics` say nothing without `subscribe`: then the address decides what is sent.
    pub STREAM_FRAME = "stream-frame", Error;

    /// `ack` does not say how the server confirms a subscription.
    ///
    /// ```yaml
    /// ack: { id: msg.id, refused: msg.error is not absent }                               # names the `{id}` of the frame
    /// ack: { topic: "{msg.arg.channel}", ok: msg.event == "subscribe" }                   # one message for each topic
    /// ack: { topics: msg.success.streams, refused: msg.error is not absent }              # lists all topics that are on
    /// ack: { ok: msg.type == "subscribed", refused: msg.type == "error" }                 # names nothing: it is for the frame before
    /// ```
    /// A message that refuses is tested first. With `id` and `topics`, any other message with that value confirms, unless `ok` says which.
    pub STREAM_ACK = "stream-ack", Error;

    /// Messages of a stream cannot find their channels.
    ///
    /// The first route that fits gives a text, which is compared with the topics of channels, or a value that `keep` of the acknowledgement took:
    ///
    /// ```yaml
    /// route:
    ///   - { when: msg.data is not absent, topic: "{msg.arg.channel}:{msg.arg.instId}", data: msg.data }
    ///   - { topic: "{name}", data: value }            # the name and the value of the message's first member
    ///   - { kept: chan, is: "msg[0]", data: "msg[1]" }
    /// ```
    /// A route without `when` fits every message, so no route may follow it.
    pub STREAM_ROUTE = "stream-route", Error;

    /// The messages of a channel, how a subscription begins, or their numbers are not described correctly.
    ///
    /// ```yaml
    /// message: Trade                                                    # one type
    /// message: { by: msg.action, snapshot: Book, update: BookChange }   # one for each value of a member
    /// start: { when: msg.action == "snapshot" }                         # what comes before is useless
    /// start: { topic: "{market}.snapshot", message: Book }              # begins under another topic
    /// start: { call: get_book, params: { symbol: "{symbol}" }, at: sequence }   # begins with the response of a call
    /// sequence: step data.sequence                                      # or chain, range, rising; ` per connection`
    /// ```
    /// Paths begin at `msg`, the message, or at `data`, what the route takes out of it.
    pub CHANNEL_MESSAGE = "channel-message", Error;

    /// An event that the client sends is not described correctly.
    ///
    /// ```yaml
    /// send:                                               # of the stream: how its events are sent
    ///   section: socket                                   # signs the call that the name of an event is: METHOD /path
    ///   frame: ["{event}", { sign: "{header.Sign}", id: "{uuid}", body: "{data}" }]
    ///   answer: { id: "msg[1].id", refused: msg[0] == "error" }
    /// events:
    ///   POST /order:
    ///     send: true                                      # or { section: …, frame: … } of its own
    ///     items: list<NewOrder> as orders                 # or `params`: what is sent
    ///     after: GET /register                            # sent once a connection before it
    ///     answer: order_add                               # the event that answers it
    ///     reconcile: list_orders                          # the operation that says whether it took effect
    ///   order_add: { message: Orders, after: GET /register }
    ///   GET /unregister: { send: true, undoes: GET /register }
    /// ```
    /// `answer` needs `{uuid}` or `{id}` in the frame, and an event without parameters. `after` names an event without data, which comes before
    /// nothing else.
    pub STREAM_SEND = "stream-send", Error;

    /// A limit or a time of a stream cannot be kept.
    ///
    /// `limits` has times (`life`, `first`), numbers of topics (`topics`, `batch`), the bytes of a frame (`frame: 64KB`) and rates (`send: 5 per 1s`,
    /// `connect`). None of them is zero. `dead` of `keepalive` is longer than `every`: a connection must be asked before it counts as dead.
    pub STREAM_LIMIT = "stream-limit", Error;

    /// A call that a stream makes cannot be made, or its response does not give what the stream needs.
    ///
    /// ```yaml
    /// start: { call: get_book, params: { symbol: "{symbol | upper}", limit: 1000 }, at: lastUpdateId }
    /// sequence: range data.U data.u
    /// ```
    /// The client makes the call once the subscription is confirmed, repeats it where that is needed, and delivers its response. So the operation
    /// may be repeated (`idempotency: safe`), its parameters are those that it declares, and its response is JSON of one type. `at` is
    /// the number of the last message that the response covers: a path in its data, to an integer or a time. `sequence` says how the numbers of
    /// messages follow it; without one, nothing could be joined.
    pub STREAM_CALL = "stream-call", Error;
}
