//! Converts the credentials and settings of a generated client for the signer.

use crate::Secret;
use crate::signing::Credentials;
use crate::signing::plan::Data;

/// A credential field of a generated client.
#[doc(hidden)]
pub trait CredentialValue {
    fn give(self, name: &'static str, values: &mut Credentials);
}

impl CredentialValue for Secret {
    fn give(self, name: &'static str, values: &mut Credentials) {
        values.set(name, self.expose());
    }
}

impl CredentialValue for String {
    fn give(self, name: &'static str, values: &mut Credentials) {
        values.set(name, self);
    }
}

impl<T: CredentialValue> CredentialValue for Option<T> {
    fn give(self, name: &'static str, values: &mut Credentials) {
        if let Some(value) = self {
            value.give(name, values);
        }
    }
}

/// A setting of a generated client.
#[doc(hidden)]
pub trait SettingValue {
    fn data(self) -> Data;
}

impl SettingValue for bool {
    fn data(self) -> Data {
        Data::Bool(self)
    }
}

impl SettingValue for i64 {
    fn data(self) -> Data {
        Data::Integer(self.to_string().into())
    }
}

impl SettingValue for String {
    fn data(self) -> Data {
        Data::Text(self.into())
    }
}
