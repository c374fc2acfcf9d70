//! `specie generate`: writes the clients, reference docs and schema of the workspace, or a standalone crate.

use crate::arguments::Generate;
use crate::commands::check::count;
use crate::failure::Failure;
use crate::own_crate::{self, OwnCrate};
use crate::workspace::{SpecFile, Workspace};
use crate::{print, providers, spec};
use indicatif::{ProgressBar, ProgressStyle};
use specie_codegen::files::Files;
use specie_codegen::model::Api;
use specie_codegen::options::RustOptions;
use specie_codegen::output::{self, Owned, Written};
use specie_codegen::{Options, emit};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the clients, relative to the workspace root.
const CLIENTS: &str = "generated-client/src";
/// How the crate's root includes the list of providers.
const INCLUDE: &str = "include!(\"providers.rs\");";
/// Folder of the reference docs.
const REFERENCE: &str = "docs/reference";

/// Writes the files of the workspace's specs or a standalone crate (`--out`), or compares them with the existing files (`--check`). If any
/// spec has errors, nothing is written.
///
/// # Errors
/// A spec does not exist or has errors, a file cannot be written, or (with `--check`) a file is out of date.
pub fn run(arguments: &Generate) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        return own_crate(arguments, out);
    }
    let specs = SpecFile::find_all(&arguments.specs)?;
    let workspace = workspace_of(&specs)?;
    let apis = read(&specs, arguments.draft)?;
    let all = arguments.specs.is_empty();
    let mut files = emit_all(&apis)?;
    if all || is_whole(&workspace, &specs, &apis)? {
        files.merge(REFERENCE, comparison(&apis)?);
    }
    // Files of a spec are obsolete if the spec was read now and no longer produces them, or if the spec no longer exists.
    let settled = |spec: &str| {
        apis.iter().any(|api| api.spec_path == spec) || (all && is_gone(&workspace, spec))
    };
    let gone = |provider: &str| {
        all && spec_of_client(&workspace, provider).is_none_or(|spec| settled(&spec))
    };
    files.merge("", providers::emit(workspace.root(), &apis, &gone)?);
    let folders = owned_folders(&workspace, &apis, all);
    let owned = Owned {
        folders: &folders,
        settled: &settled,
    };
    if arguments.check {
        return compare(workspace.root(), &files, &owned, arguments);
    }
    let done = output::write(workspace.root(), &files, &owned)
        .map_err(|error| Failure::findings(error.to_string()))?;
    print::result(&report(&count(apis.len(), "spec"), &done))?;
    note_missing_list(&workspace);
    Ok(())
}

/// Whether these are all providers of the workspace, those included that have a client and no spec any more.
fn is_whole(workspace: &Workspace, specs: &[SpecFile], apis: &[Api]) -> Result<bool, Failure> {
    let is_read = |known: &SpecFile| specs.iter().any(|spec| spec.shown == known.shown);
    let is_here = |provider: &String| apis.iter().any(|api| api.provider == *provider);
    let clients = providers::of_workspace(workspace.root())?;
    Ok(workspace.specs()?.iter().all(is_read) && clients.iter().all(is_here))
}

/// Writes a crate with these specs as modules.
fn own_crate(arguments: &Generate, out: &Path) -> Result<(), Failure> {
    let specs = SpecFile::find_all(&arguments.specs)?;
    let mut apis = read(&specs, arguments.draft)?;
    let own = OwnCrate::at(out, arguments.runtime.as_deref())?;
    for (api, spec) in apis.iter_mut().zip(&specs) {
        api.spec_path = own.name_of(&spec.path);
    }
    if arguments.check {
        let files = own.emit(&apis)?;
        return with_owned(&apis, |owned| compare(out, &files, owned, arguments));
    }
    let done = write_own(&own, out, &apis)?;
    print::result(&report(&count(apis.len(), "spec"), &done))?;
    own.notes(&apis).iter().for_each(|note| print::note(note));
    Ok(())
}

/// Writes the files of a standalone crate.
///
/// # Errors
/// The crate's manifest is not valid, or a file cannot be written.
pub fn write_own(own: &OwnCrate, out: &Path, apis: &[Api]) -> Result<Written, Failure> {
    let files = own.emit(apis)?;
    with_owned(apis, |owned| {
        output::write(out, &files, owned).map_err(|error| Failure::findings(error.to_string()))
    })
}

