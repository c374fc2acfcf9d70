//! A headless Chromium, for tests of pages.

use crate::debian;
use crate::interpreters::Node;
use std::path::{Path, PathBuf};

/// The names of the program, on the systems that have it.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// Chromium, driven by scripts of Node.
///
/// A script exports an async function, which opens pages and looks at them: see `browser/run.js`. Whatever it does, an error in the console
/// of a page, a request that fails, and a request to another machine fail the test.
#[derive(Clone, Debug)]
pub struct Browser {
    node: Node,
    chromium: PathBuf,
}

impl Browser {
    /// Chromium, with the packages that drive it. They are installed below `folder`, if they are not there yet.
    ///
    /// # Panics
    /// Chromium, Node or npm is not installed, and cannot be installed by the tests; or the packages cannot be installed.
    #[must_use]
    pub fn with(folder: &Path) -> Self {
        Self {
            node: Node::with(&scripts(), folder),
            chromium: chromium(),
        }
    }

    /// Runs a script with these arguments, and returns what it prints: the JSON of what its function returns.
    ///
    /// # Panics
    /// The script fails, or a page that it opens has a fault.
    #[must_use]
    pub fn run(&self, script: &Path, arguments: &[&str]) -> String {
        let mut command = self.node.script(&scripts().join("run.js"));
        command.arg(&self.chromium).arg(script).args(arguments);
        let output = command
            .output()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let [printed, faults] = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(
            output.status.success(),
            "{} in Chromium:\n{faults}",
            script.display()
        );
        printed
    }
}

/// The folder with the script that runs the others, and the packages that it needs.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// The program, which is installed if it is missing.
fn chromium() -> PathBuf {
    let ask = || NAMES.into_iter().find_map(find);
    // Without a font, text has no size.
    let packages = ["chromium", "fonts-dejavu-core"];
    ask()
        .or_else(|| debian::install(&packages).then(ask).flatten())
        .expect("the tests need Chromium: `apt-get install chromium fonts-dejavu-core`, `dnf install chromium` or `brew install --cask chromium`")
}

/// Where a program is.
fn find(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&folders).map(|folder| folder.join(name));
    places.find(|place| place.is_file())
}
