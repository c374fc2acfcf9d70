//! Schemas by `type` and `format`: single values, lists and objects.

use super::Schemas;
use crate::import::document::Tree;
use crate::import::draft::{Base, Origin, TypeId, Use};
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Bool,
    List,
    Object,
    Null,
    /// A file of a form, in 2.0.
    File,
    /// Nothing is said.
    Any,
    /// A word that means nothing.
    Unknown,
}

/// Words that documents use for types, beside those of JSON Schema.
const KINDS: &[(&str, Kind)] = &[
    ("string", Kind::Text),
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("boolean", Kind::Bool),
    ("array", Kind::List),
    ("object", Kind::Object),
    ("null", Kind::Null),
    ("file", Kind::File),
    ("any", Kind::Any),
    ("", Kind::Any),
];

/// Words that are no types of JSON Schema, and what is meant.
const MISTAKEN: &[(&str, Kind)] = &[
    ("str", Kind::Text),
    ("text", Kind::Text),
    ("char", Kind::Text),
    ("uuid", Kind::Text),
    ("date", Kind::Text),
    ("datetime", Kind::Text),
    ("date-time", Kind::Text),
    ("enum", Kind::Text),
    ("int", Kind::Integer),
    ("int32", Kind::Integer),
    ("int64", Kind::Integer),
    ("long", Kind::Integer),
    ("timestamp", Kind::Integer),
    ("float", Kind::Number),
    ("double", Kind::Number),
    ("decimal", Kind::Number),
    ("bool", Kind::Bool),
    ("list", Kind::List),
    ("map", Kind::Object),
    ("dict", Kind::Object),
    ("json", Kind::Any),
    ("mixed", Kind::Any),
];

impl<'d> Schemas<'d> {
    /// A schema that says what it is by its `type`, or by other keywords.
    pub(super) fn typed(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let kinds = self.kinds(schema, place);
        match kinds.as_slice() {
            [] => Use::json(),
            [kind] => self.of_kind(*kind, schema, place, origin, id),
            several => {
                let forms = several
                    .iter()
                    .map(|kind| self.of_kind(*kind, schema, place, origin, None))
                    .collect();
                self.forms_of(forms)
            }
        }
    }

    /// The kinds of a schema, without `null`.
    pub(super) fn kinds(&mut self, schema: &Data, place: &Place<'_>) -> Vec<Kind> {
        let at = place.name("type");
        let mut kinds: Vec<Kind> = match schema.get("type") {
            Some(Data::List(words)) => {
                let words = words.iter().filter_map(Tree::as_text);
                words.map(|word| self.kind(word, &at)).collect()
            }
            Some(Data::Text(word)) => vec![self.kind(word, &at)],
            Some(Data::Null) | None => Vec::new(),
            Some(_) => {
                self.report.note(
                    &at,
                    "`type` is no text",
                    "the type is taken from the other keywords",
                );
                Vec::new()
            }
        };
        kinds.retain(|kind| *kind != Kind::Null);
        kinds.sort();
        kinds.dedup();
        if kinds.is_empty() {
            kinds.push(implied(schema));
        }
        // `object` beside `items`, and `string` beside `properties`, are slips of the pen.
        if let [kind @ (Kind::Text | Kind::Integer | Kind::Number | Kind::Bool)] =
            kinds.as_mut_slice()
            && schema
                .get("properties")
                .is_some_and(|properties| !properties.members().is_empty())
        {
            self.report.note(
                place,
                "`properties` beside a type that is no object",
                "read as an object",
            );
            *kind = Kind::Object;
        }
        kinds
    }

    fn kind(&mut self, word: &str, place: &Place<'_>) -> Kind {
        let known = |table: &[(&str, Kind)], word: &str| {
            let found = table.iter().find(|(known, _)| *known == word);
            found.map(|(_, kind)| *kind)
        };
        if let Some(kind) = known(KINDS, word) {
            return kind;
        }
        let lower = word.trim().to_ascii_lowercase();
        let kind = known(KINDS, &lower)
            .or_else(|| known(MISTAKEN, &lower))
            .or_else(|| {
                let words = KINDS.iter().map(|(word, _)| *word);
                known(KINDS, crate::suggest::nearest(&lower, words)?)
            });
        let done = match kind {
            Some(Kind::Text) => "read as `string`",
            Some(Kind::Integer) => "read as `integer`",
            Some(Kind::Number) => "read as `number`",
            Some(Kind::Bool) => "read as `boolean`",
            Some(Kind::List) => "read as `array`",
            Some(Kind::Object) => "read as `object`",
            _ => "`json`",
        };
        self.report
            .note(place, format!("unknown type `{word}`"), done);
        kind.unwrap_or(Kind::Unknown)
    }

