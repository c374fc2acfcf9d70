//! Texts of a spec as literals of Rust.

/// A text as a Rust literal. Every text of a spec that is not a doc becomes code only through this function.
pub fn literal(text: &str) -> String {
    // `Debug` of a text is a Rust literal, with an escape for each invisible character.
    format!("{text:?}")
}

/// `["a", "b"]`
pub fn literals<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts = texts.into_iter().map(|text| literal(text.as_ref()));
    format!("[{}]", texts.collect::<Vec<_>>().join(", "))
}
