//! Rules of types, fields and their lines.

super::rules! {
    /// A line of a parameter or member cannot be read as a whole.
    ///
    /// A line is `name: TYPE RANGE = DEFAULT -- text`, of which all but the type may be left out:
    ///
    /// ```yaml
    /// limit?: int 1..100 = 25 -- how many
    /// version: "1"              # a constant that is always sent
    /// type as kind: text -- `as` chooses the name in Rust
    /// ```
    pub BAD_LINE = "bad-line", Error;

    /// A type is not written as the language wants it.
    ///
    /// Types are `text`, `secret`, `int`, `decimal`, `bool`, `flag`, `time.s`, `time.ms`, `time.us`, `time.iso`, `json`, `[T]` or `list<T>`,
    /// `map<text, T>`, `numbered<T>`, or the name of a declared type. `[T]` can have nothing behind it, since YAML ends at `]`: a list with a text is
    /// `list<T> -- text`.
    pub BAD_TYPE = "bad-type", Error;

    /// A type is named that is neither built in nor declared under `types`.
    ///
    /// Built-in types are in lower case, declared ones begin with a capital. Money is `decimal`: there is no type for floating-point numbers.
    pub UNKNOWN_TYPE = "unknown-type", Error;

    /// The name of a declared type is not a capital followed by letters and digits.
    ///
    /// Names of types are never sent, so the spec writes them as Rust does: `WithdrawalStatus`.
    pub BAD_TYPE_NAME = "bad-type-name", Error;

    /// `as text`, `as number` or `as int` stands behind a type that cannot travel so.
    ///
    /// `int` and times in numbers can be `as text`; `decimal` `as number` or `as int`; `bool`, `flag` and enums `as text` or `as int`. Behind a list
    /// or map it says how the elements travel.
    pub BAD_WIRE = "bad-wire-form", Error;

    /// `or []` stands behind a type that is not an object.
    ///
    /// Some providers print an empty object as `[]`. Only a map, or a type with `fields` or a `union`, can be told so.
    pub BAD_OR_LIST = "bad-or-list", Error;

    /// A range does not go with its type, or nothing can be in it.
    ///
    /// `1..100` bounds an `int` or `decimal`, or the length of a `text` or `secret`; either end may be left out, not both.
    pub BAD_RANGE = "bad-range", Error;

    /// A default does not fit the type or range of its parameter, or the parameter cannot be left out.
    ///
    /// The default is what the provider takes when the parameter is not sent. It is told in the docs and never sent, so a `secret` has none.
    pub BAD_DEFAULT = "bad-default", Error;

    /// A type has no shape, two shapes, or a key that belongs to another shape.
    ///
    /// A type has exactly one of `fields` (an object), `enum` with `values`, `tuple` (an array with a meaning for each place) and `union` with
    /// `variants` (objects told apart by a member). `one_of` goes with `fields`, `closed` with `enum`.
    pub TYPE_SHAPE = "type-shape", Error;

    /// A type has a shape with nothing in it.
    ///
    /// List what is known. For data that nobody knows there is the type `json`.
    pub EMPTY_TYPE = "empty-type", Error;

    /// A value of an enum is not an integer, though the enum says `int`.
    ///
    /// The key is what travels; the name in Rust stands behind it: `0: Pending -- text`.
    pub BAD_ENUM_VALUE = "bad-enum-value", Error;

    /// An enum lists the same value twice.
    ///
    /// A value that was received could then be two things. Remove one of them.
    pub DUPLICATE_VALUE = "duplicate-value", Error;

    /// In a tuple a member that is always there stands behind one that may be missing.
    ///
    /// The members of a tuple are the elements of an array: if one is missing, so are all behind it.
    pub TUPLE_ORDER = "tuple-order", Error;

    /// A variant of a union is not a type with `fields`.
    ///
    /// A union reads the member that decides, and then the object as the type of that value. So each variant is an object.
    pub UNION_OF_STRUCTS = "union-of-structs", Error;

    /// A union that is sent has a variant whose type declares the deciding member, too.
    ///
    /// The union writes that member itself, from the variant that was chosen; it would stand there twice. Remove it from the variant's fields.
    pub UNION_MEMBER_TWICE = "union-member-twice", Error;

    /// A `one_of` group names something that is not there, that cannot be left out, or that is in another group, or it leaves no choice.
    ///
    /// ```yaml
    /// params:
    ///   address?: text -- where to
    ///   pbntag?: text -- tag that names the receiver
    /// one_of: { to: [address, pbntag] }     # exactly one; `to?` is at most one
    /// ```
    pub BAD_ONE_OF = "bad-one-of", Error;

    /// A type contains itself without a list or map in between.
    ///
    /// A value of it would never end, and no struct of Rust can hold itself. Providers that nest a thing in itself do so by a list (`list<Node>`)
    /// or a map; where there is at most one, use `json`.
    pub TYPE_CONTAINS_ITSELF = "type-contains-itself", Error;

    /// `numbered<T>` is used where members with numbers cannot be, or the members of `T` have no `#`.
    ///
    /// Forms of webhooks spread a list over members such as `item_name_1`, `item_name_2`. `numbered<Item>` gathers them; every member of
    /// `Item` is written with a `#` where the number goes: `item_name_#: text -- what is sold`.
    pub BAD_NUMBERED = "bad-numbered", Error;

    /// A `secret` stands where its value would be shown.
    ///
    /// What is declared `secret` is redacted wherever a client could print it. That would be undone where the value becomes part of an address,
    /// which proxies and servers keep in their logs (`{braces}` in a path, a query, a stream's channel), or where it names something that is kept
    /// and compared: the `id`, `time` or `order` of a webhook's event, the entry from which the next page goes on (`from: last.NAME`), or the
    /// parameter by which a call is known again (`keyed(NAME)`). Send it in the body or as a header; if it may be seen, it is a `text`.
    pub SECRET_SHOWN = "secret-shown", Error;

    /// A type is declared and nothing uses it.
    ///
    /// No operation, webhook or stream leads to it, so it would be dead code in the client. Use it or remove it.
    pub UNUSED_TYPE = "unused-type", Warning;
}
