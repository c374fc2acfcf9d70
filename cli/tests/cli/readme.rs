//! The commands that README shows for a spec of one's own.

use crate::support::{Folder, root, specie_in};

#[test]
fn the_commands_of_readme_work_on_the_spec_of_readme() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("it is there");
    let after = |text: &str, mark: &str| -> String {
        let (_, rest) = text
            .split_once(mark)
            .unwrap_or_else(|| panic!("no `{mark}`"));
        rest.to_owned()
    };
    let rest = after(&readme, "\n```yaml\n");
    let (spec, rest) = rest.split_once("```").expect("an end");
    let rest = after(rest, "\n```sh\n");
    let (commands, _) = rest.split_once("```").expect("an end");

    let folder = Folder::new();
    folder.write("acme.yaml", spec);
    folder.write("c.json", r#"{"api_key": "k", "secret": "s"}"#);
    folder.write("p.json", r#"{"coin": "BTC"}"#);
    let mut run = Vec::new();
    for line in commands.lines() {
        let command = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = command.split_whitespace().collect();
        let arguments = words.strip_prefix(&["specie"]).expect("a command of ours");
        let done = specie_in(folder.path(), arguments);
        assert_eq!(done.code, Some(0), "{line}: {done:?}");
        run.extend(arguments.first().copied());
    }
    assert_eq!(run, ["check", "sign", "generate"]);
    let crate_root = folder.path().join("acme-client/src/lib.rs");
    assert!(crate_root.is_file(), "the last of them makes a crate");
}
