//! The best levels of an order book, kept only to compare their checksum with the provider's.
//!
//! A checksum is the CRC-32 of a text that is made of the levels as they came on the wire, digit by digit.

#![expect(
    clippy::mutable_key_type,
    reason = "an amount keeps its text beside its value, and only the value is compared"
)]

use super::Subscription;
use super::plan::{Checksum, ChecksumText, Rows};
use crate::Amount;
use crate::codec::{elements, locate};
use std::collections::BTreeMap;

/// Levels of one side: the price and the size as they were written, by price.
type Side = BTreeMap<Amount, (String, String)>;

/// The best levels of an order book, kept to compare their checksum with the provider's: not for reading.
#[derive(Clone, Debug, Default)]
pub struct Book {
    bids: Side,
    asks: Side,
}

impl Book {
    /// Applies the data of a message of a subscription, and drops what lies beyond its depth: the provider does not remove that.
    ///
    /// # Errors
    /// A row has no price or no size that is a number.
    pub fn update(
        &mut self,
        data: &[u8],
        checksum: &Checksum,
        subscription: &Subscription,
    ) -> Result<(), String> {
        let depth = checksum.depth.as_ref().and_then(|name| {
            let depth = subscription.params.get(name)?.to_text().ok()?;
            depth.parse().ok()
        });
        let applied = self.apply(data, checksum);
        self.cut(depth.unwrap_or(checksum.levels as usize));
        applied
    }

    /// Applies the rows of a message. A size of zero removes a level.
    fn apply(&mut self, data: &[u8], checksum: &Checksum) -> Result<(), String> {
        for (side, path) in [
            (&mut self.bids, &checksum.bids),
            (&mut self.asks, &checksum.asks),
        ] {
            let Some(rows) = value(data, path) else {
                continue;
            };
            for range in elements(rows).map_err(|problem| problem.to_string())? {
                let row = rows.get(range).unwrap_or_default();
                change(side, row, &checksum.rows)?;
            }
        }
        Ok(())
    }

    /// Drops what lies beyond the depth that was subscribed to.
    fn cut(&mut self, depth: usize) {
        while self.bids.len() > depth {
            self.bids.pop_first();
        }
        while self.asks.len() > depth {
            self.asks.pop_last();
        }
    }

    /// The checksum of the best levels.
    #[must_use]
    pub fn checksum(&self, checksum: &Checksum) -> i64 {
        let crc = crc32(self.text(checksum).as_bytes());
        match checksum.signed {
            true => i64::from(crc.cast_signed()),
            false => i64::from(crc),
        }
    }

    fn text(&self, checksum: &Checksum) -> String {
        let levels = checksum.levels as usize;
        let mut bids = self.bids.values().rev().take(levels);
        let mut asks = self.asks.values().take(levels);
        let mut text = String::new();
        match checksum.text {
            ChecksumText::AsksThenBids => {
                for (price, size) in asks.chain(bids) {
                    digits(price, &mut text);
                    digits(size, &mut text);
                }
            }
            ChecksumText::Alternating => {
                for _ in 0..levels {
                    for (price, size) in bids.next().into_iter().chain(asks.next()) {
                        for part in [price, size] {
                            if !text.is_empty() {
                                text.push(':');
                            }
                            text.push_str(part);
                        }
                    }
                }
            }
        }
        text
    }
}

/// The digits of a number without its point and without zeros before the first other digit.
fn digits(number: &str, text: &mut String) {
    let digits = number.bytes().filter(u8::is_ascii_digit);
    text.extend(digits.skip_while(|digit| *digit == b'0').map(char::from));
}

fn change(side: &mut Side, row: &[u8], rows: &Rows) -> Result<(), String> {
    let number = |path| {
        let text = value(row, path).map(|raw| String::from_utf8_lossy(raw).replace('"', ""));
        let text = text.ok_or_else(|| "a level of the book has no price or no size".to_owned())?;
        let amount: Amount = text
            .parse()
            .map_err(|_| format!("expected a number in a level of the book, found `{text}`"))?;
        Ok::<_, String>((amount, text))
    };
    let (price, price_text) = number(&rows.price)?;
    let (size, size_text) = number(&rows.size)?;
    match size == Amount::from(0) {
        true => drop(side.remove(&price)),
        false => drop(side.insert(price, (price_text, size_text))),
    }
    Ok(())
}

fn value<'d>(data: &'d [u8], path: &[crate::signing::plan::PathSegment]) -> Option<&'d [u8]> {
    data.get(locate(data, path).ok()??)
}

/// CRC-32 of ISO 3309, as gzip has it.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::plan::PathSegment;
    use crate::stream::plan::MessagePath;
    use serde_json::Value;

    fn at(name: &'static str) -> crate::signing::plan::List<PathSegment> {
        vec![PathSegment::Name(name.into())].into()
    }

    fn checksum(text: ChecksumText, levels: u32, signed: bool) -> Checksum {
        Checksum {
            value: MessagePath {
                of_data: true,
                path: at("checksum"),
            },
            bids: at("bids"),
            asks: at("asks"),
            rows: Rows {
                price: vec![PathSegment::Index(0)].into(),
                size: vec![PathSegment::Index(1)].into(),
            },
            levels,
            depth: None,
            text,
            signed,
        }
    }

    // Made-up books; the checksums are those of other programs and of Kraken's page: see `checked_by` of each.
    #[test]
    fn checksums_of_others() {
        let all: Value = serde_json::from_str(include_str!("checksums.json")).unwrap();
        let mut tried = 0;
        for vector in all["vectors"].as_array().unwrap() {
            let plan = match vector["scheme"].as_str().unwrap() {
                "kraken" => checksum(ChecksumText::AsksThenBids, 10, false),
                "okx, bitget" => checksum(ChecksumText::Alternating, 25, true),
                _ => continue,
            };
            let mut book = Book::default();
            book.apply(vector.to_string().as_bytes(), &plan).unwrap();
            assert_eq!(book.text(&plan), vector["text"].as_str().unwrap());
            assert_eq!(book.checksum(&plan), vector["checksum"].as_i64().unwrap());
            tried += 1;
        }
        assert_eq!(tried, 9);
    }

    #[test]
    fn levels_are_changed_removed_and_cut() {
        let plan = checksum(ChecksumText::Alternating, 25, true);
        let mut book = Book::default();
        for message in [
            r#"{"bids":[["9","1.0"],["8.50","2"],["7",3]],"asks":[["10","1"],[11,"2"]]}"#,
            r#"{"bids":[["8.5","2.5"]],"asks":[["10.0","0.00"]]}"#,
            r#"{"bids":[]}"#,
            "{}",
        ] {
            book.apply(message.as_bytes(), &plan).unwrap();
        }
        assert_eq!(book.text(&plan), "9:1.0:11:2:8.5:2.5:7:3");
        book.cut(2);
        assert_eq!(book.text(&plan), "9:1.0:11:2:8.5:2.5");
        for broken in [
            r#"{"bids":[[1]]}"#,
            r#"{"bids":{}}"#,
            r#"{"bids":[["x","1"]]}"#,
        ] {
            assert!(book.apply(broken.as_bytes(), &plan).is_err(), "{broken}");
        }
    }
}
