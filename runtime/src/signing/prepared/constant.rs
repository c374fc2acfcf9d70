//! What a client's credentials give: values that are wiped when they are dropped.

use crate::signing::plan::Form;
use crate::value::Value;
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroize as _;

/// A constant of a client. Secret ones are wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Constant {
    pub(crate) value: Value<'static>,
    pub(crate) secret: bool,
}

impl Drop for Constant {
    fn drop(&mut self) {
        if self.secret {
            wipe(&mut self.value);
        }
    }
}

/// Wipes every owned text of a value.
fn wipe(value: &mut Value<'static>) {
    match value {
        Value::Text(Cow::Owned(text))
        | Value::Digits(Cow::Owned(text))
        | Value::Number(Cow::Owned(text))
        | Value::Decimal(Cow::Owned(text)) => text.zeroize(),
        Value::Bytes(Cow::Owned(bytes)) => bytes.zeroize(),
        Value::List(all) => all.iter_mut().for_each(wipe),
        Value::Object(members) => members.iter_mut().for_each(|(_, value)| wipe(value)),
        _ => {}
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.secret {
            f.write_str("[secret]")
        } else {
            self.value.fmt(f)
        }
    }
}

/// A credential that was given.
#[derive(Clone, Debug)]
pub(crate) struct GivenCredential {
    pub(crate) form: Form,
    pub(crate) value: Constant,
}
