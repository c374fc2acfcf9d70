//! Padding of texts, without truncation.

use std::fmt::{self, Alignment, Write as _};

/// Writes a text with the width, fill and alignment of the formatter. The precision is ignored: for a text it is a maximum length, and the
/// digits or characters beyond it would be lost silently.
#[doc(hidden)]
pub fn pad_whole(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if f.precision().is_none() {
        return f.pad(text);
    }
    let blanks = f.width().unwrap_or(0).saturating_sub(text.chars().count());
    let before = match f.align() {
        Some(Alignment::Right) => blanks,
        Some(Alignment::Center) => blanks / 2,
        Some(Alignment::Left) | None => 0,
    };
    let fill = f.fill();
    for _ in 0..before {
        f.write_char(fill)?;
    }
    f.write_str(text)?;
    for _ in before..blanks {
        f.write_char(fill)?;
    }
    Ok(())
}
