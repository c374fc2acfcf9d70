//! `credentials`: a line of words for each, such as `secret base64[64]`.

use super::author_names::check_name;
use super::prefixes;
use crate::diagnostic::{Diagnostics, Help, did_you_mean};
use crate::keys::{ALLOWED_IN_URL, Keys, NOTES};
use crate::lookalikes::{Separator, separator};
use crate::model::Doc;
use crate::name_scope::check_owner_fields;
use crate::names::is_word;
use crate::raw::{Text, check_separator};
use crate::rules::credential as rule;
use crate::source::Span;
use crate::yaml::{Node, Pair, Scalar};
use specie_runtime::signing::plan::{Credential, Form};
use std::cell::Cell;

/// A declared credential.
#[derive(Debug)]
pub(crate) struct Declared {
    /// Its definition in the plan.
    pub plan: Credential,
    /// The text after ` -- ` on its line.
    pub doc: Doc,
    /// Span of its name.
    pub span: Span,
    /// Whether a plan, session or webhook uses it.
    pub used: Cell<bool>,
    /// What it begins with in an environment: the environment, and a prefix.
    pub prefixes: Vec<(Text, Text)>,
}

/// Names of forms.
pub(crate) const FORMS: [&str; 10] = [
    "text",
    "hex",
    "base64",
    "base58",
    "rsa",
    "p256",
    "ed25519",
    "secp256k1",
    "wif",
    "jwks",
];

/// Name of a form, without its length.
pub(crate) const fn form_name(form: Form) -> &'static str {
    match form {
        Form::Text(_) => "text",
        Form::Hex(_) => "hex",
        Form::Base64(_) => "base64",
        Form::Base58(_) => "base58",
        Form::Rsa => "rsa",
        Form::P256 => "p256",
        Form::Ed25519 => "ed25519",
        Form::Secp256k1 => "secp256k1",
        Form::Wif => "wif",
        Form::RsaPublic => "public rsa",
        Form::P256Public => "public p256",
        Form::Ed25519Public => "public ed25519",
        Form::Secp256k1Public => "public secp256k1",
        Form::Jwks => "public jwks",
    }
}

/// The form of a `public` credential: a key is then the public one, which verifies. `None`: there is no public half in this form.
pub(crate) const fn as_public(form: Form) -> Option<Form> {
    Some(match form {
        Form::Rsa => Form::RsaPublic,
        Form::P256 => Form::P256Public,
        Form::Ed25519 => Form::Ed25519Public,
        Form::Secp256k1 => Form::Secp256k1Public,
        Form::Wif => return None,
        other => other,
    })
}

