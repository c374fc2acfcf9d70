//! The call that `sign` and `call` make.

use crate::arguments::Request;
use crate::failure::{Failure, suggest};
use crate::{file_params, input, print};
use specie_codegen::call_params::{Called, Member, ParamsError, Placed};
use specie_codegen::data::{digits, is_integer};
use specie_codegen::model::Api;
use specie_codegen::validate::kind_name;
use specie_runtime::signing::plan::{Data, KeepFrom, Scheme, Str};
use specie_runtime::signing::{Credentials, RequestSpec, SessionValues, Settings, Value};
use specie_runtime::{Operation, Upload};
use std::borrow::Cow;
use std::path::Path;

/// The call, with everything that the user provided.
#[derive(Debug)]
pub struct RequestedCall<'a> {
    /// The operation; none: a raw call.
    pub called: Option<Called<'a>>,
    /// Environment, by its index in the spec.
    pub environment: usize,
    /// Section, by its index in the scheme.
    pub section: u16,
    /// Method in upper case.
    pub method: String,
    /// Path of the call, with its placeholders.
    pub path: String,
    /// The parameters of an operation by name, checked.
    pub members: Vec<Member>,
    /// The files of a body with several parts; the parameters have their indices.
    pub uploads: Vec<Upload>,
    /// The parameters of a raw call.
    pub raw_params: Option<Data>,
    /// Headers of all requests in the environment.
    pub headers: Vec<(String, String)>,
    /// Base URL that replaces the section's own.
    pub base: Option<String>,
    /// The credentials to sign with.
    pub credentials: Credentials,
    /// Chosen settings.
    pub settings: Settings,
    /// Session values that the user provided.
    pub session: SessionValues,
}

impl<'a> RequestedCall<'a> {
    /// Reads the files that `request` names and looks up its names in the spec.
    ///
    /// # Errors
    /// The spec does not have a name, a file cannot be read, or a parameter is not valid.
    pub fn read(api: &'a Api, request: &Request) -> Result<Self, Failure> {
        refuse_shared_stdin(&[
            ("--params", request.params.as_deref()),
            ("--credentials", request.credentials.as_deref()),
            ("--session", request.context.session.as_deref()),
            ("--file", stdin_of(&request.files)),
        ])?;
        let params = request
            .params
            .as_deref()
            .map(input::read_file)
            .transpose()?;
        let (called, section, method, path, members, raw_params) =
            match (&request.raw, &request.operation) {
                (Some(_), _) if !request.files.is_empty() => {
                    return Err(Failure::usage("`--file` is not for a raw call")
                        .help("a raw call has no body but its parameters; name an operation"));
                }
                (Some(raw), _) => {
                    let (section, method, path) = raw_call(api, raw)?;
                    (
                        None,
                        section,
                        method,
                        path,
                        Vec::new(),
                        read_raw_params(params)?,
                    )
                }
                (None, Some(name)) => {
                    let called = find(api, name)?;
                    let params = file_params::add(called, params, &request.files)?;
                    let operation = called.operation;
                    (
                        Some(called),
                        operation.section,
                        operation.method.clone(),
                        operation.path.clone(),
                        place(api, called, params)?.members,
                        None,
                    )
                }
                (None, None) => {
                    return Err(Failure::usage(
                        "name an operation, or `--raw SECTION METHOD PATH`",
                    ));
                }
            };
        let environment = environment(api, request.context.env.as_deref())?;
        let credentials = read_credentials(&api.runtime.scheme, request.credentials.as_deref())?;
        let mut members = members;
        let uploads = match called {
            Some(called) => file_params::take_uploads(called, &mut members)?,
            None => Vec::new(),
        };
        Ok(Self {
            uploads,
            called,
            environment,
            section,
            method,
            path,
            members,
            raw_params,
            headers: headers_of(api, environment),
            base: base_of(api, section, environment),
            credentials,
            settings: read_settings(&api.runtime.scheme, &request.context.settings)?,
            session: read_session(&api.runtime.scheme, request.context.session.as_deref())?,
        })
    }
}

impl RequestedCall<'_> {
    /// The parameters of an operation as one value.
    pub fn params(&self) -> Value<'_> {
        let members = self.members.iter();
        let members = members.map(|(name, value)| (Cow::Borrowed(&**name), Value::from(value)));
        Value::Object(members.collect())
    }

    /// The call as the signer's input; `operation` is that of [`Self::called`].
    ///
    /// # Errors
    /// A parameter cannot be sent where the operation sends it.
    pub fn call<'c>(
        &'c self,
        operation: Option<&Operation<'c>>,
    ) -> Result<RequestSpec<'c>, Failure> {
        let mut call = match operation {
            Some(operation) => operation
                .request(self.params())
                .map_err(|error| Failure::usage(error.to_string()))?,
            None => RequestSpec {
                section: self.section,
                method: Cow::Borrowed(&self.method),
                path: Cow::Borrowed(&self.path),
                params: self
                    .raw_params
                    .as_ref()
                    .map(Value::from)
                    .unwrap_or_default()
                    .into(),
                ..RequestSpec::default()
            },
        };
        call.base = self.base.as_deref();
        let headers = self.headers.iter();
        call.headers
            .extend(headers.map(|(name, value)| {
                (Cow::Borrowed(name.as_str()), Cow::Borrowed(value.as_str()))
            }));
        Ok(call)
    }
}

