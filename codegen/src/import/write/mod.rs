//! A draft as the text of a spec, in the style of specs that are written by hand.

mod lines;
mod marks;
mod operations;
mod scalars;
mod types;

pub(crate) use marks::{Mark, Marks};

use super::draft::{BodyPlace, Draft, Section};
use super::finish::TypeNames;
use super::texts;
use crate::yaml::quoted;

/// Writes a spec.
pub(super) struct Writer<'a> {
    draft: &'a Draft,
    names: TypeNames,
    /// The section of most operations.
    usual: Option<usize>,
    out: String,
    marks: Marks,
}

/// The text of a draft, and which part of the draft each line is from.
pub(crate) fn write(draft: &Draft, names: &TypeNames) -> (String, Marks) {
    let mut writer = Writer {
        draft,
        names: names.clone(),
        usual: usual_section(draft),
        out: String::new(),
        marks: Marks::default(),
    };
    writer.spec();
    (writer.out, writer.marks)
}

/// The section of most operations.
fn usual_section(draft: &Draft) -> Option<usize> {
    let count = |at: usize| {
        let operations = draft.operations.iter();
        operations.filter(|one| one.section == at).count()
    };
    let sections = (0..draft.sections.len()).rev();
    sections.max_by_key(|at| count(*at))
}

