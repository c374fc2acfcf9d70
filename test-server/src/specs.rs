use std::fs;
use std::path::Path;

/// The providers of this workspace, by name: each has a file in `specs/`.
#[must_use]
pub fn providers() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let files = fs::read_dir(folder).expect("the folder of the specs");
    let mut names: Vec<String> = files
        .filter_map(|file| {
            let name = file.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".yaml").map(str::to_owned)
        })
        .collect();
    names.sort_unstable();
    names
}
