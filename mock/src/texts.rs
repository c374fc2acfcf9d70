//! Lists and objects that were received as a text, as in `ids=1,2`: read in the format in which the spec writes them.

use specie_codegen::json;
use specie_codegen::model::{Api, Kind, Operation, Shape, Type, WireAs};
use specie_runtime::Arrays;
use specie_runtime::signing::plan::{Data, Str};

/// Reads the texts of parameters that are lists or objects.
pub(crate) fn read(api: &Api, operation: &Operation, given: &mut [(Str, Data)]) {
    let sections = &api.runtime.scheme.sections;
    let section = sections.get(usize::from(operation.section));
    for (name, value) in given {
        let mut params = operation.params.iter();
        let Some(param) = params.find(|param| param.field.name == *name) else {
            continue;
        };
        let Data::Text(text) = &*value else { continue };
        // JSON inside a text is a text of its own.
        if param.field.ty.wire == Some(WireAs::Json) {
            continue;
        }
        let format = param.format.or_else(|| section?.encode.arrays);
        if let Some(read) = parse(api, &param.field.ty, format, text) {
            *value = read;
        }
    }
}

/// The list or object in a text; `None`: the type is neither.
fn parse(api: &Api, ty: &Type, format: Option<Arrays>, text: &str) -> Option<Data> {
    let from_json = || json::read(text.as_bytes(), json::Names::Shown).ok();
    let is_list = match &ty.kind {
        Kind::List(_) => true,
        Kind::Map { .. } => false,
        Kind::Named(id) => match &api.types.get(id.0)?.shape {
            Shape::Tuple { .. } => true,
            Shape::Struct { .. } | Shape::Union { .. } => false,
            Shape::Enum { .. } | Shape::Forms { .. } => return None,
        },
        _ => return None,
    };
    let split = |text: &str, by: char| {
        let parts = text
            .split(by)
            .map(|part| Data::Text(Str::Owned(part.to_owned())));
        Data::List(parts.collect::<Vec<_>>().into())
    };
    match format {
        Some(Arrays::Json) => from_json(),
        _ if !is_list => from_json(),
        Some(Arrays::Comma) => Some(split(text, ',')),
        Some(Arrays::Pipe) => Some(split(text, '|')),
        Some(Arrays::List) => {
            let inner = text.strip_prefix('[')?.strip_suffix(']')?;
            Some(split(inner, ','))
        }
        // A name that occurs once is a list of one element.
        Some(_) | None => Some(Data::List(
            vec![Data::Text(Str::Owned(text.to_owned()))].into(),
        )),
    }
}
