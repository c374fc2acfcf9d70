//! Rules of the YAML itself.

super::rules! {
    /// The file is not UTF-8.
    ///
    /// Specs are UTF-8 text. The message shows the first invalid byte.
    ///
    /// Save the file as UTF-8 in your editor.
    pub NOT_UTF8 = "not-utf8", Error;

    /// The file is larger than the limit of 16 MiB.
    ///
    /// The largest known spec is a hundredth of that, so this is most likely the wrong file.
    pub FILE_TOO_LARGE = "file-too-large", Error;

    /// The file contains an invisible character, directly or as an escape in a text: a control character, a byte order mark in the middle, a carriage
    /// return without a line feed, a mark that changes the direction of writing, a line or paragraph separator, or a zero-width space.
    ///
    /// What people read in a spec must be what it says, also in everything generated from it: names, docs, code. So an escape in double quotes does
    /// not help. Expressions have their own escapes (`"\r"`, `"\0"`). Recorded data of a vector (its parameters, body, headers and credentials) may
    /// contain any character; characters that are not printable are written as escapes.
    ///
    /// ```yaml
    /// title: "Acme\u202e"                                    # bad
    /// - header: { X-Lines: '"a\r\nb"' }                      # the expression's own escapes
    /// ```
    pub CONTROL_CHARACTER = "control-character", Error;

    /// The file is not valid YAML.
    ///
    /// The usual causes: a tab in the indentation, a quote or bracket that is not closed, a `: ` or ` #` inside a text without quotes, or a value
    /// that begins with a quote and continues after the closing one. Write long texts and expressions in a block:
    ///
    /// ```yaml
    /// doc: >-
    ///   A text with: a colon, and "quotes".
    /// ```
    pub YAML_SYNTAX = "yaml-syntax", Error;

    /// A text ends at ` #`, and what follows probably belongs to it.
    ///
    /// In YAML, a `#` after a space begins a comment, even in the middle of what looks like one text: the rest of the line is not read. The warning
    /// appears where this is easy to overlook: in a description (after ` -- `, or in `doc`), and before a letter or digit (`#1`).
    ///
    /// ```yaml
    /// coin: text -- the coin, # of confirmations follows                 # bad: the text ends at "the coin,"
    /// coin: >-
    ///   text -- the coin, # of confirmations follows
    /// ```
    ///
    /// Write an intended comment two spaces after the value, or on a line of its own.
    pub SWALLOWED_TEXT = "swallowed-text", Warning;

    /// The file is empty, or contains only spaces and comments.
    ///
    /// A spec is a mapping that begins with `provider: NAME`.
    pub EMPTY_FILE = "empty-file", Error;

    /// The file contains more than one YAML document.
    ///
    /// Each file describes one provider. Remove the `---` between the documents, or split the file.
    pub SEVERAL_DOCUMENTS = "several-documents", Error;

    /// Mappings and lists are nested more than 64 levels deep.
    ///
    /// The spec language needs at most ten levels. Most likely a bracket is missing or doubled.
    pub NESTED_TOO_DEEP = "nested-too-deep", Error;

    /// A mapping has the same key twice.
    ///
    /// One of the two values would be ignored silently, so neither is used. Keep one of them. The only key that may repeat is `...` in a step of a
    /// signing plan.
    pub DUPLICATE_KEY = "duplicate-key", Error;

    /// A key is a list or a mapping instead of a text.
    ///
    /// All keys of a spec are names. A name that begins with `[` or `{` needs quotes: `"{market}.trades": …`.
    pub KEY_NOT_TEXT = "key-not-text", Error;

    /// The spec uses a merge key (`<<`).
    ///
    /// Readers look up single facts in a spec, so each fact should be written where they look for it. Write what many operations share under
    /// `defaults`, in a section or in a type. Write everything else out.
    pub MERGE_KEY = "merge-key", Error;

    /// The spec uses an anchor (`&name`).
    ///
    /// Anchors only serve aliases, and aliases are not allowed: each fact should be written where readers look for it. Declare a shared shape under
    /// `types`. A text that begins with `&` needs quotes.
    pub ANCHOR = "anchor", Error;

    /// The spec uses an alias (`*name`).
    ///
    /// Each fact should be written where readers look for it. Write the value out, or declare a shared shape under `types`. A text that begins with
    /// `*` needs quotes.
    pub ALIAS = "alias", Error;

    /// The spec uses a tag (`!name`).
    ///
    /// The spec language defines the type of every value, so tags have no effect. A text that begins with `!` needs quotes.
    pub TAG = "tag", Error;
}
