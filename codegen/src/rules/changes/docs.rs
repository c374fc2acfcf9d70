//! Changes of what is said.

changes! {
    /// A text changed, and nothing else. Read it all the same: providers often announce changes of behaviour in their texts.
    pub TEXT_CHANGED = "text-changed", Docs;

    /// The page that confirms a fact is another one, or a fact is no longer confirmed, or is confirmed now.
    pub SOURCE_CHANGED = "source-changed", Docs;

    /// Something should no longer be used, or may be used again. Methods then compile with a warning; this is told on the level of Rust too.
    pub DEPRECATED = "deprecated", Docs;

    /// An example is new or gone, or has other values. Examples are shown in the reference, and are no part of a client.
    pub EXAMPLE_CHANGED = "example-changed", Docs;

    /// Declarations are in another order in the file, and so in the reference and in the generated files.
    pub DECLARATION_ORDER_CHANGED = "declaration-order-changed", Docs;

    /// A guide is new or gone, or has other steps. Guides are shown in the reference, and are no part of a client.
    pub GUIDE_CHANGED = "guide-changed", Docs;

    /// A mock of the provider behaves differently, and no call does: `mock` in the spec has changed. No client depends on it. What a mock derives
    /// from operations and types changes with them, and the changes of these say so.
    pub MOCK_CHANGED = "mock-changed", Docs;

    /// An operation that the provider names and does not document is new or gone. No client has a method for it.
    pub KNOWN_BY_NAME_CHANGED = "known-by-name-changed", Docs;

    /// A type that no call uses is new or gone, or changed. Nothing is sent or received with it.
    pub UNUSED_TYPE_CHANGED = "unused-type-changed", Docs;
}
