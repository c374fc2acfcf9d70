//! Rules of the file as a whole and of names.

super::rules! {
    /// A mapping has a key that does not exist there.
    ///
    /// Such a key would have no effect, so it is an error. The help names the nearest key, or all keys that are allowed there.
    ///
    /// ```yaml
    /// sections: { private: { base_url: "https://api.example.com" } }       # bad
    /// sections: { private: { base: "https://api.example.com" } }
    /// ```
    pub UNKNOWN_KEY = "unknown-key", Error;

    /// A required key is missing, or has no value: `provider` of a spec, `call` and `answer` of an operation, `values` of an enum.
    pub MISSING_KEY = "missing-key", Error;

    /// A value has the wrong kind, such as a list instead of a text, or a text instead of a number.
    ///
    /// The message says what was expected and what was found. In a plan, each function declares the kinds that it takes. Values that the plan
    /// computes are checked here. A JSON value of the caller is accepted everywhere and checked when the call is made.
    ///
    /// ```yaml
    /// weight: heavy                                # bad: expected an integer
    /// - let: { otp: totp(secret, clock.iso) }      # bad: expected an integer
    /// - let:
    ///     otp: totp(secret, clock.s)
    /// ```
    pub WRONG_KIND = "wrong-kind", Error;

    /// `provider` cannot be used as the name of a Rust module and a Cargo feature.
    ///
    /// The name has at most 64 characters: lower-case letters, digits and single `_`, beginning with a letter. It must not be a Rust keyword, a
    /// feature, module or folder of the client crate (`lib`, `rsa`, `types` …), or a Windows device (`con`). The name as people spell it belongs
    /// under `title`. With any other name, requests can be signed, but no client can be generated.
    pub BAD_PROVIDER_NAME = "bad-provider-name", Incomplete;

    /// An address is incomplete or not allowed: it needs a scheme and a host.
    ///
    /// Base URLs of environments begin with `https://` (or `http://`, which clients accept for the local machine only), those of streams with
    /// `wss://` or `https://`. After the host, a base URL may have a path prefix and nothing else: no query, no fragment, no user.
    pub BAD_ADDRESS = "bad-address", Error;

    /// An operation or `defaults` names a section that is not declared under `sections`.
    ///
    /// The section defines where a call goes, where its parameters are sent and what signs it.
    pub UNKNOWN_SECTION = "unknown-section", Error;

    /// No Rust name can be derived from a name of the provider: it begins with a digit, or has no ASCII letter.
    ///
    /// Choose a Rust name: `24h as day: decimal` for a field, a variant of a union or a channel, `"+": Plus -- text` for a value of an enum. The name
    /// that is sent and received does not change.
    pub NO_RUST_NAME = "no-rust-name", Error;

    /// Two names of the spec become the same name in Rust.
    ///
    /// Rust names are derived from the provider's: `userId` and `user_id` both become `user_id`. Types, requests (named after their operation) and
    /// `one_of` groups (named after request and group) share one scope. All methods of the client share another, including `OPERATION_pages` and
    /// `verify_WEBHOOK`. Credentials, settings, members of a `one_of` group, streams and the channels of a stream each have a separate scope. Rename
    /// one of the two; for fields, variants of unions and channels use `as`, which changes nothing on the wire.
    pub NAME_CLASH = "name-clash", Error;

    /// A name is reserved for generated code: `Client` or `Credentials` for a type; `new` for a method, or for an optional parameter, credential or
    /// setting; `Unknown` for a value of an open enum or a variant of a union; `url`, `subscribe` or `unsubscribe` for a channel.
    ///
    /// Choose another name: `ApiError` for `Error`, `Missing` for `Unknown`, `url as address` for a channel. Nothing changes on the wire.
    pub RESERVED_NAME = "reserved-name", Error;

    /// The spec does not link to the provider's documentation.
    ///
    /// The facts of a spec come from the provider's pages, and readers want to look them up. Write `docs: https://…`. Until then the spec is a draft:
    /// `check` and `generate` need `--draft`.
    pub MISSING_DOCS = "missing-docs", Incomplete;

    /// A link in a text, a `source` or `docs` does not lead to a web page.
    ///
    /// Texts become documentation, and people follow the links in it. Links that run a script (`javascript:`), contain their content (`data:`) or
    /// lead to a file are rejected, and so are links without scheme and host. Addresses begin with `https://` or `http://`.
    ///
    /// ```yaml
    /// source: docs/orders.html                                # bad
    /// source: https://acme.example/docs/orders.html
    /// doc: See [the page](https://acme.example/docs), written as `[text](target)`.
    /// ```
    pub BAD_LINK = "bad-link", Error;

    /// A title, or a name that becomes a heading, contains a line break or an HTML tag.
    ///
    /// Titles and the names of operations, webhooks, streams and vectors become headings of the reference and first lines of docs, so they are one
    /// line of plain text. Other texts may contain `<` and `>`, which are shown as written.
    ///
    /// ```yaml
    /// title: "Acme <b>Pay</b>"                                # bad
    /// title: Acme Pay
    /// ```
    pub BAD_HEADING = "bad-heading", Error;

    /// An item that users see has no description: an operation, a parameter, a type or one of its members, a webhook, a stream or a channel.
    ///
    /// The description becomes the documentation of the generated code. In a line it follows ` -- `: `amount: decimal -- how much to send`. In a
    /// mapping it is `doc`. Until then the spec is a draft: `check` and `generate` need `--draft`.
    pub MISSING_DOC = "missing-doc", Incomplete;

    /// An operation does not say which page describes it.
    ///
    /// Write `source: https://…` in the operation, or under `defaults` for all operations. Until then the spec is a draft: `check` and `generate`
    /// need `--draft`.
    pub MISSING_SOURCE = "missing-source", Incomplete;

    /// A conflict that `specie update` wrote into the spec is not resolved.
    ///
    /// The author of the spec and the provider's document changed the same thing. The comment shows where, and what each of them says; the spec below it
    /// still says what the author wrote. Nothing is generated from such a spec, because either could be wrong.
    ///
    /// ```yaml
    /// # <<< specie update: operations.create_order.params.amount, type             # bad: delete these four lines
    /// # here:     decimal
    /// # document: int
    /// # >>> write below what is right, then delete this comment
    /// amount: decimal -- how much to buy
    /// ```
    ///
    /// Write below the comment what is right, then delete it. The next `specie update` does not ask again, until the document changes this once more.
    pub UNRESOLVED_CONFLICT = "unresolved-conflict", Error;

    /// A line of `mock` names something that the spec does not have, or does not say enough.
    ///
    /// `mock` says what a mock of the provider must know beside the rest of the spec. It names parameters of the operation that creates a resource,
    /// members of the responses of its operations, and values of its status; amounts are digits. A misspelt name would move no balance.
    ///
    /// ```yaml
    /// mock:
    ///   funds: { BTC: 2 }
    ///   resources:
    ///     withdrawal:
    ///       create: create_withdrawal
    ///       states: [queued, sent]                 # values of the status in its responses
    ///       takes: { amount: amount, currency: coin }
    /// ```
    pub BAD_MOCK = "bad-mock", Error;
}