/// Reads the mapping `credentials`.
pub(crate) fn read(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Vec<Declared> {
    let Some(pairs) = crate::keys::mapping(node, "credentials", diagnostics) else {
        return Vec::new();
    };
    let declared = pairs.iter().map(|p| credential(p, diagnostics));
    let declared: Vec<Declared> = declared.collect();
    // An invalid name was reported.
    let named = declared.iter().filter(|c| is_word(&c.plan.name));
    let fields = named.map(|c| (&*c.plan.name, c.span, c.plan.optional));
    check_owner_fields("fields of `Credentials`", fields, diagnostics);
    declared
}

fn credential(pair: &Pair, diagnostics: &mut Diagnostics) -> Declared {
    check_name(&pair.key, "credential", diagnostics);
    let name = pair.key.text.clone();
    if pair.value.as_mapping().is_some() {
        return long_form(pair, diagnostics);
    }
    let (words, doc) = match pair.value.as_scalar() {
        Some(scalar) if !scalar.is_missing() => {
            let found = separator(&scalar.text);
            if let Some(found) = &found {
                check_separator(scalar, found, diagnostics);
                crate::texts::prose::check_text(scalar, found.text, diagnostics);
            }
            let (words, doc) = split_doc(&scalar.text, found);
            (read_words(scalar, words, &name, diagnostics), doc)
        }
        _ => {
            diagnostics
                .report(
                    &rule::CREDENTIAL_WORDS,
                    pair.value.span,
                    format!("expected words for `{name}`, found {}", pair.value.describe()),
                )
                .help("write `public` or `secret`, then `optional` if it may be left out, then its form: `secret base64[64]`");
            (Words::guess(), "")
        }
    };
    Declared {
        plan: Credential {
            name: name.into(),
            secret: words.secret,
            optional: words.optional,
            forms: words.forms.into(),
        },
        doc: Doc {
            text: doc.to_owned(),
            ..Doc::default()
        },
        span: pair.key.span,
        used: Cell::new(false),
        prefixes: Vec::new(),
    }
}

/// `{ type: secret, prefix: { ENVIRONMENT: text }, allowed-in-url: reason, doc: … }`
fn long_form(pair: &Pair, diagnostics: &mut Diagnostics) -> Declared {
    let name = pair.key.text.clone();
    let known: Vec<&str> = ["type", "prefix", ALLOWED_IN_URL]
        .iter()
        .chain(NOTES)
        .copied()
        .collect();
    let keys = Keys::open(&pair.value, "a credential", &known, diagnostics);
    let mut words = Words::guess();
    let mut doc = Doc::default();
    let mut prefixes = Vec::new();
    if let Some(keys) = keys {
        let help = "write `type: secret`, then its form: `type: secret base64[64]`";
        let node = keys.needed("type", help, diagnostics);
        let scalar = node.and_then(|node| node.as_scalar());
        if let Some(scalar) = scalar.filter(|scalar| !scalar.is_missing()) {
            words = read_words(scalar, &scalar.text, &name, diagnostics);
        } else if let Some(node) = node {
            crate::keys::wrong_kind(node, "`type`", "a text such as `secret`", diagnostics);
        }
        prefixes = prefixes::read(&keys, &name, &words.forms, diagnostics);
        doc = keys.notes(diagnostics).to_doc(None);
        if doc.allowed_in_url.is_some() && !words.secret {
            diagnostics
                .report(
                    &rule::CREDENTIAL_WORDS,
                    pair.key.span,
                    format!("`{name}` is not a secret"),
                )
                .help("remove `allowed-in-url`: a public credential may be anywhere");
        }
    }
    Declared {
        plan: Credential {
            name: name.into(),
            secret: words.secret,
            optional: words.optional,
            forms: words.forms.into(),
        },
        doc,
        span: pair.key.span,
        used: Cell::new(false),
        prefixes,
    }
}

/// Splits `words -- doc`.
fn split_doc(text: &str, found: Option<Separator>) -> (&str, &str) {
    let part = |found: Separator| Some((text.get(..found.head)?, text.get(found.text..)?.trim()));
    found.and_then(part).unwrap_or((text, ""))
}

struct Words {
    secret: bool,
    optional: bool,
    forms: Vec<Form>,
}

impl Words {
    /// The stand-in for words that could not be read; it causes no further findings.
    fn guess() -> Self {
        Self {
            secret: true,
            optional: false,
            forms: vec![Form::Text(None)],
        }
    }
}

/// A word, and its byte offset in the text.
struct Piece<'a> {
    text: &'a str,
    from: usize,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = 0;
    let stops = |c: char| c.is_whitespace() || c == '|';
    for (at, c) in text.char_indices().filter(|(_, c)| stops(*c)) {
        push_piece(text, rest, at, &mut pieces);
        if c == '|' {
            push_piece(text, at, at + 1, &mut pieces);
        }
        rest = at + c.len_utf8();
    }
    push_piece(text, rest, text.len(), &mut pieces);
    pieces
}

fn push_piece<'a>(text: &'a str, from: usize, to: usize, pieces: &mut Vec<Piece<'a>>) {
    if let Some(text) = text.get(from..to).filter(|t| !t.is_empty()) {
        pieces.push(Piece { text, from });
    }
}

fn read_words(scalar: &Scalar, text: &str, name: &str, diagnostics: &mut Diagnostics) -> Words {
    let span = |piece: &Piece<'_>| scalar.span_of(piece.from, piece.from + piece.text.len());
    let pieces = pieces(text);
    let mut rest = pieces.iter().peekable();
    let mut words = Words::guess();
    words.forms.clear();
    match rest.peek().map(|p| p.text) {
        Some("secret") => {
            rest.next();
        }
        Some("public") => {
            words.secret = false;
            rest.next();
        }
        first => {
            let at = rest.peek().map_or(scalar.span, |p| span(p));
            let what = first.unwrap_or_default();
            let help = crate::diagnostic::nearest(what, ["public", "secret"]).map_or_else(
                || "begin with `public` (shown in outputs) or `secret` (masked)".into(),
                |near| Help::meant(what, near),
            );
            diagnostics
                .report(
                    &rule::CREDENTIAL_WORDS,
                    at,
                    format!("expected `public` or `secret` as the first word of `{name}`"),
                )
                .help(help);
            // A form may follow directly; otherwise this was the misspelt word.
            if first.is_some_and(|w| w != "optional" && !is_form_word(w)) {
                words.forms.push(Form::Text(None));
                return words;
            }
        }
    }
    if rest.peek().is_some_and(|p| p.text == "optional") {
        words.optional = true;
        rest.next();
    }
    read_forms(rest, &span, words.secret, &mut words.forms, diagnostics);
    if words.forms.is_empty() {
        words.forms.push(Form::Text(None));
    }
    words
}

fn is_form_word(word: &str) -> bool {
    let name = word.split('[').next().unwrap_or(word);
    FORMS.contains(&name)
}

