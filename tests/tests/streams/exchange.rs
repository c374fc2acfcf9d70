//! An exchange: its spec, its recorded cases, and what they are in our words.

use serde_json::Value as Json;
use specie_codegen::diagnostic::render;
use specie_codegen::model::{Api, Stream};
use specie_codegen::{Options, load};
use specie_runtime::signing::{Credentials, Settings, Signer, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// An exchange with its recorded cases.
pub struct Exchange {
    /// Its spec, lowered.
    pub api: Api,
    /// What all its cases have in common.
    pub notes: Notes,
    /// Its cases.
    pub cases: Vec<Case>,
    /// Conversations that go on with a message whose number shows that others were lost.
    pub lost: Vec<Lost>,
    /// The reasons of all differences.
    pub differences: BTreeSet<String>,
    /// Members of the credentials, as recorded.
    credentials: Json,
    /// The time of everything, in milliseconds.
    pub now_ms: i64,
    /// The UUID that was used.
    pub uuid: String,
}

/// Differences that all cases of an exchange have.
#[derive(Default)]
pub struct Notes {
    /// Members with an id: any that is used once is as good.
    pub ids: Vec<String>,
    /// The whole file.
    file: Json,
}

/// A recorded case, and what it is.
pub struct Case {
    /// Name of the recorded case.
    pub name: String,
    /// Why it is not replayed.
    pub left_out: Option<String>,
    /// What was recorded.
    pub recorded: Json,
    /// What it is.
    pub ours: Json,
}

/// A message that comes after others that never arrived.
pub struct Lost {
    /// The case that it follows.
    pub case: usize,
    /// The message.
    pub then: String,
    /// How many messages are lost, for each gap that is told.
    pub gaps: Vec<Option<u64>>,
}

fn read(path: PathBuf) -> Json {
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Exchange {
    /// Reads spec, recorded cases and what they are. The spec must be without fault, and the two lists of cases must be the same.
    pub fn load(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("streams");
        let recorded = read(root.join("recorded").join(format!("{name}.json")));
        let ours = read(root.join("cases").join(format!("{name}.json")));
        let names = |file: &Json| -> Vec<String> {
            let cases = list(&file["cases"]).iter();
            cases.map(|case| text(&case["name"]).to_owned()).collect()
        };
        assert_eq!(names(&recorded), names(&ours), "cases of {name}");
        let cases = list(&recorded["cases"]).iter().zip(list(&ours["cases"]));
        let cases = cases.map(|(recorded, ours)| Case {
            name: text(&recorded["name"]).to_owned(),
            left_out: ours["left_out"].as_str().map(str::to_owned),
            recorded: recorded.clone(),
            ours: ours.clone(),
        });
        let lost = list_or_none(&ours["lost"]).iter().map(|lost| Lost {
            case: index(&lost["case"]),
            then: lost["then"].to_string(),
            gaps: gaps(&lost["gaps"]),
        });
        let mut differences = BTreeSet::new();
        reasons(&ours, &mut differences);
        Self {
            api: spec(&root.join(format!("{name}.yaml"))),
            cases: cases.collect(),
            lost: lost.collect(),
            differences,
            credentials: recorded["credentials"].clone(),
            now_ms: recorded["now_ms"].as_i64().expect("a time"),
            uuid: text(&recorded["uuid"]).to_owned(),
            notes: Notes {
                ids: list_or_none(&ours["ids"])
                    .iter()
                    .map(|name| text(name).to_owned())
                    .collect(),
                file: ours,
            },
        }
    }

    /// The stream of a name.
    pub fn stream(&self, name: &str) -> &Stream {
        let stream = self.api.streams.iter().find(|stream| stream.name == name);
        stream.unwrap_or_else(|| panic!("unknown stream `{name}`"))
    }

    /// The differences of a kind: those of the exchange and of the case.
    pub fn differences<'a>(&'a self, case: &'a Case, kind: &str) -> impl Iterator<Item = &'a Json> {
        let all = list_or_none(&self.notes.file[kind]);
        all.iter().chain(list_or_none(&case.ours[kind]))
    }

    /// The member that counts the messages of a connection, where the recording does not.
    pub fn counted(&self) -> Option<&Json> {
        Some(&self.notes.file["count"]).filter(|note| note.is_object())
    }

    /// The credentials of a case.
    pub fn credentials(&self, case: &Case) -> Credentials {
        let given = match &case.recorded["credentials"] {
            Json::Null => &self.credentials,
            given => given,
        };
        let declared = &self.api.runtime.scheme.credentials;
        let given = given.as_object().expect("credentials").iter();
        let given = given.map(|(name, value)| {
            let name = if name == "apiKey" { "api_key" } else { name };
            (name.to_owned(), text(value).to_owned())
        });
        given
            .filter(|(name, _)| declared.iter().any(|one| one.name == *name))
            .collect()
    }

    /// A signer with the credentials of a case.
    pub fn signer(&self, case: &Case) -> Signer {
        let given = self.credentials(case);
        let signer = Signer::new(self.api.runtime.scheme.clone(), &given, &Settings::new());
        signer.expect("the recorded credentials fit")
    }

    /// The defaults of the settings.
    pub fn settings(&self) -> Vec<Value<'static>> {
        let settings = self.api.runtime.scheme.settings.iter();
        settings
            .map(|setting| Value::from(&setting.default).into_owned())
            .collect()
    }
}

fn spec(path: &Path) -> Api {
    let text = std::fs::read(path).expect("the spec is there");
    let loaded = load(&path.display().to_string(), text, &Options::default());
    let faults: Vec<String> = loaded
        .diagnostics
        .sorted()
        .into_iter()
        .map(|fault| render::terminal(&loaded.source, fault, false))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    loaded.api.expect("a spec without faults has a model")
}

/// Every reason in a file, wherever it is.
fn reasons(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            if let Some(Json::String(why)) = members.get("why") {
                found.insert(why.clone());
            }
            members.values().for_each(|value| reasons(value, found));
        }
        Json::Array(items) => items.iter().for_each(|value| reasons(value, found)),
        _ => {}
    }
}

/// A list that must be there.
pub fn list(value: &Json) -> &[Json] {
    value.as_array().expect("a list")
}

/// A list, empty if it is not there.
pub fn list_or_none(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// How many messages each gap lost, as far as that is known.
pub fn gaps(value: &Json) -> Vec<Option<u64>> {
    list_or_none(value).iter().map(Json::as_u64).collect()
}

/// A text that must be there.
pub fn text(value: &Json) -> &str {
    value.as_str().expect("a text")
}

/// An index that must be there.
pub fn index(value: &Json) -> usize {
    let index = value.as_u64().and_then(|index| usize::try_from(index).ok());
    index.expect("an index")
}