impl Writer<'_> {
    fn spec(&mut self) {
        self.head();
        self.access();
        self.errors();
        self.operations();
        self.types();
        self.webhooks();
    }

    /// Remembers from which part of the draft the next lines are.
    fn mark(&mut self, mark: Mark) {
        self.marks.add(self.out.len(), mark);
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// `key: text`, with a block below if the text is long.
    fn text(&mut self, indent: usize, key: &str, text: &str) {
        let value = scalars::value(text, indent + key.len() + 2, indent + 2);
        self.line(indent, &format!("{key}:{value}"));
    }

    fn head(&mut self) {
        let draft = self.draft;
        self.mark(Mark::Head);
        self.line(0, "# yaml-language-server: $schema=./schema.json");
        for comment in &draft.comments {
            self.comment(0, comment);
        }
        self.line(0, &format!("provider: {}", draft.provider));
        if !draft.title.is_empty() {
            self.text(0, "title", &draft.title);
        }
        if let Some(docs) = &draft.docs {
            self.text(0, "docs", docs);
        }
        if !draft.doc.is_empty() {
            self.text(0, "doc", &draft.doc);
        }
        self.line(0, "");
        if !draft.environments.is_empty() {
            self.line(0, "environments:");
            for environment in &draft.environments {
                let mut parts = Vec::new();
                if !environment.doc.is_empty() {
                    parts.push(format!("doc: {}", quoted(&environment.doc)));
                }
                parts.push(format!("base: {}", quoted(&environment.base)));
                self.line(
                    2,
                    &format!("{}: {{ {} }}", environment.name, parts.join(", ")),
                );
            }
            self.line(0, "");
        }
        if let Some(section) = self.usual.and_then(|at| draft.sections.get(at)) {
            let source = draft.docs.as_ref();
            let source = source.map_or(String::new(), |docs| format!(", source: {}", quoted(docs)));
            self.line(
                0,
                &format!("defaults: {{ section: {}{source} }}", section.name),
            );
            self.line(0, "");
        }
    }

    /// A comment, in lines of a readable length. It may quote names of the document, whatever they contain.
    fn comment(&mut self, indent: usize, text: &str) {
        let text = texts::line(text);
        let mut line = String::from("#");
        for word in text.split_whitespace() {
            if line.chars().count() + word.chars().count() > 118_usize.saturating_sub(indent)
                && line.len() > 1
            {
                self.line(indent, &line);
                line = String::from("#");
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(indent, &line);
    }

    /// Credentials, sections and plans.
    fn access(&mut self) {
        let draft = self.draft;
        self.mark(Mark::Access);
        if !draft.credentials.is_empty() {
            self.line(0, "credentials:");
            for one in &draft.credentials {
                let mut words = String::from(if one.public { "public" } else { "secret" });
                if one.optional {
                    words.push_str(" optional");
                }
                let line = match (one.in_url, one.doc.as_str()) {
                    (true, _) => format!(
                        "{}: {{ type: {words}, allowed-in-url: the document sends it in the query }}",
                        one.name
                    ),
                    (false, "") => format!("{}: {words}", one.name),
                    (false, doc) => format!("{}: {words} -- {doc}", one.name),
                };
                self.line(2, &line);
            }
            self.line(0, "");
        }
        self.line(0, "sections:");
        let common = self.common_base();
        if let Some((base, path)) = &common {
            let base = quoted(base);
            let path = quoted(path);
            self.line(2, &format!("default: {{ base: {base}, path: {path} }}"));
        }
        for (at, section) in draft.sections.iter().enumerate() {
            self.mark(Mark::Section(at));
            self.section(section, common.is_some());
        }
        self.line(0, "");
        if draft.plans.is_empty() {
            return;
        }
        self.line(0, "auth:");
        for (at, plan) in draft.plans.iter().enumerate() {
            self.mark(Mark::Plan(at));
            for comment in &plan.comments {
                self.comment(2, comment);
            }
            if plan.lines.is_empty() {
                self.line(2, &format!("{}: []", plan.name));
                continue;
            }
            self.line(2, &format!("{}:", plan.name));
            for line in &plan.lines {
                self.line(4, line);
            }
        }
        self.line(0, "");
    }

    /// Base and path, if all sections have the same.
    fn common_base(&self) -> Option<(String, String)> {
        let first = self.draft.sections.first()?;
        let same = self
            .draft
            .sections
            .iter()
            .all(|one| one.base == first.base && one.path == first.path);
        (same && self.draft.sections.len() > 1).then(|| (first.base.clone(), first.path.clone()))
    }

    fn section(&mut self, section: &Section, is_common: bool) {
        let mut parts: Vec<String> = Vec::new();
        if !is_common {
            parts.push(format!("base: {}", quoted(&section.base)));
            parts.push(format!("path: {}", quoted(&section.path)));
        }
        let place = match section.place {
            BodyPlace::Json => "json",
            BodyPlace::Form => "form",
        };
        match section.all_in_query {
            true => parts.push("params: query".to_owned()),
            false => {
                let methods = section.in_query.iter();
                let methods: Vec<String> =
                    methods.map(|method| format!("{method}: query")).collect();
                let usual =
                    section.place == BodyPlace::Json && section.in_query == ["GET", "DELETE"];
                if methods.is_empty() {
                    parts.push(format!("params: {place}"));
                } else if !usual {
                    parts.push(format!(
                        "params: {{ {}, else: {place} }}",
                        methods.join(", ")
                    ));
                }
            }
        }
        if let Some(arrays) = section.arrays {
            parts.push(format!("encode: 'rfc3986(arrays=\"{arrays}\")'"));
        }
        if let Some(plan) = section.auth.and_then(|at| self.draft.plans.get(at)) {
            parts.push(format!("auth: {}", plan.name));
        }
        let line = match parts.is_empty() {
            true => format!("{}: {{}}", section.name),
            false => format!("{}: {{ {} }}", section.name, parts.join(", ")),
        };
        self.line(2, &line);
    }

    fn errors(&mut self) {
        let errors = &self.draft.errors;
        if errors == &super::draft::Errors::default() {
            return;
        }
        self.mark(Mark::Errors);
        self.line(0, "errors:");
        if let Some(code) = &errors.code {
            self.line(2, &format!("code: {code}"));
        }
        if let Some(message) = &errors.message {
            self.line(2, &format!("message: {message}"));
        }
        if let Some(data) = &errors.data {
            let ty = self.ty(data, "ErrorData");
            self.line(2, &format!("data: {{ path: body, type: {ty} }}"));
        }
        if let Some(name) = &errors.request_id {
            self.line(2, &format!("request_id: header.{name}"));
        }
        if !errors.statuses.is_empty() {
            self.line(2, "status:");
            for (status, kind) in &errors.statuses {
                self.line(4, &format!("{status}: {kind}"));
            }
        }
        self.line(0, "");
    }
}
