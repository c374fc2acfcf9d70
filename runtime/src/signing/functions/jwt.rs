//! JSON Web Tokens.

use crate::signing::crypto::asymmetric;
use crate::signing::crypto::mac::hmac;
use crate::signing::plan::function::MacHash;
use crate::signing::signing_error::SigningError;
use crate::value::as_text::data_of;
use crate::value::byte_text::base64url;
use crate::value::json_write;
use crate::value::members::TakesMembers as _;
use crate::value::types::{Members, Value};
use std::borrow::Cow;

/// Header, claims and signature, joined by points.
pub(crate) fn jwt(
    claims: &Value<'_>,
    algorithm: &str,
    key: &Value<'_>,
    header: Option<&Value<'_>>,
) -> Result<String, SigningError> {
    if !matches!(claims.data(), Value::Object(_)) {
        return Err(SigningError::value("the claims of a token must be pairs"));
    }
    let mut text = base64url(head(algorithm, header)?.as_bytes());
    let mut json_text = String::new();
    json_write::write(claims, &mut json_text)?;
    text.push('.');
    text.push_str(&base64url(json_text.as_bytes()));
    let signature = sign(algorithm, text.as_bytes(), key)?;
    text.push('.');
    text.push_str(&base64url(&signature));
    Ok(text)
}

/// `alg`, `typ`, then the members of `header`; a repeated member changes its value and keeps its position.
fn head(algorithm: &str, header: Option<&Value<'_>>) -> Result<String, SigningError> {
    let mut members: Members<'_> = vec![
        (Cow::Borrowed("alg"), Value::from(algorithm)),
        (Cow::Borrowed("typ"), Value::from("JWT")),
    ];
    match header.map(Value::data) {
        None | Some(Value::Absent) => {}
        Some(Value::Object(more)) => {
            for (name, value) in more {
                members.take(Cow::Borrowed(name), value.borrowed());
            }
        }
        Some(_) => return Err(SigningError::value("the header of a token must be pairs")),
    }
    let mut out = String::new();
    json_write::write_object(members.iter(), &mut out, 0)?;
    Ok(out)
}

fn sign(algorithm: &str, data: &[u8], key: &Value<'_>) -> Result<Vec<u8>, SigningError> {
    let hash = match algorithm {
        "HS256" => MacHash::Sha256,
        "HS384" => MacHash::Sha384,
        "HS512" => MacHash::Sha512,
        "RS256" => return asymmetric::rsa_sha256(data, key),
        "ES256" => return asymmetric::ecdsa_p256(data, key),
        "EdDSA" => return asymmetric::ed25519(data, key),
        _ => {
            return Err(SigningError::value(
                "expected HS256, HS384, HS512, RS256, ES256 or EdDSA as the algorithm of a token",
            ));
        }
    };
    Ok(hmac(hash, &data_of(key)?, data)?.as_slice().to_vec())
}
