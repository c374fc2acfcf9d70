//! Members of plain objects, by their names.

use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Str};

/// The first member of this name.
pub(crate) fn find<'d>(members: &'d [(Str, Data)], name: &str) -> Option<&'d Data> {
    let mut members = members.iter();
    members
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
}

/// The text of the first member of this name.
pub(crate) fn find_text(members: &[(Str, Data)], name: &str) -> Option<String> {
    find(members, name).and_then(as_text)
}

/// Whether a member of this name has this text. A name of a form may repeat.
pub(crate) fn has(members: &[(Str, Data)], name: &str, text: &str) -> bool {
    let mut members = members.iter().filter(|(known, _)| known == name);
    members.any(|(_, value)| as_text(value).as_deref() == Some(text))
}

/// A text.
pub(crate) fn text(text: &str) -> Data {
    Data::Text(Str::Owned(text.to_owned()))
}
