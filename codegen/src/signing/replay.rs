//! Converts a vector to the runtime's inputs for signing.

use crate::model::{Vector, VectorSubject};
use specie_runtime::signing::plan::{Data, Scheme};
use specie_runtime::signing::{
    Credentials, Explained, RequestSpec, SessionValues, Settings, SignedRequest, Signer,
    SigningError, SigningInputs, Value,
};

/// A signer with the credentials and settings of a vector.
///
/// # Errors
/// A credential does not match its form.
pub fn signer(
    scheme: &Scheme,
    credentials: &[(String, String)],
    settings: &[(String, Data)],
) -> Result<Signer, SigningError> {
    let given: Credentials = credentials.iter().cloned().collect();
    let mut chosen = Settings::new();
    for (name, value) in settings {
        chosen.set(name.clone(), value.clone());
    }
    Signer::new(scheme.clone(), &given, &chosen)
}

/// Signs the recorded call of a vector, with the value of each step. `None`: it records a delivery, or the plan refuses the call.
#[must_use]
pub fn explain(
    scheme: &Scheme,
    vector: &Vector,
) -> Option<(SignedRequest<'static>, Vec<Explained>)> {
    let VectorSubject::Call { settings, .. } = &vector.subject else {
        return None;
    };
    let signer = signer(scheme, &vector.credentials, settings).ok()?;
    let replay = Replay::of(vector)?.counted(&signer);
    let (signed, steps) = signer.explain(&replay.call, &replay.inputs, &replay.session);
    Some((signed.ok()?.into_owned(), steps))
}

/// The recorded call of a vector, and everything that signing it reads.
#[derive(Debug)]
pub struct Replay<'a> {
    /// The call.
    pub call: RequestSpec<'a>,
    /// Clock, uuid and random; without a nonce until [`Replay::counted`].
    pub inputs: SigningInputs,
    /// The stored session values.
    pub session: SessionValues,
    last_nonce: Option<i64>,
}

impl<'a> Replay<'a> {
    /// The call of a vector; `None`: it records a delivery.
    #[must_use]
    pub fn of(vector: &'a Vector) -> Option<Self> {
        let VectorSubject::Call {
            section,
            method,
            path,
            base,
            params,
            now_us,
            uuid,
            random,
            last_nonce,
            session,
            settings: _,
        } = &vector.subject
        else {
            return None;
        };
        let mut inputs = SigningInputs::at_us(*now_us);
        inputs.uuid.clone_from(uuid);
        inputs.random = *random;
        let mut values = SessionValues::new();
        for (name, data) in session {
            values.set(name.clone(), Value::from(data).into_owned());
        }
        Some(Self {
            call: RequestSpec {
                section: *section,
                method: method.as_str().into(),
                path: path.as_str().into(),
                params: params.as_ref().map(Value::from).unwrap_or_default().into(),
                base: base.as_deref(),
                ..RequestSpec::default()
            },
            inputs,
            session: values,
            last_nonce: *last_nonce,
        })
    }

    /// The same with a nonce, if the plan of the call reads one.
    #[must_use]
    pub fn counted(mut self, signer: &Signer) -> Self {
        let unit = signer.needs(self.call.section).nonce;
        self.inputs.nonce = unit.map(|unit| {
            self.inputs
                .next_nonce(unit, self.last_nonce.map(i128::from))
        });
        self
    }
}
