//! Results on stdout, messages on stderr; colours only on a terminal.

use crate::failure::Failure;
use clap::builder::styling::{AnsiColor, Style};
use std::io::{ErrorKind, Write};

/// Style of the word `error`.
const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Style of the word `warning`.
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Style of the words `note` and `help`.
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Writes a result that people read to stdout; without its colours where there is no terminal.
///
/// # Errors
/// As [`data`].
pub fn result(text: &str) -> Result<(), Failure> {
    write(anstream::stdout().lock(), text)
}

/// Writes a result that programs read to stdout, byte for byte: what takes colours out of a text takes U+007F with them,
/// which may stand in a body that was signed.
///
/// # Errors
/// Stdout cannot be written. A reader that has gone away (`specie list … | head -1`) is none: nobody is left to tell.
pub fn data(text: &str) -> Result<(), Failure> {
    write(std::io::stdout().lock(), text)
}

fn write(mut out: impl Write, text: &str) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::findings(format!(
            "cannot write the result to stdout: {error}"
        ))),
        _ => Ok(()),
    }
}

/// Writes a message to stderr.
pub fn message(text: &str) {
    let mut out = anstream::stderr().lock();
    // Nobody is left to tell when stderr itself is gone.
    let _ = writeln!(out, "{text}");
}

/// Writes a warning to stderr.
pub fn warning(text: &str) {
    message(&format!("{WARNING}warning{WARNING:#}: {text}"));
}

/// Writes a note to stderr.
pub fn note(text: &str) {
    message(&format!("{NOTE}note{NOTE:#}: {text}"));
}

/// Writes why a command stops to stderr.
pub fn failure(failure: &Failure) {
    if !failure.message().is_empty() {
        message(&format!("{ERROR}error{ERROR:#}: {}", failure.message()));
    }
    if let Some(help) = failure.way_out() {
        message(&format!("  {NOTE}help{NOTE:#}: {help}"));
    }
}
