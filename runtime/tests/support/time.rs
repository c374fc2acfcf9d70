//! A time that passes only when something waits for it.
#![allow(dead_code, missing_docs)]

use specie_runtime::{BoxFuture, InProcessLimits, Timer};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Clones have the same time.
#[derive(Clone)]
pub struct Simulated {
    start: Instant,
    passed: Arc<Mutex<Duration>>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Simulated {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            passed: Arc::default(),
            pauses: Arc::default(),
        }
    }

    pub fn passed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    pub fn pass(&self, duration: Duration) {
        *self.passed.lock().unwrap() += duration;
    }

    /// What was waited for so far.
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }

    /// Rate limits that count in this time.
    pub fn limits(&self) -> InProcessLimits {
        let time = self.clone();
        InProcessLimits::with_time(move || time.passed())
    }
}

impl Timer for Simulated {
    fn now(&self) -> Instant {
        self.start + self.passed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.pauses.lock().unwrap().push(duration);
        self.pass(duration);
        Box::pin(std::future::ready(()))
    }
}
