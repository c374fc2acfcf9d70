//! The pages of one provider.

use super::drawing;
use super::html::{Html, plain};
use super::links::{Ids, Links, Page};
use super::search::{Entry, Search};
use super::sent;
use super::{TEMPLATES, TemplateError, page_context};
use crate::emit::common::describe;
use crate::emit::docs::value::View;
use crate::emit::docs::views;
use crate::files::Files;
use crate::markdown::{Markdown, anchor, visible};
use crate::model::{Api, Kind, Operation, Response};
use crate::validate::Way;
use crate::{example_values, json};
use specie_runtime::signing::plan::Data;
use std::collections::HashMap;
use tera::{Context, Value};

/// The most operations that are listed beside each page: a list of a thousand on a thousand pages would be a million links.
const LISTED_BESIDE: usize = 80;

/// How a count is followed by its noun.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What a provider has, in words.
pub fn counts(api: &Api) -> Vec<String> {
    let counts = [
        (api.operations.len(), "operation"),
        (api.types.len(), "type"),
        (api.webhooks.len(), "webhook"),
        (api.streams.len(), "stream"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, noun)| counted(count, noun)).collect()
}

/// Adds the pages of a provider below its folder, and what is found on them.
pub fn emit(api: &Api, files: &mut Files, search: &mut Search) -> Result<(), TemplateError> {
    let title = visible(&api.runtime.title).into_owned();
    let mut pages = Pages {
        api,
        title,
        links: Links::of(api),
        files,
        search,
    };
    pages.overview()?;
    if !api.guides.is_empty() {
        pages.guides()?;
    }
    pages.operations()?;
    pages.types()?;
    pages.signing()?;
    pages.errors()?;
    if !api.webhooks.is_empty() {
        pages.webhooks()?;
    }
    if !api.streams.is_empty() {
        pages.streams()?;
    }
    Ok(())
}

struct Pages<'a> {
    api: &'a Api,
    title: String,
    links: Links,
    files: &'a mut Files,
    search: &'a mut Search,
}

