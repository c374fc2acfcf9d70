//! The site that `specie docs --format html` writes, in a browser.

use crate::support::{Folder, root, specie};
use std::path::Path;
use test_server::Browser;

#[test]
fn the_site_is_searched_and_read_in_a_browser() {
    let folder = Folder::new();
    let out = folder.path().to_str().expect("the path is text");
    let run = specie(&["docs", "--out", out, "--format", "html"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let browser = Browser::with(Path::new(env!("CARGO_TARGET_TMPDIR")));
    let looked_at = browser.run(&root().join("cli/tests/cli/browse_site.js"), &[out]);
    let looked_at: usize = looked_at.trim().parse().expect("a number of pages");
    assert!(looked_at > 150, "{looked_at} pages");
}
