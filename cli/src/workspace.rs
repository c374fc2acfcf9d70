//! Where specs are, and where generated files go.

use crate::failure::{Failure, suggest};
use std::path::{Path, PathBuf};

/// The folder that contains `specs`.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The nearest workspace, searched from the current folder upwards.
    ///
    /// # Errors
    /// There is none.
    pub fn find() -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::usage(format!("cannot find the current folder: {error}")))?;
        match here
            .ancestors()
            .find(|folder| folder.join("specs").is_dir())
        {
            Some(root) => Ok(Self {
                root: root.to_owned(),
            }),
            None => Err(Failure::usage(format!(
                "no folder `specs` in `{}` or its parent folders",
                here.display()
            ))
            .help("write the path of a spec, or change to a folder of the workspace")),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every `specs/*.yaml`, sorted by name.
    ///
    /// # Errors
    /// The folder cannot be read, or has no specs.
    pub fn specs(&self) -> Result<Vec<SpecFile>, Failure> {
        let folder = self.root.join("specs");
        let cannot = |error: std::io::Error| {
            Failure::usage(format!("cannot read `{}`: {error}", folder.display()))
        };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
                && path.is_file()
            {
                names.extend(
                    path.file_name()
                        .map(|name| name.to_string_lossy().into_owned()),
                );
            }
        }
        names.sort();
        if names.is_empty() {
            return Err(Failure::usage(format!("no spec in `{}`", folder.display()))
                .help("write a spec to a file `NAME.yaml` there"));
        }
        Ok(names.iter().map(|name| self.spec(name)).collect())
    }

    /// Whether `spec` is one of [`Workspace::specs`].
    pub fn has(&self, spec: &SpecFile) -> bool {
        let is_spec = spec
            .path
            .extension()
            .is_some_and(|extension| extension == "yaml");
        let specs = self.root.join("specs").canonicalize();
        let full = full(&spec.path);
        is_spec && full.as_deref().and_then(Path::parent) == specs.ok().as_deref()
    }

    /// The file `name` in the folder `specs`; messages and generated files name it relative to the workspace root.
    fn spec(&self, name: &str) -> SpecFile {
        SpecFile {
            path: self.root.join("specs").join(name),
            shown: format!("specs/{name}"),
            given: format!("specs/{name}"),
        }
    }
}

/// A spec on disk.
#[derive(Clone, Debug)]
pub struct SpecFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in messages and in generated files.
    pub shown: String,
    /// Its name as the user gave it, usable on the command line.
    pub given: String,
}

impl SpecFile {
    /// The spec that a user means by `name`: a path, or the name of a provider of the workspace.
    ///
    /// # Errors
    /// There is no such file and no such provider.
    pub fn find(name: &str) -> Result<Self, Failure> {
        let path = Path::new(name);
        if path.is_file() {
            return Ok(Self::at(path));
        }
        let missing = Failure::usage(format!("unknown spec `{name}`"));
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !is_name {
            return Err(missing.help(
                "write the path of a YAML file, or the name of a provider in the folder `specs`",
            ));
        }
        let specs = Workspace::find()
            .and_then(|workspace| workspace.specs())
            .unwrap_or_default();
        let providers: Vec<&str> = specs
            .iter()
            .filter_map(|spec| spec.path.file_stem()?.to_str())
            .collect();
        match providers.iter().position(|provider| *provider == name) {
            Some(at) => specs.get(at).cloned().ok_or(missing),
            None => Err(missing.help(suggest(
                name,
                providers.iter().copied(),
                "specs of this workspace",
            ))),
        }
    }

    /// Every spec that the user means by `names`: all of the workspace if there are none.
    ///
    /// # Errors
    /// As for [`SpecFile::find`] and [`Workspace::specs`].
    pub fn find_all(names: &[String]) -> Result<Vec<Self>, Failure> {
        if names.is_empty() {
            return Workspace::find()?.specs();
        }
        let mut found: Vec<Self> = Vec::new();
        for name in names {
            let spec = Self::find(name)?;
            if found.iter().all(|other| other.path != spec.path) {
                found.push(spec);
            }
        }
        Ok(found)
    }

    /// A path as given. A path into a workspace is shown relative to the workspace root, so that generated files do not depend on the
    /// current folder.
    fn at(path: &Path) -> Self {
        let given = Self {
            path: path.to_owned(),
            shown: path.display().to_string(),
            given: path.display().to_string(),
        };
        let (Ok(workspace), Some(full)) = (Workspace::find(), full(path)) else {
            return given;
        };
        let within = workspace
            .root
            .canonicalize()
            .ok()
            .and_then(|root| Some(full.strip_prefix(root).ok()?.to_owned()));
        match within {
            Some(within) => {
                let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
                Self {
                    shown: parts.join("/"),
                    ..given
                }
            }
            None => given,
        }
    }
}

/// The absolute path of a file. Its folder is resolved, the file itself is not: a link in `specs` is a spec of the workspace.
pub fn full(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?))
}