    fn of_kind(
        &mut self,
        kind: Kind,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let format = format_of(schema);
        match kind {
            Kind::Text => Use::word(text_word(&format)),
            Kind::Integer => Use::word(integer_word(&format, schema)),
            Kind::Number => Use::word(number_word(&format)),
            Kind::Bool => Use::word("bool"),
            Kind::File => Use::word("file"),
            Kind::List => self.list(schema, place, origin, id),
            Kind::Object => self.object(schema, place, origin, id),
            Kind::Null | Kind::Any => Use::json(),
            Kind::Unknown => Use::weak_json(),
        }
    }

    fn list(
        &mut self,
        schema: &'d Data,
        place: &Place<'_>,
        origin: &Origin,
        id: Option<TypeId>,
    ) -> Use {
        let at = place.name("items");
        let positions = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(positions), _) if !positions.elements().is_empty() => Some(positions),
            (_, Some(positions @ Data::List(_))) if !positions.elements().is_empty() => {
                Some(positions)
            }
            _ => None,
        };
        if let Some(positions) = positions {
            return self.tuple(schema, positions.elements(), place, origin, id);
        }
        let inner = match schema.get("items") {
            Some(items) => self.read(items, &at, origin),
            // The values of an enum at the wrong level.
            None => match schema.get("enum") {
                Some(values) => {
                    self.report.note(
                        place,
                        "`enum` of a list",
                        "read as the values of its elements",
                    );
                    self.enum_of(schema, values.elements(), place, origin, None)
                }
                None => Use::json(),
            },
        };
        let weak = inner.weak;
        Use {
            weak,
            ..Use::new(Base::List(Box::new(inner)))
        }
    }
}

/// The format, in lower case.
pub(super) fn format_of(schema: &Data) -> String {
    let format = schema.text("format").unwrap_or_default();
    format.trim().to_ascii_lowercase()
}

/// The kind of a schema without `type`.
fn implied(schema: &Data) -> Kind {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
    if has(&[
        "properties",
        "additionalProperties",
        "patternProperties",
        "minProperties",
        "maxProperties",
    ]) {
        return Kind::Object;
    }
    if has(&[
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]) {
        return Kind::List;
    }
    if has(&["pattern", "minLength", "maxLength", "contentEncoding"]) {
        return Kind::Text;
    }
    let format = format_of(schema);
    if text_word(&format) != "text"
        || matches!(format.as_str(), "email" | "ipv4" | "ipv6" | "hostname")
    {
        return Kind::Text;
    }
    match format.as_str() {
        "int32" | "int64" => Kind::Integer,
        "float" | "double" => Kind::Number,
        _ if has(&["minimum", "maximum", "multipleOf"]) => Kind::Number,
        _ => Kind::Any,
    }
}

/// The type of a text by its format.
pub(super) fn text_word(format: &str) -> &'static str {
    match format {
        "date-time" | "datetime" | "iso8601" | "iso-8601" | "rfc3339" => "time.iso",
        "http-date" | "rfc1123" | "rfc7231" => "time.http",
        "date" | "full-date" => "date",
        "uuid" | "guid" => "uuid",
        "uri" | "url" => "url",
        "byte" | "base64" => "bytes base64",
        "base64url" => "bytes base64url",
        "password" | "secret" => "secret",
        "decimal" | "numeric" | "number" | "float" | "double" | "big-decimal" | "bigdecimal"
        | "money" => "decimal",
        "int32" | "int64" | "int" | "integer" | "long" => "int as text",
        "unix-time" | "unix-timestamp" | "unixtime" => "time.s as text",
        _ => "text",
    }
}

fn integer_word(format: &str, schema: &Data) -> &'static str {
    let is_large = |key: &str| {
        let limit = schema.get(key).and_then(Tree::as_word).unwrap_or_default();
        crate::data::is_integer(limit) && limit.parse::<i64>().is_err()
    };
    match format {
        "unix-time"
        | "unix-timestamp"
        | "unixtime"
        | "unix timestamp in seconds"
        | "epoch"
        | "timestamp-s"
        | "unix-seconds" => "time.s",
        "unix-time-ms" | "unix-ms" | "epoch-ms" | "timestamp-ms" | "unix-millis" | "millis" => {
            "time.ms"
        }
        "uint64" | "uint128" | "int128" | "uint256" | "int256" | "bigint" | "biginteger" => {
            "decimal as int"
        }
        _ if is_large("minimum") || is_large("maximum") => "decimal as int",
        _ => "int",
    }
}

fn number_word(format: &str) -> &'static str {
    match format {
        "int32" | "int64" | "int" | "integer" | "long" => "int",
        "unix-time" | "unix-timestamp" | "unixtime" => "time.s",
        _ => "decimal as number",
    }
}
