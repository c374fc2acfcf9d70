//! Chromium, with pages that are sound and pages that are not.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use test_server::Browser;

/// Below the folder `target` of the workspace.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// Opens a page with this body, and returns its heading or what is wrong with it.
fn opened(browser: &Browser, name: &str, body: &str) -> Result<String, String> {
    let folder = Path::new(FOLDER).join("pages");
    fs::create_dir_all(&folder).unwrap();
    let write = |file: &str, text: &str| -> PathBuf {
        let place = folder.join(file);
        fs::write(&place, text).unwrap();
        place
    };
    let script = write(
        &format!("{name}.js"),
        "module.exports = async ({ open, audit }, address) => {
           const page = await open(address)
           await audit(page)
           return await page.textContent('h1')
         }",
    );
    let page = write(
        &format!("{name}.html"),
        &format!(
            "<!doctype html><html lang=en><title>Page</title><main><h1>A page</h1>{body}</main>"
        ),
    );
    let address = format!("file://{}", page.display());
    let run = catch_unwind(|| browser.run(&script, &[&address]));
    run.map_err(|fault| *fault.downcast::<String>().unwrap())
}

#[test]
fn a_sound_page_is_looked_at_and_every_fault_of_another_is_told() {
    let browser = Browser::with(Path::new(FOLDER));
    assert_eq!(
        opened(&browser, "sound", "<p>Text.</p>").unwrap(),
        "\"A page\"\n"
    );

    let body = "<img src=missing.png><p style='color:#aaa'>Pale text.</p>
        <script src=https://elsewhere.example/x.js></script><script>console.error('a message'); null.x</script>";
    let faults = opened(&browser, "faulty", body).unwrap_err();
    for fault in [
        "request failed: file://",
        "request failed: https://elsewhere.example/x.js",
        "console: a message",
        "exception: ",
        "critical: image-alt",
        "serious: color-contrast",
    ] {
        assert!(faults.contains(fault), "expected {fault:?} in {faults}");
    }
}
