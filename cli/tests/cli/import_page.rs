//! `docs/import.md`, followed from its first line to its last: what it writes, changes, runs and shows.

use crate::mock::Mock;
use crate::support::{Folder, root};
use std::path::Path;
use std::process::Command;

/// A fenced block: the words behind the fence, and what is in it.
struct Block {
    line: usize,
    words: Vec<String>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(words), None) => {
                open = Some(Block {
                    line: at + 1,
                    words: words.split_whitespace().map(str::to_owned).collect(),
                    text: String::new(),
                });
            }
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

/// A reader who types what the page shows.
struct Reader {
    folder: Folder,
    /// What the commands of the last block wrote.
    shown: String,
    /// The mock, which has another address than the page's.
    mock: Option<Mock>,
}

impl Reader {
    fn command(&self, line: &str) -> Command {
        let mut words = words(line).into_iter();
        let program = words.next().expect("a command");
        let mut command = Command::new(match program.as_str() {
            "specie" => env!("CARGO_BIN_EXE_specie"),
            other => other,
        });
        let address = self.mock.as_ref().map(|mock| mock.url.as_str());
        for word in words {
            match (word.as_str(), address) {
                ("http://127.0.0.1:8080", Some(address)) => command.arg(address),
                // Any free one.
                ("8080", None) => command.arg("0"),
                (word, _) => command.arg(word),
            };
        }
        command.current_dir(self.folder.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "reader");
            command.env(format!("GIT_{who}_EMAIL"), "reader@acme.example");
        }
        command
    }

    fn run(&mut self, block: &Block) {
        self.shown.clear();
        let code = match block.words.last().map(String::as_str) {
            Some("1") => 1,
            _ => 0,
        };
        for line in block.text.lines() {
            let (command, file) = match line.split_once(" > ") {
                Some((command, file)) => (command, Some(file)),
                None => (line, None),
            };
            let done = self.command(command).output().expect("it starts");
            assert_eq!(done.status.code(), Some(code), "{line}: {done:?}");
            let out = String::from_utf8(done.stdout).expect("text");
            match file {
                Some(file) => drop(self.folder.write(file, &out)),
                None => self.shown.push_str(&out),
            }
        }
    }

    /// Changes a file as a diff says, into another one if two are named.
    fn change(&self, block: &Block) {
        let path = |name: &str| self.folder.path().join(name);
        let (from, to) = (&block.words[1], block.words.last().expect("a name"));
        let mut text = std::fs::read_to_string(path(from)).expect("a file");
        for hunk in block.text.split("@@\n") {
            let side = |other: char| -> String {
                let lines = hunk.lines().filter(|line| !line.starts_with(other));
                let lines: Vec<&str> = lines.map(|line| line.get(1..).unwrap_or("")).collect();
                lines.join("\n")
            };
            let (old, new) = (side('+'), side('-'));
            let found = text.matches(&old).count();
            assert_eq!(found, 1, "line {}: {old:?} in\n{text}", block.line);
            text = text.replace(&old, &new);
        }
        std::fs::write(path(to), text).expect("a file");
    }
}

/// Words of a command, in quotes or not.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, piece) in line.split('"').enumerate() {
        match at % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words
}

#[test]
fn the_page_leads_from_a_document_to_a_client_and_on() {
    let page = std::fs::read_to_string(root().join("docs/import.md")).expect("it is there");
    let mut reader = Reader {
        folder: Folder::new(),
        shown: String::new(),
        mock: None,
    };
    for block in blocks(&page) {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["json" | "python", name] => drop(reader.folder.write(name, &block.text)),
            ["sh", "in", "another", "terminal"] => {
                reader.mock = Some(Mock::of(reader.command(block.text.trim())));
            }
            ["sh", ..] => reader.run(&block),
            ["diff", ..] => reader.change(&block),
            ["text"] => {
                for line in block.text.lines() {
                    assert!(
                        reader.shown.contains(line),
                        "line {}: no {line:?} in\n{}",
                        block.line,
                        reader.shown
                    );
                }
            }
            ["json"] | [] => {}
            other => panic!("line {}: {other:?}", block.line),
        }
    }
    let client = reader.folder.path().join("acme-client/src/acme/mod.rs");
    assert!(Path::is_file(&client), "the client is there");
}
