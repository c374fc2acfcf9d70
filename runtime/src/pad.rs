//! Texts in columns, never cut.

use std::fmt::{self, Alignment, Write as _};

/// Writes a text by the width, fill and alignment that are asked for. A precision is ignored: of a text it would keep so many
/// characters, and the digits or names behind them would be lost without a word.
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