/// What a standalone crate owns: the folders of these providers, and the files of their specs.
fn with_owned<T>(apis: &[Api], then: impl FnOnce(&Owned<'_>) -> T) -> T {
    let folders: Vec<String> = apis
        .iter()
        .map(|api| own_crate::folder(&api.provider))
        .collect();
    then(&Owned {
        folders: &folders,
        settled: &|spec| apis.iter().any(|api| api.spec_path == spec),
    })
}

/// The workspace that these specs belong to, if it is one that clients are written to.
fn workspace_of(specs: &[SpecFile]) -> Result<Workspace, Failure> {
    let workspace = Workspace::find().ok();
    let own = |spec: &&SpecFile| {
        workspace
            .as_ref()
            .is_none_or(|workspace| !workspace.has(spec))
    };
    let elsewhere: Vec<&str> = specs
        .iter()
        .filter(own)
        .map(|spec| spec.given.as_str())
        .collect();
    if let [first, more @ ..] = elsewhere.as_slice() {
        let others = match more.len() {
            0 => String::new(),
            more => format!(" (and neither are {more} others)"),
        };
        return Err(Failure::usage(format!(
            "`{first}` is not a file `specs/NAME.yaml` of a workspace{others}, so there is no place for its client"
        ))
        .help(format!(
            "`specie generate {} --out DIR` writes a separate crate; to use no files, `specie::client!` or \
             `specie_codegen::build_script` generates the client when your crate is built",
            elsewhere.join(" ")
        )));
    }
    let has_clients = |workspace: &Workspace| workspace.root().join(CLIENTS).is_dir();
    workspace.filter(has_clients).ok_or_else(|| {
        Failure::usage(format!("no folder `{CLIENTS}` to write clients to, neither here nor in a parent folder")).help(
            "`--out DIR` writes a separate crate; in your own crate, `specie::client!(\"acme.yaml\")` or \
             `specie_codegen::build_script(\"acme.yaml\")` generates the client when the crate is built, and `specie docs` writes its docs",
        )
    })
}

/// Whether a spec, as named in the headers of files, belonged to the workspace and no longer exists. Other specs are unknown and not
/// treated as removed.
fn is_gone(workspace: &Workspace, spec: &str) -> bool {
    let name = spec
        .strip_prefix("specs/")
        .filter(|name| !name.contains(['/', '\\']));
    name.is_some() && matches!(workspace.root().join(spec).try_exists(), Ok(false))
}

/// The spec that the client of a provider was generated from; none if there is no client.
fn spec_of_client(workspace: &Workspace, provider: &str) -> Option<String> {
    let client = workspace
        .root()
        .join(format!("{CLIENTS}/{provider}/mod.rs"));
    match output::source_spec(&client) {
        Ok(None) if client.exists() => Some(String::new()),
        found => found.unwrap_or(Some(String::new())),
    }
}

/// Reads specs for generating; prints all findings, including warnings.
///
/// # Errors
/// A spec cannot be read, or has findings that prevent generating.
pub fn read(specs: &[SpecFile], draft: bool) -> Result<Vec<Api>, Failure> {
    let bar = progress(specs.len());
    let mut apis = Vec::new();
    let mut failed = Vec::new();
    for file in specs {
        bar.set_message(file.shown.clone());
        let loaded = spec::load(
            file,
            &Options {
                draft,
                ..Options::default()
            },
        )?;
        bar.suspend(|| match draft {
            true => spec::print_findings_of_draft(&loaded),
            false => spec::print_findings(&loaded, |_| true),
        });
        let rejected = loaded.is_rejected();
        match loaded.api {
            Some(api) if !rejected => apis.push(api),
            _ => failed.push(format!("`{}`", file.shown)),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if failed.is_empty() {
        return one_each(specs, apis);
    }
    Err(Failure::findings(format!(
        "nothing was written: fix {} first",
        failed.join(", ")
    )))
}

/// Refuses two specs for one provider: the files of one would overwrite those of the other.
fn one_each(specs: &[SpecFile], apis: Vec<Api>) -> Result<Vec<Api>, Failure> {
    for (at, api) in apis.iter().enumerate() {
        let before = apis
            .iter()
            .take(at)
            .position(|other| other.provider == api.provider);
        if let (Some(before), Some(spec)) = (before.and_then(|at| specs.get(at)), specs.get(at)) {
            return Err(Failure::findings(format!(
                "nothing was written: `{}` and `{}` both declare `provider: {}`",
                before.shown, spec.shown, api.provider
            ))
            .help("each provider has one spec: rename one of them, or merge the two"));
        }
    }
    Ok(apis)
}

/// A progress bar on stderr; hidden if stderr is not a terminal.
fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

fn emit_all(apis: &[Api]) -> Result<Files, Failure> {
    let mut files = Files::new();
    let options = RustOptions {
        feature_per_provider: true,
        ..RustOptions::default()
    };
    for api in apis {
        files.merge(CLIENTS, emit::rust::emit(api, &options));
        files.merge(REFERENCE, reference(api)?);
    }
    files.insert("specs/schema.json", emit::schema::schema_json());
    Ok(files)
}

/// The reference docs of a provider.
///
/// # Errors
/// One of our templates is broken.
pub fn reference(api: &Api) -> Result<Files, Failure> {
    emit::docs::emit(api).map_err(|error| Failure::findings(error.to_string()))
}

/// The page that compares providers.
///
/// # Errors
/// One of our templates is broken.
pub fn comparison(apis: &[Api]) -> Result<Files, Failure> {
    emit::docs::emit_comparison(apis).map_err(|error| Failure::findings(error.to_string()))
}

/// Folders that may contain obsolete generated files: those of the providers and, when every spec is read, those of all others.
fn owned_folders(workspace: &Workspace, apis: &[Api], all: bool) -> Vec<String> {
    let mut owned = Vec::new();
    for parent in [CLIENTS, REFERENCE] {
        let mut names: Vec<String> = apis.iter().map(|api| api.provider.clone()).collect();
        let entries = all
            .then(|| fs::read_dir(workspace.root().join(parent)).ok())
            .flatten();
        for entry in entries.into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        names.dedup();
        owned.extend(names.iter().map(|name| format!("{parent}/{name}")));
    }
    owned
}

fn compare(
    root: &Path,
    files: &Files,
    owned: &Owned<'_>,
    arguments: &Generate,
) -> Result<(), Failure> {
    let stale =
        output::check(root, files, owned).map_err(|error| Failure::findings(error.to_string()))?;
    if stale.is_empty() {
        return print::result(&format!("{}: all up to date\n", count(files.len(), "file")));
    }
    let mut text = String::new();
    for file in &stale {
        let _ = writeln!(text, "{file}");
    }
    print::result(&text)?;
    let specs: String = arguments
        .specs
        .iter()
        .flat_map(|spec| [" ", spec])
        .collect();
    let draft = if arguments.draft { " --draft" } else { "" };
    let place = |option, folder: &Option<PathBuf>| match folder {
        Some(folder) => format!(" {option} {}", folder.display()),
        None => String::new(),
    };
    let out = place("--out", &arguments.out) + &place("--runtime", &arguments.runtime);
    Err(Failure::findings(format!(
        "{} of {} out of date",
        count(stale.len(), "file"),
        files.len()
    ))
    .help(format!(
        "run `specie generate{specs}{out}{draft}` to update them"
    )))
}

/// A summary of the changes: one line per changed file, then the totals.
pub fn report(what: &str, done: &Written) -> String {
    let mut text = String::new();
    for path in &done.written {
        let _ = writeln!(text, "wrote {path}");
    }
    for path in &done.removed {
        let _ = writeln!(text, "removed {path}");
    }
    let _ = if done.written.is_empty() && done.removed.is_empty() {
        writeln!(
            text,
            "{what}: {}, all up to date; nothing changed",
            count(done.unchanged, "file")
        )
    } else {
        writeln!(
            text,
            "{what}: {} written, {} removed, {} up to date",
            done.written.len(),
            done.removed.len(),
            done.unchanged
        )
    };
    text
}

/// Notes that a client which is not declared as a module cannot be used.
fn note_missing_list(workspace: &Workspace) {
    let path = format!("{CLIENTS}/lib.rs");
    let text = fs::read_to_string(workspace.root().join(&path)).unwrap_or_default();
    if !text.lines().any(|line| line.trim() == INCLUDE) {
        print::note(&format!(
            "`{path}` does not list the providers: add the line `{INCLUDE}`"
        ));
    }
}
