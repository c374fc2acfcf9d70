//! What can be written after `specie`.

use crate::skeleton::AuthKind;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns one YAML file per provider into a typed, documented, correctly signing client.
#[derive(Debug, Parser)]
#[command(
    name = "specie",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
SPEC is the path of a spec, or the name of a provider with a spec in the folder `specs` of the
workspace. If SPEC is optional and omitted, the command uses every spec of that folder. The
workspace is the nearest folder that contains `specs`, from the current folder upwards.

Results go to stdout, messages to stderr. Exit codes: 0 success, 1 findings, 2 wrong usage.

Examples:
  specie check                                 all errors of all specs, each with a solution
  specie list coinpayments                     the operations of a provider
  specie sign coinpayments get_basic_info --credentials keys.json --explain
                                               the signed request, and each step of the signature
  specie verify coinpayments ipn --credentials keys.json --headers h.json --body b.txt --explain
                                               whether a delivery is genuine, and why not
  specie mock coinpayments --port 8080         the provider on your desk, without an account"
)]
pub struct Cli {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Finds all errors of a spec
    ///
    /// Reads the specs, checks them and evaluates their signing vectors. Prints all findings in one run, each with its position and
    /// a solution. `specie explain CODE` prints more about a rule.
    Check(Check),
    /// Writes clients, reference docs and schema
    ///
    /// Writes `generated-client/src/PROVIDER`, `docs/reference/PROVIDER` and `specs/schema.json` of the workspace; with `--out`,
    /// writes a separate crate from any specs. The same specs give the same bytes, and files that are up to date are not touched.
    /// Files that specie did not generate are never replaced or removed.
    Generate(Generate),
    /// Prints the signed request of a call
    ///
    /// Prints one JSON object, `{"method", "url", "headers": [[name, value], …], "body"}`, and never opens a socket. All values from
    /// outside (clock, nonce, random values) can be set by options, so that a request can be reproduced byte for byte.
    #[command(
        override_usage = "specie sign [OPTIONS] SPEC OPERATION\n       specie sign [OPTIONS] SPEC --raw SECTION METHOD PATH",
        group(ArgGroup::new("call").required(true).args(["operation", "raw"]))
    )]
    Sign(Sign),
    /// Checks whether a webhook delivery is from the provider
    ///
    /// Verifies headers and body with the plan of the webhook, and prints one JSON object: `{"verified": true, "event", "id"}`, or
    /// `{"verified": false, "reason"}` with exit code 1. Never opens a socket. With `--explain`, it also shows the result of each
    /// step of the plan, what was delivered, the first byte that differs, and the input of each digest: on stderr, or in the JSON
    /// if a program reads it. Secrets are masked.
    Verify(Verify),
    /// Makes a call and prints the response
    ///
    /// Signs and sends the request with the same core that generated clients use, removes the provider's envelope and prints the
    /// data of the response as JSON.
    #[command(
        override_usage = "specie call [OPTIONS] SPEC OPERATION\n       specie call [OPTIONS] SPEC --raw SECTION METHOD PATH",
        group(ArgGroup::new("call").required(true).args(["operation", "raw"]))
    )]
    Call(Call),
    /// Follows a channel of a stream
    ///
    /// Connects, logs in where the stream asks for it, subscribes, and prints each event as one line of JSON: `{"event": "message",
    /// "channel", "topic", "kind", "data"}`; `{"event": "gap", "topic", "lost", "reason"}` where messages were lost; `{"event":
    /// "reset", "reason"}` where the connection was made anew; `{"event": "unknown", "text"}`. Errors of single messages go to
    /// stderr. Runs until it is interrupted, or `--count` messages were received.
    Stream(Stream),
    /// Starts a mock of the provider
    ///
    /// A server on loopback that checks each request as the provider does, with its signature, clock, nonce and parameters, and
    /// responds in the provider's words. Prints the base URL, then the credentials of its account as one line of JSON, then one
    /// line for each call: the operation, and why it was refused. Runs until it is interrupted.
    Mock(Mock),
    /// Compares two versions of a spec
    ///
    /// Prints every change with its place, on five levels: signing, wire (clients that are not updated), rust (callers of the
    /// regenerated client), behaviour, docs; amounts and signing first. Says which part of the client's version must increase.
    /// `specie explain RULE` prints more about a kind of change.
    #[command(
        override_usage = "specie diff [OPTIONS] OLD NEW\n       specie diff [OPTIONS] --git REV [SPEC]"
    )]
    Diff(Diff),
    /// Lists the operations of a spec
    List(List),
    /// Writes the reference docs of specs to a folder
    Docs(Docs),
    /// Makes a draft of a spec from an OpenAPI document
    ///
    /// Reads the provider's own description of its API and writes a spec that passes `check --draft`. What the document says wrongly
    /// or a spec cannot say is listed in a report, with its place in the document, and marked in the spec as unconfirmed. Signing is
    /// left to a plan, because OpenAPI cannot describe it.
    Import(Import),
    /// Brings a spec up to date with a newer OpenAPI document
    ///
    /// A three-way merge of the spec, the document and the record that the import left beside the spec. What only the document
    /// changed is taken, what only the author changed is kept. What both changed is a conflict: a comment in the spec, which
    /// `check` refuses until it is deleted. What the document no longer has is marked as deprecated. Order, comments and layout
    /// of the spec stay as they are.
    Update(Update),
    /// Explains a rule of `check`
    Explain(Explain),
    /// Begins a spec, or a crate around one
    ///
    /// Writes a commented spec that passes `check --draft`, for one of the common ways to authenticate, with a vector that is ready to
    /// be filled in; and the JSON Schema beside it, which its first line names. Nothing that exists is replaced.
    New(New),
    /// Prints the JSON Schema of the spec language, for editors
    Schema,
    /// Serves an editor: findings, hover, completion
    ///
    /// A language server: it speaks the Language Server Protocol over stdin and stdout, and is started by an editor. It checks
    /// unsaved text while you type, explains what is under the cursor, completes, finds declarations and corrects misspelt names.
    /// `docs/editors.md` has the lines for VS Code and Neovim.
    Lsp,
}

