//! `specie new`: begins a spec, and with `--crate` a crate around it.

use crate::arguments::New;
use crate::commands::generate::write_own;
use crate::failure::Failure;
use crate::own_crate::OwnCrate;
use crate::print;
use crate::skeleton::Skeleton;
use crate::workspace::Workspace;
use specie_codegen::diagnostic::{Diagnostic, Severity, render};
use specie_codegen::emit::schema::schema_json;
use specie_codegen::rules::spec::BAD_PROVIDER_NAME;
use specie_codegen::{Loaded, Options, load};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// The schema beside a spec, which its first line names.
const SCHEMA: &str = "schema.json";
/// The example of a crate.
const EXAMPLE: &str = "examples/balances.rs";

/// Writes the skeleton of a spec. Nothing that exists is replaced.
///
/// # Errors
/// The name or the address cannot be used, the spec exists, or a file cannot be written.
pub fn run(arguments: &New) -> Result<(), Failure> {
    let folder = folder(arguments);
    let path = folder.join(format!("{}.yaml", arguments.name));
    let shown = path.display().to_string();
    let skeleton = Skeleton {
        name: &arguments.name,
        docs: arguments.docs.as_deref(),
        auth: arguments.auth,
    };
    let text = skeleton.spec(&shown);
    let loaded = checked(&shown, &text)?;
    let mut written = vec![create(&path, &text)?.ok_or_else(|| {
        Failure::usage(format!("`{shown}` already exists"))
            .help("choose another name, or remove the file; `specie check` finds what it lacks")
    })?];
    written.extend(create(&folder.join(SCHEMA), &schema_json())?);
    if arguments.own_crate.is_some() {
        written.extend(around(arguments, &skeleton, loaded, &folder, &path)?);
    }
    let mut report = String::new();
    for path in written {
        let _ = writeln!(report, "wrote {path}");
    }
    report.push_str("\nnext:\n");
    for (command, what) in next(arguments, &shown) {
        let _ = writeln!(report, "  {command}\n      {what}");
    }
    print::result(&report)
}

/// Where the spec is written: the folder of the crate, the folder `specs` of a workspace, or the current folder.
fn folder(arguments: &New) -> PathBuf {
    match (&arguments.own_crate, Workspace::find()) {
        (Some(folder), _) => folder.clone(),
        (None, Ok(workspace)) => {
            let specs = workspace.root().join("specs");
            let here = std::env::current_dir().unwrap_or_default();
            specs
                .strip_prefix(here)
                .map_or(specs.clone(), Path::to_owned)
        }
        (None, Err(_)) => PathBuf::new(),
    }
}

/// The skeleton as `check --draft` reads it. What it can find is about what the user gave: the name and the address.
fn checked(path: &str, text: &str) -> Result<Loaded, Failure> {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load(path, text, &options);
    // A draft may have any name, until a client is generated from it.
    let refuses = |found: &Diagnostic| {
        found.severity == Severity::Error || found.code == BAD_PROVIDER_NAME.code
    };
    let found: Vec<_> = loaded.diagnostics.sorted();
    let refused: Vec<_> = found.into_iter().filter(|found| refuses(found)).collect();
    if refused.is_empty() {
        return Ok(loaded);
    }
    let color = std::io::stderr().is_terminal();
    for found in refused {
        print::message(&render::terminal(&loaded.source, found, color));
    }
    Err(Failure::usage(
        "nothing was written: the name or the address cannot be used",
    ))
}

/// Writes a file that does not exist yet; returns its path. None: it exists.
fn create(path: &Path, text: &str) -> Result<Option<String>, Failure> {
    let shown = path.display().to_string();
    let cannot =
        |error: std::io::Error| Failure::findings(format!("cannot write `{shown}`: {error}"));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(cannot)?;
    }
    let file = std::fs::File::options()
        .write(true)
        .create_new(true)
        .open(path);
    match file {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(cannot)?,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(None),
        Err(error) => return Err(cannot(error)),
    }
    Ok(Some(shown))
}

/// A crate around the spec: the manifest, the client, an example. Returns the written paths.
fn around(
    arguments: &New,
    skeleton: &Skeleton<'_>,
    loaded: Loaded,
    folder: &Path,
    spec: &Path,
) -> Result<Vec<String>, Failure> {
    let mut api = loaded
        .api
        .ok_or_else(|| Failure::findings("the skeleton has no model"))?;
    let own = OwnCrate::at(folder, arguments.runtime.as_deref())?.with_examples();
    api.spec_path = own.name_of(spec);
    let apis = [api];
    let mut written: Vec<String> = write_own(&own, folder, &apis)?
        .written
        .iter()
        .map(|path| folder.join(path).display().to_string())
        .collect();
    let package = own.package(&apis)?;
    written.extend(create(&folder.join(EXAMPLE), &skeleton.example(&package))?);
    own.notes(&apis).iter().for_each(|note| print::note(note));
    Ok(written)
}

/// The next three commands, and what each is for.
fn next(arguments: &New, path: &str) -> [(String, &'static str); 3] {
    let check = (
        format!("specie check {path} --draft"),
        "every mistake, with its place and a way out; without `--draft` also what is missing",
    );
    match &arguments.own_crate {
        None => [
            check,
            (
                format!(
                    "specie sign {path} create_withdrawal --credentials keys.json --params params.json --explain"
                ),
                "the signed request, and the value of each step",
            ),
            (
                format!("specie mock {path}"),
                "the provider on your desk, which refuses what the real one refuses",
            ),
        ],
        Some(folder) => {
            let folder = folder.display();
            [
                check,
                (
                    format!("specie generate {path} --out {folder} --draft"),
                    "the client, after each change of the spec",
                ),
                (
                    format!("cargo run --manifest-path {folder}/Cargo.toml --example balances"),
                    "a first call, with credentials from the environment",
                ),
            ]
        }
    }
}
