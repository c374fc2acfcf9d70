//! The addresses of certificates that a spec allows, against ways to get around it.
#![allow(clippy::unwrap_used, missing_docs)]

use specie_runtime::signing::plan::certificate_address::{allows, check_pattern};

const SNS: &str = "https://sns.{region}.amazonaws.com/";
const PAYPAL: &str = "https://api.paypal.com/v1/notifications/certs/";

#[test]
fn addresses_of_the_provider_are_allowed() {
    for (pattern, address) in [
        (
            SNS,
            "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
        ),
        (SNS, "https://sns.eu.amazonaws.com/a/b~c_d.pem"),
        (
            PAYPAL,
            "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270",
        ),
    ] {
        assert!(allows(pattern, address), "{address}");
    }
}

#[test]
fn other_addresses_are_not() {
    let long = format!("https://sns.{}.amazonaws.com/a", "a".repeat(64));
    let longer = format!("https://sns.a.amazonaws.com/{}", "a".repeat(512));
    for address in [
        // Other hosts, and texts that some parsers take for another host.
        "https://sns.evil.com/#.amazonaws.com",
        "https://sns.us-east-1.amazonaws.com@evil.com/a",
        "https://sns.us-east-1.amazonaws.com:pw@evil.com/a",
        "https://evil.com@sns.us-east-1.amazonaws.com/a",
        "https://sns.us-east-1.amazonaws.com.evil.com/a",
        "https://evil.com/sns.us-east-1.amazonaws.com/a",
        "https://evil.com\\sns.us-east-1.amazonaws.com/a",
        "https://sns.evil.com\\.amazonaws.com/a",
        "https://sns.evil.com?.amazonaws.com/a",
        "https://sns.evil.com%2f.amazonaws.com/a",
        "https://sns.evil.com%00.amazonaws.com/a",
        "https://sns.a.b.amazonaws.com/a",
        "https://sns.amazonaws.com/a",
        "https://sns..amazonaws.com/a",
        "https://xsns.us-east-1.amazonaws.com/a",
        "https://sns.us-east-1.amazonaws.com./a",
        "https://sns.us-east-1.amazonaws.comx/a",
        "https://sns.us-east-1.xamazonaws.com/a",
        "https://sns.-a.amazonaws.com/a",
        "https://sns.a-.amazonaws.com/a",
        "https://sns.{region}.amazonaws.com/a",
        // Names that are not ASCII, in both ways to write them.
        "https://sns.\u{fc}.amazonaws.com/a",
        "https://sns.xn--tda.amazonaws.com/a",
        "https://sns.us-east-1.amaz\u{43e}naws.com/a",
        "https://sns.us-east-1.amazonaws\u{3002}com/a",
        // Other ports, schemes and letters.
        "https://sns.us-east-1.amazonaws.com:443/a",
        "https://sns.us-east-1.amazonaws.com:8443/a",
        "http://sns.us-east-1.amazonaws.com/a",
        "HTTPS://sns.us-east-1.amazonaws.com/a",
        "https:/sns.us-east-1.amazonaws.com/a",
        "https:///sns.us-east-1.amazonaws.com/a",
        "//sns.us-east-1.amazonaws.com/a",
        "file:///etc/passwd",
        "https://SNS.us-east-1.amazonaws.com/a",
        "https://sns.US-EAST-1.amazonaws.com/a",
        "https://sns.us-east-1.AmazonAWS.com/a",
        // Query, fragment and paths that are rewritten.
        "https://sns.us-east-1.amazonaws.com/a?b",
        "https://sns.us-east-1.amazonaws.com/?Action=Publish",
        "https://sns.us-east-1.amazonaws.com/a#b",
        "https://sns.us-east-1.amazonaws.com/../a",
        "https://sns.us-east-1.amazonaws.com/./a",
        "https://sns.us-east-1.amazonaws.com/a/..",
        "https://sns.us-east-1.amazonaws.com/%2e%2e/a",
        "https://sns.us-east-1.amazonaws.com/a%2fb",
        "https://sns.us-east-1.amazonaws.com/a;b",
        "https://sns.us-east-1.amazonaws.com//a",
        "https://sns.us-east-1.amazonaws.com/a/",
        "https://sns.us-east-1.amazonaws.com/a\\b",
        "https://sns.us-east-1.amazonaws.com/",
        "https://sns.us-east-1.amazonaws.com",
        "https://",
        "",
        // White space and line breaks, which parsers of URLs remove.
        " https://sns.us-east-1.amazonaws.com/a",
        "https://sns.us-east-1.amazonaws.com/a ",
        "https://sns.us-east-1.amazonaws.com/a\n",
        "https://sns.us-east-1.amazonaws.com/a\r\nX: y",
        "https://sns.us\t-east-1.amazonaws.com/a",
        "ht\ntps://sns.us-east-1.amazonaws.com/a",
        "https://sns.us-east-1.amazonaws.com/a\0",
        "\u{feff}https://sns.us-east-1.amazonaws.com/a",
        &long,
        &longer,
    ] {
        assert!(!allows(SNS, address), "{address:?}");
    }
    for address in [
        "https://api.paypal.com/v1/notifications/certs",
        "https://api.paypal.com/v1/notifications/certs/",
        "https://api.paypal.com/v1/notifications/certs/../webhooks",
        "https://api.paypal.com/v1/notifications/certs//a",
        "https://api.paypal.com/v1/notifications/certsX/a",
        "https://api.paypal.com/v2/notifications/certs/a",
        "https://api.paypal.com/V1/notifications/certs/a",
        "https://api.sandbox.paypal.com/v1/notifications/certs/a",
        "https://api-m.paypal.com/v1/notifications/certs/a",
    ] {
        assert!(!allows(PAYPAL, address), "{address:?}");
    }
}

#[test]
fn patterns_stay_within_one_domain() {
    for pattern in [
        SNS,
        PAYPAL,
        "https://{host}.acme.example/",
        "https://acme.example/a/b.c/",
    ] {
        assert_eq!(check_pattern(pattern), Ok(()), "{pattern}");
    }
    for pattern in [
        "",
        "acme.example",
        "http://acme.example/",
        "https://acme.example",
        "https://acme.example/certs",
        "https://acme.example//",
        "https://acme.example/a//",
        "https://acme.example/../",
        "https://acme.example/a?b/",
        "https://acme.example/{id}/",
        "https://acme.example/%61/",
        "https://acme.example:443/",
        "https://a@acme.example/",
        "https://Acme.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://{host}.com/",
        "https://acme.{top}/",
        "https://{a}.{b}.acme.example/",
        "https://a{b}.acme.example/",
        "https://*.acme.example/",
        "https://{}.acme.example/",
        "https://{A}.acme.example/",
        "https://m\u{fc}ller.example/",
        "https://xn--mller-kva.example/",
    ] {
        assert!(check_pattern(pattern).is_err(), "{pattern}");
    }
}
