//! Tests of the front end over whole files.
#[path = "front/cascades.rs"]
mod cascades;
#[path = "front/diagnostics.rs"]
mod diagnostics;
#[path = "front/floods.rs"]
mod floods;
#[path = "front/foreign.rs"]
mod foreign;
#[path = "front/golden.rs"]
mod golden;
#[path = "front/in_text.rs"]
mod in_text;
#[path = "front/limits.rs"]
mod limits;
#[path = "front/mutations.rs"]
mod mutations;
mod random;
#[path = "front/robustness.rs"]
mod robustness;
