//! `specie docs`: writes reference docs to any folder.

use crate::arguments::{Docs, DocsFormat};
use crate::commands::generate;
use crate::failure::Failure;
use crate::print;
use crate::workspace::SpecFile;
use specie_codegen::emit;
use specie_codegen::files::Files;
use specie_codegen::output::{self, Owned};

/// Writes the reference docs of specs below a folder, as `DIR/PROVIDER/…`: pages in Markdown, or a site.
///
/// # Errors
/// A spec does not exist or has errors, or a file cannot be written.
pub fn run(arguments: &Docs) -> Result<(), Failure> {
    let specs = SpecFile::find_all(&arguments.specs)?;
    let apis = generate::read(&specs, true)?;
    let files = match arguments.format {
        DocsFormat::Markdown => {
            let mut files = Files::new();
            for api in &apis {
                files.merge("", generate::reference(api)?);
            }
            if apis.len() > 1 {
                files.merge("", generate::comparison(&apis)?);
            }
            files
        }
        DocsFormat::Html => {
            emit::site::emit(&apis).map_err(|error| Failure::findings(error.to_string()))?
        }
    };
    let done = output::write(&arguments.out, &files, &Owned::NONE)
        .map_err(|error| Failure::findings(error.to_string()))?;
    print::result(&generate::report(
        &arguments.out.display().to_string(),
        &done,
    ))
}
