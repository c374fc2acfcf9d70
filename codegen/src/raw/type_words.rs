//! Words of type expressions: names of types, our own and those of other languages, and forms after `as`.

use super::type_syntax::WireWord;
use specie_runtime::PathEncode;
use specie_runtime::signing::plan::Arrays;

/// Types that need no declaration.
pub(super) const BUILT_IN: &[&str] = &[
    "text",
    "secret",
    "int",
    "decimal",
    "bool",
    "flag",
    "time.s",
    "time.ms",
    "time.us",
    "time.ns",
    "time.iso",
    "time.http",
    "date",
    "uuid",
    "url",
    "bytes",
    "file",
    "json",
    "list",
    "map",
    "numbered",
];

/// Names that other languages use for our types.
pub(super) const FOREIGN: &[(&str, &str)] = &[
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("guid", "uuid"),
    ("uri", "url"),
    ("base64", "bytes base64"),
    ("binary", "bytes base64"),
    ("blob", "bytes base64"),
    ("hex", "bytes hex"),
    ("password", "secret"),
    ("integer", "int"),
    ("long", "int"),
    ("i64", "int"),
    ("u64", "int"),
    ("u128", "decimal as int"),
    ("bigint", "decimal as int"),
    ("number", "decimal"),
    ("float", "decimal"),
    ("double", "decimal"),
    ("f64", "decimal"),
    ("money", "decimal"),
    ("amount", "decimal"),
    ("boolean", "bool"),
    ("time", "time.ms"),
    ("timestamp", "time.ms"),
    ("time.rfc2822", "time.http"),
    ("datetime", "time.iso"),
    ("object", "json"),
    ("any", "json"),
    ("array", "list<T>"),
];

/// Words after `as`.
pub(super) const WIRE_WORDS: &[(&str, WireWord)] = &[
    ("text", WireWord::Text),
    ("number", WireWord::Number),
    ("int", WireWord::Int),
];

/// Path encodings by name.
pub(crate) const PATH_ENCODES: [(&str, PathEncode); 3] = [
    ("segment", PathEncode::Segment),
    ("segments", PathEncode::Segments),
    ("raw", PathEncode::Raw),
];

/// Formats of lists and objects in a query or form, by name.
pub(crate) const LIST_FORMATS: [(&str, Arrays); 9] = [
    ("repeat", Arrays::Repeat),
    ("brackets", Arrays::Brackets),
    ("indices", Arrays::Indices),
    ("escaped_brackets", Arrays::EscapedBrackets),
    ("escaped_indices", Arrays::EscapedIndices),
    ("commas", Arrays::Comma),
    ("pipes", Arrays::Pipe),
    ("list", Arrays::List),
    ("json", Arrays::Json),
];
