//! A standalone crate for specs from anywhere: `Cargo.toml`, `src/lib.rs`, and a module for each spec.
//!
//! The crate belongs to the user. The manifest is created once and afterwards only completed, a `lib.rs` that the user wrote is left
//! unchanged, and modules of other specs are kept.

use crate::failure::Failure;
use crate::providers::{declared, read, without_implied};
use crate::workspace::full;
use specie_codegen::emit;
use specie_codegen::files::Files;
use specie_codegen::model::Api;
use specie_codegen::options::RustOptions;
use specie_codegen::output::is_generated;
use specie_codegen::runtime_provider::features;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

const MANIFEST: &str = "Cargo.toml";
const ROOT: &str = "src/lib.rs";
/// What generated code depends on.
const RUNTIME: &str = "specie-runtime";

/// Names that the root of the crate, or Cargo, uses for something else.
const TAKEN: &[&str] = &["lib", "main", "runtime", "specie_runtime"];

/// The folder of a provider's module.
pub fn folder(provider: &str) -> String {
    format!("src/{provider}")
}

/// A crate that exists or will be created.
pub struct OwnCrate {
    root: PathBuf,
    /// Folder of the runtime, relative to the crate's folder; none: the published version.
    runtime: Option<String>,
    /// Its `Cargo.toml`, if there is one.
    manifest: Option<String>,
    /// Its `src/lib.rs`, if there is one.
    lib: Option<String>,
    /// Whether it has examples that make calls.
    has_examples: bool,
}

impl OwnCrate {
    /// The crate in the folder `out`, which need not exist yet.
    ///
    /// # Errors
    /// A file of the crate cannot be read, or `runtime` is not the folder of the runtime.
    pub fn at(out: &Path, runtime: Option<&Path>) -> Result<Self, Failure> {
        let root = resolved(out)?;
        let runtime = match runtime {
            Some(folder) => Some(relative(&root, &runtime_in(folder)?)),
            None => None,
        };
        Ok(Self {
            manifest: read(&root.join(MANIFEST))?,
            lib: read(&root.join(ROOT))?.filter(|text| !text.trim().is_empty()),
            root,
            runtime,
            has_examples: false,
        })
    }

    /// The same with what examples that make calls depend on.
    #[must_use]
    pub fn with_examples(self) -> Self {
        Self {
            has_examples: true,
            ..self
        }
    }

    /// Name of the package.
    ///
    /// # Errors
    /// The manifest is not valid.
    pub fn package(&self, apis: &[Api]) -> Result<String, Failure> {
        Ok(self.manifest(apis)?.1)
    }

    /// How generated files name a spec: relative to the crate's folder, wherever the program was started.
    pub fn name_of(&self, spec: &Path) -> String {
        full(spec).map_or_else(
            || spec.display().to_string(),
            |spec| relative(&self.root, &spec),
        )
    }

    /// Every file of the crate that depends on these specs.
    ///
    /// # Errors
    /// The manifest is not valid, or a provider's name cannot be used as a module of the crate.
    pub fn emit(&self, apis: &[Api]) -> Result<Files, Failure> {
        if let Some(api) = apis.iter().find(|api| TAKEN.contains(&&*api.provider)) {
            return Err(Failure::findings(format!(
                "`{}` is not possible as the name of a provider: the crate needs a module of that name for something else",
                api.provider
            ))
            .help("name it after the company or product, and put the name as people spell it under `title`"));
        }
        let mut files = Files::new();
        let (manifest, package) = self.manifest(apis)?;
        files.insert(MANIFEST, manifest);
        if self.has_our_root() {
            files.insert(ROOT, self.root_module(apis));
        }
        let options = RustOptions {
            // If the user wrote the crate root, the paths of the module and the error type are unknown.
            example_crate: self.has_our_root().then(|| package.replace('-', "_")),
            regenerate_options: " --out .".to_owned(),
            ..RustOptions::default()
        };
        for api in apis {
            files.merge("src", emit::rust::emit(api, &options));
        }
        Ok(files)
    }

    /// What the user must do or should know.
    pub fn notes(&self, apis: &[Api]) -> Vec<String> {
        let mut notes = Vec::new();
        let lib = self.lib.as_deref().unwrap_or_default();
        for api in apis.iter().filter(|_| !self.has_our_root()) {
            let line = format!("pub mod {};", api.provider);
            if !lib
                .lines()
                .any(|there| there.trim().ends_with(&line["pub ".len()..]))
            {
                notes.push(format!(
                    "`{ROOT}` was not generated, so it is not changed: add the line `{line}`"
                ));
            }
        }
        if self.manifest.is_none() && self.runtime.is_none() {
            notes.push(format!(
                "the crate depends on the published `{RUNTIME}`; to use a local copy, pass its folder with `--runtime DIR`"
            ));
        }
        notes
    }

