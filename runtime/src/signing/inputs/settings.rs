//! Settings that the user of a client may choose.

use crate::signing::plan::{Data, Scheme};
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::value::types::Value;

/// The chosen settings, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(Vec<(String, Data)>);

impl Settings {
    /// No chosen settings: the defaults apply.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses one. A second value with the same name replaces the first.
    pub fn set(&mut self, name: impl Into<String>, value: Data) {
        let name = name.into();
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(known) => known.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// The same settings with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: Data) -> Self {
        self.set(name, value);
        self
    }

    fn get(&self, name: &str) -> Option<&Data> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// The value of each setting of a scheme, in its order.
    pub(crate) fn read(&self, scheme: &Scheme) -> Result<Vec<Value<'static>>, SigningError> {
        if let Some(name) = self
            .names()
            .find(|name| !scheme.settings.iter().any(|s| s.name == *name))
        {
            return Err(SigningError::new(
                SigningErrorKind::Setting,
                format!("unknown setting `{name}`"),
            ));
        }
        scheme
            .settings
            .iter()
            .map(|setting| {
                let chosen = self.get(&setting.name).unwrap_or(&setting.default);
                let same = matches!(
                    (chosen, &setting.default),
                    (Data::Bool(_), Data::Bool(_))
                        | (Data::Integer(_), Data::Integer(_))
                        | (Data::Text(_), Data::Text(_))
                );
                if !same {
                    return Err(SigningError::new(
                        SigningErrorKind::Setting,
                        format!(
                            "the setting `{}` has a value of another kind than its default",
                            setting.name
                        ),
                    ));
                }
                Ok(Value::from(chosen).into_owned())
            })
            .collect()
    }
}
