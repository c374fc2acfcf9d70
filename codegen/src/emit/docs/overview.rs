//! The overview page of a provider, and its page of errors.

use super::text::{code, doc, link, source, type_words};
use super::value::{View, values};
use crate::emit::common::call_examples::{needed_credentials, suits_example};
use crate::emit::common::describe::duration;
use crate::emit::common::environments;
use crate::json_path;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Doc, Operation, Shape, TypeDef};
use crate::signing::unit_name;
use specie_runtime::signing::plan::{Credential, Data, Form, List, PathSegment, Str};
use specie_runtime::{
    Envelope, EnvironmentData, ErrorKind, ErrorRules, Literal, ResponsePath, ResponseTest,
    ServerTime,
};

/// Values for the overview.
pub fn context(api: &Api) -> View {
    let scheme = &api.runtime.scheme;
    let docs = &api.scheme_docs;
    let at = |docs: &[Doc], index: usize| docs.get(index).map(doc).unwrap_or_default();
    let install = format!(
        "[dependencies]\nspecie = {{ version = \"{}\", features = [\"{}\"] }}",
        env!("CARGO_PKG_VERSION"),
        api.provider
    );
    let upload = match api.operations.iter().any(|operation| operation.multipart) {
        true => "runtime::Upload, ",
        false => "",
    };
    let imports = format!(
        "use specie::{{Amount, Json, Map, Timestamp, {upload}{}::*}};",
        api.provider
    );
    values!({
        "doc": doc(&api.doc),
        "docs_url": api.docs_url.as_deref().map(Markdown::address),
        "install": Markdown::fenced("toml", &install),
        "first_call": Markdown::fenced("rust", &first_call(api)),
        "imports": code(&imports),
        "environments": api.runtime.environments.iter().zip(&api.provider_docs.environments).map(|(environment, about)| values!({
            "name": code(&environment.name).cell(),
            "rust": code(&format!("Environment::{}", about.rust_name)).cell(),
            "doc": Markdown::joined([doc(&about.doc), environments::network(environment)]).cell(),
            "bases": addresses(api, environment).cell(),
        })).collect::<Vec<_>>(),
        "credentials": scheme.credentials.iter().enumerate().map(|(index, credential)| values!({
            "name": code(&credential.name).cell(),
            "secret": credential.secret,
            "optional": credential.optional,
            "format": forms(credential).cell(),
            "doc": Markdown::joined([at(&docs.credentials, index), environments::prefixes(api, index)]).cell(),
        })).collect::<Vec<_>>(),
        "settings": scheme.settings.iter().enumerate().map(|(index, setting)| values!({
            "name": code(&setting.name).cell(),
            "default": code(&plain(&setting.default)).cell(),
            "doc": at(&docs.settings, index).cell(),
        })).collect::<Vec<_>>(),
        "limits": api.runtime.limits.iter().zip(&api.provider_docs.limits).filter_map(|(limit, about)| Some(values!({
            "size": super::limits::size(limit),
            "counts": super::limits::counted(api, limit)?,
            "headers": super::limits::reported(limit),
            "doc": doc(about).flat(),
        }))).collect::<Vec<_>>(),
        "clock": api.runtime.clock.as_ref().map(|clock| values!({
            "past": clock.past_ms.map(duration),
            "future": clock.future_ms.map(duration),
            "margin": if clock.margin_ms > 0 { Some(duration(clock.margin_ms)) } else { None },
            "unique": clock.unique.map(|unit| code(unit_name(unit))),
            "server_time": clock.server_time.as_ref().map(server_time),
            "doc": doc(&api.provider_docs.clock).flat(),
        })),
        "serial_nonce": api.runtime.serial_nonce,
        "guides": api.guides.iter().map(|guide| {
            let title = Markdown::text(&guide.title);
            Markdown::section(&title, "guides.md", &guide.title).cell()
        }).collect::<Vec<_>>(),
        "operations": api.operations.len(),
        "types": api.types.len(),
        "webhooks": api.webhooks.len(),
        "streams": api.streams.len(),
        "vectors": api.vectors.len(),
        "unconfirmed": unconfirmed(api),
        "known_by_name": api.known_by_name.iter().map(|known| values!({
            "name": Markdown::text(&known.name),
            "doc": doc(&known.doc).flat(),
            "source": source("source", known.doc.source.as_ref()),
        })).collect::<Vec<_>>(),
    })
}

