//! Findings as diagnostics of the protocol.

use crate::document::Document;
use crate::positions::range;
use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Uri,
};
use serde_json::json;
use specie_codegen::diagnostic::{Diagnostic as Finding, Severity};
use specie_codegen::source::Source;

/// The findings of a document's text.
pub fn of(document: &mut Document) -> Vec<Diagnostic> {
    document.analyse();
    let Some(analysis) = document.analysis() else {
        return Vec::new();
    };
    let found = analysis.diagnostics.shown();
    let found = found.iter();
    found
        .map(|finding| diagnostic(&document.uri, &document.source, finding))
        .collect()
}

/// One finding as the protocol has it. `data` is what `specie explain` needs, and the name of the severity.
pub fn diagnostic(uri: &Uri, source: &Source, finding: &Finding) -> Diagnostic {
    let related = finding.second.as_ref().map(|(span, label)| {
        let location = Location::new(uri.clone(), range(source, *span));
        vec![DiagnosticRelatedInformation::new(location, label.clone())]
    });
    Diagnostic {
        range: range(source, finding.span),
        severity: Some(severity(finding.severity)),
        code: Some(Code::String(finding.code.to_owned())),
        code_description: None,
        source: Some("specie".to_owned()),
        message: message(finding).into(),
        tags: None,
        related_information: related,
        data: Some(json!({
            "severity": finding.severity.name(),
            "explain": format!("specie explain {}", finding.code),
        })),
    }
}

/// What is missing for a complete spec does not stop an author's work, so it is no error in an editor; `check` says what blocks.
const fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Incomplete => DiagnosticSeverity::Information,
    }
}

/// The texts of a finding, one a line, as the terminal shows them.
fn message(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    if !finding.label.is_empty() {
        text.push_str(": ");
        text.push_str(&finding.label);
    }
    for (name, more) in [("why", &finding.why), ("help", &finding.help)] {
        if let Some(more) = more {
            text.push_str(&format!("\n{name}: {more}"));
        }
    }
    text
}