impl Pages<'_> {
    fn html(&self, page: Page) -> Html<'_> {
        Html {
            links: &self.links,
            page,
        }
    }

    /// What every page of the provider needs.
    fn context(&self, page: Page, title: &str, description: &str) -> Context {
        let root = match page.up() {
            "" => "../",
            _ => "../../",
        };
        let mut context = page_context(title, root, Some(&self.api.spec_path));
        context.insert("provider", &self.title);
        context.insert("description", description);
        context.insert("up", page.up());
        context.insert_value("nav", self.nav(page).into());
        context.insert_value("nav_operations", self.nav_operations("").into());
        context
    }

    /// The pages, for the list beside each.
    fn nav(&self, here: Page) -> Vec<Value> {
        let api = self.api;
        let all = [
            (
                Page::Overview,
                "Overview",
                None,
                "What it is, and how to start.",
            ),
            (
                Page::Guides,
                "Guides",
                Some(api.guides.len()),
                "What to call, in which order.",
            ),
            (
                Page::Operations,
                "Operations",
                Some(api.operations.len()),
                "Every call, with examples of requests and responses.",
            ),
            (
                Page::Types,
                "Types",
                Some(api.types.len()),
                "What is sent and received, member by member.",
            ),
            (
                Page::Signing,
                "Signing",
                None,
                "How requests are signed, step by step, with real bytes.",
            ),
            (
                Page::Errors,
                "Errors",
                None,
                "What a failed call proves, and the provider's codes.",
            ),
            (
                Page::Webhooks,
                "Webhooks",
                Some(api.webhooks.len()),
                "What the provider reports, and how it is verified.",
            ),
            (
                Page::Streams,
                "Streams",
                Some(api.streams.len()),
                "Channels and events of open connections.",
            ),
        ];
        let there = all.into_iter().filter(|(page, _, count, _)| {
            *count != Some(0) || matches!(page, Page::Operations | Page::Types)
        });
        let entry =
            |(page, label, count, about): (Page, &'static str, Option<usize>, &'static str)| {
                Value::from(HashMap::from([
                    ("file", Value::from(page.file())),
                    ("label", label.into()),
                    (
                        "count",
                        count.map_or_else(Value::none, |count| count.to_string().into()),
                    ),
                    ("about", about.into()),
                    ("current", (page == here).into()),
                ]))
            };
        there.map(entry).collect()
    }

    /// The operations, for the list beside each page.
    fn nav_operations(&self, here: &str) -> Vec<Value> {
        if self.api.operations.len() > LISTED_BESIDE {
            return Vec::new();
        }
        let operations = 0..self.api.operations.len();
        operations.map(|at| self.operation_link(at, here)).collect()
    }

    /// Name and place of an operation.
    fn operation_link(&self, index: usize, here: &str) -> Value {
        let Some(operation) = self.api.operations.get(index) else {
            return Value::none();
        };
        Value::from(HashMap::from([
            ("file", Value::from(self.links.operation(index))),
            ("name", visible(&operation.name).into_owned().into()),
            ("current", (operation.name == here).into()),
        ]))
    }

    /// Renders a page that shows one view.
    fn page(
        &mut self,
        page: Page,
        title: &str,
        description: &str,
        view: &View,
        more: impl FnOnce(&mut Context),
    ) -> Result<(), TemplateError> {
        let mut context = self.context(page, title, description);
        context.insert_value("page", self.html(page).value(view));
        more(&mut context);
        let template = match page {
            Page::Overview => "overview.html",
            Page::Guides => "guides.html",
            Page::Operations | Page::Operation => "operations.html",
            Page::Types => "types.html",
            Page::Signing => "signing.html",
            Page::Errors => "errors.html",
            Page::Webhooks => "webhooks.html",
            Page::Streams => "streams.html",
        };
        let text = TEMPLATES.render(template, &context)?;
        let path = format!("{}/{}.html", self.api.provider, page.file());
        self.files.insert(path, text);
        Ok(())
    }

    /// Adds an entry to the search; `place` begins at the provider's folder.
    fn found(&mut self, kind: &'static str, name: &str, of: Option<&str>, text: &str, place: &str) {
        let of = match of {
            Some(of) => format!("{} · {of}", self.title),
            None => self.title.clone(),
        };
        self.search.add(Entry {
            kind,
            name,
            of: &of,
            text,
            place: format!("{}/{place}", self.api.provider),
        });
    }

    fn overview(&mut self) -> Result<(), TemplateError> {
        let view = views::overview(self.api);
        let about = plain(&views::summary(&self.api.doc.text));
        let title = self.title.clone();
        self.found("provider", &title, None, &about, "index.html");
        self.page(Page::Overview, "Overview", &about, &view, |_| {})
    }

    fn guides(&mut self) -> Result<(), TemplateError> {
        let view = views::guides(self.api);
        let mut ids = Ids::default();
        let mut guides = Vec::new();
        for guide in &self.api.guides {
            let id = ids.unique(&anchor(&guide.title));
            let about = plain(&views::summary(&guide.doc.text));
            let place = format!("guides.html#{id}");
            self.found("guide", &visible(&guide.title), None, &about, &place);
            guides.push(Value::from(HashMap::from([("id", Value::from(id))])));
        }
        self.page(
            Page::Guides,
            "Guides",
            "What to call, in which order.",
            &view,
            |context| context.insert_value("guides", guides.into()),
        )
    }

    fn operations(&mut self) -> Result<(), TemplateError> {
        let view = views::operations(self.api);
        self.page(
            Page::Operations,
            "Operations",
            "Every operation of the API.",
            &view,
            |_| {},
        )?;
        for index in 0..self.api.operations.len() {
            self.operation(index)?;
        }
        Ok(())
    }

    fn operation(&mut self, index: usize) -> Result<(), TemplateError> {
        let api = self.api;
        let Some(operation) = api.operations.get(index) else {
            return Ok(());
        };
        let view = views::operation(api, operation);
        let about = plain(&views::summary(&operation.doc.text));
        let name = visible(&operation.name).into_owned();
        let file = self.links.operation(index);
        let call = format!("{about} {} {}", operation.method, operation.path);
        self.found("operation", &name, None, &call, &file);
        let ids = self.fields(
            &mut Ids::default(),
            "parameter",
            &view,
            "params",
            &name,
            &file,
        );

        let html = self.html(Page::Operation);
        let mut context = self.context(Page::Operation, &name, &about);
        context.insert_value("operation", html.value(&view));
        context.insert("ids", &ids);
        context.insert_value("made", self.made(&html, index));
        context.insert_value("sent", self.sent(&html, operation));
        context.insert_value("shown", self.answered(&html, operation));
        context.insert_value(
            "nav_operations",
            self.nav_operations(&operation.name).into(),
        );
        let before = index.checked_sub(1);
        let link =
            |at: Option<usize>| at.map_or_else(Value::none, |at| self.operation_link(at, ""));
        context.insert_value("before", link(before));
        context.insert_value("after", link(Some(index + 1)));
        let text = TEMPLATES.render("operation.html", &context)?;
        self.files
            .insert(format!("{}/{file}", self.api.provider), text);
        Ok(())
    }

    /// A request and the data of its response, made up by type, for an operation without examples.
    fn made(&self, html: &Html<'_>, index: usize) -> Value {
        let block = |data: &Data| html.safe(&Markdown::fenced("json", &json::write(data)));
        let Some(operation) = self.api.operations.get(index) else {
            return Value::none();
        };
        let params = example_values::params(self.api, operation);
        let response = match &operation.response {
            Response::Type(ty) | Response::Optional(ty) => Some(example_values::value(
                self.api,
                ty,
                "response",
                None,
                Way::Received,
            )),
            _ => None,
        };
        let params = (!params.is_empty()).then(|| Data::Object(params.into()));
        Value::from(HashMap::from([
            ("params", params.as_ref().map_or_else(Value::none, block)),
            (
                "response",
                response.as_ref().map_or_else(Value::none, block),
            ),
        ]))
    }

    /// The request as it is sent, if it can be shown.
    fn sent(&self, html: &Html<'_>, operation: &Operation) -> Value {
        let Some(sent) = sent::sent(self.api, operation) else {
            return Value::none();
        };
        let vector = sent
            .vector
            .map(|vector| describe::sentence(&vector.name).flat());
        Value::from(HashMap::from([
            (
                "request",
                html.safe(&Markdown::fenced("text", &sent.request)),
            ),
            (
                "vector",
                vector
                    .as_ref()
                    .map_or_else(Value::none, |name| html.safe(name)),
            ),
        ]))
    }

    /// The declared type of what an operation answers, or of its elements.
    fn answered(&self, html: &Html<'_>, operation: &Operation) -> Value {
        let types = operation.response.types();
        let mut ty = types.first().copied();
        let def = loop {
            match ty.map(|ty| &ty.kind) {
                Some(Kind::List(inner)) => ty = Some(inner),
                Some(Kind::Map { value, .. }) => ty = Some(value),
                Some(Kind::Named(id) | Kind::Numbered(id)) => break self.api.types.get(id.0),
                _ => break None,
            }
        };
        def.map_or_else(Value::none, |def| html.value(&views::def(self.api, def)))
    }

    /// Gives an id to each of the named entries of a view, and adds them to the search.
    fn fields(
        &mut self,
        ids: &mut Ids,
        kind: &'static str,
        view: &View,
        list: &str,
        of: &str,
        file: &str,
    ) -> Vec<String> {
        let mut own = Vec::new();
        for entry in view.get(list).items() {
            let shown = ["name", "wire", "pattern", "status"].map(|name| entry.get(name).text());
            let name = shown.into_iter().flatten().next().map(plain);
            let name = name.unwrap_or_default();
            let id = ids.of(kind, &format!("{of} {name}"));
            let text = entry.get("doc").text().map(plain).unwrap_or_default();
            self.found(kind, &name, Some(of), &text, &format!("{file}#{id}"));
            own.push(id);
        }
        own
    }

    fn types(&mut self) -> Result<(), TemplateError> {
        let api = self.api;
        let mut taken = Ids::default();
        for index in 0..api.types.len() {
            taken.unique(self.links.type_id(index));
        }
        let mut types = Vec::new();
        for (index, def) in api.types.iter().enumerate() {
            let view = views::def(api, def);
            let id = self.links.type_id(index).to_owned();
            let about = plain(&views::summary(&def.doc.text));
            self.found("type", &def.name, None, &about, &format!("types.html#{id}"));
            let mut ids = self.fields(
                &mut taken,
                "member",
                &view,
                "members",
                &def.name,
                "types.html",
            );
            ids.extend(self.fields(
                &mut taken,
                "value",
                &view,
                "values",
                &def.name,
                "types.html",
            ));
            types.push(Value::from(HashMap::from([
                ("id", Value::from(id)),
                ("name", def.name.as_str().into()),
                ("view", self.html(Page::Types).value(&view)),
                ("ids", ids.into()),
            ])));
        }
        self.page(
            Page::Types,
            "Types",
            "What is sent and received, member by member.",
            &View::Nothing,
            |context| context.insert_value("types", types.into()),
        )
    }

    fn signing(&mut self) -> Result<(), TemplateError> {
        let view = views::signing(self.api);
        let plans = self.api.runtime.scheme.plans.iter().enumerate();
        let plans = plans.map(|(index, plan)| {
            let id = anchor(&format!("Plan {}", plan.name));
            let title = format!("How the plan {} signs a request", plan.name);
            let flow = drawing::of_plan(self.api, index);
            let drawn = drawing::svg(&flow, &format!("drawing-{id}"), &title);
            Value::from(HashMap::from([("id", Value::from(id)), ("drawing", drawn)]))
        });
        let plans: Vec<Value> = plans.collect();
        self.found(
            "page",
            "Signing",
            None,
            "How requests are signed, step by step.",
            "signing.html",
        );
        self.page(
            Page::Signing,
            "Signing",
            "How requests are signed, step by step, with real bytes.",
            &view,
            |context| context.insert_value("plans", plans.into()),
        )
    }

    fn errors(&mut self) -> Result<(), TemplateError> {
        let view = views::errors(self.api);
        let mut taken = Ids::default();
        let ids = ["status", "messages", "codes"].map(|list| {
            let ids = self.fields(&mut taken, "error", &view, list, list, "errors.html");
            (list, Value::from(ids))
        });
        self.page(
            Page::Errors,
            "Errors",
            "What a failed call proves, and the provider's codes.",
            &view,
            |context| context.insert_value("ids", HashMap::from(ids).into()),
        )
    }

    fn webhooks(&mut self) -> Result<(), TemplateError> {
        let view = views::webhooks(self.api);
        let mut ids = Ids::default();
        let mut webhooks = Vec::new();
        for (index, webhook) in self.api.webhooks.iter().enumerate() {
            let id = ids.unique(&anchor(&webhook.name));
            let title = format!("How a delivery of {} is verified", webhook.name);
            let flow = drawing::of_webhook(self.api, index);
            let drawn = drawing::svg(&flow, &format!("drawing-{id}"), &title);
            let about = plain(&views::summary(&webhook.doc.text));
            let place = format!("webhooks.html#{id}");
            self.found("webhook", &visible(&webhook.name), None, &about, &place);
            webhooks.push(Value::from(HashMap::from([
                ("id", Value::from(id)),
                ("drawing", drawn),
            ])));
        }
        self.page(
            Page::Webhooks,
            "Webhooks",
            "What the provider reports, and how it is verified.",
            &view,
            |context| context.insert_value("webhooks", webhooks.into()),
        )
    }

    fn streams(&mut self) -> Result<(), TemplateError> {
        let view = views::streams(self.api);
        let mut taken = Ids::default();
        let mut streams = Vec::new();
        for (stream, own) in self.api.streams.iter().zip(view.get("streams").items()) {
            let id = taken.of("stream", &stream.name);
            let name = visible(&stream.name).into_owned();
            let about = plain(&views::summary(&stream.doc.text));
            self.found("stream", &name, None, &about, &format!("streams.html#{id}"));
            let channels = self.fields(
                &mut taken,
                "channel",
                own,
                "channels",
                &name,
                "streams.html",
            );
            let title = format!("The life of a connection of {name}");
            let drawn = drawing::svg(
                &drawing::of_stream(stream, &self.api.runtime.scheme),
                &format!("drawing-{id}"),
                &title,
            );
            streams.push(Value::from(HashMap::from([
                ("id", Value::from(id)),
                ("drawing", drawn),
                ("channels", channels.into()),
            ])));
        }
        self.page(
            Page::Streams,
            "Streams",
            "Channels and events of open connections.",
            &view,
            |context| context.insert_value("streams", streams.into()),
        )
    }
}
