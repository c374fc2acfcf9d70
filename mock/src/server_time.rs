//! The provider's time in its responses.

use crate::engine::Engine;
use crate::paths::put;
use crate::response::Response;
use specie_codegen::json;
use specie_codegen::model::Operation;
use specie_runtime::signing::plan::Data;
use specie_runtime::{ResponsePath, jiff};

impl Engine {
    /// Puts the provider's time where the spec says that responses have it.
    pub(crate) fn tell_time(&self, operation: Option<&Operation>, response: &mut Response) {
        let clock = self.api.runtime.clock.as_ref();
        let Some(source) = clock.and_then(|clock| clock.server_time.as_ref()) else {
            return;
        };
        let is_here = match &source.operation {
            Some(name) => operation.is_some_and(|operation| operation.name == *name),
            None => true,
        };
        if !is_here {
            return;
        }
        let now = self.now_ns();
        let Ok(time) = jiff::Timestamp::from_nanosecond(now) else {
            return;
        };
        match (&source.at, source.unit) {
            (ResponsePath::Header(name), Some(unit)) => {
                response.set_header(name, &now.div_euclid(unit.nanos()).to_string());
            }
            (ResponsePath::Header(name), None) => {
                let date =
                    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time);
                if let Ok(date) = date {
                    response.set_header(name, &date);
                }
            }
            (ResponsePath::Body(path), unit) => {
                let Ok(mut body) = json::read(&response.body, json::Names::Shown) else {
                    return;
                };
                let value = match unit {
                    Some(unit) => Data::Integer(now.div_euclid(unit.nanos()).to_string().into()),
                    None => Data::Text(time.to_string().into()),
                };
                put(&mut body, path, value);
                response.body = json::write(&body).into_bytes();
            }
            (ResponsePath::Status, _) => {}
        }
    }
}
