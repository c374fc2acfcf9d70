//! The request of an operation as it is sent: its example, signed like a call of a vector.

use crate::call_params::Called;
use crate::emit::docs::views::request_text;
use crate::example_values;
use crate::model::{Api, Operation, Vector, VectorSubject};
use crate::runtime_provider::OperationData;
use crate::signing::replay::{self, Replay};
use specie_runtime::signing::plan::Data;
use specie_runtime::signing::{SessionValues, Signer, SigningInputs, Value};
use std::borrow::Cow;

/// The text of a request.
pub struct Sent<'a> {
    pub request: String,
    /// The vector whose credentials and clock signed it; `None`: nothing is signed.
    pub vector: Option<&'a Vector>,
}

/// Signs the example of an operation. `None`: no vector has the plan that signs it, or the request cannot be made from data alone.
pub fn sent<'a>(api: &'a Api, operation: &Operation) -> Option<Sent<'a>> {
    let sections = &api.runtime.scheme.sections;
    let plan_of = |section: u16| sections.get(usize::from(section))?.plan;
    let plan = plan_of(operation.section);
    let vector = match plan {
        None => None,
        Some(_) => Some(api.vectors.iter().find(|vector| match vector.subject {
            VectorSubject::Call { section, .. } => plan_of(section) == plan,
            VectorSubject::Webhook { .. } => false,
        })?),
    };
    let signer = signer(api, vector)?;
    let (inputs, session) = match vector.and_then(Replay::of) {
        Some(replay) => {
            let replay = replay.counted(&signer);
            (replay.inputs, replay.session)
        }
        None => (SigningInputs::at_us(0), SessionValues::new()),
    };
    let called = Called {
        operation,
        variant: None,
    };
    let params = example_values::params(api, operation);
    let placed = called
        .place(&api.types, Some(Data::Object(params.into())))
        .ok()?;
    let members = placed.members.iter();
    let members = members.map(|(name, value)| (Cow::Borrowed(&**name), Value::from(value)));
    let data = OperationData::of(api, operation, None);
    let operation = data.operation();
    let mut call = operation.request(Value::Object(members.collect())).ok()?;
    let environment = api.runtime.environments.iter().next();
    let headers = environment
        .iter()
        .flat_map(|environment| environment.headers.iter());
    call.headers
        .extend(headers.map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value))));
    let signed = signer.sign(&call, &inputs, &session).ok()?;
    Some(Sent {
        request: request_text(&signed),
        vector,
    })
}

/// A signer with the credentials and settings of a vector, or without any.
fn signer(api: &Api, vector: Option<&Vector>) -> Option<Signer> {
    let (credentials, settings) = match vector {
        Some(Vector {
            credentials,
            subject: VectorSubject::Call { settings, .. },
            ..
        }) => (credentials.as_slice(), settings.as_slice()),
        _ => (&[][..], &[][..]),
    };
    replay::signer(&api.runtime.scheme, credentials, settings).ok()
}
