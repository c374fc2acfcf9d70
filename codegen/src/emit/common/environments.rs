//! How credentials show the environment that they belong to, in words.

use crate::markdown::{Markdown, md};
use crate::model::Api;
use specie_runtime::EnvironmentData;

/// What a credential begins with in each environment, as a sentence; empty if the spec does not say.
pub fn prefixes(api: &Api, credential: usize) -> Markdown {
    let environments = api.runtime.environments.iter();
    let shown: Vec<Markdown> = environments
        .filter_map(|environment| {
            let own = environment.prefixes.iter();
            let own = own.filter(|(of, _)| usize::from(*of) == credential);
            let own: Vec<Markdown> = own.map(|(_, prefix)| Markdown::code(prefix)).collect();
            let name = Markdown::code(&environment.name);
            (!own.is_empty()).then(|| md!("{} in {}", Markdown::list(own, " or "), name))
        })
        .collect();
    match shown.is_empty() {
        true => Markdown::default(),
        false => md!("Begins with {}.", Markdown::list(shown, ", ")),
    }
}

/// The network of the keys of an environment, as a sentence; empty if the spec does not say.
pub fn network(environment: &EnvironmentData) -> Markdown {
    match environment.network {
        Some(network) => md!("Keys in WIF are of Bitcoin's {}.", network.name()),
        None => Markdown::default(),
    }
}
