//! What can be written after `specie`.

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// From one YAML file per provider to a typed, documented, correctly signing client.
#[derive(Debug, Parser)]
#[command(
    name = "specie",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
A SPEC is the path of a spec, or the name of a provider whose spec is in the folder `specs` of the
workspace. Where SPEC may be left out, every spec of that folder is meant. The workspace is the
nearest folder with `specs` in it, from the current folder upwards.

Results go to stdout, messages to stderr. Exit code: 0 done, 1 findings, 2 wrong usage.

Try:
  specie check                                 every mistake of every spec, with a way out
  specie list coinpayments                     what can be called
  specie sign coinpayments get_basic_info --credentials keys.json --explain
                                               the signed request and how it came about
  specie verify coinpayments ipn --credentials keys.json --headers h.json --body b.txt --explain
                                               whether a delivery is genuine, and why not"
)]
pub struct Cli {
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Finds every mistake of a spec
    ///
    /// Reads the specs, checks everything in them and evaluates their signing vectors. Prints all findings in one run, each with
    /// its place and a way out. `specie explain CODE` tells more of a rule.
    Check(Check),
    /// Writes clients, reference docs and schema
    ///
    /// Writes `generated-client/src/PROVIDER`, `docs/reference/PROVIDER` and `specs/schema.json` of the workspace; with `--out`, a
    /// crate of its own, of specs from anywhere. The same specs give the same bytes, and a file that is as it should be is not
    /// touched. Files that specie did not generate are never replaced or removed.
    Generate(Generate),
    /// Shows the request of a call, signed
    ///
    /// Prints one JSON object, `{"method", "url", "headers": [[name, value], …], "body"}`, and never opens a socket. Whatever is
    /// read from outside (clock, nonce, random values) can be given, so that a request can be made again byte for byte.
    #[command(
        override_usage = "specie sign [OPTIONS] SPEC OPERATION\n       specie sign [OPTIONS] SPEC --raw SECTION METHOD PATH",
        group(ArgGroup::new("call").required(true).args(["operation", "raw"]))
    )]
    Sign(Sign),
    /// Tells whether a webhook delivery is from the provider
    ///
    /// Verifies headers and body by the plan of the webhook, and prints one JSON object: `{"verified": true, "event", "id"}`, or
    /// `{"verified": false, "reason"}` with exit code 1. Never opens a socket. With `--explain` it shows on stderr, and in the JSON
    /// where a program reads it, what each step of the plan made, what was delivered, the first byte that differs, and what went
    /// into each digest; secrets are masked.
    Verify(Verify),
    /// Makes a call and prints the answer
    ///
    /// Signs and sends the request by the same core that generated clients stand on, undoes the provider's envelope and prints
    /// the data of the answer as JSON.
    #[command(
        override_usage = "specie call [OPTIONS] SPEC OPERATION\n       specie call [OPTIONS] SPEC --raw SECTION METHOD PATH",
        group(ArgGroup::new("call").required(true).args(["operation", "raw"]))
    )]
    Call(Call),
    /// Lists the operations of a spec
    List(List),
    /// Writes the reference docs of specs into a folder
    Docs(Docs),
    /// Tells what a rule of `check` is about
    Explain(Explain),
    /// Prints the JSON Schema of the spec language, for editors
    Schema,
}

/// How a result is printed.
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
    /// Specs: paths, or names of providers; left out: every spec of the workspace
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// Accepts what is merely incomplete: a plan without a vector, a fact without a source
    #[arg(long)]
    pub draft: bool,
}

/// `specie generate`
#[derive(Debug, Args)]
pub struct Generate {
    /// Specs: paths, or names of providers; left out: every spec of the workspace
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Writes a crate of its own there: `Cargo.toml`, `src/lib.rs` and a module for each spec; needed for specs that are not
    /// in the folder `specs` of the workspace
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of the crate `specie-runtime` that the written crate depends on; left out: the published version
    #[arg(long, value_name = "DIR", requires = "out")]
    pub runtime: Option<PathBuf>,
    /// Writes nothing: names the files that are not as they would be written, exit code 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Accepts what is merely incomplete: a plan without a vector, a fact without a source
    #[arg(long)]
    pub draft: bool,
}

