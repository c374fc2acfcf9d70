//! Rules of types, fields and their lines.

super::rules! {
    /// The line of a parameter or member cannot be read.
    ///
    /// A line is `name: TYPE RANGE = DEFAULT -- text`. Everything except the type is optional:
    ///
    /// ```yaml
    /// limit?: int 1..100 = 25 -- how many
    /// version: "1"              # a constant that is always sent
    /// type as kind: text -- `as` chooses the name in Rust
    /// ```
    pub BAD_LINE = "bad-line", Error;

    /// A type is not written correctly.
    ///
    /// Types are `text`, `secret`, `int`, `decimal`, `bool`, `flag`, `time.s`, `time.ms`, `time.us`, `time.ns`, `time.iso`,
    /// `time.http`, `date`, `uuid`, `url`, `bytes base64`, `json`, `[T]` or `list<T>`, `map<text, T>`, `numbered<T>`, or the name of a declared type; in a body with several parts also `file`. YAML ends `[T]` at the `]`, so nothing can follow it: write a list with a
    /// description as `list<T> -- text`.
    pub BAD_TYPE = "bad-type", Error;

    /// A type is neither built in nor declared under `types`.
    ///
    /// Names of built-in types are in lower case, those of declared types begin with a capital letter. Money is `decimal`: there is no floating-point
    /// type.
    pub UNKNOWN_TYPE = "unknown-type", Error;

    /// The name of a declared type is not a capital letter followed by letters and digits.
    ///
    /// Names of types are never sent, so the spec writes them as Rust does: `WithdrawalStatus`.
    pub BAD_TYPE_NAME = "bad-type-name", Error;

    /// `as text`, `as number` or `as int` follows a type that cannot be sent in that form.
    ///
    /// `int` and numeric times can be `as text`; `decimal` can be `as number` or `as int`; `bool`, `flag` and enums can be `as text` or `as int`.
    /// After a list or map, it applies to the elements. `as json` follows the type of a member whose value is JSON inside a text: an object or a list.
    pub BAD_WIRE = "bad-wire-form", Error;

    /// `or []` follows a type that is not an object.
    ///
    /// Some providers write an empty object as `[]`. So `or []` is allowed only after a map, or after a type with `fields` or a `union`.
    pub BAD_OR_LIST = "bad-or-list", Error;

    /// `or VALUE` names a value that cannot mean "no value" here.
    ///
    /// `or ""`, `or "NONE"`, `or false` and `or 0` name the value that a provider writes in place of none. One type can have one of them, in the
    /// whole line, because it is also what a client sends. It must not be a value of the type itself: with `bool or false`, `false` would be lost.
    /// `or null` may be added. `numbered<T>` has no values of its own that could be missing.
    ///
    /// ```yaml
    /// price: decimal or 0 -- limit price; 0 for a market order
    /// label: text or false -- label, or `false`
    /// ```
    pub BAD_NO_VALUE = "bad-no-value", Error;

    /// A value that may be `null` is sent where `null` cannot be written.
    ///
    /// Only JSON has `null`. A query, a form, a header, a path and a channel's name consist of texts, and `null` would be the text "null" or
    /// nothing, depending on the server. Write what the provider documents: `x?: T` if the parameter may be left out, `or ""` if an empty text
    /// means no value.
    pub NULL_OUTSIDE_JSON = "null-outside-json", Error;

    /// `file` is used where there cannot be a file.
    ///
    /// A file is a part of a body, so it is a parameter under `params` of an operation with `body: multipart`, or a list of files. It is not a member
    /// of a type, has no other forms, and is never received: a response that is a document is `answer: raw bytes`.
    ///
    /// ```yaml
    /// body: multipart
    /// params:
    ///   kind: Kind -- what it is
    ///   pages: list<file> -- scans, one for each page
    /// ```
    pub FILE_PLACE = "file-outside-multipart", Error;

    /// A range does not match its type, or no value can be inside it.
    ///
    /// `1..100` limits the value of an `int` or `decimal`, the length of a `text` or `secret`, the number of entries of a list or map, or the
    /// size of a `file` in bytes. One of the two ends may be left out. `> 0` after an `int` or `decimal`: the number is above 0; `> 0..100`:
    /// and at most 100. `unique` after a list, alone or before a range: no element is given twice.
    pub BAD_RANGE = "bad-range", Error;

    /// A default does not match the type or range of its parameter, or the parameter is required.
    ///
    /// The default is the value that the provider uses when the parameter is not sent. It appears in the docs and is never sent, so a `secret` cannot
    /// have one.
    pub BAD_DEFAULT = "bad-default", Error;

    /// A type has no shape, two shapes, or a key that belongs to another shape.
    ///
    /// A type has exactly one of `fields` (an object), `enum` with `values`, `tuple` (an array with a meaning for each position), `union` with
    /// `variants` (objects distinguished by one member) and `forms` (types told apart by their form). `one_of` belongs to `fields`, `closed` to
    /// `enum`, `other` to `union`.
    pub TYPE_SHAPE = "type-shape", Error;

    /// A type has a shape with nothing in it.
    ///
    /// List what is known. For data of unknown structure, use the type `json`.
    pub EMPTY_TYPE = "empty-type", Error;

    /// A value of an enum declared as `int` is not an integer.
    ///
    /// The key is the value on the wire; the name in Rust follows it: `0: Pending -- text`.
    pub BAD_ENUM_VALUE = "bad-enum-value", Error;

    /// An enum lists the same value twice, or names it twice under `final` or `order`.
    ///
    /// It would be unclear which of the two a received value means. Remove one of them.
    pub DUPLICATE_VALUE = "duplicate-value", Error;

    /// `final` or `order` of an enum names a value that is not listed under its `values`.
    ///
    /// ```yaml
    /// { enum: text, values: [new, paid], final: [payed] }        # bad
    /// { enum: text, values: [new, paid], final: [paid], order: [new, paid] }
    /// ```
    pub UNKNOWN_VALUE = "unknown-value", Error;

    /// In a tuple, a required member follows an optional one.
    ///
    /// The members of a tuple are the elements of an array: if one is missing, so are all that follow.
    pub TUPLE_ORDER = "tuple-order", Error;

    /// A variant of a union is not a type with `fields`.
    ///
    /// A union reads the member that decides, and then the whole object as the type for that value. So each variant must be an object: a type with
    /// `fields`, or another `union`. For types that are not objects, use `forms`.
    pub UNION_OF_STRUCTS = "union-of-structs", Error;

    /// The type after `other` of a union does not declare the deciding member.
    ///
    /// `other: TYPE` is the type for values of the deciding member that the spec does not list. If the type has no such member, the value would be
    /// lost. Declare it as `text` (or as an open `enum`) among the type's `fields`:
    ///
    /// ```yaml
    /// Event:
    ///   doc: What happened.
    ///   union: type
    ///   variants: { payment: PaymentEvent }
    ///   other: OtherEvent
    /// OtherEvent:
    ///   doc: An event that is not listed.
    ///   fields: { type: text -- what happened, data: json -- the rest }
    /// ```
    pub UNION_OTHER = "union-other", Error;

    /// Two forms of a union that is received cannot be told apart.
    ///
    /// The form is chosen before the value is decoded, the first that matches. The kind of the JSON value decides: text, number, boolean, list, object.
    /// Several forms of one kind are told apart by more:
    ///
    /// * texts and numbers by their syntax (`decimal or text`) and by the values of an enum (`Special or text`), the narrower form first;
    /// * objects by a constant or an enum with one value, by a member that only one of them requires, or by the kind of a required member;
    /// * two lists cannot be told apart: write `list<A or B>`.
    ///
    /// If neither order works, add the member that differs, or declare one type with all members.
    pub FORMS_ALIKE = "forms-alike", Error;

    /// A union that is sent has a variant whose type also declares the deciding member.
    ///
    /// The union writes that member itself, from the chosen variant, so it would be sent twice. Remove it from the variant's fields.
    pub UNION_MEMBER_TWICE = "union-member-twice", Error;

    /// A `one_of` group names a member that does not exist, is required, or is in another group, or the group leaves no choice.
    ///
    /// ```yaml
    /// params:
    ///   address?: text -- where to
    ///   pbntag?: text -- tag that names the receiver
    /// one_of: { to: [address, pbntag] }     # exactly one; `to?` is at most one
    /// ```
    pub BAD_ONE_OF = "bad-one-of", Error;

    /// `only received` or `only sent` marks something that goes in one direction anyway.
    ///
    /// The mark is for a member of a type with `fields` that is both sent and received, such as an identifier that the provider sets (`only received`) or
    /// a password that it never returns (`only sent`). Parameters, constants, positions of a `tuple` and members of a `one_of` group cannot have it.
    ///
    /// ```yaml
    /// Customer: { doc: A customer., fields: { id: text only received -- identifier, name: text -- name } }
    /// ```
    pub BAD_ONLY = "bad-only", Error;

    /// `like` of a type cannot give it members.
    ///
    /// `like: Base`, or a list of types, begins a type with the members of other types with `fields`. A member that the type declares itself replaces
    /// the one of a base. A member of two bases must be declared again. A chain has at most 16 types and must not lead back to the type.
    ///
    /// ```yaml
    /// Order: { doc: An order., fields: { id: text -- identifier } }
    /// FilledOrder: { doc: A filled order., like: Order, fields: { price: decimal -- average price } }
    /// ```
    pub BAD_LIKE = "bad-like", Error;

    /// `rest` of a type is not a map.
    ///
    /// It takes the members of an object that `fields` does not name, so it is a `map<text, T>` or `map<alnum, T>`, without `or` and without a range:
    ///
    /// ```yaml
    /// fields: { last: int -- where to continue }
    /// rest: map<text, list<Candle>> as candles -- candles by market
    /// ```
    pub BAD_REST = "bad-rest", Error;

    /// Every value of a type contains another value of the same type.
    ///
    /// Its values would be infinite. A type may contain itself where the chain can end: in an optional member (`next?: Node`), in a list or map, or in
    /// a union that has another variant. The generated code stores such a member in a `Box`.
    pub TYPE_CONTAINS_ITSELF = "type-contains-itself", Error;

    /// `numbered<T>` is used where numbered members are not possible, or the members of `T` have no `#`.
    ///
    /// Forms of webhooks spread a list over members such as `item_name_1`, `item_name_2`. `numbered<Item>` collects them. Every member of `Item` is
    /// written with a `#` in place of the number: `item_name_#: text -- what is sold`.
    pub BAD_NUMBERED = "bad-numbered", Error;

    /// A `secret` is used where its value would be exposed.
    ///
    /// Values declared as `secret` are redacted wherever a client could print them. That would be pointless if the value becomes part of an address,
    /// which proxies and servers log (`{braces}` in a path, a query, a stream's channel), or if it identifies something that is stored and compared:
    /// the `id`, `time` or `order` of a webhook's event, the entry after which the next page starts (`from: last.NAME`), or the parameter that
    /// identifies a repeated call (`keyed(NAME)`). Send it in the body or in a header. If it is not confidential, declare it as `text`.
    pub SECRET_SHOWN = "secret-shown", Error;

    /// A type is declared but never used.
    ///
    /// No operation, webhook or stream refers to it, so it would be dead code in the client. Use it or remove it.
    pub UNUSED_TYPE = "unused-type", Warning;
}
