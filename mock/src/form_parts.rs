//! The parameters in the parts of a body: texts, lists and objects whose names say where their values belong, and files.

use crate::members::text;
use crate::parts::{Content, Part};
use crate::paths::put;
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::model::{Kind, Location, Operation, Param};
use specie_runtime::Arrays;
use specie_runtime::FileParam;
use specie_runtime::signing::plan::{Data, List, PathSegment, Str};

/// The most levels of a name such as `a[b][c]`.
const DEEPEST: usize = 16;

/// The parameters in the parts, in their order. A part that is no parameter keeps its name, so that it is refused as unknown.
///
/// # Errors
/// A file is where a text belongs, or a text where a file belongs, or a file has another size than the provider takes.
pub(crate) fn read(
    operation: &Operation,
    files: &[FileParam<'_>],
    parts: &[Part],
) -> Result<Vec<(Str, Data)>, Refusal> {
    let mut given: Vec<(Str, Data)> = Vec::new();
    for part in parts {
        let param = param_of(operation, &part.name);
        let mut others = operation.params.iter();
        if param.is_none() && others.any(|other| other.field.name == part.name) {
            let reason = format!("`{}` is not a part of the body", part.name);
            return Err(wrong(&part.name, RefusalKind::UnknownParameter, reason));
        }
        let name = param.map_or(part.name.as_str(), |(param, _)| &param.field.name);
        let value = value_of(param.map(|(param, _)| param), files, part)?;
        let path = match param {
            Some((param, rest)) => path_of(param, rest),
            None => Vec::new(),
        };
        let Some((_, known)) = given.iter_mut().find(|(known, _)| known == name) else {
            let mut whole = Data::Null;
            add(&mut whole, &path, value);
            given.push((Str::Owned(name.to_owned()), whole));
            continue;
        };
        if path.is_empty() && !matches!(param, Some((param, _)) if is_list(param)) {
            let reason = format!("the part `{name}` occurs twice");
            return Err(wrong(name, RefusalKind::WrongType, reason));
        }
        add(known, &path, value);
    }
    Ok(given)
}

/// The parameter of a part, and the rest of its name: `[a][b]`.
fn param_of<'o, 'n>(operation: &'o Operation, name: &'n str) -> Option<(&'o Param, &'n str)> {
    let mut params = operation.params.iter();
    params.find_map(|param| {
        let rest = name.strip_prefix(param.field.name.as_str())?;
        let is_nested = matches!(
            param.format,
            Some(
                Arrays::Brackets
                    | Arrays::EscapedBrackets
                    | Arrays::Indices
                    | Arrays::EscapedIndices
            )
        );
        let fits = rest.is_empty() || (is_nested && rest.starts_with('[') && rest.ends_with(']'));
        (param.location == Location::Part && fits).then_some((param, rest))
    })
}

/// The path that the rest of a name says.
fn path_of(param: &Param, rest: &str) -> Vec<PathSegment> {
    let inner = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let names = inner.into_iter().flat_map(|inner| inner.split("]["));
    let path = names.take(DEEPEST).map(|name| match name.parse() {
        Ok(index) => PathSegment::Index(index),
        // Beyond the last element: it is added there.
        Err(_) if name.is_empty() => PathSegment::Index(u32::MAX),
        Err(_) => PathSegment::Name(Str::Owned(name.to_owned())),
    });
    let path: Vec<PathSegment> = path.collect();
    match path.is_empty() && is_list(param) {
        true => vec![PathSegment::Index(u32::MAX)],
        false => path,
    }
}

/// Whether several parts of one name are the elements of a list.
fn is_list(param: &Param) -> bool {
    let is_list = matches!(param.field.ty.kind, Kind::List(_));
    is_list && (param.is_file() || param.format == Some(Arrays::Repeat))
}

/// Puts a value at a path; an index beyond the end is the next one.
fn add(data: &mut Data, path: &[PathSegment], value: Data) {
    let [PathSegment::Index(index), rest @ ..] = path else {
        return match path {
            [name @ PathSegment::Name(_), rest @ ..] if !rest.is_empty() => {
                let mut inner = crate::paths::get(data, std::slice::from_ref(name))
                    .cloned()
                    .unwrap_or(Data::Null);
                add(&mut inner, rest, value);
                put(data, std::slice::from_ref(name), inner);
            }
            _ => put(data, path, value),
        };
    };
    if !matches!(data, Data::List(_)) {
        *data = Data::List(List::default());
    }
    if let Data::List(elements) = data {
        let elements = elements.to_mut();
        let index = usize::try_from(*index).unwrap_or(usize::MAX);
        match elements.get_mut(index) {
            Some(element) => add(element, rest, value),
            None => {
                let mut element = Data::Null;
                add(&mut element, rest, value);
                elements.push(element);
            }
        }
    }
}

/// The value of a part, checked for what it is: a text or a file.
fn value_of(param: Option<&Param>, files: &[FileParam<'_>], part: &Part) -> Result<Data, Refusal> {
    let name = &part.name;
    let is_file = param.is_some_and(Param::is_file);
    match &part.content {
        Content::Text(_) if is_file => {
            let reason = format!("`{name}`: expected a file, found a text without a file name");
            Err(wrong(name, RefusalKind::WrongType, reason))
        }
        Content::Text(content) => Ok(text(content)),
        Content::File { .. } if param.is_some() && !is_file => {
            let reason = format!("`{name}`: expected a text, found a file");
            Err(wrong(name, RefusalKind::WrongType, reason))
        }
        Content::File {
            name: file_name,
            content_type,
            size,
        } => {
            let mut files = files.iter();
            let declared =
                files.find(|file| param.is_some_and(|param| param.field.name == file.name));
            if let Some(complaint) = declared.and_then(|declared| declared.complaint(*size)) {
                return Err(wrong(name, RefusalKind::OutOfRange, complaint));
            }
            // In the form in which files are parameters of a call, without its contents.
            let mut members = vec![
                (Str::Borrowed("name"), text(file_name)),
                (Str::Borrowed("base64"), text("")),
            ];
            if let Some(content_type) = content_type {
                members.push((Str::Borrowed("content_type"), text(content_type)));
            }
            Ok(Data::Object(members.into()))
        }
    }
}

fn wrong(name: &str, kind: RefusalKind, reason: String) -> Refusal {
    Refusal {
        parameter: Some(name.to_owned()),
        ..Refusal::new(kind, reason)
    }
}
