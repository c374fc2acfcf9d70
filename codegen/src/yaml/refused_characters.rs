//! Characters that are not allowed in the bytes of a file. Others are checked in the texts of the tree.

use crate::characters::{is_shown, turns_writing};
use crate::diagnostic::Diagnostics;
use crate::rules::yaml as rules;
use crate::source::{Source, Span};

/// Reports characters that YAML refuses or that make a text look like something else.
pub(super) fn check_characters(source: &Source, diagnostics: &mut Diagnostics) -> bool {
    let mut sound = true;
    let mut more = 0;
    let (mut first_return, mut returns) = (None, 0_usize);
    let bytes = source.text.bytes().enumerate();
    for (at, _) in bytes.filter(|(_, byte)| !is_shown(*byte)) {
        let mut chars = source.text.get(at..).unwrap_or_default().chars();
        // A byte that begins no character belongs to the one before.
        let Some(c) = chars.next() else { continue };
        let lone_return = c == '\r' && chars.next() != Some('\n');
        let refused = match c {
            '\t' | '\n' => false,
            '\r' => {
                if lone_return {
                    first_return.get_or_insert(at);
                    returns += 1;
                }
                false
            }
            '\u{FEFF}' => at > 0,
            // Other hidden characters are checked in the texts of the tree, where recordings can be distinguished.
            _ => c.is_control() || turns_writing(c),
        };
        if !refused {
            continue;
        }
        sound = false;
        // A file that is not text may have millions of them.
        if diagnostics.is_full(&rules::CONTROL_CHARACTER) {
            more += 1;
            continue;
        }
        let code = u32::from(c);
        diagnostics
            .report(
                &rules::CONTROL_CHARACTER,
                Span::new(at, at + c.len_utf8()),
                format!("the character U+{code:04X} is not allowed in a spec"),
            )
            .label("it is invisible")
            .help("remove it; recorded data of a vector contains such a character as an escape in double quotes");
    }
    diagnostics.count_more(&rules::CONTROL_CHARACTER, more);
    if let Some(at) = first_return {
        report_returns(at, returns, diagnostics);
    }
    sound && first_return.is_none()
}

/// Reports carriage returns without line feeds once: a file from an old editor has one per line.
fn report_returns(first: usize, count: usize, diagnostics: &mut Diagnostics) {
    let message = match count {
        1 => "a carriage return without a line feed".to_owned(),
        _ => format!("{count} carriage returns without a line feed"),
    };
    diagnostics
        .report(
            &rules::CONTROL_CHARACTER,
            Span::new(first, first + 1),
            message,
        )
        .label(match count {
            1 => "it is here, and invisible",
            _ => "the first one",
        })
        .why("some programs end a line there and others do not, so they would read different files")
        .help("save the file with line endings LF or CR LF");
}