/// Where the provider's time comes from, as a sentence.
fn server_time(time: &ServerTime) -> Markdown {
    let place = match &time.at {
        ResponsePath::Header(name) => md!("the header {}", code(name)),
        other => code(&path_text(other)),
    };
    match &time.operation {
        Some(operation) => md!(
            "{} gives the provider's time in {}; {} calls it and corrects the timestamps of later requests.",
            link(operation, "operations.md"),
            place,
            code("sync_clock")
        ),
        None => md!("Each response gives the provider's time in {}.", place),
    }
}

/// How to create a client, and one call.
fn first_call(api: &Api) -> String {
    let needed: Vec<String> = needed_credentials(api).collect();
    let mut rust = format!(
        "let client = Client::new(Credentials::new({}))?;",
        needed.join(", ")
    );
    let operation = api
        .operations
        .iter()
        .find(|operation| suits_example(operation));
    if let Some(operation) = operation {
        rust.push('\n');
        rust.push_str(&super::sample::call(api, operation));
    }
    rust
}

/// Values for the page of errors.
pub fn errors(api: &Api) -> View {
    let errors = &api.runtime.errors;
    let paths = |paths: &[ResponsePath]| {
        Markdown::list(
            paths.iter().map(|path| code(&path_text(path))),
            ", otherwise ",
        )
    };
    let kind = |kind| code(&format!("{kind:?}"));
    let data = |envelope: Option<usize>, rules: &ErrorRules| {
        let mut declared = api.error_data.iter();
        let ty = declared.find(|data| data.envelope == envelope);
        (!rules.data.is_empty()).then(|| match ty {
            Some(data) => md!(
                "{}, from {}: {}",
                type_words(api, &data.ty),
                code(&format!("Client::{}", data.function)),
                paths(&rules.data)
            ),
            None => md!("from {}: {}", code("Error::data"), paths(&rules.data)),
        })
    };
    let statuses = |rules: &ErrorRules| {
        let status = rules.status.iter().map(|(status, is)| {
            values!({
                "status": md!("{}", *status),
                "kind": kind(*is),
            })
        });
        status.collect::<Vec<_>>()
    };
    let envelopes = api.runtime.envelopes.iter();
    let own = envelopes
        .clone()
        .zip(&api.provider_docs.envelopes)
        .zip(&api.provider_docs.envelope_errors)
        .enumerate();
    let own = own.filter_map(|(at, ((envelope, name), docs))| {
        let rules = envelope.errors.as_ref()?;
        Some(values!({
            "name": code(name),
            "code": (!rules.code.is_empty()).then(|| paths(&rules.code)),
            "message": (!rules.message.is_empty()).then(|| paths(&rules.message)),
            "data": data(Some(at), rules),
            "status": statuses(rules),
            "codes": patterns(&rules.codes, &docs.codes),
            "messages": patterns(&rules.messages, &docs.messages),
        }))
    });
    values!({
        "envelopes": envelopes.zip(&api.provider_docs.envelopes).map(|(envelope, name)| values!({
            "name": code(name),
            "ok": ok_text(envelope),
            "partial": (!envelope.partial.is_empty()).then(|| condition(&envelope.partial)),
            "data": data_text(envelope),
        })).collect::<Vec<_>>(),
        "own": own.collect::<Vec<_>>(),
        "code": paths(&errors.code),
        "message": paths(&errors.message),
        "data": data(None, errors),
        "retry_after": errors.retry_after.as_ref().map(|path| code(&path_text(path))),
        "request_id": errors.request_id.as_ref().map(|path| code(&path_text(path))),
        "status": statuses(errors),
        "codes": patterns(&errors.codes, &api.provider_docs.codes),
        "messages": patterns(&errors.messages, &api.provider_docs.messages),
    })
}

