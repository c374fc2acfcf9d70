//! The page that compares providers: which of them can do what.

use super::text::code;
use super::value::{View, values};
use crate::emit::common::signatures;
use crate::markdown::{Cell, Markdown, md};
use crate::model::{Api, Purpose};

/// Values for the page.
pub fn context(apis: &[Api]) -> View {
    values!({ "providers": apis.iter().map(row).collect::<Vec<_>>() })
}

fn row(api: &Api) -> View {
    let environments = api.runtime.environments.iter();
    values!({
        "title": Markdown::page(&Markdown::text(&api.runtime.title), &api.provider, "README.md", None).cell(),
        "feature": code(&api.provider).cell(),
        "purposes": Purpose::ALL.iter().map(|(purpose, _)| guides(api, *purpose)).collect::<Vec<_>>(),
        "webhooks": webhooks(api),
        "environments": Markdown::list(environments.map(|one| code(&one.name)), ", ").cell(),
        "signing": Markdown::page(&signing(api), &api.provider, "signing.md", None).cell(),
        "operations": Markdown::page(&md!("{}", api.operations.len()), &api.provider, "operations.md", None).cell(),
    })
}

/// Links to the guides for a purpose.
fn guides(api: &Api, purpose: Purpose) -> Cell {
    let guides = api
        .guides
        .iter()
        .filter(|guide| guide.purpose == Some(purpose));
    let links = guides.map(|guide| {
        let title = Markdown::text(&guide.title);
        Markdown::page(&title, &api.provider, "guides.md", Some(&guide.title))
    });
    Markdown::list(links, ", ").cell()
}

/// How many webhooks there are.
fn webhooks(api: &Api) -> Cell {
    match api.webhooks.len() {
        0 => Markdown::words("").cell(),
        count => Markdown::page(&md!("{}", count), &api.provider, "webhooks.md", None).cell(),
    }
}

/// What proves who sends a request.
fn signing(api: &Api) -> Markdown {
    let functions = signatures::of(&api.runtime.scheme);
    if !functions.is_empty() {
        return Markdown::list(functions.into_iter().map(code), ", ");
    }
    if api.runtime.scheme.plans.is_empty() {
        Markdown::words("nothing")
    } else {
        Markdown::words("the key itself")
    }
}