/// Finds the operation or variant called `name`.
fn find<'a>(api: &'a Api, name: &str) -> Result<Called<'a>, Failure> {
    Called::find(&api.operations, name).ok_or_else(|| {
        let provider = &api.provider;
        let help = suggest(name, Called::names(&api.operations), "operations");
        let join = if help.ends_with('?') { "" } else { ";" };
        Failure::usage(format!("{provider} has no operation `{name}`"))
            .help(format!("{help}{join} `specie list {provider}` lists all operations; `--raw SECTION METHOD PATH` calls an endpoint that the spec does not list"))
    })
}

/// Checks and places the parameters; warns about values that the spec does not list.
fn place(api: &Api, called: Called<'_>, params: Option<Data>) -> Result<Placed, Failure> {
    let placed = called.place(&api.types, params).map_err(|error| {
        let failure = Failure::usage(error.to_string());
        match &error {
            ParamsError::Mismatches { declared, .. } if declared.is_empty() => {
                failure.help("the operation takes no parameters")
            }
            ParamsError::Mismatches { declared, .. } => failure.help(format!(
                "pass a JSON object with `--params`; the parameters are {}",
                declared.join(", ")
            )),
            _ => failure,
        }
    })?;
    for mismatch in &placed.unlisted {
        print::warning(&format!("{mismatch}; it is sent anyway"));
    }
    Ok(placed)
}

/// The path of the first file that is read from stdin.
fn stdin_of(files: &[String]) -> Option<&Path> {
    let paths = files.iter().filter_map(|file| file.split_once('='));
    let mut paths = paths.map(|(_, path)| Path::new(path));
    paths.find(|path| input::is_stdin(path))
}

/// Refuses to read more than one of these files from stdin; each is given with its option.
///
/// # Errors
/// Two of them are stdin.
pub fn refuse_shared_stdin(files: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    let from_stdin = files
        .iter()
        .filter(|(_, path)| path.is_some_and(input::is_stdin));
    if from_stdin.count() > 1 {
        let options: Vec<&str> = files.iter().map(|(option, _)| *option).collect();
        let (last, others) = options.split_last().unwrap_or((&"", &[]));
        return Err(Failure::usage(format!(
            "only one of {} and {last} can be read from stdin",
            others.join(", ")
        )));
    }
    Ok(())
}

fn raw_call(api: &Api, raw: &[String]) -> Result<(u16, String, String), Failure> {
    let [section, method, path] = raw else {
        return Err(Failure::usage("expected SECTION METHOD PATH after `--raw`"));
    };
    let names = || {
        api.runtime
            .scheme
            .sections
            .iter()
            .map(|section| section.name.as_ref())
    };
    let index = names()
        .position(|name| name == section)
        .and_then(|index| u16::try_from(index).ok());
    let Some(index) = index else {
        return Err(
            Failure::usage(format!("{} has no section `{section}`", api.provider)).help(suggest(
                section,
                names(),
                "sections",
            )),
        );
    };
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(Failure::usage(format!("`{method}` is not an HTTP method"))
            .help("write a method such as GET or POST"));
    }
    Ok((index, method.to_ascii_uppercase(), path.clone()))
}

fn read_raw_params(params: Option<Data>) -> Result<Option<Data>, Failure> {
    match params {
        None | Some(Data::Object(_) | Data::List(_)) => Ok(params),
        Some(other) => Err(Failure::usage(format!(
            "expected an object or a list of parameters, found {}",
            kind_name(&other)
        ))),
    }
}

/// The index of the environment with that name; the first if none is named.
///
/// # Errors
/// There is none of that name.
pub fn environment(api: &Api, name: Option<&str>) -> Result<usize, Failure> {
    let Some(name) = name else { return Ok(0) };
    let names = || {
        let environments = api.runtime.environments.iter();
        environments.map(|environment| environment.name.as_ref())
    };
    names().position(|known| known == name).ok_or_else(|| {
        Failure::usage(format!("{} has no environment `{name}`", api.provider)).help(suggest(
            name,
            names(),
            "environments",
        ))
    })
}

