//! The modules of `runtime` and `codegen` form layers: no folders use each other in a circle. Adding a function or a pagination style touches
//! few files.

use crate::modules::{Crate, Cycle, Use};
use specie_runtime::signing::plan::Function;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A crate of the workspace, by the folder of its sources.
fn sources(src: &str) -> Crate {
    Crate::read_from("lib.rs", &reader(src))
}

/// Reads files of a folder.
fn reader(src: &str) -> impl Fn(&str) -> Option<String> {
    let src = Path::new(ROOT).join(src);
    move |file| std::fs::read_to_string(src.join(file)).ok()
}

/// A crate made up of files.
fn made_up(files: &[(&str, &str)]) -> Crate {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    Crate::read_from("lib.rs", &|file| {
        files.get(file).map(|text| (*text).to_owned())
    })
}

/// Folders that use each other in a circle, possibly through files beside them. Files of one folder may use each other.
fn of_folders(all: &Crate) -> Vec<Cycle> {
    let cycles = all.cycles().into_iter();
    cycles.filter(|cycle| cycle.folders.len() > 1).collect()
}

fn shown(cycles: &[Cycle]) -> String {
    cycles.iter().map(ToString::to_string).collect()
}

#[test]
fn folders_of_the_runtime_use_each_other_in_no_circle() {
    let cycles = of_folders(&sources("runtime/src"));
    assert!(cycles.is_empty(), "cycles:\n{}", shown(&cycles));
}

#[test]
fn folders_of_codegen_use_each_other_in_no_circle() {
    let cycles = of_folders(&sources("codegen/src"));
    assert!(cycles.is_empty(), "cycles:\n{}", shown(&cycles));
}

/// A block of ARCHITECTURE.md, ```` ```layers runtime/src/signing ````: the modules of that folder, one layer a line, the uppermost first.
struct Layers {
    /// The crate's sources, and the module inside.
    src: String,
    parent: Vec<String>,
    layers: Vec<Vec<String>>,
}

fn declared(text: &str) -> Vec<Layers> {
    let blocks = text.split("\n```layers ").skip(1);
    blocks
        .map(|block| {
            let (place, rest) = block.split_once('\n').expect("a place");
            let (lines, _) = rest.split_once("```").expect("the end of the block");
            let (name, inside) = place.trim().split_once("/src").expect("…/src");
            let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
            Layers {
                src: format!("{name}/src"),
                parent: inside.split('/').skip(1).map(str::to_owned).collect(),
                layers: lines.lines().map(words).collect(),
            }
        })
        .collect()
}

/// Uses of a layer that is not below: of one above, of another module in the same layer, or of a module in no layer.
fn upwards(uses: &BTreeSet<Use>, layers: &[Vec<String>]) -> Vec<Use> {
    let layer = |name: &String| layers.iter().position(|layer| layer.contains(name));
    let is_down = |one: &&Use| match (layer(&one.from), layer(&one.to)) {
        (Some(from), Some(to)) => from < to,
        _ => false,
    };
    uses.iter().filter(|one| !is_down(one)).cloned().collect()
}

#[test]
fn layers_use_only_what_is_below_them() {
    let text = std::fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    let all = declared(&text);
    assert!(!all.is_empty(), "ARCHITECTURE.md declares no layers");
    for declared in all {
        let uses = sources(&declared.src).uses();
        let uses = uses
            .get(&declared.parent)
            .unwrap_or_else(|| panic!("{} has no module {:?}", declared.src, declared.parent));
        let wrong = upwards(uses, &declared.layers);
        assert!(wrong.is_empty(), "{:?}: {wrong:#?}", declared.parent);
    }
}

/// The paths that the names below take: an import, a re-export, a glob, a path in code, in a macro's input and in its rules.
mod the_test_itself {
    use super::*;

    /// The parent of each cycle, and its modules.
    fn names(cycles: &[Cycle]) -> Vec<String> {
        let name = |cycle: &Cycle| format!("{}: {}", cycle.parent, cycle.names.join(" "));
        cycles.iter().map(name).collect()
    }

    const FOLDERS: [(&str, &str); 3] = [
        ("lib.rs", "mod a; mod b;"),
        ("a/inner.rs", "pub struct A;"),
        ("b/inner.rs", "pub struct B;"),
    ];

