//! `specie diff`: compares two versions of a spec.

use crate::arguments::{ChangesFormat, Diff as Arguments, FailOn};
use crate::failure::Failure;
use crate::spec::{self, Read};
use crate::workspace::{SpecFile, Workspace};
use crate::{git, print};
use specie_codegen::diff::{self, Diff, Semver, Severity};
use specie_codegen::rules::changes::Level;
use specie_codegen::source::Source;

/// Prints the changes between two versions.
///
/// # Errors
/// A version does not exist or has errors, or there is a change that `--fail-on` names.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let pairs = match (&arguments.git, arguments.specs.as_slice()) {
        (None, [old, new]) => vec![(Some(spec::read(old)?), Some(spec::read(new)?))],
        (Some(revision), [] | [_]) => with_revision(revision, &arguments.specs)?,
        (None, _) => {
            return Err(Failure::usage("expected two versions of a spec")
                .help("write `specie diff OLD NEW`, or `specie diff --git REV SPEC`"));
        }
        (Some(_), _) => {
            return Err(Failure::usage("expected one spec beside `--git`")
                .help("with `--git REV`, the old version is the one that was committed"));
        }
    };
    let (found, sources) = compared(&pairs);
    let (old, new) = (sources.0.as_ref(), sources.1.as_ref());
    match (arguments.changelog, arguments.format) {
        (true, _) => print::result(&diff::changelog(&found)),
        (false, ChangesFormat::Text) => print::result(&diff::text(&found, old, new)),
        (false, ChangesFormat::Markdown) => print::result(&diff::markdown(&found, old, new)),
        (false, ChangesFormat::Json) => print::data(&format!("{:#}\n", diff::json(&found))),
    }?;
    let asked = arguments.fail_on.iter();
    match asked.copied().any(|kind| is_there(kind, &found)) {
        true => Err(Failure::printed()),
        false => Ok(()),
    }
}

/// Two versions of one spec; one of them is absent if the spec is new or gone.
type Versions = (Option<Read>, Option<Read>);

/// The committed version of each spec, and the present one.
fn with_revision(revision: &str, names: &[String]) -> Result<Vec<Versions>, Failure> {
    let mut pairs = Vec::new();
    for file in SpecFile::find_all(names)? {
        let new = spec::read_file(&file)?;
        let old = match git::show(revision, &file.path)? {
            Some(bytes) => Some(spec::read_bytes(
                &format!("{revision}:{}", file.shown),
                bytes,
            )?),
            None if names.is_empty() => None,
            None => {
                let message = format!("`{}` does not exist in `{revision}`", file.shown);
                return Err(Failure::usage(message));
            }
        };
        pairs.push((old, Some(new)));
    }
    if names.is_empty() {
        let folder = Workspace::find()?.root().join("specs");
        for (name, bytes) in git::gone(revision, &folder, "yaml")? {
            let old = spec::read_bytes(&format!("{revision}:specs/{name}"), bytes)?;
            pairs.push((Some(old), None));
        }
    }
    Ok(pairs)
}

/// The changes of all specs, and the sources of the versions if there is one spec only: places of several are shown without lines.
fn compared(pairs: &[Versions]) -> (Diff, (Option<Source>, Option<Source>)) {
    if let [(Some(old), Some(new))] = pairs {
        let sources = (Some(old.source.clone()), Some(new.source.clone()));
        return (diff::diff(&old.api, &new.api), sources);
    }
    let parts = pairs.iter().filter_map(|(old, new)| {
        let api = &new.as_ref().or(old.as_ref())?.api;
        let found = match (old, new) {
            (Some(old), Some(new)) => diff::diff(&old.api, &new.api),
            (None, _) => diff::provider_added(api),
            (_, None) => diff::provider_removed(api),
        };
        Some((api.provider.clone(), found))
    });
    (Diff::joined(parts.collect()), (None, None))
}

/// Whether there is a change of this kind.
fn is_there(kind: FailOn, found: &Diff) -> bool {
    let level = |level: Level| {
        found
            .changes
            .iter()
            .any(|change| change.rule.level == level)
    };
    match kind {
        FailOn::Breaking => {
            let mut all = found.changes.iter();
            all.any(|change| change.severity == Severity::Breaking)
        }
        FailOn::Signing => level(Level::Signing),
        FailOn::Wire => level(Level::Wire),
        FailOn::Rust => level(Level::Rust),
        FailOn::Behaviour => level(Level::Behaviour),
        FailOn::Docs => level(Level::Docs),
        FailOn::Major => found.semver() == Semver::Major,
        FailOn::Minor => found.semver() >= Semver::Minor,
        FailOn::Patch => found.semver() >= Semver::Patch,
    }
}
