//! Where the requests of each section go.

use crate::Error;
use crate::provider::Provider;
use crate::signing::check_base;
use crate::transport::PlainHttp;

/// What the user of a client says about its servers.
#[derive(Default)]
pub(super) struct Bases {
    /// The server of every section.
    pub(super) all: Option<String>,
    /// The servers of single sections, by name.
    pub(super) one: Vec<(String, String)>,
    /// Hosts beside this machine that plain HTTP may be sent to.
    pub(super) plain: Vec<String>,
}

impl Bases {
    /// Whether requests go to servers of the user's own: then no environment of the provider is meant.
    pub(super) fn are_given(&self) -> bool {
        self.all.is_some() || !self.one.is_empty()
    }

    /// The base URL of each section in an environment, where it is not the section's own, and the hosts that plain HTTP may be sent to.
    ///
    /// # Errors
    /// There is no such environment or section, or a base URL is not valid. No text shows the URL: it may contain a password.
    pub(super) fn of(
        self,
        provider: &Provider,
        environment: usize,
    ) -> Result<(Vec<Option<String>>, PlainHttp), Error> {
        let mut plain = PlainHttp::default();
        for host in &self.plain {
            plain
                .allow(host)
                .map_err(|why| Error::configuration(format!("`allow_plain_http`: {why}")))?;
        }
        let sections = &provider.scheme.sections;
        let chosen = provider.environments.get(environment);
        if chosen.is_none() && environment > 0 {
            return Err(Error::configuration("unknown environment of the provider"));
        }
        let is_known = |name: &str| sections.iter().any(|section| section.name == name);
        if let Some((unknown, _)) = self.one.iter().find(|(name, _)| !is_known(name)) {
            let known: Vec<&str> = sections.iter().map(|section| &*section.name).collect();
            return Err(Error::configuration(format!(
                "base URL of a section: there is no section `{unknown}`; the sections are {}",
                known.join(", ")
            )));
        }
        let mut bases = Vec::with_capacity(sections.len());
        for (index, section) in sections.iter().enumerate() {
            let mut given = chosen.into_iter().flat_map(|chosen| chosen.bases.iter());
            let declared = given
                .find(|(of, _)| usize::from(*of) == index)
                .map_or(&section.base, |(_, base)| base);
            let named = self.one.iter().rfind(|(name, _)| section.name == *name);
            let server = named.map(|(_, base)| base).or(self.all.as_ref());
            let base = checked(server, declared, &plain).map_err(|why| {
                Error::configuration(format!("base URL of the section `{}`: {why}", section.name))
            })?;
            // The URLs of a section's own base are prepared in advance.
            bases.push((base != section.base).then_some(base));
        }
        Ok((bases, plain))
    }
}

/// The declared base URL on another server, if one is given.
fn checked(server: Option<&String>, declared: &str, plain: &PlainHttp) -> Result<String, String> {
    let check =
        |base: &str| check_base(base).and_then(|()| plain.check(base).map_err(str::to_owned));
    let Some(server) = server else {
        check(declared)?;
        return Ok(declared.to_owned());
    };
    check(server)?;
    let base = format!("{}{}", server.trim_end_matches('/'), path_of(declared));
    check(&base)?;
    Ok(base)
}

/// The path of a base URL, with its query: what follows the host.
pub(crate) fn path_of(base: &str) -> &str {
    let behind = base.split_once("://").map_or(base, |(_, behind)| behind);
    behind
        .find(['/', '?'])
        .and_then(|at| behind.get(at..))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_section_stays_behind_that_of_the_server() {
        for (server, declared, base) in [
            (None, "https://a.example/v1", "https://a.example/v1"),
            (
                Some("http://localhost:1"),
                "https://a.example",
                "http://localhost:1",
            ),
            (
                Some("http://localhost:1/"),
                "https://a.example",
                "http://localhost:1",
            ),
            (
                Some("http://localhost:1"),
                "https://a.example/api/v1",
                "http://localhost:1/api/v1",
            ),
            (
                Some("http://localhost:1/"),
                "https://a.example/api/",
                "http://localhost:1/api/",
            ),
            (
                Some("https://proxy.example/acme/"),
                "https://a.example:8443/v1",
                "https://proxy.example/acme/v1",
            ),
        ] {
            let server = server.map(str::to_owned);
            let made = checked(server.as_ref(), declared, &PlainHttp::default());
            assert_eq!(made.as_deref(), Ok(base));
        }
        for server in [
            "http://a.example",
            "https://a.example?x",
            "https://a@b.example",
            "a.example",
            "",
        ] {
            let server = server.to_owned();
            assert!(checked(Some(&server), "https://b.example", &PlainHttp::default()).is_err());
        }
    }
}
