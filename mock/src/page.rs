//! The page at `/_mock`: the account, the operations, the last calls, and a form to try one. It needs no script.

use crate::engine::Engine;
use crate::trial::Trial;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use specie_codegen::{example_values, json};

/// How many of the last calls are shown.
const LAST: usize = 50;

/// The page; `query` names the operation of the form, `trial` is the one that was just tried.
pub(crate) fn render(engine: &Engine, query: Option<&str>, trial: Option<&Trial>) -> String {
    let chosen = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "operation")
        .map(|(_, value)| value.into_owned());
    let title = format!("{}: mock", engine.api.runtime.title);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (engine.api.runtime.title) } p { "A mock of this provider, made from its spec." } }
                main {
                    (account(engine))
                    (form(engine, chosen.as_deref(), trial))
                    (calls(engine))
                    (operations(engine))
                }
            }
        }
    };
    page.into_string()
}

fn account(engine: &Engine) -> Markup {
    html! {
        section aria-labelledby="account" {
            h2 id="account" { "Account" }
            dl {
                @for (name, value) in &engine.credentials {
                    dt { (name) }
                    dd { code { (value) } }
                }
                @for (name, value) in engine.sessions().given() {
                    dt { "session: " (name) }
                    dd { code { (value) } }
                }
            }
        }
    }
}

fn form(engine: &Engine, chosen: Option<&str>, trial: Option<&Trial>) -> Markup {
    let chosen = trial.map(|trial| trial.operation.as_str()).or(chosen);
    let mut operations = engine.api.operations.iter();
    let operation = chosen.and_then(|name| operations.find(|known| known.name == name));
    let params = match (trial, operation) {
        (Some(trial), _) => trial.params.clone(),
        (None, Some(operation)) => json::object(&example_values::params(&engine.api, operation)),
        (None, None) => String::new(),
    };
    html! {
        section aria-labelledby="try" {
            h2 id="try" { "Try an operation" }
            form method="post" action="/_mock#result" {
                label for="operation" { "Operation" }
                input id="operation" name="operation" list="operations" required value=(chosen.unwrap_or_default()) autocomplete="off";
                datalist id="operations" {
                    @for operation in &engine.api.operations { option value=(operation.name) {} }
                }
                label for="params" { "Parameters, as a JSON object" }
                textarea id="params" name="params" rows="6" spellcheck="false" { (params) }
                button type="submit" { "Sign and send" }
            }
            @if let Some(trial) = trial { (result(trial)) }
        }
    }
}

fn result(trial: &Trial) -> Markup {
    html! {
        section id="result" aria-label="Result" {
            @match &trial.outcome {
                Err(why) => p class="verdict" { span class="refused" { "not sent" } " " (why) },
                Ok(tried) => {
                    h3 { "Request" }
                    pre { (tried.request) }
                    @if !tried.steps.is_empty() {
                        h3 { "Steps" }
                        div class="wide" role="region" aria-label="Steps" tabindex="0" {
                            table {
                                thead { tr { th scope="col" { "Step" } th scope="col" { "Value" } th scope="col" { "Bytes" } } }
                                tbody {
                                    @for step in &tried.steps {
                                        tr { td { (step.step) } td { (step.name) } td { code { (step.value) } } }
                                    }
                                }
                            }
                        }
                    }
                    h3 { "Response: " (tried.status) }
                    p class="verdict" { (tried.verdict) }
                    pre { (tried.response) }
                }
            }
        }
    }
}

fn calls(engine: &Engine) -> Markup {
    let calls = engine.calls_after(engine.call_count().saturating_sub(LAST));
    html! {
        section aria-labelledby="calls" {
            h2 id="calls" { "Last calls" }
            @if calls.is_empty() { p { "None yet." } } @else {
                ol class="calls" reversed {
                    @for call in calls.iter().rev() {
                        li {
                            @match &call.refusal {
                                None => span class="accepted" { "accepted" },
                                Some(refusal) => span class="refused" { (refusal.kind) },
                            }
                            " " strong { (call.operation.as_deref().unwrap_or("unknown")) }
                            " " code { (call.method) " " (call.path) } " " (call.status)
                            @if let Some(refusal) = &call.refusal { p { (refusal.reason) } }
                            @if let Some(fault) = &call.fault { p { "scenario: " (fault) } }
                        }
                    }
                }
            }
        }
    }
}

fn operations(engine: &Engine) -> Markup {
    html! {
        section aria-labelledby="all" {
            h2 id="all" { "Operations" }
            ul {
                @for operation in &engine.api.operations {
                    li {
                        a href={ "/_mock?operation=" (operation.name) "#try" } { (operation.name) }
                        " " (operation.doc.text)
                    }
                }
            }
        }
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; }
code, pre, textarea { font-family: ui-monospace, monospace; font-size: .9rem; }
code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid; padding: .25rem .5rem; text-align: left; vertical-align: top; }
label { display: block; margin-top: .5rem; }
input, textarea { box-sizing: border-box; width: 100%; padding: .5rem; font-size: 1rem; }
button { margin-top: .5rem; padding: .5rem 1rem; font-size: 1rem; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
.accepted, .refused { border: 1px solid; border-radius: .25rem; padding: 0 .25rem; font-weight: 600; }
.refused { border-style: dashed; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
";
