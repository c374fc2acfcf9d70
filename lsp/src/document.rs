//! An open document, and what is known about its text.

use crate::names::Declared;
use gen_lsp_types::Uri;
use specie_codegen::diagnostic::Diagnostics;
use specie_codegen::model::Api;
use specie_codegen::source::Source;
use specie_codegen::yaml;
use specie_codegen::{Loaded, Options, load};

/// An open document.
pub struct Document {
    pub uri: Uri,
    pub version: i32,
    /// The text. Its path is the last part of the address.
    pub source: Source,
    /// The names of the last text that was valid YAML.
    declared: Declared,
    /// Whether `declared` was read from an earlier text.
    is_behind: bool,
    /// The front end's results, once they were needed for this text.
    analysis: Option<Loaded>,
    /// The last text without errors, and its model.
    sound: Option<(Source, Api)>,
}

impl Document {
    /// A document that was just opened.
    pub fn open(uri: Uri, version: i32, text: String) -> Self {
        Self {
            source: Source::new(file_name(&uri), text),
            uri,
            version,
            declared: Declared::default(),
            is_behind: true,
            analysis: None,
            sound: None,
        }
    }

    /// Replaces the text.
    pub fn change(&mut self, version: i32, text: String) {
        self.version = version;
        self.source = Source::new(self.source.path.clone(), text);
        self.is_behind = true;
        if let Some(Loaded {
            source,
            api: Some(api),
            ..
        }) = self.analysis.take()
        {
            self.sound = Some((source, api));
        }
    }

    /// Whether it is a spec: an editor may send every YAML file. A spec names its provider; a new file in a folder `specs` will.
    pub fn is_spec(&self) -> bool {
        let mut lines = self.source.text.lines();
        lines.any(|line| line.starts_with("provider:")) || self.uri.0.contains("/specs/")
    }

    /// The names that it declares.
    pub fn declared(&mut self) -> &Declared {
        if self.is_behind {
            self.is_behind = false;
            if let Some(tree) = yaml::parse(&self.source, &mut Diagnostics::new()) {
                self.declared = Declared::of(&tree, &self.source);
            }
        }
        &self.declared
    }

    /// Runs the front end, unless it was run for this text.
    pub fn analyse(&mut self) {
        // The names are needed once a later text is broken.
        self.declared();
        if self.analysis.is_none() {
            let source = &self.source;
            let bytes = source.text.as_bytes().to_vec();
            self.analysis = Some(load(&source.path, bytes, &Options::default()));
        }
    }

    /// The model; if the text has errors, that of the last text without any. Then it is only given for a byte up to which both texts are
    /// the same, so that its lines are those of the present text.
    pub fn model_at(&self, at: usize) -> Option<&Api> {
        if let Some(api) = self.analysis.as_ref().and_then(|it| it.api.as_ref()) {
            return Some(api);
        }
        let (source, api) = self.sound.as_ref()?;
        let (start, line) = self.source.line_at(at);
        let end = start + line.len();
        let same = source.text.get(..end) == self.source.text.get(..end);
        same.then_some(api)
    }

    /// What the front end made of the present text, after [`Document::analyse`].
    pub fn analysis(&self) -> Option<&Loaded> {
        self.analysis.as_ref()
    }
}

/// The last part of an address, for messages.
fn file_name(uri: &Uri) -> String {
    let path = uri.0.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    name.unwrap_or("spec.yaml").to_owned()
}