/// Output format of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// `specie check`
#[derive(Debug, Args)]
pub struct Check {
    /// Specs: paths, or names of providers [default: every spec of the workspace]
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Output format of the findings
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Accepts incomplete specs: a plan without a vector, a fact without a source
    #[arg(long)]
    pub draft: bool,
}

/// `specie generate`
#[derive(Debug, Args)]
pub struct Generate {
    /// Specs: paths, or names of providers [default: every spec of the workspace]
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Writes a separate crate to this folder: `Cargo.toml`, `src/lib.rs` and a module for each spec; required for specs that
    /// are not in the folder `specs` of the workspace
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of the crate `specie-runtime` that the written crate depends on [default: the published version]
    #[arg(long, value_name = "DIR", requires = "out")]
    pub runtime: Option<PathBuf>,
    /// Writes nothing; lists the files that are out of date, with exit code 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Accepts incomplete specs: a plan without a vector, a fact without a source
    #[arg(long)]
    pub draft: bool,
}

/// `specie diff`
#[derive(Debug, Args)]
pub struct Diff {
    /// Both versions: paths, or names of providers; with `--git`, the specs to compare with their committed version [default:
    /// every spec of the workspace]
    #[arg(value_name = "SPEC", num_args = 0..=2)]
    pub specs: Vec<String>,
    /// Compares with this revision: a commit, a tag or a branch
    #[arg(long, value_name = "REV")]
    pub git: Option<String>,
    /// Output format of the changes
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangesFormat,
    /// Prints lines for CHANGELOG.md instead
    #[arg(long, conflicts_with = "format")]
    pub changelog: bool,
    /// Exit code 1 if there is such a change: a breaking one, one of this level, or one that needs at least this version; can be
    /// repeated
    #[arg(long, value_enum, value_name = "KIND")]
    pub fail_on: Vec<FailOn>,
}

/// Output format of changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ChangesFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For pull requests.
    Markdown,
}

