//! Templates of this crate, parsed at their first use.

use std::sync::OnceLock;
use tera::{Context, Tera};

/// Templates by name. Texts are escaped in those whose name ends in `.html`.
pub struct Templates<const N: usize> {
    texts: [(&'static str, &'static str); N],
    parsed: OnceLock<Result<Tera, String>>,
}

/// A template of specie that does not render.
#[derive(Clone, Debug, thiserror::Error)]
#[error("template `{template}` does not render: {message}")]
pub struct TemplateError {
    template: &'static str,
    message: String,
}

impl<const N: usize> Templates<N> {
    /// Of these names and texts.
    pub const fn of(texts: [(&'static str, &'static str); N]) -> Self {
        Self {
            texts,
            parsed: OnceLock::new(),
        }
    }

    /// Renders a template.
    ///
    /// # Errors
    /// One of the templates cannot be parsed, or this one does not fit its values.
    pub fn render(
        &self,
        template: &'static str,
        context: &Context,
    ) -> Result<String, TemplateError> {
        let fail = |message| TemplateError { template, message };
        let parsed = self.parsed.get_or_init(|| {
            let mut tera = Tera::default();
            tera.add_raw_templates(self.texts)
                .map_err(|error| error.to_string())?;
            Ok(tera)
        });
        let tera = parsed.as_ref().map_err(|message| fail(message.clone()))?;
        tera.render(template, context)
            .map_err(|error| fail(error.to_string()))
    }
}
