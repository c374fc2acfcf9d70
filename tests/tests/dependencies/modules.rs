//! The modules of a crate and what each of them uses, read from the source text: `use` items and paths in the code, followed through
//! re-exports to the module that defines the item. Code under `cfg(test)` is left out.

use crate::reader::{Module, Path, Reader, is_for_tests, parsed};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How often a name may be followed through re-exports.
const MAX_FOLLOWED: usize = 32;

/// The number of uses that are shown of each pair of modules.
const SHOWN: usize = 3;

/// A crate.
#[derive(Default)]
pub struct Crate {
    modules: BTreeMap<Path, Module>,
    /// Modules of the macros that `#[macro_export]` puts into the root.
    macros: BTreeMap<String, Path>,
}

/// Modules of the same parent that use each other in a circle.
#[derive(Debug, PartialEq, Eq)]
pub struct Cycle {
    pub parent: String,
    /// The modules.
    pub names: Vec<String>,
    /// Those among them that contain modules.
    pub folders: Vec<String>,
    /// What each uses of another.
    pub uses: Vec<Use>,
}

/// A module uses an item of another with the same parent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub from: String,
    pub to: String,
    /// The file, and the path in it.
    pub because: String,
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "in {}: {}", self.parent, self.names.join(", "))?;
        let mut before: Option<(&Use, usize)> = None;
        for one in &self.uses {
            let again = before.filter(|(last, _)| (&last.from, &last.to) == (&one.from, &one.to));
            let count = again.map_or(1, |(_, count)| count + 1);
            before = Some((one, count));
            if count <= SHOWN {
                writeln!(f, "    {} -> {}: {}", one.from, one.to, one.because)?;
            }
        }
        Ok(())
    }
}

impl Crate {
    /// Reads a crate from its root, `lib.rs` or `main.rs`; `read` gives the text of a file, whose name is relative to `src`.
    pub fn read_from(root: &str, read: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut all = Self::default();
        let text = read(root).unwrap_or_else(|| panic!("no {root}"));
        all.add(read, Vec::new(), root, "", &parsed(root, &text).items);
        all
    }

    /// Adds a module with its children, which are in the folder `dir`.
    fn add(
        &mut self,
        read: &dyn Fn(&str) -> Option<String>,
        path: Path,
        file: &str,
        dir: &str,
        items: &[syn::Item],
    ) {
        let mut reader = Reader::default();
        for item in items.iter().filter(|item| !is_for_tests(item)) {
            let syn::Item::Mod(module) = item else {
                reader.item(item);
                continue;
            };
            let name = module.ident.to_string();
            let child: Path = path.iter().cloned().chain([name.clone()]).collect();
            let inside = format!("{dir}{name}/");
            if let Some((_, items)) = &module.content {
                self.add(read, child, file, &inside, items);
                continue;
            }
            let candidates = [format!("{dir}{name}.rs"), format!("{dir}{name}/mod.rs")];
            let found = candidates.iter().find_map(|file| Some((file, read(file)?)));
            let (file, text) = found.unwrap_or_else(|| panic!("no file for {child:?}"));
            self.add(read, child, file, &inside, &parsed(file, &text).items);
        }
        for name in reader.exported {
            self.macros.insert(name, path.clone());
        }
        reader.module.file = file.to_owned();
        self.modules.insert(path, reader.module);
    }

