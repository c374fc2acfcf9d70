//! Programs that tests need, installed where the tests may do that.

use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// Installs packages on a Debian machine, if the tests may do that there: as root, as in a container. Whether they are installed now.
pub(crate) fn install(packages: &[&str]) -> bool {
    // One at a time: `apt-get update` does not wait for another one.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(["-qq", "-o", "DPkg::Lock::Timeout=120"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        apt.status().is_ok_and(|status| status.success())
    };
    let install = ["install", "-y", "--no-install-recommends"];
    apt(&["update"]) && apt(&[&install, packages].concat())
}
