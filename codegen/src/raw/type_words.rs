//! Words of type expressions: names of types, our own and those of other languages, and forms after `as`.

use super::type_syntax::WireWord;
use specie_runtime::PathEncode;
use specie_runtime::signing::plan::Arrays;

/// Types that need no declaration.
pub(crate) const BUILT_IN: &[&str] = &[
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
    ("char", "text"),
    ("integer", "int"),
    ("long", "int"),
    ("short", "int"),
    ("i8", "int"),
    ("i16", "int"),
    ("i32", "int"),
    ("i64", "int"),
    ("int32", "int"),
    ("int64", "int"),
    ("u8", "int"),
    ("u16", "int"),
    ("u32", "int"),
    ("u64", "int"),
    ("usize", "int"),
    ("uint64", "int"),
    ("u128", "decimal as int"),
    ("bigint", "decimal as int"),
    ("number", "decimal as number"),
    ("float", "decimal as number"),
    ("double", "decimal as number"),
    ("f32", "decimal as number"),
    ("f64", "decimal as number"),
    ("bigdecimal", "decimal"),
    ("money", "decimal"),
    ("amount", "decimal"),
    ("boolean", "bool"),
    ("time", "time.ms"),
    ("timestamp", "time.ms"),
    ("time.rfc2822", "time.http"),
    ("datetime", "time.iso"),
    ("date-time", "time.iso"),
    ("email", "text"),
    ("any", "json"),
    ("unknown", "json"),
    ("value", "json"),
];

/// Words for what is not one type of the spec language, and how it is written.
pub(super) const NOT_TYPES: &[(&[&str], &str)] = &[
    (
        &["object", "struct", "dict", "hash", "record"],
        "an object with known members is a type with `fields`; one whose names are data is `map<text, TYPE>`; one of which nothing is known is `json`",
    ),
    (
        &["array", "vec", "set", "tuple"],
        "write `list<TYPE>`; an array with a meaning for each position is a type with `tuple`",
    ),
    (
        &["enum"],
        "declare it under `types`: `Side: { enum: text, values: [buy, sell] }`, and write its name: `side: Side`",
    ),
    (
        &["union", "oneOf", "anyOf"],
        "write the types with `or` between them: `text or Customer`",
    ),
    (
        &["optional", "required"],
        "write `?` after the name of what may be left out: `name?: TYPE`",
    ),
    (
        &["nullable", "null", "none", "nil", "void", "undefined"],
        "write `or null` after a type; an operation without a result has `answer: none`",
    ),
    (
        &["constant", "const", "literal"],
        "write a text that is always sent in quotes: `version: \"1\"`",
    ),
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