/// Changes that make `specie diff` fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Any change that breaks something.
    Breaking,
    /// Any change of signing.
    Signing,
    /// Any change that a client meets which is not updated.
    Wire,
    /// Any change of what the regenerated client declares.
    Rust,
    /// Any change of what a client does on its own.
    Behaviour,
    /// Any change of what is said.
    Docs,
    /// The client needs a new major version.
    Major,
    /// The client needs a new minor version, or a major one.
    Minor,
    /// Anything changed.
    Patch,
}

/// `specie new`
#[derive(Debug, Args)]
pub struct New {
    /// Name of the provider: lower-case letters, digits and `_`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Address of the provider's documentation
    #[arg(long, value_name = "URL")]
    pub docs: Option<String>,
    /// How requests are authenticated
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub auth: AuthKind,
    /// Writes a crate around the spec to this folder: `Cargo.toml`, the client, an example
    #[arg(long = "crate", value_name = "DIR")]
    pub own_crate: Option<PathBuf>,
    /// Folder of the crate `specie-runtime` that the written crate depends on [default: the published version]
    #[arg(long, value_name = "DIR", requires = "own_crate")]
    pub runtime: Option<PathBuf>,
}

/// `specie list`
#[derive(Debug, Args)]
pub struct List {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Output format of the operations
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// The environment, the settings and the sessions of a client: shared by `sign`, `call` and `stream`.
#[derive(Debug, Args)]
pub struct Context {
    /// Environment of the spec [default: its first]
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// JSON object with values of sessions by name (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub session: Option<PathBuf>,
    /// Sets a setting of the spec; can be repeated
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
}

/// Which call, and with what: shared by `sign` and `call`.
#[derive(Debug, Args)]
pub struct Request {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Name of the operation; `specie list SPEC` lists all
    #[arg(value_name = "OPERATION")]
    pub operation: Option<String>,
    /// Any endpoint, in the spec or not, signed like a section; all parameters are sent, and those
    /// named in {braces} in PATH replace them
    #[arg(long, num_args = 3, value_names = ["SECTION", "METHOD", "PATH"], allow_hyphen_values = true)]
    pub raw: Option<Vec<String>>,
    /// JSON object with the credentials by name, all of them texts (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// JSON object with the parameters, in the order to send them; or a list, if the call takes one (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub params: Option<PathBuf>,
    /// Takes a parameter from a file: a body that is sent as it is (`-`: stdin), or a file that is a part of it; can be repeated
    #[arg(long = "file", value_name = "NAME=PATH")]
    pub files: Vec<String>,
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub context: Context,
}

/// `specie sign`
#[derive(Debug, Args)]
pub struct Sign {
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub request: Request,
    /// Time of the attempt in milliseconds since 1970 [default: now]
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "now_us",
        allow_negative_numbers = true
    )]
    pub now_ms: Option<i64>,
    /// Time of the attempt in microseconds since 1970
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub now_us: Option<i64>,
    /// The nonce [default: derived from the clock]
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "last_nonce",
        allow_negative_numbers = true
    )]
    pub nonce: Option<i64>,
    /// The last nonce that was used; the new one is higher
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub last_nonce: Option<i64>,
    /// The UUID [default: a random one]
    #[arg(long, value_name = "UUID")]
    pub uuid: Option<String>,
    /// The 16 random bytes in hex [default: random ones]
    #[arg(long, value_name = "HEX", value_parser = random_bytes)]
    pub random: Option<[u8; 16]>,
    /// Also prints the result of each step of the plan, with its line in the spec; secrets are masked
    #[arg(long)]
    pub explain: bool,
}

/// `specie verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Name of the webhook in the spec
    #[arg(value_name = "WEBHOOK")]
    pub webhook: String,
    /// JSON object with the credentials by name, all of them texts (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// The certificate in PEM that the delivery names, taken as it is: neither its issuer nor its dates are checked (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// The headers as received: a JSON object, or a list of pairs, in which a name may repeat (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub headers: PathBuf,
    /// The body, byte for byte as received (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub body: PathBuf,
    /// Time of delivery in milliseconds since 1970: a signed time must be within the spec's `clock` around it [default: now]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub now_ms: Option<i64>,
    /// Also prints the result of each step of the plan, beside what was delivered; secrets are masked
    #[arg(long)]
    pub explain: bool,
    /// Output format of the result: always JSON
    #[arg(long, value_parser = ["json"], default_value = "json", value_name = "FORMAT")]
    pub format: String,
}