/// The headers of all requests in the environment.
fn headers_of(api: &Api, environment: usize) -> Vec<(String, String)> {
    let environment = api.runtime.environments.get(environment);
    let headers = environment
        .into_iter()
        .flat_map(|chosen| chosen.headers.iter());
    headers
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

/// The base URL that the environment sets for the section; none: the section's own.
fn base_of(api: &Api, section: u16, environment: usize) -> Option<String> {
    let bases = &api.runtime.environments.get(environment)?.bases;
    let base = bases.iter().find(|(of, _)| *of == section);
    base.map(|(_, base)| base.to_string())
}

/// Reads the credentials of a file; none if there is no file.
///
/// # Errors
/// The file cannot be read, or has a credential that is not a text.
pub fn read_credentials(scheme: &Scheme, path: Option<&Path>) -> Result<Credentials, Failure> {
    let texts = path
        .map(|path| credential_texts(scheme, path))
        .transpose()?;
    Ok(texts.unwrap_or_default().into_iter().collect())
}

/// Reads the credentials of a file, with their names.
///
/// # Errors
/// As for [`read_credentials`].
pub fn credential_texts(scheme: &Scheme, path: &Path) -> Result<Vec<(Str, Str)>, Failure> {
    let mut credentials = Vec::new();
    for (at, (name, value)) in input::read_object(path, "credentials")?
        .into_iter()
        .enumerate()
    {
        let names = || {
            scheme
                .credentials
                .iter()
                .map(|credential| credential.name.as_ref())
        };
        if !names().any(|known| known == name) {
            warn_unknown(&name, at, path, names(), &scheme.provider, "credential");
            continue;
        }
        match value {
            // Digits without quotes are the same text.
            Data::Text(text) | Data::Integer(text) => credentials.push((name, text)),
            // An explicitly absent credential.
            Data::Null => {}
            other => {
                return Err(Failure::usage(format!(
                    "credential `{name}` must be a text, found {}",
                    kind_name(&other)
                ))
                .help("put it in quotes"));
            }
        }
    }
    Ok(credentials)
}

/// Warns about a member in a file of secrets that the spec does not know. Its name is not shown: it may be a misplaced secret. The names it
/// was compared with are the spec's own.
fn warn_unknown<'a>(
    name: &str,
    at: usize,
    path: &Path,
    known: impl IntoIterator<Item = &'a str>,
    provider: &str,
    what: &str,
) {
    let file = input::shown_path(path);
    print::warning(&format!(
        "member {} of `{file}` is ignored: {provider} has no {what} with its name (the name is not shown, because it may be a secret): {}",
        at + 1,
        suggest(name, known, &format!("{what}s"))
    ));
}

/// Reads `NAME=VALUE` for each setting.
///
/// # Errors
/// The spec has no such setting, or the value is of another kind.
pub fn read_settings(scheme: &Scheme, given: &[String]) -> Result<Settings, Failure> {
    let mut settings = Settings::new();
    for setting in given {
        let (name, value) = read_setting(scheme, setting)?;
        settings.set(name, value);
    }
    Ok(settings)
}

/// `NAME=VALUE`, read as the kind of the setting's default.
fn read_setting(scheme: &Scheme, given: &str) -> Result<(String, Data), Failure> {
    let Some((name, value)) = given.split_once('=') else {
        return Err(Failure::usage(format!("`--set {given}` has no value"))
            .help("write `--set NAME=VALUE`"));
    };
    let names = || scheme.settings.iter().map(|setting| setting.name.as_ref());
    let Some(setting) = scheme.settings.iter().find(|setting| setting.name == name) else {
        return Err(
            Failure::usage(format!("{} has no setting `{name}`", scheme.provider)).help(suggest(
                name,
                names(),
                "settings",
            )),
        );
    };
    let text = || Str::Owned(value.to_owned());
    let data = match &setting.default {
        Data::Bool(_) => value.parse().ok().map(Data::Bool),
        Data::Integer(_) => is_integer(value).then(|| Data::Integer(digits(value).into())),
        _ => Some(Data::Text(text())),
    };
    let kind = if matches!(setting.default, Data::Bool(_)) {
        "`true` or `false`"
    } else {
        "an integer"
    };
    data.map(|data| (name.to_owned(), data))
        .ok_or_else(|| Failure::usage(format!("setting `{name}` must be {kind}, found `{value}`")))
}

/// Reads the values of sessions from a file; none if there is no file.
///
/// # Errors
/// The file cannot be read, or has a value that is not a text.
pub fn read_session(scheme: &Scheme, path: Option<&Path>) -> Result<SessionValues, Failure> {
    let mut values = SessionValues::new();
    let Some(path) = path else { return Ok(values) };
    for (at, (name, value)) in input::read_object(path, "session values")?
        .into_iter()
        .enumerate()
    {
        let kept = || {
            scheme
                .sessions
                .iter()
                .flat_map(|session| session.keep.iter())
        };
        let Some(keep) = kept().find(|keep| keep.name == name) else {
            let names = kept().map(|keep| keep.name.as_ref());
            warn_unknown(&name, at, path, names, &scheme.provider, "session value");
            continue;
        };
        let value = match value {
            value if matches!(keep.from, KeepFrom::GivenJson) => Value::from(&value).into_owned(),
            Data::Text(text) | Data::Integer(text) => Value::from(text.into_owned()),
            other => {
                return Err(Failure::usage(format!(
                    "session value `{name}` must be a text, found {}",
                    kind_name(&other)
                ))
                .help("put it in quotes"));
            }
        };
        values.set(name, value);
    }
    Ok(values)
}
