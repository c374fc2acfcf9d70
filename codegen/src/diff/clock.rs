//! What changed in how a client follows the provider's clock.

use super::change::Place;
use super::{Comparison, Severity};
use crate::model::Api;
use crate::rules::changes::signing;
use specie_runtime::{ClockPolicy, ServerTime, TimeCall};

impl<'a> Comparison<'a> {
    pub(super) fn clock(&mut self, old: Option<&ClockPolicy>, new: Option<&ClockPolicy>) {
        let place = Place::new("clock");
        let rule = &signing::CLOCK_CHANGED;
        let none = ClockPolicy::default();
        let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
        let ClockPolicy {
            past_ms,
            future_ms,
            margin_ms,
            unique,
            server_time,
        } = old;
        let ms = |ms: Option<u64>| ms.map_or("any time".to_owned(), |ms| format!("{ms} ms"));
        let windows = [
            ("how old a timestamp may be", *past_ms, new.past_ms),
            (
                "how far ahead a timestamp may be",
                *future_ms,
                new.future_ms,
            ),
        ];
        for (what, was, is) in windows {
            let narrower = is.unwrap_or(u64::MAX) < was.unwrap_or(u64::MAX);
            let severity = match narrower {
                true => Severity::Breaking,
                false => Severity::Compatible,
            };
            self.differ((&was, &is), rule, severity, &place, || {
                format!("{what}: {}, before: {}", ms(is), ms(was))
            });
        }
        self.differ(
            (margin_ms, &new.margin_ms),
            rule,
            Severity::Note,
            &place,
            || format!("the margin is {} ms, before: {margin_ms} ms", new.margin_ms),
        );
        if *unique != new.unique {
            let severity = match new.unique {
                Some(_) => Severity::Breaking,
                None => Severity::Compatible,
            };
            let message = "whether two requests may have the same time changed";
            self.report(rule, severity, &place, message);
        }
        let (was, is) = (server_time.as_ref(), new.server_time.as_ref());
        if !self.same_server_time(was, is) {
            let message = "where the provider's time is read changed";
            self.report(rule, Severity::Note, &place, message);
        }
    }

    /// Whether the provider's time is read from the same place. How its operation is called is told of the operation.
    fn same_server_time(&self, old: Option<&ServerTime>, new: Option<&ServerTime>) -> bool {
        let (Some(old), Some(new)) = (old, new) else {
            return old.is_none() && new.is_none();
        };
        let ServerTime {
            operation,
            call,
            at,
            unit,
        } = old;
        let called = |api: &Api, call: Option<&TimeCall>| {
            let TimeCall {
                method,
                path,
                section,
                fixed,
            } = call?;
            let names = Self::section_names(&api.runtime.scheme, &[*section]);
            Some((method.to_string(), path.to_string(), names, fixed.to_vec()))
        };
        let calls = (
            called(self.old, call.as_ref()),
            called(self.new, new.call.as_ref()),
        );
        *operation == new.operation && *at == new.at && *unit == new.unit && calls.0 == calls.1
    }
}
