//! For build scripts: generates `$OUT_DIR/<provider>.rs` from a spec beside the crate.

use crate::module::client_module;
use crate::options::RustOptions;
use crate::output;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Writes the client of a spec to `$OUT_DIR/<provider>.rs`. Call it from a build script. `path` is relative to the crate's folder.
///
/// The crate must contain `include!(concat!(env!("OUT_DIR"), "/<provider>.rs"));`, which defines the module `<provider>`, and depend on
/// `specie`. The build script runs again when the spec changes.
///
/// ```no_run
/// fn main() -> Result<(), specie_codegen::BuildError> {
///     specie_codegen::build_script("acme.yaml")
/// }
/// ```
///
/// # Errors
/// The spec cannot be read or has errors, or the file cannot be written. If `main` returns the error, cargo prints it readably.
pub fn build_script(path: impl AsRef<Path>) -> Result<(), BuildError> {
    BuildScript::new(path).run()
}

/// [`build_script`] with options.
#[derive(Clone, Debug)]
#[must_use = "nothing is written until it is run"]
pub struct BuildScript {
    path: PathBuf,
    out: Option<PathBuf>,
    draft: bool,
    options: RustOptions,
}

impl BuildScript {
    /// Options for a client of the spec at `path`.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self {
            path: path.as_ref().to_owned(),
            out: None,
            draft: false,
            options: RustOptions {
                operations: None,
                runtime_path: "::specie::runtime".to_owned(),
                example_crate: None,
                feature_per_provider: false,
                regenerate_options: String::new(),
            },
        }
    }

    /// Keeps only these operations and the types that they use.
    pub fn operations<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.options.operations = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts an incomplete spec: a draft.
    pub fn draft(mut self, draft: bool) -> Self {
        self.draft = draft;
        self
    }

    /// Path of the runtime; default: `::specie::runtime`.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.options.runtime_path = path.into();
        self
    }

    /// Folder to write to; default: `$OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Reads the spec and writes the client.
    ///
    /// # Errors
    /// As for [`build_script`].
    pub fn run(self) -> Result<(), BuildError> {
        println!("cargo::rerun-if-changed={}", self.path.display());
        let out = self
            .out
            .or_else(|| env::var_os("OUT_DIR").map(PathBuf::from))
            .ok_or_else(|| {
                BuildError("`OUT_DIR` is not set: call this from a build script".to_owned())
            })?;
        let bytes = fs::read(&self.path).map_err(|error| {
            BuildError(format!(
                "cannot read the spec `{}`: {error}",
                self.path.display()
            ))
        })?;
        let shown = self.path.to_string_lossy().replace('\\', "/");
        let module = client_module(&shown, bytes, self.draft, &self.options)
            .map_err(|none| BuildError(none.message))?;
        let target = out.join(format!("{}.rs", module.provider));
        output::write_if_changed(&target, &module.text)
            .map_err(|error| BuildError(error.to_string()))
    }
}

/// Why a build script generated no client. Its `Debug` is its text, because cargo prints that when `main` returns it.
#[derive(Clone)]
pub struct BuildError(String);

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}\n", self.0)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_spec_is_reported_with_its_position() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let spec = folder.path().join("acme.yaml");
        fs::write(&spec, "provider: acme\nsectoins: {}\n")?;
        let error = BuildScript::new(&spec)
            .out_dir(folder.path())
            .run()
            .err()
            .ok_or("no error")?;
        let text = format!("{error:?}");
        assert!(text.contains("acme.yaml:2:1"), "{text}");
        assert!(text.contains("sectoins"), "{text}");
        assert!(!folder.path().join("acme.rs").exists());
        Ok(())
    }

    #[test]
    fn a_spec_becomes_a_module() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let spec = folder.path().join("acme.yaml");
        fs::write(
            &spec,
            "provider: acme\nsections:\n  api: { base: \"https://acme.example\" }\noperations:\n  ping:\n    doc: Answers.\n    call: GET ping\n    section: api\n    answer: none\n",
        )?;
        BuildScript::new(&spec)
            .draft(true)
            .out_dir(folder.path())
            .run()?;
        let text = fs::read_to_string(folder.path().join("acme.rs"))?;
        assert!(
            text.contains("pub mod acme {") && text.contains("::specie::runtime::"),
            "{text}"
        );
        syn::parse_file(&text)?;
        Ok(())
    }
}
