//! Rules of the YAML itself.

super::rules! {
    /// The file is not UTF-8.
    ///
    /// Specs are read as UTF-8 text. The message shows the first byte that is not part of one.
    ///
    /// Save the file as UTF-8 in your editor.
    pub NOT_UTF8 = "not-utf8", Error;

    /// The file is larger than a spec can be (16 MiB).
    ///
    /// The largest known spec is a hundredth of that, so this is most likely another file.
    pub FILE_TOO_LARGE = "file-too-large", Error;

    /// A character that cannot be seen stands in the file, or in a text as an escape: a control character, a byte order mark in the
    /// middle, a carriage return without its line feed, a mark that changes the direction of writing, a separator of lines or paragraphs,
    /// a blank without a width.
    ///
    /// What a spec says must be what one reads, in the file and in everything that is made of it: names, docs, code. So an escape in
    /// double quotes does not help. An expression has escapes of its own (`"\r"`, `"\0"`), and what a vector recorded (its parameters, body,
    /// headers and credentials) may hold any character, what is not printed as an escape.
    ///
    /// ```yaml
    /// title: "Acme\u202e"                                    # bad
    /// - header: { X-Lines: '"a\r\nb"' }                      # the expression's own escapes
    /// ```
    pub CONTROL_CHARACTER = "control-character", Error;

    /// The text is not YAML.
    ///
    /// The usual reasons: a tab in the indentation, a quote or bracket that is not closed, a `: ` or ` #` inside a text that is not quoted,
    /// or a value that begins with a quote and goes on behind it. Long texts and expressions are best written in a block:
    ///
    /// ```yaml
    /// doc: >-
    ///   A text with: a colon, and "quotes".
    /// ```
    pub YAML_SYNTAX = "yaml-syntax", Error;

    /// A text ends at ` #`, and what follows is most likely part of it.
    ///
    /// In YAML a `#` behind a space begins a comment, also in the middle of what looks like one text: the rest of the line is not read.
    /// This is a warning where it is easily overlooked: in the text behind ` -- ` or of `doc`, and before a letter or digit (`#1`).
    ///
    /// ```yaml
    /// coin: text -- the coin, # of confirmations follows                 # bad: the text ends at "the coin,"
    /// coin: >-
    ///   text -- the coin, # of confirmations follows
    /// ```
    ///
    /// A comment that is meant stands two spaces behind the value, or on a line of its own.
    pub SWALLOWED_TEXT = "swallowed-text", Warning;

    /// The file holds no value, only blanks or comments.
    ///
    /// A spec is a mapping that begins with `provider: NAME`.
    pub EMPTY_FILE = "empty-file", Error;

    /// The file holds more than one YAML document.
    ///
    /// One file describes one provider. Remove the `---` between them, or make two files.
    pub SEVERAL_DOCUMENTS = "several-documents", Error;

    /// Mappings and lists are nested deeper than 64 levels.
    ///
    /// No part of the spec language needs more than ten. A bracket is most likely missing or doubled.
    pub NESTED_TOO_DEEP = "nested-too-deep", Error;

    /// A mapping has the same key twice.
    ///
    /// One of the two would be lost without a word, so neither is taken. Keep one of them. The one key that may repeat is `...` in
    /// a step of a signing plan.
    pub DUPLICATE_KEY = "duplicate-key", Error;

    /// A key is a list or a mapping, not a text.
    ///
    /// All keys of a spec are names. A name that begins with `[` or `{` needs quotes: `"{market}.trades": …`.
    pub KEY_NOT_TEXT = "key-not-text", Error;

    /// A merge key (`<<`) is used.
    ///
    /// A spec is read by people who look for one fact: it should stand where they find it. What many operations share has its own place
    /// (`defaults`, a section, a type). Write the members out.
    pub MERGE_KEY = "merge-key", Error;

    /// An anchor (`&name`) is used.
    ///
    /// Anchors only serve aliases, and these are refused: what a part of a spec says should stand where one reads it. Declare a
    /// shared shape under `types`. A text that begins with `&` needs quotes.
    pub ANCHOR = "anchor", Error;

    /// An alias (`*name`) is used.
    ///
    /// What a part of a spec says should stand where one reads it. Write the value out, or declare a shared shape under `types`. A text
    /// that begins with `*` needs quotes.
    pub ALIAS = "alias", Error;

    /// A tag (`!name`) is used.
    ///
    /// The spec language knows the type of every value, so a tag has nothing to say. A text that begins with `!` needs quotes.
    pub TAG = "tag", Error;
}