/// Base URLs of an environment, and the headers of all its requests.
fn addresses(api: &Api, environment: &EnvironmentData) -> Markdown {
    let headers = environment.headers.iter();
    let headers =
        headers.map(|(name, value)| md!(", header {}", code(&format!("{name}: {value}"))));
    let bases = bases(api, environment);
    Markdown::list(std::iter::once(bases).chain(headers), "")
}

/// Patterns of codes or messages, and what they mean.
fn patterns(patterns: &[(Str, ErrorKind)], docs: &[Doc]) -> Vec<View> {
    let patterns = patterns.iter().zip(docs);
    let patterns = patterns.map(|((pattern, kind), about)| {
        values!({
            "pattern": code(pattern).cell(),
            "kind": code(&format!("{kind:?}")),
            "doc": doc(about).cell(),
        })
    });
    patterns.collect()
}

/// Sections and their base URLs in an environment.
fn bases(api: &Api, environment: &EnvironmentData) -> Markdown {
    let mut shown: Vec<Markdown> = Vec::new();
    for (index, section) in api.runtime.scheme.sections.iter().enumerate() {
        let own = environment
            .bases
            .iter()
            .find(|(at, _)| usize::from(*at) == index)
            .map(|(_, base)| base.as_ref());
        let base = code(own.unwrap_or(&section.base));
        if !shown.contains(&base) {
            shown.push(base);
        }
    }
    Markdown::list(shown, ", ")
}

/// The forms of a credential in words.
fn forms(credential: &Credential) -> Markdown {
    let words = credential.forms.iter().map(|form| match form {
        Form::Text(None) => Markdown::words("text"),
        Form::Text(Some(size)) => md!("text of {} characters", *size),
        Form::Hex(size) => sized("hex", *size),
        Form::Base64(size) => sized("base64", *size),
        Form::Base58(size) => sized("base58", *size),
        Form::Rsa => Markdown::words("RSA private key (PEM)"),
        Form::P256 => Markdown::words("P-256 private key (PEM)"),
        Form::Ed25519 => Markdown::words("Ed25519 private key (PEM)"),
        Form::Secp256k1 => Markdown::words("secp256k1 private key (hex, PEM)"),
        Form::Wif => Markdown::words("Bitcoin private key (WIF)"),
        Form::RsaPublic => Markdown::words("RSA public key (PEM)"),
        Form::P256Public => Markdown::words("P-256 public key (PEM)"),
        Form::Ed25519Public => Markdown::words("Ed25519 public key (PEM, hex)"),
        Form::Secp256k1Public => Markdown::words("secp256k1 public key (PEM, hex)"),
        Form::Jwks => Markdown::words("JSON Web Key Set"),
    });
    Markdown::list(words, " or ")
}

fn sized(what: &'static str, size: Option<u32>) -> Markdown {
    size.map_or_else(
        || Markdown::words(what),
        |size| md!("{} bytes in {}", size, what),
    )
}

/// Plain data as a reader would write it.
fn plain(data: &Data) -> String {
    match data {
        Data::Text(text) => text.to_string(),
        other => crate::json::write(other),
    }
}

/// Where the data is.
fn data_text(envelope: &Envelope) -> Markdown {
    let path = |path: &[PathSegment]| code(&format!("body{}", json_path::text(path)));
    if !envelope.members.is_empty() {
        let members = envelope.members.iter();
        let members = members.map(|(name, at)| md!("{} from {}", code(name), path(at)));
        return Markdown::list(members, ", ");
    }
    if envelope.data.is_empty() {
        return Markdown::words("the whole body");
    }
    let paths = std::iter::once(&envelope.data).chain(envelope.fallback.iter());
    Markdown::list(paths.map(|at| path(at)), ", otherwise ")
}

