//! Secrets that are wrong in the ways of their kinds: the message says what is wrong with them and shows none of them.

use crate::no_leaks;
use crate::secrets::{Canary, Traces};
use crate::specs::{Given, models};
use specie_runtime::Core;
use specie_runtime::signing::plan::Form;

/// Ways to break a secret.
fn broken(canary: &Canary) -> Vec<String> {
    let text = &canary.text;
    let middle = text.len() / 2;
    let (start, end) = text.split_at(middle);
    let mut wrong = vec![
        format!("{text}\n"),
        format!(" {text}"),
        format!("{text}\u{200b}"),
        format!("{start}é{end}"),
        format!("{start}{end}{end}"),
        format!("{start}!{end}"),
        format!("{start}\0{end}"),
        start.to_owned(),
        end.to_owned(),
        text.replace("PRIVATE", "PUBLIC"),
        text.replace("PRIVATE", "ENCRYPTED PRIVATE"),
        text.replace("-----", "----"),
        text.replace("PRIVATE KEY", "CERTIFICATE"),
        text.replace('\n', " "),
        format!("\"{text}\""),
        format!("0x{text}"),
        format!("Bearer {text}"),
    ];
    wrong.retain(|one| one != text);
    wrong
}

/// Forms that every secret is tried as, whatever the spec says.
const FORMS: [Form; 9] = [
    Form::Text(None),
    Form::Hex(Some(32)),
    Form::Base64(Some(32)),
    Form::Base58(Some(32)),
    Form::Rsa,
    Form::P256,
    Form::Ed25519,
    Form::Secp256k1,
    Form::Wif,
];

#[test]
fn no_message_about_a_wrong_secret_shows_it() {
    let (mut leaks, mut refused) = (Vec::new(), 0);
    let mut tried = Vec::new();
    for api in models(&["../specs", "golden", "signing", "signing/more", "plans"]) {
        let scheme = &api.runtime.scheme;
        for (number, credential) in scheme.credentials.iter().enumerate() {
            // Credentials of the same forms are decoded by the same code.
            if !credential.secret || tried.contains(&credential.forms) {
                continue;
            }
            tried.push(credential.forms.clone());
            for form in FORMS.iter().chain(credential.forms.iter()) {
                let canary = Canary::of(*form, number);
                let traces = Traces::of([&canary]);
                for text in broken(&canary).into_iter().chain([canary.text.clone()]) {
                    let mut given = Given::new(&api, api.vectors.first(), 0);
                    given.credentials.set(&*credential.name, text);
                    let builder = Core::builder(api.runtime.clone(), given.credentials);
                    let shown = format!("{builder:?}");
                    let shown = shown
                        + &match builder.settings(given.settings).build() {
                            Ok(core) => format!("{core:?}"),
                            Err(error) => {
                                refused += 1;
                                let name = format!("`{}`", credential.name);
                                assert!(error.to_string().contains(&name), "{error}");
                                format!("{error} {error:?} {:?}", error.cause())
                            }
                        };
                    if let Some(found) = traces.find(&shown) {
                        leaks.push(format!("{} {form:?}: {found}", scheme.provider));
                    }
                }
            }
        }
    }
    no_leaks(&leaks);
    assert!(refused > 1_500, "{refused}");
}
