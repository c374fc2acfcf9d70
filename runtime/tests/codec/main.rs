//! Typed values on the wire, written as generated code writes them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod above;
mod forms;
mod in_text;
mod presence;
mod received;
mod sent;
mod shapes;
mod times;

use specie_runtime::codec::{Decode, EncodeContext, EncodeStruct, EncodeValue, decode};
use specie_runtime::signing::Value;
use specie_runtime::{Amount, Bytes, Date, Json, Map, Nullable, Timestamp, Wire};
use specie_runtime::{
    builder, closed_enum, closed_int_enum, decode_one_of, decode_struct, decode_tuple,
    decode_union, encode_one_of, encode_struct, encode_tuple, encode_union, open_enum,
    open_int_enum,
};

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Withdrawal {
    pub id: String,
    pub status: Status,
    pub amount: Amount,
    pub fee: Option<Amount>,
    pub created: Option<Timestamp>,
    pub tags: Vec<Option<String>>,
    pub balances: Map<Level>,
    pub more: Option<Json>,
    pub paid: bool,
}
decode_struct!(Withdrawal {
    id "id", status "status", amount "amount", fee "fee" NoneAs("NONE") Optional,
    created "created" Millis Optional, tags "tags" NoneAs("-") Elements Optional,
    balances "balances" ListForEmpty Optional, more "more" Optional, paid "paid" Flag,
});

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    Pending,
    Done,
    Unknown(i64),
}
open_int_enum!(Status { Pending -1, Done 100 });

#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    pub price: Amount,
    pub volume: Amount,
    pub count: Option<i64>,
}
decode_tuple!(Level { price Number, volume, count Optional });
encode_tuple!(Level decoded { price Number, volume, count });

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    Buy,
    Sell,
    Unknown(String),
}
open_enum!(Side { Buy "buy", Sell "sell" });

#[derive(Clone, Debug, PartialEq)]
pub enum To {
    Address(String),
    Tag(i64),
}
decode_one_of!(To { Address "address", Tag "tag" Text });
encode_one_of!(To decoded { Address "address", Tag "tag" Text Range("1", "9") });

fn read<T: Decode>(text: &str) -> Result<T, String> {
    let mut target = T::blank();
    match decode(text.as_bytes(), &mut target, Wire::PLAIN) {
        Ok(()) => Ok(target),
        Err(problem) => Err(problem.to_string()),
    }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}
