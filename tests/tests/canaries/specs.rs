//! The specs, and clients whose secrets are canaries.

use crate::secrets::{Canary, Traces, public, replaced};
use specie_codegen::model::{Api, Vector, VectorSubject};
use specie_codegen::{Options, load};
use specie_runtime::signing::plan::{Credential, Data, KeepFrom};
use specie_runtime::signing::{Credentials, SessionValues, Settings, Value};
use std::path::{Path, PathBuf};

/// All specs of these folders below `tests`, of which each is in a file or a folder of its own.
pub fn models(folders: &[&str]) -> Vec<Api> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let inside = path.join("spec.yaml");
            files.push(if inside.exists() { inside } else { path });
        }
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    files.sort();
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    files
        .iter()
        .map(|path| {
            let shown = path.display().to_string();
            let loaded = load(&shown, std::fs::read(path).expect("readable"), &options);
            loaded.api.unwrap_or_else(|| panic!("{shown} has errors"))
        })
        .collect()
}

/// What a client is given.
pub struct Given {
    pub credentials: Credentials,
    pub session: SessionValues,
    pub settings: Settings,
    pub canaries: Vec<Canary>,
}

impl Given {
    /// The largest number of forms that a secret of a scheme has: so many clients use each form once.
    pub fn ways(api: &Api) -> usize {
        let secrets = api
            .runtime
            .scheme
            .credentials
            .iter()
            .filter(|one| one.secret);
        secrets.map(|one| one.forms.len()).max().unwrap_or(1)
    }

    /// What the client of a vector is given, with canaries for its secrets; of forms that are chosen by `way`.
    pub fn new(api: &Api, vector: Option<&Vector>, way: usize) -> Self {
        let mut given = Self {
            credentials: Credentials::new(),
            session: SessionValues::new(),
            settings: Settings::new(),
            canaries: Vec::new(),
        };
        let scheme = &api.runtime.scheme;
        for (number, credential) in scheme.credentials.iter().enumerate() {
            let text = given.credential(number, credential, vector, way);
            given.credentials.set(&*credential.name, text);
        }
        let recorded = vector.map(|vector| &vector.subject);
        let (session, settings) = match recorded {
            Some(VectorSubject::Call {
                session, settings, ..
            }) => (&**session, &**settings),
            _ => (&[][..], &[][..]),
        };
        for (name, value) in settings {
            given.settings.set(name.clone(), value.clone());
        }
        for keep in scheme
            .sessions
            .iter()
            .flat_map(|session| session.keep.iter())
        {
            let canary = Canary::plain(20 + given.canaries.len());
            let recorded = session.iter().find(|(name, _)| *name == keep.name);
            let value = match (recorded, &keep.from) {
                (Some((_, data)), _) => replaced(data, &canary.text),
                (None, KeepFrom::GivenJson) => {
                    Data::List(vec![Data::Text(canary.text.clone().into())].into())
                }
                (None, _) => Data::Text(canary.text.clone().into()),
            };
            given
                .session
                .set(&*keep.name, Value::from(&value).into_owned());
            given.canaries.push(canary);
        }
        given
    }

    fn credential(
        &mut self,
        number: usize,
        credential: &Credential,
        vector: Option<&Vector>,
        way: usize,
    ) -> String {
        let form = credential.forms[way % credential.forms.len()];
        let recorded = vector.and_then(|vector| {
            let mut known = vector.credentials.iter();
            known.find(|(name, _)| *name == credential.name)
        });
        match (credential.secret, recorded) {
            (false, Some((_, text))) => text.clone(),
            (false, None) => public(form, number),
            (true, _) => {
                let canary = Canary::of(form, number);
                self.canaries.push(canary.clone());
                canary.text
            }
        }
    }

    pub fn traces(&self) -> Traces {
        Traces::of(&self.canaries)
    }
}
