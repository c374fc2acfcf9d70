//! From the bytes of a file to a model.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::Api;
use crate::rules::yaml as rules;
use crate::source::{Source, Span};
use crate::{check, lower, raw, settle, signing, texts, yaml};
use std::borrow::Cow;

/// How a spec is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Accept an incomplete spec: missing parts do not block `check` and `generate`.
    pub draft: bool,
    /// Do not run vectors: for commands that make one request, which help an author find out why a vector fails.
    pub skip_vectors: bool,
}

/// A spec that was read: its model and its findings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The text, to show source lines.
    pub source: Source,
    /// The model. Present if there are no errors; warnings and missing parts do not prevent it.
    pub api: Option<Api>,
    /// The findings.
    pub diagnostics: Diagnostics,
    /// The options it was read with.
    pub options: Options,
}

impl Loaded {
    /// Whether `check` and `generate` must fail: there is an error, or, unless this is a draft, something is missing.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        self.api.is_none() || (!self.options.draft && self.diagnostics.is_incomplete())
    }

    /// The findings that make `check` and `generate` fail, by position, limited to the number that should be shown.
    #[must_use]
    pub fn blocking(&self) -> Vec<Cow<'_, Diagnostic>> {
        self.diagnostics.shown_of(|severity| self.blocks(severity))
    }

    /// Number of findings that make `check` and `generate` fail.
    #[must_use]
    pub fn count_blocking(&self) -> usize {
        let severities = [Severity::Error, Severity::Incomplete];
        let blocking = severities.into_iter().filter(|one| self.blocks(*one));
        blocking
            .map(|severity| self.diagnostics.count(severity))
            .sum()
    }

    fn blocks(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => true,
            Severity::Incomplete => !self.options.draft,
            Severity::Warning => false,
        }
    }
}

/// Maximum size of a file. A spec is written by people; a larger file is something else.
const MAX_BYTES: usize = 16 << 20;

/// Reads a spec. `path` is only shown in messages; nothing is read from disk.
#[must_use]
pub fn load(path: &str, bytes: impl Into<Vec<u8>>, options: &Options) -> Loaded {
    let mut diagnostics = Diagnostics::new();
    let (source, readable) = decode(path, bytes.into(), &mut diagnostics);
    let api = readable.then(|| read(&source, &mut diagnostics)).flatten();
    settle::settle(&source, &mut diagnostics);
    let api = api.filter(|_| !diagnostics.has_errors());
    // A plan with an error cannot sign, so its vectors would only repeat that error.
    if let Some(api) = api.as_ref().filter(|_| !options.skip_vectors) {
        signing::check_vectors(&source, api, &mut diagnostics);
    }
    let api = api.filter(|_| !diagnostics.has_errors());
    Loaded {
        source,
        api,
        diagnostics,
        options: *options,
    }
}

fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<Api> {
    let root = yaml::parse(source, diagnostics)?;
    if !texts::hidden::check(&root, source, diagnostics) {
        // Invisible characters would appear in every further message.
        return None;
    }
    texts::prose::check_headings(&root, diagnostics);
    texts::conflicts::check(source, &root, diagnostics);
    let spec = raw::parse(&root, diagnostics)?;
    let parts = signing::lower(source, root.as_mapping()?, diagnostics);
    // `spec` contains everything that is still needed; a large tree takes as much memory as everything built from it.
    drop(root);
    let signed = parts.is_some();
    let mut api = lower::lower(source, &spec, parts, diagnostics);
    check::check(&spec, &mut api, signed, diagnostics);
    signed.then_some(api)
}

/// The text of a file. If it is not UTF-8, invalid bytes become `U+FFFD` and the text is not read any further.
fn decode(path: &str, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> (Source, bool) {
    if bytes.len() > MAX_BYTES {
        diagnostics
            .report(
                &rules::FILE_TOO_LARGE,
                Span::new(0, 0),
                format!("the file has {} bytes", bytes.len()),
            )
            .label(format!("the limit is {MAX_BYTES}"))
            .help("check that this is the right file");
        return (Source::new(path, ""), false);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (Source::new(path, text), true),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let span = Span::new(at, at + '\u{FFFD}'.len_utf8());
            diagnostics
                .report(&rules::NOT_UTF8, span, "the file is not UTF-8")
                .label("this byte is not valid UTF-8")
                .help("save the file as UTF-8");
            (Source::new(path, text), false)
        }
    }
}
