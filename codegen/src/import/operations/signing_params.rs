//! Parameters that belong to a signature: keys, times, nonces. The plan of the operation's section sets them.

use super::Reader;
use super::params::Params;
use crate::import::draft::Field;
use crate::json_pointer::Place;

/// Names of a signature in a query or body, without what separates words.
const SIGNATURES: &[&str] = &[
    "signature",
    "sign",
    "sig",
    "apisign",
    "apisignature",
    "hmac",
];

/// What is only there for the signature, if there is one.
const BESIDE: &[&str] = &[
    "timestamp",
    "nonce",
    "recvwindow",
    "apikey",
    "accesskey",
    "accesskeyid",
    "signaturemethod",
    "signatureversion",
    "signtype",
    "expires",
    "apiexpires",
];

/// Ends of names of headers that belong to a signature.
const HEADERS: &[&str] = &[
    "sign",
    "signature",
    "nonce",
    "timestamp",
    "recvwindow",
    "passphrase",
    "signtype",
    "apikey",
    "accesskey",
    "apisign",
    "apiexpires",
    "keyversion",
];

/// A name without what separates words, in lower case.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Whether a header belongs to a signature.
pub(crate) fn is_signing_header(name: &str) -> bool {
    let name = plain(name);
    HEADERS.iter().any(|end| name.ends_with(end))
        || matches!(name.as_str(), "key" | "xkey" | "xtime" | "apitimestamp")
}

impl Reader<'_, '_> {
    /// Takes the parameters out that belong to a signature.
    pub(super) fn take_signing(
        &mut self,
        params: &mut Params,
        body: &mut Vec<Field>,
        place: &Place<'_>,
    ) -> Vec<String> {
        let mut taken: Vec<String> = Vec::new();
        params.headers.retain(|field| {
            let signs = is_signing_header(&field.name);
            if signs {
                taken.push(field.name.clone());
            }
            !signs
        });
        let is_signature = |field: &Field| {
            SIGNATURES.contains(&plain(&field.name).as_str()) && field.constant.is_none()
        };
        let in_query = params.query.iter().any(is_signature);
        let in_body = body
            .iter()
            .any(|field| is_signature(field) && !field.optional);
        let mut take = |fields: &mut Vec<Field>| {
            fields.retain(|field| {
                let name = plain(&field.name);
                let signs = is_signature(field) || BESIDE.contains(&name.as_str());
                if signs {
                    taken.push(field.name.clone());
                }
                !signs
            });
        };
        if in_query {
            take(&mut params.query);
        }
        if in_body {
            take(body);
        }
        if !taken.is_empty() {
            let names: Vec<String> = taken.iter().map(|name| format!("`{name}`")).collect();
            self.schemas.report.note(
                place,
                format!(
                    "{} {} to a signature, which the document does not define",
                    names.join(", "),
                    if taken.len() == 1 {
                        "belongs"
                    } else {
                        "belong"
                    }
                ),
                "left to the plan of the section",
            );
        }
        taken
    }
}
