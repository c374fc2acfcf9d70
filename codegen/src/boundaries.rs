//! Character boundaries of texts. The standard library has both functions only from Rust 1.91, which is later than this crate's minimum.

/// The last character boundary at or before `at`.
pub fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    // The start of a text is a boundary.
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

/// The first character boundary at or after `at`; the end of the text if there is none.
pub fn ceil(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_does() {
        let text = "aé€😀z";
        for at in 0..text.len() + 3 {
            assert_eq!(floor(text, at), reference::floor(text, at), "{at}");
            assert_eq!(ceil(text, at), reference::ceil(text, at), "{at}");
        }
    }

    /// The result of the standard library.
    #[allow(clippy::incompatible_msrv, reason = "tests run on later versions")]
    mod reference {
        pub fn floor(text: &str, at: usize) -> usize {
            text.floor_char_boundary(at)
        }

        pub fn ceil(text: &str, at: usize) -> usize {
            text.ceil_char_boundary(at)
        }
    }
}
