//! Headers of a delivery, in the forms in which servers have them.

/// A header: a pair of a name and a value, owned or borrowed. An `http::HeaderMap` and a map of texts consist of such pairs.
pub trait DeliveryHeader {
    /// Name and value. `None`: the value is not UTF-8, so no signature is in it.
    fn pair(&self) -> Option<(&str, &str)>;
}

impl<N: AsRef<str>, V: AsRef<[u8]>> DeliveryHeader for (N, V) {
    fn pair(&self) -> Option<(&str, &str)> {
        let value = std::str::from_utf8(self.1.as_ref()).ok()?;
        Some((self.0.as_ref(), value))
    }
}

impl<H: DeliveryHeader + ?Sized> DeliveryHeader for &H {
    fn pair(&self) -> Option<(&str, &str)> {
        H::pair(self)
    }
}