    /// The module that defines what a path in another module names; `None`: another crate does, or the path is relative to a local name.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Path> {
        if depth > MAX_FOLLOWED {
            return None;
        }
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Vec::new(), rest, depth),
            "self" => self.walk(from.to_vec(), rest, depth),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let parent = from.get(..from.len().checked_sub(ups)?)?;
                self.walk(parent.to_vec(), path.get(ups..)?, depth)
            }
            _ => {
                let module = self.modules.get(from)?;
                let child: Path = from.iter().cloned().chain([first.clone()]).collect();
                let known = self.modules.contains_key(&child)
                    || module.names.contains_key(first)
                    || module.items.contains(first);
                known.then(|| self.walk(from.to_vec(), path, depth))?
            }
        }
    }

    /// Follows the rest of a path from a module.
    fn walk(&self, at: Path, rest: &[String], depth: usize) -> Option<Path> {
        let Some((first, after)) = rest.split_first() else {
            return Some(at);
        };
        let child: Path = at.iter().cloned().chain([first.clone()]).collect();
        if self.modules.contains_key(&child) {
            return self.walk(child, after, depth);
        }
        let module = self.modules.get(&at)?;
        if module.items.contains(first) {
            return Some(at);
        }
        if let Some(used) = module.names.get(first) {
            let whole: Path = used.iter().chain(after).cloned().collect();
            return self.resolve(&at, &whole, depth + 1);
        }
        for glob in &module.globs {
            if let Some(of) = self.resolve(&at, glob, depth + 1)
                && of != at
                && self.has(&of, first, depth + 1)
            {
                return self.walk(of, rest, depth + 1);
            }
        }
        if at.is_empty()
            && let Some(of) = self.macros.get(first)
        {
            return Some(of.clone());
        }
        // A macro that is called here defines it.
        Some(at)
    }

    /// Whether a name exists in a module, as a child, an item or by `use`.
    fn has(&self, path: &[String], name: &str, depth: usize) -> bool {
        let child: Path = path.iter().cloned().chain([name.to_owned()]).collect();
        if depth > MAX_FOLLOWED || self.modules.contains_key(&child) {
            return depth <= MAX_FOLLOWED;
        }
        let Some(module) = self.modules.get(path) else {
            return false;
        };
        let mut globs = module.globs.iter();
        module.items.contains(name)
            || module.names.contains_key(name)
            || globs.any(|glob| {
                let of = self.resolve(path, glob, depth + 1);
                of.is_some_and(|of| of != path && self.has(&of, name, depth + 1))
            })
    }

    /// All paths that occur, with the file.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &[String])> {
        let modules = self.modules.values();
        modules.flat_map(|module| {
            let paths = module.paths.iter();
            paths.map(|path| (module.file.as_str(), path.as_slice()))
        })
    }

    /// All texts in the code, with the file.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let modules = self.modules.values();
        modules.flat_map(|module| {
            let texts = module.texts.iter();
            texts.map(|text| (module.file.as_str(), text.as_str()))
        })
    }

    /// What modules use of others with the same parent, by parent.
    pub fn uses(&self) -> BTreeMap<Path, BTreeSet<Use>> {
        let mut uses: BTreeMap<Path, BTreeSet<Use>> = BTreeMap::new();
        for (path, module) in &self.modules {
            for used in &module.paths {
                let Some(target) = self.resolve(path, used, 0) else {
                    continue;
                };
                let both = path.iter().zip(&target);
                let common = both.take_while(|(a, b)| a == b).count();
                if let (Some(from), Some(to)) = (path.get(common), target.get(common)) {
                    let parent = path.get(..common).unwrap_or_default();
                    uses.entry(parent.to_vec()).or_default().insert(Use {
                        from: from.clone(),
                        to: to.clone(),
                        because: format!("{} uses {}", module.file, used.join("::")),
                    });
                }
            }
        }
        uses
    }

    /// Modules of the same parent that use each other in a circle, at every level.
    pub fn cycles(&self) -> Vec<Cycle> {
        let mut cycles = Vec::new();
        for (parent, uses) in self.uses() {
            let reached = reached(&uses);
            let mut seen = BTreeSet::new();
            for (name, others) in &reached {
                if !others.contains(name) || seen.contains(name) {
                    continue;
                }
                let around =
                    |other: &&String| reached.get(*other).is_some_and(|o| o.contains(name));
                let names: Vec<String> = others.iter().filter(around).cloned().collect();
                seen.extend(names.iter().cloned());
                let folders = names.iter().filter(|name| self.is_folder(&parent, name));
                let uses = uses.iter();
                cycles.push(Cycle {
                    parent: format!("/{}", parent.join("/")),
                    folders: folders.cloned().collect(),
                    uses: uses
                        .filter(|one| names.contains(&one.from) && names.contains(&one.to))
                        .cloned()
                        .collect(),
                    names,
                });
            }
        }
        cycles
    }

    fn is_folder(&self, parent: &[String], name: &str) -> bool {
        let mut children = self.modules.keys();
        children.any(|path| {
            path.len() > parent.len() + 1
                && path.starts_with(parent)
                && path.get(parent.len()).is_some_and(|n| n == name)
        })
    }
}

/// The modules that each module uses, directly or through others.
fn reached(uses: &BTreeSet<Use>) -> BTreeMap<String, BTreeSet<String>> {
    let mut reached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in uses {
        let of = reached.entry(one.from.clone()).or_default();
        of.insert(one.to.clone());
    }
    loop {
        let before: usize = reached.values().map(BTreeSet::len).sum();
        for name in reached.keys().cloned().collect::<Vec<_>>() {
            let next: BTreeSet<String> = reached[&name]
                .iter()
                .filter_map(|other| reached.get(other))
                .flatten()
                .cloned()
                .collect();
            reached.entry(name).or_default().extend(next);
        }
        if before == reached.values().map(BTreeSet::len).sum::<usize>() {
            return reached;
        }
    }
}
