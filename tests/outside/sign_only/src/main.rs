//! Signs the documented example of CoinPayments and fails if it gets another signature.

use specie_runtime::signing::plan::{
    Action, Credential, Encoder, Escape, Expr, Form, Function, HeaderLine, Name, PathEncode, Place,
    Plan, Scheme, Section, Step,
};
use specie_runtime::signing::{
    Credentials, RequestSpec, SessionValues, Settings, Signer, SigningInputs,
};
use std::borrow::Cow::Borrowed;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
getrandom::register_custom_getrandom!(no_random);

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn no_random(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}

/// `HMAC: body | hmac_sha512(private_key) | hex`
static SCHEME: Scheme = Scheme {
    provider: Borrowed("coinpayments"),
    credentials: Borrowed(&[Credential {
        name: Borrowed("private_key"),
        secret: true,
        optional: false,
        forms: Borrowed(&[Form::Text(None)]),
    }]),
    settings: Borrowed(&[]),
    tables: Borrowed(&[]),
    sections: Borrowed(&[Section {
        name: Borrowed("api"),
        base: Borrowed("https://www.coinpayments.net"),
        path: Borrowed("/api.php"),
        path_encode: PathEncode::Segment,
        places: Borrowed(&[]),
        otherwise: Place::Form,
        encode: Encoder {
            escape: Escape::Rfc3986,
            arrays: None,
            keep: Borrowed(""),
        },
        send_empty: Borrowed(&[]),
        plan: Some(0),
        verify: None,
    }]),
    plans: Borrowed(&[Plan {
        name: Borrowed("signed"),
        locals: Borrowed(&[]),
        steps: Borrowed(&[Step {
            when: None,
            action: Action::Header(Borrowed(&[HeaderLine {
                name: Borrowed("HMAC"),
                value: Expr::Call(
                    Function::Hex,
                    Borrowed(&[Expr::Call(
                        Function::HmacSha512,
                        Borrowed(&[Expr::Name(Name::Body), Expr::Credential(0)]),
                    )]),
                ),
            }])),
        }]),
    }]),
    sessions: Borrowed(&[]),
    webhooks: Borrowed(&[]),
};

/// The example on https://www.coinpayments.net/apidoc-intro.
const BODY: &str =
    "currency=BTC&version=1&cmd=get_callback_address&key=your_api_public_key&format=json";
const HMAC: &str = "5590eac015e7692902e1a9cd5464f1d305a4b593d2f1343d826ac5affc5ac6f960a5167284f9bf31295cba0e04df9d8f7087935b5344c468ccf2dd036e159102";

fn main() {
    let credentials = Credentials::new().with("private_key", "test");
    let signer = Signer::new(Borrowed(&SCHEME), &credentials, &Settings::new());
    let signer = signer.unwrap_or_else(|error| panic!("{error}"));
    let call = RequestSpec {
        method: "POST".into(),
        body: Some(BODY.as_bytes().into()),
        ..RequestSpec::default()
    };
    let (inputs, session) = (SigningInputs::default(), SessionValues::new());
    let signed = signer.sign(&call, &inputs, &session);
    let signed = signed.unwrap_or_else(|error| panic!("{error}"));
    let header = signed.headers.iter().find(|(name, _)| name == "HMAC");
    assert_eq!(header.map(|(_, value)| value.as_ref()), Some(HMAC));
    println!("signed as documented");
}