    fn two(a: &str, b: &str) -> Vec<Cycle> {
        let a = format!("pub mod inner; {a}");
        let b = format!("pub mod inner; {b}");
        let mut files = FOLDERS.to_vec();
        files.extend([("a/mod.rs", a.as_str()), ("b.rs", b.as_str())]);
        of_folders(&made_up(&files))
    }

    #[test]
    fn one_direction_is_no_circle() {
        assert_eq!(two("use crate::b::inner::B;", ""), []);
        assert_eq!(two("", "fn f() -> super::a::inner::A { todo!() }"), []);
    }

    #[test]
    fn a_circle_is_found_however_it_is_written() {
        let a = "use crate::b::inner::B;";
        for b in [
            "use super::a::inner::A;",
            "use super::a::{self, inner};",
            "use crate::a::*;",
            "use crate::{a as other};",
            "fn f() { let _ = crate::a::inner::A; }",
            "fn f<T: Into<super::a::inner::A>>() {}",
            "fn f() { use crate::a::inner; }",
            "fn f() { println!(\"{}\", [crate::a::inner::A]); }",
            "macro_rules! m { () => { $crate::a::inner::A }; }",
            "impl crate::a::inner::A {}",
        ] {
            assert_eq!(names(&two(a, b)), ["/: a b"], "{b}");
        }
    }

    #[test]
    fn code_for_tests_is_left_out() {
        let a = "use crate::b::inner::B;";
        for b in [
            "#[cfg(test)] use crate::a;",
            "#[cfg(test)] mod tests { use crate::a::inner::A; }",
            "#[cfg(all(test, unix))] mod tests;",
            "#[cfg(test)] fn f() { crate::a::f() }",
        ] {
            assert_eq!(two(a, b), [], "{b}");
        }
        assert_eq!(two(a, "#[cfg(not(test))] use crate::a;").len(), 1);
    }

    #[test]
    fn re_exports_lead_to_the_module_that_defines_the_item() {
        let files = |lib: &'static str, a: &'static str| {
            let mut files = FOLDERS.to_vec();
            files[0] = ("lib.rs", lib);
            files.extend([
                ("a/mod.rs", a),
                ("b.rs", "pub mod inner; use crate::A;"),
                ("c/mod.rs", "pub mod inner;"),
                ("c/inner.rs", "pub struct A; use crate::b::inner::B;"),
            ]);
            of_folders(&made_up(&files))
        };
        let found = files(
            "mod a; mod b; mod c; pub use a::A;",
            "mod inner; pub use super::c::inner::A;",
        );
        assert_eq!(names(&found), ["/: b c"]);
        let found = files(
            "mod a; mod b; mod c; pub use a::*;",
            "mod inner; pub use super::c::inner::*;",
        );
        assert_eq!(names(&found), ["/: b c"]);
        let found = files(
            "mod a; mod b; mod c; pub use a::inner::A;",
            "pub mod inner;",
        );
        assert_eq!(found, []);
    }

    #[test]
    fn circles_are_found_at_every_level_and_through_files() {
        let mut files = vec![
            ("lib.rs", "mod top;"),
            ("top/mod.rs", "mod a; mod b; mod file;"),
            ("top/a/mod.rs", "mod inner; use super::file::F;"),
            ("top/file.rs", "pub struct F; use super::b::inner::B;"),
            ("top/b/mod.rs", "pub mod inner;"),
            (
                "top/b/inner.rs",
                "pub struct B; use crate::top::a::inner::A;",
            ),
            ("top/a/inner.rs", "pub struct A;"),
        ];
        let found = of_folders(&made_up(&files));
        assert_eq!(names(&found), ["/top: a b file"]);
        assert_eq!(found[0].uses.len(), 3, "{}", shown(&found));
        // Files of one folder belong together.
        files[3] = ("top/file.rs", "pub struct F; use super::a::inner::A;");
        assert_eq!(of_folders(&made_up(&files)), []);
    }

    #[test]
    fn exported_macros_belong_to_their_module() {
        let a = "#[macro_export] macro_rules! m { () => {}; } use crate::b::inner::B;";
        assert_eq!(two(a, "crate::m!();").len(), 1);
    }