/// `specie list`
#[derive(Debug, Args)]
pub struct List {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// How the operations are printed
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// Which call, and with what: shared by `sign` and `call`.
#[derive(Debug, Args)]
pub struct Request {
    /// Path of a spec, or name of a provider
    #[arg(value_name = "SPEC")]
    pub spec: String,
    /// Name of the operation; `specie list SPEC` shows all
    #[arg(value_name = "OPERATION")]
    pub operation: Option<String>,
    /// Any endpoint, listed in the spec or not, by the rules of a section; all params are passed on,
    /// those named in {braces} in PATH fill it
    #[arg(long, num_args = 3, value_names = ["SECTION", "METHOD", "PATH"], allow_hyphen_values = true)]
    pub raw: Option<Vec<String>>,
    /// JSON object with the credentials by name, all of them texts (`-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// JSON object with the parameters, in the order they should travel (or a list, where the call takes one; `-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub params: Option<PathBuf>,
    /// Environment of the spec; left out: its first
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// JSON object with values of sessions by name (`-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub session: Option<PathBuf>,
    /// Chooses a setting of the spec; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
}

/// `specie sign`
#[derive(Debug, Args)]
pub struct Sign {
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have theirs; a text here would become help text"
    )]
    pub request: Request,
    /// Time of the attempt in milliseconds since 1970; left out: now
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
    /// The nonce itself; left out: made from the clock
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "last_nonce",
        allow_negative_numbers = true
    )]
    pub nonce: Option<i64>,
    /// The nonce used last, which the next one must exceed
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub last_nonce: Option<i64>,
    /// The UUID; left out: a random one
    #[arg(long, value_name = "UUID")]
    pub uuid: Option<String>,
    /// The 16 random bytes in hex; left out: random ones
    #[arg(long, value_name = "HEX", value_parser = random_bytes)]
    pub random: Option<[u8; 16]>,
    /// Adds what each step of the plan made, with its line in the spec; secrets are masked
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
    /// JSON object with the credentials by name, all of them texts (`-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// The headers as they arrived: a JSON object, or a list of pairs, in which a name may come again (`-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub headers: PathBuf,
    /// The body, byte for byte as it arrived (`-`: read from stdin)
    #[arg(long, value_name = "FILE")]
    pub body: PathBuf,
    /// When it was delivered, in milliseconds since 1970: a signed time must lie within the spec's `clock` around it; left out: now
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub now_ms: Option<i64>,
    /// Shows what each step of the plan made, beside what was delivered; secrets are masked
    #[arg(long)]
    pub explain: bool,
    /// How the result is printed: always as JSON
    #[arg(long, value_parser = ["json"], default_value = "json", value_name = "FORMAT")]
    pub format: String,
}

/// `specie call`
#[derive(Debug, Args)]
pub struct Call {
    #[command(flatten)]
    #[allow(
        missing_docs,
        reason = "its fields have theirs; a text here would become help text"
    )]
    pub request: Request,
    /// Sends there instead of to the environment's address: scheme, host and any prefix (plain HTTP to this machine only)
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

/// `specie docs`
#[derive(Debug, Args)]
pub struct Docs {
    /// Specs: paths, or names of providers; left out: every spec of the workspace
    #[arg(value_name = "SPEC")]
    pub specs: Vec<String>,
    /// Folder to write to; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// `specie explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// Code of a rule, as in `error[unknown-key]`; left out: lists all
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Reads 32 hexadecimal digits.
fn random_bytes(text: &str) -> Result<[u8; 16], String> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect();
    let digits = digits.ok_or("only hexadecimal digits are allowed")?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    match bytes.try_into() {
        Ok(bytes) if digits.len() == 32 => Ok(bytes),
        _ => Err(format!(
            "16 bytes are 32 digits, there are {}",
            digits.len()
        )),
    }
}
