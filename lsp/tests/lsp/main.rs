//! The language server, driven as editors drive it: by messages.

mod actions;
mod completion;
mod definition;
mod editor;
mod findings;
mod hover;
mod lifecycle;
mod robustness;
mod speed;
