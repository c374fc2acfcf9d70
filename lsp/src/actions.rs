//! Quick fixes: the edit of "did you mean".

use crate::document::Document;
use crate::findings;
use crate::positions::{offset, range};
use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, TextEdit, WorkspaceEdit};
use std::collections::HashMap;

/// The fixes of the findings in a range.
pub fn answer(document: &mut Document, params: CodeActionParams) -> Vec<CodeAction> {
    document.analyse();
    let (document, Some(analysis)) = (&*document, document.analysis()) else {
        return Vec::new();
    };
    let source = &document.source;
    let from = offset(source, params.range.start);
    let to = offset(source, params.range.end);
    let wanted = params.context.only.as_ref();
    if wanted.is_some_and(|kinds| !kinds.contains(&CodeActionKind::QuickFix)) {
        return Vec::new();
    }
    let shown = analysis.diagnostics.shown();
    let inside = shown
        .iter()
        .filter(|finding| finding.span.start <= to && from <= finding.span.end);
    inside
        .filter_map(|finding| {
            let fix = finding.fix(source)?;
            let edit = TextEdit::new(range(source, fix.span), fix.text.clone());
            Some(CodeAction {
                title: format!("Replace `{}` by `{}`", source.slice(fix.span), fix.text),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![findings::diagnostic(&document.uri, source, finding)]),
                is_preferred: Some(true),
                edit: Some(WorkspaceEdit {
                    changes: Some(HashMap::from([(document.uri.clone(), vec![edit])])),
                    ..WorkspaceEdit::default()
                }),
                ..CodeAction::default()
            })
        })
        .collect()
}
