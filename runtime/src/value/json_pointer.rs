//! JSON Pointers (RFC 6901): a place in a JSON text, written as one text.

/// The names and numbers of a JSON Pointer, in order; none for an empty one, which is the whole text.
#[doc(hidden)]
pub fn pointer_tokens(pointer: &str) -> impl DoubleEndedIterator<Item = String> {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    // In this order: `~01` is `~1`.
    let unescape = |token: &str| token.replace("~1", "/").replace("~0", "~");
    tokens.into_iter().map(unescape)
}

/// The JSON Pointer of a name or number inside of the value at `pointer`.
#[doc(hidden)]
#[must_use]
pub fn pointer_into(pointer: &str, token: &str) -> String {
    let escaped = token.replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6901, section 5.
    #[test]
    fn tokens_are_escaped_as_in_the_rfc() {
        for (pointer, tokens) in [
            ("", &[][..]),
            ("/foo", &["foo"]),
            ("/foo/0", &["foo", "0"]),
            ("/", &[""]),
            ("/a~1b", &["a/b"]),
            ("/c%d", &["c%d"]),
            ("/ ", &[" "]),
            ("/m~0n", &["m~n"]),
            ("/~01", &["~1"]),
        ] {
            let read: Vec<String> = pointer_tokens(pointer).collect();
            assert_eq!(read, tokens, "{pointer}");
            let written = tokens
                .iter()
                .fold(String::new(), |at, token| pointer_into(&at, token));
            assert_eq!(written, pointer);
        }
    }
}
