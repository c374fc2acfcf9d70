//! Go to definition.

use crate::cursor::Cursor;
use crate::document::Document;
use crate::positions::{offset, range};
use crate::resolve::{Meaning, meaning};
use gen_lsp_types::{DefinitionParams, Location};

/// Where the name at a position is declared.
pub fn answer(document: &mut Document, params: DefinitionParams) -> Option<Location> {
    let at = offset(
        &document.source,
        params.text_document_position_params.position,
    );
    let source = document.source.clone();
    let cursor = Cursor::find(&source.text, at);
    let (Meaning::Declared(name), _) = meaning(document, &cursor, at)? else {
        return None;
    };
    let uri = document.uri.clone();
    // Positions of an earlier text, if the present one is not valid YAML: near enough to jump to.
    let declared_in = document.declared().source().unwrap_or(&source);
    Some(Location::new(uri, range(declared_in, name.span)))
}