    #[test]
    fn layers_are_kept_only_downwards() {
        let text = "x\n```layers runtime/src/signing\nup\nmiddle other\ndown\n```\n";
        let [declared] = &declared(text)[..] else {
            panic!("one block");
        };
        assert_eq!(declared.src, "runtime/src");
        assert_eq!(declared.parent, ["signing"]);
        let wrong = |from: &str, to: &str| {
            let (from, to, because) = (from.to_owned(), to.to_owned(), String::new());
            let one = Use { from, to, because };
            !upwards(&BTreeSet::from([one]), &declared.layers).is_empty()
        };
        assert!(!wrong("up", "middle") && !wrong("up", "down") && !wrong("other", "down"));
        assert!(wrong("down", "up") && wrong("middle", "other") && wrong("up", "unknown"));
    }
}

/// The source files that name a variant of an enum in code, as `Enum::Variant`, and those that contain a text.
struct Naming {
    variants: BTreeMap<(String, String), BTreeSet<String>>,
    texts: BTreeMap<String, BTreeSet<String>>,
}

impl Naming {
    fn read() -> Self {
        let mut variants: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        let mut texts: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for src in ["runtime/src", "codegen/src", "cli/src"] {
            let all = match src {
                "cli/src" => Crate::read_from("main.rs", &reader(src)),
                _ => sources(src),
            };
            for (file, path) in all.paths() {
                if let [.., of, variant] = path {
                    let files = variants.entry((of.clone(), variant.clone()));
                    files.or_default().insert(format!("{src}/{file}"));
                }
            }
            for (file, text) in all.texts() {
                let files = texts.entry(text.to_owned()).or_default();
                files.insert(format!("{src}/{file}"));
            }
        }
        Self { variants, texts }
    }

    fn files(&self, of: &str, variant: &str) -> BTreeSet<String> {
        let key = (of.to_owned(), variant.to_owned());
        self.variants.get(&key).cloned().unwrap_or_default()
    }

    fn with_text(&self, text: &str) -> BTreeSet<String> {
        self.texts.get(text).cloned().unwrap_or_default()
    }
}

/// Names of functions that mean something else as well: forms and prefixes of credentials, kinds, places, keys of types and of `mock`,
/// primitives and steps on files.
const COMMON: [&str; 17] = [
    "add",
    "base58",
    "base64",
    "base64url",
    "ed25519",
    "fields",
    "filled",
    "hex",
    "json",
    "md5",
    "prefix",
    "replace",
    "rsa",
    "secp256k1",
    "sha1",
    "text",
    "values",
];

#[test]
fn a_signing_function_touches_at_most_4_source_files() {
    let naming = Naming::read();
    for function in Function::ALL {
        let variant = format!("{function:?}");
        let mut named = naming.files("Function", &variant);
        named.extend(naming.files("F", &variant));
        assert!(!named.is_empty(), "{function:?} is computed nowhere");
        let name = function.definition().name;
        if !COMMON.contains(&name) {
            named.extend(naming.with_text(name));
        }
        named.insert("runtime/src/signing/plan/function/table.rs".to_owned());
        // Its words for editors lie in the list of all words, and what other languages call it beside their other words.
        named.remove("codegen/src/language.rs");
        named.remove("codegen/src/foreign.rs");
        // Signatures with a random number are verified there, and not compared.
        named.remove("runtime/src/signing/verify/another_signature.rs");
        // A file for the implementation is allowed in any case.
        named.retain(|file| !is_implementation(file));
        assert!(named.len() < 4, "{function:?}: {named:#?}");
    }
}

fn is_implementation(file: &str) -> bool {
    let mut folders = file.split('/').rev().skip(1);
    let folder = folders.next().unwrap_or_default();
    ["functions", "crypto"].contains(&folder) && !file.ends_with("/mod.rs")
}

/// The number of source files that may name a pagination style: its data, its walk through the pages, its description for authors of specs, its
/// Rust, and the checks of what it reads from responses.
const FILES_OF_A_STYLE: usize = 6;

#[test]
fn a_pagination_style_touches_few_source_files() {
    let naming = Naming::read();
    // The third style, `page`, is also a common word of texts.
    for style in ["Offset", "Cursor"] {
        let mut named = naming.files("PaginationStyle", style);
        // The key of specs.
        named.extend(naming.with_text(&style.to_lowercase()));
        let few = named.len() <= FILES_OF_A_STYLE;
        assert!(!named.is_empty() && few, "{style}: {named:#?}");
    }
}