    fn has_our_root(&self) -> bool {
        self.lib.as_deref().is_none_or(is_generated)
    }

    /// `lib.rs`: these modules, and those that it already has.
    fn root_module(&self, apis: &[Api]) -> String {
        let is_there = |name: &String| self.root.join(folder(name)).join("mod.rs").is_file();
        let known = declared(self.lib.as_deref().unwrap_or_default());
        let mut names: BTreeSet<String> = known.into_iter().filter(is_there).collect();
        names.extend(apis.iter().map(|api| api.provider.clone()));
        let mut text = String::from(
            "// @generated by specie: a module for each spec. Do not edit.\n\
             // Another module: specie generate SPEC --out .\n\n\
             //! Typed, documented, correctly signing clients. Each provider is a module with a `Client` and its `Credentials`.\n\n\
             pub use specie_runtime as runtime;\n\
             pub use specie_runtime::{\n    Amount, Error, ErrorKind, Json, Map, Outcome, Pages, RawResponse, Secret, Timestamp, Verified,\n};\n\n",
        );
        for name in names {
            text.push_str(&format!("pub mod {name};\n"));
        }
        text
    }

    /// `Cargo.toml` with the runtime and the primitives that the plans use, and the name of the package. Everything else in it is kept.
    fn manifest(&self, apis: &[Api]) -> Result<(String, String), Failure> {
        let broken = |what: String| {
            Failure::findings(format!(
                "cannot add `{RUNTIME}` to `{}`: {what}",
                self.root.join(MANIFEST).display()
            ))
            .help("correct the file; nothing was written")
        };
        let text = self.manifest.clone().unwrap_or_else(|| new_manifest(apis));
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| broken(error.to_string()))?;
        let name = document
            .get("package")
            .and_then(|package| package.get("name"));
        let name = name.and_then(Item::as_str).ok_or_else(|| {
            broken("`package.name` is missing, so it is not the manifest of a crate".to_owned())
        })?;
        let name = name.to_owned();
        let dependencies = document
            .entry("dependencies")
            .or_insert_with(|| Item::Table(Table::new()))
            .as_table_like_mut()
            .ok_or_else(|| broken("`dependencies` is not a table".to_owned()))?;
        let mut wanted = BTreeSet::new();
        for api in apis {
            let primitives = features(api);
            wanted.extend(without_implied(&primitives));
        }
        depend(dependencies, self.runtime.as_deref(), &wanted)
            .map_err(|what| broken(what.to_owned()))?;
        if self.has_examples {
            let tools = document
                .entry("dev-dependencies")
                .or_insert_with(|| Item::Table(Table::new()))
                .as_table_like_mut()
                .ok_or_else(|| broken("`dev-dependencies` is not a table".to_owned()))?;
            tools.entry("tokio").or_insert_with(async_runtime);
        }
        Ok((document.to_string(), name))
    }
}

/// Completes the dependency on the runtime. Only missing parts are added.
fn depend(
    dependencies: &mut dyn TableLike,
    path: Option<&str>,
    features: &BTreeSet<&'static str>,
) -> Result<(), &'static str> {
    let item = dependencies.entry(RUNTIME).or_insert_with(|| match path {
        Some(_) => Item::Value(InlineTable::new().into()),
        None => Item::Value(env!("CARGO_PKG_VERSION").into()),
    });
    if let Some(version) = item.as_str().map(str::to_owned) {
        if path.is_none() && features.is_empty() {
            return Ok(());
        }
        let mut table = InlineTable::new();
        table.insert("version", version.into());
        *item = Item::Value(table.into());
    }
    let table = item
        .as_table_like_mut()
        .ok_or("the dependency is neither a version nor a table")?;
    if let Some(path) = path
        && table.get("path").and_then(Item::as_str) != Some(path)
    {
        table.insert("path", Item::Value(path.into()));
    }
    let known = table.get("features").and_then(Item::as_array);
    let known: Vec<&str> = known
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let missing: Vec<&str> = features
        .iter()
        .copied()
        .filter(|name| !known.contains(name))
        .collect();
    if !missing.is_empty() {
        let list = table
            .entry("features")
            .or_insert_with(|| Item::Value(Array::new().into()))
            .as_array_mut()
            .ok_or("its `features` are not a list")?;
        list.extend(missing);
    }
    Ok(())
}

