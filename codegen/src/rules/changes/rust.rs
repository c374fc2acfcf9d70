//! Changes that a caller meets who compiles against the regenerated client.

changes! {
    /// The client has one more item: a method, type, field, setter, variant or constant.
    ///
    /// Compatible (a minor version), because received structs and open enums are `#[non_exhaustive]`. It is breaking for a field of a tuple that
    /// callers create, and for a variant of a closed enum.
    pub RUST_ITEM_ADDED = "rust-item-added", Rust;

    /// An item of the client is gone. Breaking (a major version): callers that name it do not compile.
    pub RUST_ITEM_REMOVED = "rust-item-removed", Rust;

    /// An item of the client has another name, and nothing else about it changed because of that. Breaking.
    ///
    /// If the provider did not rename it, keep the old name in the spec: operations and types have names of their own, and `name as other` names a
    /// member.
    pub RUST_ITEM_RENAMED = "rust-item-renamed", Rust;

    /// A function has other arguments or returns another type. Breaking.
    ///
    /// Required members of a request are the arguments of `new`, in the order of the spec; so a member that becomes required or optional, or
    /// moves, changes it. Two arguments of one type that change places are the worst case: callers still compile, and send the wrong values.
    pub RUST_SIGNATURE_CHANGED = "rust-signature-changed", Rust;

    /// A field, variant or constant has another type. Breaking: callers that use its value may no longer compile.
    pub RUST_TYPE_CHANGED = "rust-type-changed", Rust;

    /// A type implements other traits, such as `PartialEq`, `Copy` or `Default`. Breaking if one is gone.
    pub RUST_TRAITS_CHANGED = "rust-traits-changed", Rust;

    /// Whether callers must expect further fields or variants of a type changed: it became `#[non_exhaustive]` (breaking), or no longer is.
    pub RUST_OPENNESS_CHANGED = "rust-openness-changed", Rust;

    /// A method is deprecated, or no longer is. It compiles with a warning, and fails where warnings are errors.
    pub RUST_DEPRECATED = "rust-deprecated", Rust;

    /// The provider has another name in the spec, which is the name of the module and of the Cargo feature. Breaking for every caller.
    pub RUST_MODULE_RENAMED = "rust-module-renamed", Rust;
}