fn ok_text(envelope: &Envelope) -> Markdown {
    if envelope.ok.is_empty() {
        return Markdown::words("the status is from 200 to 299");
    }
    condition(&envelope.ok)
}

/// A condition in words.
fn condition(groups: &[List<ResponseTest>]) -> Markdown {
    let groups = groups
        .iter()
        .map(|group| Markdown::list(group.iter().map(test), " and "));
    Markdown::list(groups, ", or ")
}

fn test(test: &ResponseTest) -> Markdown {
    let not = |holds: bool| if holds { "" } else { "not " };
    match test {
        ResponseTest::In(path, literals, holds) => md!(
            "{} is {}{}",
            code(&path_text(path)),
            not(*holds),
            Markdown::list(literals.iter().map(literal), " or ")
        ),
        ResponseTest::Absent(path, holds) => {
            md!("{} is {}absent", code(&path_text(path)), not(*holds))
        }
    }
}

fn literal(literal: &Literal) -> Markdown {
    match literal {
        Literal::Text(text) | Literal::Number(text) => code(text),
        Literal::Bool(value) => code(&value.to_string()),
    }
}

fn path_text(path: &ResponsePath) -> String {
    match path {
        ResponsePath::Status => "status".to_owned(),
        ResponsePath::Body(path) => format!("body{}", json_path::text(path)),
        ResponsePath::Header(name) => format!("header.{name}"),
    }
}

/// Every unconfirmed fact, with its location.
fn unconfirmed(api: &Api) -> Vec<View> {
    let mut found = Unconfirmed(Vec::new());
    api.operations.iter().for_each(|it| found.operation(it));
    api.types.iter().for_each(|it| found.def(it));
    let limits = api.runtime.limits.iter().zip(&api.provider_docs.limits);
    for (limit, doc) in limits {
        found.add(md!("rate limit, {}", super::limits::size(limit)), doc);
    }
    for webhook in &api.webhooks {
        found.add(md!("webhook {}", code(&webhook.name)), &webhook.doc);
    }
    for stream in &api.streams {
        let name = md!("stream {}", code(&stream.name));
        found.add(name.clone(), &stream.doc);
        for channel in &stream.channels {
            found.add(md!("{}, {}", name, code(&channel.name)), &channel.doc);
        }
    }
    found.0
}

/// The unconfirmed facts so far.
struct Unconfirmed(Vec<View>);

impl Unconfirmed {
    fn add(&mut self, what: Markdown, doc: &Doc) {
        let Some(reason) = &doc.unconfirmed else {
            return;
        };
        let reason = match reason.trim() {
            "" => Markdown::words("no page documents it"),
            reason => Markdown::prose(reason).flat(),
        };
        self.0.push(values!({ "what": what, "reason": reason }));
    }

    fn operation(&mut self, operation: &Operation) {
        let link = link(&operation.name, "operations.md");
        self.add(link.clone(), &operation.doc);
        for param in &operation.params {
            let field = &param.field;
            let what = md!("{}, parameter {}", link, code(&field.name));
            self.add(what, &field.doc);
        }
        for variant in &operation.variants {
            let what = md!("{}, variant {}", link, code(&variant.name));
            self.add(what, &variant.doc);
        }
    }

    fn def(&mut self, def: &TypeDef) {
        let link = link(&def.name, "types.md");
        self.add(link.clone(), &def.doc);
        match &def.shape {
            Shape::Struct { fields, .. } | Shape::Tuple { fields } => {
                for field in fields {
                    let name = if field.rest {
                        &field.rust_name
                    } else {
                        &field.name
                    };
                    let what = md!("{}, member {}", link, code(name));
                    self.add(what, &field.doc);
                }
            }
            Shape::Forms { forms } => {
                for form in forms {
                    let what = md!("{}, form {}", link, code(&form.name));
                    self.add(what, &form.doc);
                }
            }
            Shape::Enum { values, .. } => {
                for value in values {
                    let what = md!("{}, value {}", link, code(&value.wire));
                    self.add(what, &value.doc);
                }
            }
            Shape::Union { .. } => {}
        }
    }
}
