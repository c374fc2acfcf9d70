//! Rules of the file as a whole and of names.

super::rules! {
    /// A mapping has a key that the spec language does not know there.
    ///
    /// What the generator does not read would be lost without a word, so it is refused. The help names the nearest key, or all keys that
    /// can stand there.
    ///
    /// ```yaml
    /// sections: { private: { base_url: "https://api.example.com" } }       # bad
    /// sections: { private: { base: "https://api.example.com" } }
    /// ```
    pub UNKNOWN_KEY = "unknown-key", Error;

    /// A key is missing, or has nothing behind it, that the thing cannot be without: `provider` of a spec, `call` and `answer` of an operation,
    /// `values` of an enum.
    pub MISSING_KEY = "missing-key", Error;

    /// A value is of another kind than is due: a list where a text belongs, a text where a number belongs.
    ///
    /// The message says what was found and what is due. In a plan every function says what it takes; a JSON value of the caller goes
    /// everywhere and is checked when the call is made, everything that the plan makes itself is checked here.
    ///
    /// ```yaml
    /// weight: heavy                                # bad: a whole number is due
    /// - let: { otp: totp(secret, clock.iso) }      # bad: an integer is due
    /// - let:
    ///     otp: totp(secret, clock.s)
    /// ```
    pub WRONG_KIND = "wrong-kind", Error;

    /// `provider` is not a name that can be a module of Rust and a feature of Cargo.
    ///
    /// It takes at most 64 lower-case letters, digits and single `_`, with a letter in front. It is no word of Rust, no feature, module or
    /// folder of the crate of clients (`lib`, `rsa`, `types` …), and no device of Windows (`con`). How people spell the name goes under
    /// `title`. Requests are signed under any name; a client is not made.
    pub BAD_PROVIDER_NAME = "bad-provider-name", Incomplete;

    /// An address is not whole: scheme and host are needed.
    ///
    /// Bases of environments begin with `https://` (or `http://`, which clients accept for the own machine only), those of streams with
    /// `wss://` or `https://`. Behind the host a base may have a path prefix, and nothing else: no query, no fragment, no user.
    pub BAD_ADDRESS = "bad-address", Error;

    /// A section is named that is not declared under `sections`.
    ///
    /// The section says where a call goes, where its parameters travel and what signs it.
    pub UNKNOWN_SECTION = "unknown-section", Error;

    /// A name of the provider gives no name in Rust: it begins with a digit, or has no letter of ASCII.
    ///
    /// Choose a name: `24h as day: decimal` for a field, a variant of a union or a channel, `"+": Plus -- text` for a value of an enum. What
    /// travels stays as it is.
    pub NO_RUST_NAME = "no-rust-name", Error;

    /// Two names of the spec become the same name in Rust.
    ///
    /// Rust names are made from the provider's: `userId` and `user_id` are both `user_id`. Types, requests (named for their operation) and
    /// `one_of` groups (named for request and group) share one scope; so do all methods of the client, with `OPERATION_pages` and
    /// `verify_WEBHOOK`. Credentials, settings, members of a `one_of` group, streams and channels of a stream have a scope each. Give one of
    /// the two another name, with `as` for fields, variants of unions and channels; on the wire nothing changes.
    pub NAME_CLASH = "name-clash", Error;

    /// A name is used that generated code needs for something else: `Client` or `Credentials` for a type; `new` for a method, or for a
    /// parameter, credential or setting that may be left out; `Unknown` for a value of an open enum or a variant of a union; `url`,
    /// `subscribe` or `unsubscribe` for a channel.
    ///
    /// Choose another one: `ApiError` for `Error`, `Missing` for `Unknown`, `url as address` for a channel. What travels on the wire stays as
    /// it is.
    pub RESERVED_NAME = "reserved-name", Error;

    /// The spec does not name the provider's own documentation.
    ///
    /// Facts of a spec come from the provider's pages, and readers want to look them up. Write `docs: https://…`. Until then the spec is a draft:
    /// `check` and `generate` need `--draft`.
    pub MISSING_DOCS = "missing-docs", Incomplete;

    /// A link in a text, a `source` or `docs` does not lead to a web page.
    ///
    /// Texts become documentation, and people follow its links: a link that runs a script (`javascript:`), holds its own content (`data:`)
    /// or leads to a file is refused, and one without scheme and host leads nowhere. Addresses begin with `https://` or `http://`.
    ///
    /// ```yaml
    /// source: docs/orders.html                                # bad
    /// source: https://acme.example/docs/orders.html
    /// doc: See [the page](https://acme.example/docs), written as `[text](target)`.
    /// ```
    pub BAD_LINK = "bad-link", Error;

    /// A title or a name that becomes a heading holds a line break or a tag of HTML.
    ///
    /// Titles and names of operations, webhooks, streams and vectors are headings of the reference and first lines of docs, so they are one
    /// line of plain text. Other texts may hold `<` and `>`: they are shown as they stand.
    ///
    /// ```yaml
    /// title: "Acme <b>Pay</b>"                                # bad
    /// title: Acme Pay
    /// ```
    pub BAD_HEADING = "bad-heading", Error;

    /// Something that users see has no text: an operation, a parameter, a type or one of its members, a webhook, a stream or a channel.
    ///
    /// The text becomes the documentation of the generated code. A line takes it behind ` -- `: `amount: decimal -- how much to send`; in a
    /// mapping it is `doc`. Until then the spec is a draft: `check` and `generate` need `--draft`.
    pub MISSING_DOC = "missing-doc", Incomplete;

    /// An operation does not say which page it is from.
    ///
    /// Write `source: https://…` in the operation, or under `defaults` for all. Until then the spec is a draft: `check` and `generate` need
    /// `--draft`.
    pub MISSING_SOURCE = "missing-source", Incomplete;
}
