//! Parameters that are taken from files: `--file NAME=PATH`, and the files of a body with several parts.

use crate::failure::{Failure, suggest};
use crate::input;
use specie_codegen::call_params::{Called, Member};
use specie_codegen::model::{Kind, Location, Param};
use specie_codegen::validate::{as_text, kind_name};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Bytes, Upload};
use std::path::Path;

/// The parameters with those of files.
///
/// # Errors
/// An option has no name, the operation takes no file with that name, or a file cannot be read.
pub fn add(
    called: Called<'_>,
    params: Option<Data>,
    files: &[String],
) -> Result<Option<Data>, Failure> {
    if files.is_empty() {
        return Ok(params);
    }
    let mut members: Vec<Member> = match params {
        None => Vec::new(),
        Some(Data::Object(members)) => members.into_owned(),
        Some(other) => {
            return Err(Failure::usage(format!(
                "`--file` needs parameters by name, but `--params` is {}",
                kind_name(&other)
            )));
        }
    };
    for given in files {
        let (param, path) = find(called, given)?;
        let name = &param.field.name;
        let is_list = matches!(param.field.ty.kind, Kind::List(_));
        let known = members.iter_mut().find(|(known, _)| *known == **name);
        if let (true, Some((_, Data::List(list)))) = (is_list, known) {
            let mut files = std::mem::take(list).into_owned();
            files.push(read(param, path)?);
            *list = files.into();
            continue;
        }
        if members.iter().any(|(known, _)| *known == **name) {
            return Err(Failure::usage(format!("`{name}` is given twice"))
                .help("give it in `--params`, or with `--file`"));
        }
        let value = read(param, path)?;
        let value = match is_list {
            true => Data::List(vec![value].into()),
            false => value,
        };
        members.push((Str::Owned(name.clone()), value));
    }
    Ok(Some(Data::Object(members.into())))
}

/// The parameter that an option names, and its file.
fn find<'a>(called: Called<'a>, given: &'a str) -> Result<(&'a Param, &'a Path), Failure> {
    let Some((name, path)) = given.split_once('=') else {
        return Err(Failure::usage(format!("`--file {given}` has no path"))
            .help("write `--file NAME=PATH`"));
    };
    let takes_file = |param: &&Param| param.location == Location::Body || param.is_file();
    let params = || called.operation.params.iter().filter(takes_file);
    let param = params().find(|param| param.field.name == name);
    let Some(param) = param else {
        let message = format!("`{}` takes no file `{name}`", called.name());
        let mut names = params().map(|param| param.field.name.as_str()).peekable();
        return Err(match names.peek() {
            Some(_) => Failure::usage(message).help(suggest(name, names, "files")),
            None => Failure::usage(message).help(
                "a file is a body that is sent as it is, or a part of one; give other parameters in `--params`",
            ),
        });
    };
    Ok((param, Path::new(path)))
}

/// The file as the parameter has it in JSON: its path if it is a part of a body, else its contents, as text or base64.
fn read(param: &Param, path: &Path) -> Result<Data, Failure> {
    if param.is_file() {
        let path = Data::Text(Str::Owned(path.display().to_string()));
        let member = (Str::Owned("path".to_owned()), path);
        return Ok(Data::Object(vec![member].into()));
    }
    let bytes = input::read_bytes(path)?;
    let text = match param.field.ty.kind {
        Kind::Bytes(_) => Bytes::from(bytes).to_base64(),
        _ => String::from_utf8(bytes).map_err(|error| {
            let shown = input::shown_path(path);
            Failure::usage(format!("`{shown}` is not text in UTF-8: {error}"))
        })?,
    };
    Ok(Data::Text(Str::Owned(text)))
}

/// Takes the files out of the parameters, which keep their indices.
///
/// # Errors
/// The contents of a file are not base64, or stdin cannot be read.
pub fn take_uploads(called: Called<'_>, members: &mut [Member]) -> Result<Vec<Upload>, Failure> {
    let mut uploads = Vec::new();
    for (name, value) in members {
        let mut params = called.operation.params.iter();
        if params.any(|param| param.is_file() && param.field.name == **name) {
            take(value, &mut uploads)?;
        }
    }
    Ok(uploads)
}

fn take(value: &mut Data, uploads: &mut Vec<Upload>) -> Result<(), Failure> {
    match value {
        Data::List(list) => {
            let mut files = std::mem::take(list).into_owned();
            for file in &mut files {
                take(file, uploads)?;
            }
            *list = files.into();
        }
        Data::Object(members) => {
            let upload = upload(members)?;
            *value = Data::Integer(Str::Owned(uploads.len().to_string()));
            uploads.push(upload);
        }
        // A parameter that was refused has other values.
        _ => {}
    }
    Ok(())
}

/// The name of a file that is read from stdin, unless another one is given.
const STDIN_NAME: &str = "stdin";

/// `{ "path": … }`, where `-` is stdin, or `{ "name": …, "base64": … }`.
fn upload(members: &[Member]) -> Result<Upload, Failure> {
    let text = |name: &str| {
        let member = members.iter().find(|(known, _)| known == name);
        member.and_then(|(_, value)| as_text(value))
    };
    let mut upload = match text("base64") {
        Some(base64) => {
            let bytes = Bytes::from_base64(&base64);
            let bytes = bytes.map_err(|error| Failure::usage(format!("a file is {error}")))?;
            Upload::from_bytes(text("name").unwrap_or_default(), bytes.into_vec())
        }
        None => {
            let path = text("path").unwrap_or_default();
            match input::is_stdin(Path::new(&*path)) {
                true => Upload::from_bytes(STDIN_NAME, input::read_bytes(Path::new(&*path))?),
                false => Upload::from_path(path),
            }
        }
    };
    if let Some(name) = text("name") {
        upload = upload.named(name);
    }
    if let Some(content_type) = text("content_type") {
        upload = upload.content_type(content_type);
    }
    Ok(upload)
}
