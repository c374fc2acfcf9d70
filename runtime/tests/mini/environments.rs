//! Credentials that show their environment.

use super::*;
use specie_runtime::signing::Credentials as Given;
use specie_runtime::{Core, CoreBuilder, Provider};

/// Live keys begin with `sk_`, those for tests with `sk_test_` or `demo_`.
fn provider() -> Provider {
    let mut provider = provider::PROVIDER.clone();
    let all = provider.environments.to_mut();
    all[0].prefixes = vec![(1, "sk_".into())].into();
    all[1].prefixes = vec![(1, "sk_test_".into()), (1, "demo_".into())].into();
    provider
}

fn given(key: &str) -> Given {
    Given::new()
        .with("public_key", "sk_test_public")
        .with("private_key", key)
}

fn builder(key: &str) -> CoreBuilder {
    Core::builder(provider(), given(key))
}

#[test]
fn a_credential_is_refused_in_another_environment_than_its_own() {
    for (key, live, test) in [
        ("sk_1", true, false),
        ("sk_test_1", false, true),
        ("sk_test", true, false),
        ("demo_1", false, true),
        // Nothing is known of these.
        ("rk_live_1", true, true),
        ("SK_1", true, true),
        ("1sk_test_", true, true),
    ] {
        for (environment, fits) in [live, test].into_iter().enumerate() {
            let built = builder(key).environment(environment).build();
            assert_eq!(built.is_ok(), fits, "{key} {environment}");
            if let Err(error) = built {
                let outcome = (error.kind(), error.outcome());
                assert_eq!(outcome, (ErrorKind::Configuration, Outcome::NotSent));
            }
        }
    }
    assert_eq!(
        builder("sk_test_abcdef").build().unwrap_err().to_string(),
        "the credential `private_key` begins with `sk_test_`, so it belongs to the environment `test`, not to `live`: use a credential of `live`, or choose `test`"
    );
}

#[test]
fn the_credentials_that_only_verify_are_checked_too() {
    let both = |key: &str| builder("sk_1").also_verify_with(given(key)).build();
    assert!(both("sk_2").is_ok());
    assert!(
        both("sk_test_1").is_err(),
        "deliveries of tests would be taken for real ones"
    );
}

#[test]
fn a_server_of_the_users_own_is_in_no_environment() {
    for environment in [0, 1] {
        let own = |key| builder(key).environment(environment);
        for key in ["sk_1", "sk_test_1"] {
            assert!(own(key).base_url("http://localhost:1").build().is_ok());
            let one = own(key).section_base_url("private", "http://localhost:1");
            assert!(one.build().is_ok());
        }
    }
}

#[test]
fn environments_have_names() {
    let all: Vec<&str> = Environment::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(all, ["live", "test"]);
    assert_eq!("test".parse(), Ok(Environment::Test));
    assert_eq!(format!("{:>6}", Environment::Live), "  live");
    let unknown = "Live".parse::<Environment>().unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "`Live` is not a known value of `Environment`"
    );
}