/// What calls the client in an example.
fn async_runtime() -> Item {
    let mut table = InlineTable::new();
    table.insert("version", "1".into());
    let features: Array = ["macros", "rt"].into_iter().collect();
    table.insert("features", Value::Array(features));
    Item::Value(table.into())
}

fn new_manifest(apis: &[Api]) -> String {
    let name = apis.first().map_or("clients", |api| api.provider.as_str());
    format!(
        "[package]\nname = \"{name}-client\"\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\n\n[dependencies]\n"
    )
}

/// The runtime folder that the user named.
fn runtime_in(folder: &Path) -> Result<PathBuf, Failure> {
    let manifest = read(&folder.join(MANIFEST))?.unwrap_or_default();
    let manifest: DocumentMut = manifest.parse().unwrap_or_default();
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"));
    if name.and_then(Item::as_str) != Some(RUNTIME) {
        return Err(Failure::usage(format!(
            "`{}` is not the folder of `{RUNTIME}`: it has no `{MANIFEST}` with that name",
            folder.display()
        ))
        .help("pass the folder `runtime` of a checkout of specie"));
    }
    resolved(folder)
}

/// The absolute path of a folder, with links resolved in the part that exists.
fn resolved(folder: &Path) -> Result<PathBuf, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!(
            "cannot find the folder `{}`: {error}",
            folder.display()
        ))
    };
    let path = std::path::absolute(folder).map_err(cannot)?;
    for there in path.ancestors() {
        if there.exists() {
            let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
            return Ok(there.canonicalize().map_err(cannot)?.join(rest));
        }
    }
    Ok(path)
}

/// `to`, relative to the folder `from`, with `/`. Both are absolute. Between two drives there is no relative path; then `to` itself.
fn relative(from: &Path, to: &Path) -> String {
    let text = |parts: Vec<Component<'_>>| {
        let parts = parts.iter().map(|part| part.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    };
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return text(to);
    }
    let up = from.iter().skip(common).map(|_| Component::ParentDir);
    text(up.chain(to.iter().skip(common).copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The result for `[dependencies]` with these lines.
    fn depends(lines: &str, path: Option<&str>, features: &[&'static str]) -> String {
        let mut document: DocumentMut = format!("[dependencies]\n{lines}").parse().expect("TOML");
        let table = document["dependencies"]
            .as_table_like_mut()
            .expect("a table");
        let features = features.iter().copied().collect();
        match depend(table, path, &features) {
            Ok(()) => document.to_string().replacen("[dependencies]\n", "", 1),
            Err(what) => what.to_owned(),
        }
    }

    #[test]
    fn a_dependency_is_completed_and_what_is_said_of_it_stays() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            depends("a = \"1\" # why\n", None, &[]),
            format!("a = \"1\" # why\nspecie-runtime = \"{version}\"\n")
        );
        assert_eq!(
            depends("", None, &["md5", "rsa"]),
            format!(
                "specie-runtime = {{ version = \"{version}\", features = [\"md5\", \"rsa\"] }}\n"
            )
        );
        assert_eq!(
            depends("", Some("../rt"), &[]),
            "specie-runtime = { path = \"../rt\" }\n"
        );
        for same in [
            "specie-runtime = \"0.1\" # pinned\n",
            "specie-runtime = { workspace = true, features = [\"md5\"] } # ours\n",
            "specie-runtime.git = \"https://x.example\"\n",
        ] {
            assert_eq!(depends(same, None, &[]), same);
        }
        assert_eq!(
            depends(
                "specie-runtime = { path = \"../rt\", default-features = false, features = [\"md5\"] } # ours\n",
                None,
                &["md5", "rsa"]
            ),
            "specie-runtime = { path = \"../rt\", default-features = false, features = [\"md5\", \"rsa\"] } # ours\n"
        );
        assert!(depends("specie-runtime = 1\n", None, &["md5"]).contains("neither"));
        assert!(
            depends("specie-runtime = { features = 1 }\n", None, &["md5"]).contains("not a list")
        );
    }

    #[test]
    fn paths_lead_from_the_crate_to_the_spec() {
        for (from, to, expected) in [
            ("/a/b", "/a/acme.yaml", "../acme.yaml"),
            ("/a/b", "/a/b/acme.yaml", "acme.yaml"),
            ("/a/b/c", "/x/acme.yaml", "../../../x/acme.yaml"),
            ("/", "/a/acme.yaml", "a/acme.yaml"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), expected);
        }
    }
}
