//! Credentials that show their environment, in the one that is chosen.

use crate::Error;
use crate::provider::{EnvironmentData, Provider};
use crate::signing::plan::Str;
use crate::signing::{Credentials, other_network_of};

impl Provider {
    /// Checks that no credential shows that it belongs to another environment than this one, which is given by its index in
    /// [`Self::environments`]: by what its text begins with, or by the network of a key in WIF. A credential that shows nothing is accepted.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), with the name of the credential, and nothing else of it.
    pub fn check_environment(
        &self,
        environment: usize,
        credentials: &Credentials,
    ) -> Result<(), Error> {
        let Some(chosen) = self.environments.get(environment) else {
            return Ok(());
        };
        for (at, credential) in (0_u16..).zip(self.scheme.credentials.iter()) {
            let Some(text) = credentials.get(&credential.name) else {
                continue;
            };
            let name = &credential.name;
            if let Some((shown, prefix)) = self.shown_by_prefix(at, text)
                && !chosen.has_prefix(at, prefix)
            {
                return Err(Error::configuration(format!(
                    "the credential `{name}` begins with `{prefix}`, so it belongs to the environment `{of}`, not to `{here}`: use a credential of `{here}`, or choose `{of}`",
                    of = shown.name,
                    here = chosen.name
                )));
            }
            if let Some(expected) = chosen.network
                && let Some(shown) = other_network_of(credential, text, expected)
            {
                return Err(Error::configuration(format!(
                    "the credential `{name}` is a key of Bitcoin's {shown}, and the environment `{}` is on the {expected}: use a key of the {expected}, or choose another environment",
                    chosen.name,
                    shown = shown.name(),
                    expected = expected.name()
                )));
            }
        }
        Ok(())
    }

    /// The longest prefix of any environment that the text has, and the first environment with it.
    fn shown_by_prefix(&self, credential: u16, text: &str) -> Option<(&EnvironmentData, &Str)> {
        let all = self.environments.iter().flat_map(|environment| {
            let prefixes = environment.prefixes.iter();
            prefixes.map(move |(of, prefix)| (environment, *of, prefix))
        });
        let fitting =
            all.filter(|(_, of, prefix)| *of == credential && text.starts_with(prefix.as_ref()));
        // Of several that are equally long, `max_by_key` returns the last.
        let longest = fitting.rev().max_by_key(|(_, _, prefix)| prefix.len());
        longest.map(|(environment, _, prefix)| (environment, prefix))
    }
}

impl EnvironmentData {
    fn has_prefix(&self, credential: u16, prefix: &str) -> bool {
        let mut own = self.prefixes.iter();
        own.any(|(of, own)| *of == credential && own == prefix)
    }
}