/// Reads forms separated by `|`.
fn read_forms<'a, 'b: 'a>(
    pieces: impl Iterator<Item = &'a Piece<'b>>,
    span: &dyn Fn(&Piece<'_>) -> Span,
    secret: bool,
    forms: &mut Vec<Form>,
    diagnostics: &mut Diagnostics,
) {
    let mut expects_form = true;
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for piece in pieces {
        if piece.text == "|" {
            if expects_form {
                diagnostics
                    .report(
                        &rule::CREDENTIAL_WORDS,
                        span(piece),
                        "expected a form before `|`",
                    )
                    .help("separate several forms by one `|`: `rsa | ed25519`");
            }
            expects_form = true;
        } else if expects_form {
            expects_form = false;
            // Words after an invalid one are not reported: they may have been meant differently.
            if !read_form(
                (piece.text, span(piece)),
                secret,
                &mut seen,
                forms,
                diagnostics,
            ) {
                return;
            }
        } else {
            not_expected(piece.text, span(piece), diagnostics);
            return;
        }
    }
    if expects_form && let Some((text, at)) = seen.last() {
        diagnostics
            .report(
                &rule::CREDENTIAL_WORDS,
                *at,
                format!("expected a form after `{text} |`"),
            )
            .help("remove the last `|`, or add another form");
    }
}

/// Reads one form; returns whether it is valid.
fn read_form<'a>(
    (text, span): (&'a str, Span),
    secret: bool,
    seen: &mut Vec<(&'a str, Span)>,
    forms: &mut Vec<Form>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let found = form(text).and_then(|form| match as_public(form) {
        _ if secret && form == Form::Jwks => Err(Some(
            "the keys of a provider are public: write `public jwks`".into(),
        )),
        _ if secret => Ok(form),
        Some(form) => Ok(form),
        None => Err(Some(
            format!("`{text}` holds a private key: write `secret {text}`").into(),
        )),
    });
    match found {
        Ok(form) => {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == text) {
                diagnostics
                    .report(
                        &rule::DUPLICATE_FORM,
                        span,
                        format!("the form `{text}` appears twice"),
                    )
                    .second(*first, "first here")
                    .help("remove one of them: the first form that matches is used");
            } else {
                seen.push((text, span));
                forms.push(form);
            }
            true
        }
        Err(help) => {
            diagnostics
                .report(&rule::UNKNOWN_FORM, span, format!("unknown form `{text}`"))
                .help_if(help);
            false
        }
    }
}

fn not_expected(text: &str, span: Span, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rule::CREDENTIAL_WORDS,
            span,
            format!("unexpected `{text}`"),
        )
        .help(match text {
            "optional" => "write `optional` before the forms: `secret optional rsa`",
            _ => "separate several forms by `|`: `rsa | ed25519`",
        });
}

/// A form, or a suggestion.
fn form(word: &str) -> Result<Form, Option<Help>> {
    let (name, length) = match word.split_once('[') {
        Some((name, rest)) => {
            let digits = rest
                .strip_suffix(']')
                .ok_or_else(|| Some("write a length in brackets: `hex[64]`".into()))?;
            let length: u32 = digits
                .parse()
                .ok()
                .filter(|n| (1..=65_536).contains(n) && !digits.starts_with('+'))
                .ok_or_else(|| Some("a length is an integer from 1 to 65536".into()))?;
            (name, Some(length))
        }
        None => (word, None),
    };
    let form = match name {
        "text" => Form::Text(length),
        "hex" => Form::Hex(length),
        "base64" => Form::Base64(length),
        "base58" => Form::Base58(length),
        "rsa" => Form::Rsa,
        "p256" => Form::P256,
        "ed25519" => Form::Ed25519,
        "secp256k1" => Form::Secp256k1,
        "wif" => Form::Wif,
        "jwks" => Form::Jwks,
        _ => return Err(unknown_form(name)),
    };
    if length.is_some() && !matches!(name, "text" | "hex" | "base64" | "base58") {
        return Err(Some(format!("a key has no length: write `{name}`").into()));
    }
    Ok(form)
}

fn unknown_form(name: &str) -> Option<Help> {
    match name {
        "pem" | "key" | "private_key" => Some(
            "a PEM file holds a key of form `rsa`, `p256` or `ed25519`; the provider's page says which".into(),
        ),
        "bytes" => Some("bytes are written in `hex`, `base64` or `base58`".into()),
        "jwk" | "jwt" | "keys" => Some("did you mean `jwks`, a set of public keys?".into()),
        "ecdsa" | "es256" | "ec" => Some("did you mean `p256`, or `secp256k1`?".into()),
        "public" | "secret" => Some("write `public` or `secret` once, as the first word".into()),
        "optional" => Some("write `optional` once, before the forms".into()),
        _ => did_you_mean(name, FORMS),
    }
}

/// Reports unused credentials. A step that could not be read may use one, so this is checked only if all were read.
pub(crate) fn check_used(credentials: &[Declared], diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        return;
    }
    for credential in credentials.iter().filter(|c| !c.used.get()) {
        diagnostics
            .report(
                &rule::UNUSED_CREDENTIAL,
                credential.span,
                format!(
                    "no plan, session or webhook uses `{}`",
                    credential.plan.name
                ),
            )
            .why("users would have to supply a secret that is never used")
            .help("use it in a step, or remove it");
    }
}