/// `specie call`
#[derive(Debug, Args)]
pub struct Call {
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub request: Request,
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub server: Server,
    /// Corrects timestamps first, by the provider's time: calls the operation that the spec's `clock` names
    #[arg(long)]
    pub sync_clock: bool,
    /// Writes the response to this file; a document (`answer: raw text`, `answer: raw bytes`) may then have any size
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The server of a call or a stream.
#[derive(Debug, Args)]
pub struct Server {
    /// Sends to this server instead of the provider's: scheme, host and a path that goes before that of the section
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Allows plain HTTP to this host of a test network; to this machine it is always allowed
    #[arg(long, value_name = "HOST")]
    pub allow_plain_http: Vec<String>,
}

/// `specie stream`
#[derive(Debug, Args)]
pub struct Stream {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Name of the stream in the spec
    #[arg(value_name = "STREAM")]
    pub stream: String,
    /// Name of the channel: in Rust (`order_book`), or in the spec
    #[arg(value_name = "CHANNEL")]
    pub channel: String,
    /// JSON object with the credentials by name, all of them texts (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// JSON object with the parameters of the channel (`-`: stdin)
    #[arg(long, value_name = "FILE")]
    pub params: Option<PathBuf>,
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub context: Context,
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have docs; a text here would become help text"
    )]
    pub server: Server,
    /// Ends after so many messages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
    /// Prints each frame that is sent and received to stderr; secrets are masked
    #[arg(long)]
    pub explain: bool,
}

/// `specie mock`
#[derive(Debug, Args)]
pub struct Mock {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Port on loopback; 0 is a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// JSON object with the credentials of the account by name, all of them texts (`-`: stdin) [default: made up]
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// YAML file with what goes wrong: the provider's clock, permissions, a rate limit, faults of single calls
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Seed of what is made up: the same seed gives the same credentials
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
}

/// `specie docs`
#[derive(Debug, Args)]
pub struct Docs {
    /// Specs: paths, or names of providers [default: every spec of the workspace]
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Folder to write to; created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Pages in Markdown, or a site with drawings and a search
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DocsFormat,
}

/// Output format of reference docs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DocsFormat {
    /// For repositories.
    #[default]
    Markdown,
    /// For browsers.
    Html,
}

/// `specie import`
#[derive(Debug, Args)]
pub struct Import {
    /// What kind of document it is
    #[command(subcommand)]
    pub from: ImportFrom,
}

/// The kinds of documents that can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportFrom {
    /// OpenAPI 2.0 (Swagger), 3.0 or 3.1, in JSON or YAML
    Openapi(ImportOpenapi),
}

/// `specie import openapi`
#[derive(Debug, Args)]
pub struct ImportOpenapi {
    /// The document (`-`: stdin)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Name of the provider: lower-case letters, digits and `_` [default: the name of `--out`, or from the title of the document]
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Writes the draft to this file, which must not exist, and prints a summary [default: prints the draft]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Writes the report to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// `specie update`
#[derive(Debug, Args)]
pub struct Update {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// The newer document, in any form that `specie import` reads (`-`: stdin)
    #[arg(value_name = "DOCUMENT")]
    pub document: PathBuf,
    /// Removes what the document no longer has, instead of marking it as deprecated
    #[arg(long)]
    pub prune: bool,
    /// Output format of the summary; `markdown` is for a pull request
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangesFormat,
}

/// `specie explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// Code of a rule, as in `error[unknown-key]` [default: lists all]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Reads 32 hexadecimal digits.
fn random_bytes(text: &str) -> Result<[u8; 16], String> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect();
    let digits = digits.ok_or("expected only hexadecimal digits")?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    match bytes.try_into() {
        Ok(bytes) if digits.len() == 32 => Ok(bytes),
        _ => Err(format!(
            "expected 32 digits (16 bytes), found {}",
            digits.len()
        )),
    }
}
