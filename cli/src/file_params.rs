//! `--file NAME=PATH`: parameters that are taken from files.

use crate::failure::{Failure, suggest};
use crate::input;
use specie_codegen::call_params::{Called, Member};
use specie_codegen::model::{Kind, Location, Param};
use specie_codegen::validate::kind_name;
use specie_runtime::Bytes;
use specie_runtime::signing::plan::{Data, Str};
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
        if members.iter().any(|(known, _)| *known == **name) {
            return Err(Failure::usage(format!("`{name}` is given twice"))
                .help("give it in `--params`, or with `--file`"));
        }
        members.push((Str::Owned(name.clone()), read(param, path)?));
    }
    Ok(Some(Data::Object(members.into())))
}

/// The parameter that an option names, and its file.
fn find<'a>(called: Called<'a>, given: &'a str) -> Result<(&'a Param, &'a Path), Failure> {
    let Some((name, path)) = given.split_once('=') else {
        return Err(Failure::usage(format!("`--file {given}` has no path"))
            .help("write `--file NAME=PATH`"));
    };
    let takes_file = |param: &&Param| param.location == Location::Body;
    let params = || called.operation.params.iter().filter(takes_file);
    let param = params().find(|param| param.field.name == name);
    let Some(param) = param else {
        let message = format!("`{}` takes no file `{name}`", called.name());
        let mut names = params().map(|param| param.field.name.as_str()).peekable();
        return Err(match names.peek() {
            Some(_) => Failure::usage(message).help(suggest(name, names, "files")),
            None => Failure::usage(message).help(
                "a file is a body that is sent as it is; give other parameters in `--params`",
            ),
        });
    };
    Ok((param, Path::new(path)))
}

/// The contents as the parameter has them in JSON: text, or bytes in base64.
fn read(param: &Param, path: &Path) -> Result<Data, Failure> {
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
