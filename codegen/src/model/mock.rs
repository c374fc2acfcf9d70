//! What a mock of the provider must know: what its operations create, how that moves on, and which balances it moves.
//!
//! Most of it follows from operations and types; `mock` in the spec says the rest. Generated clients do not depend on it.

/// What a mock of the provider must know beside the rest of the spec.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mock {
    /// What the account has at the start, by currency; of other currencies it has 1,000.
    pub funds: Vec<(String, String)>,
    /// What one unit of a currency is worth, for conversions and market orders; of other currencies 1.
    pub worth: Vec<(String, String)>,
    /// The decimal places of amounts in smallest units: `amount` beside `amountf`, or `amounti` beside `amount`.
    pub decimals: Option<u32>,
    /// Operations that show balances.
    pub balances: Vec<ShownBalances>,
    /// Operations that show positions. If there are any, orders move positions, and no balances.
    pub positions: Vec<ShownBalances>,
    /// What operations create.
    pub resources: Vec<Resource>,
}

/// Where the response of an operation shows balances, or positions.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownBalances {
    /// The operation, by its index.
    pub operation: usize,
    /// The member with the list or map of them; `None`: the data itself.
    pub within: Option<String>,
    /// Which balance an entry is about.
    pub key: BalanceKey,
    /// The member with what can be spent; of a position, with its quantity.
    pub available: String,
    /// The member with what is reserved.
    pub locked: Option<String>,
    /// The member with the average price of a position.
    pub price: Option<String>,
}

/// Which balance an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BalanceKey {
    /// The currency in this member.
    Member(String),
    /// The currency that is the key of a map.
    MapKey,
    /// Always this one.
    Of(String),
}

/// Things of one kind that operations create, read, list and cancel: orders, withdrawals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// Its name, in the singular: `order`.
    pub name: String,
    /// Its operations.
    pub operations: Vec<ResourceOperation>,
    /// The values of its status, from the first to the last; the last one completes it.
    pub states: Vec<String>,
    /// Milliseconds from each of them to the next; `None`: only when the user of the mock asks for it.
    pub after_ms: Option<u64>,
    /// Values at which it begins, if the call that creates it has these parameters.
    pub begin: Vec<(String, Vec<(String, String)>)>,
    /// The values at which it can be cancelled; `None`: at all but the last one, and those that undo it.
    pub cancel_in: Option<Vec<String>>,
    /// The values that undo it; the first is that of a cancelled one. None: those with words such as `cancelled` and `failed`.
    pub undone: Vec<String>,
    /// The value at which it begins if the balance is too low; `None`: the call is refused.
    pub short: Option<String>,
    /// What it takes from a balance: reserved when it is created, taken when it is complete.
    pub takes: Option<Movement>,
    /// What it adds to a balance when it is complete.
    pub gives: Option<Movement>,
    /// What it trades, if it is an order.
    pub trade: Option<Trade>,
    /// Members of responses, and the parameters that they repeat under another name.
    pub members: Vec<(String, String)>,
}

/// What an operation does with a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceOperation {
    /// The operation, by its index.
    pub operation: usize,
    /// What it does.
    pub action: Action,
    /// The parameters that identify one of them.
    pub ids: Vec<String>,
    /// The parameter with the list or map of those that a batch creates.
    pub batch: Option<String>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Creates one, or several.
    Create,
    /// Returns one.
    Read,
    /// Returns several.
    List,
    /// Ends one; or all, if it has no parameter that identifies one.
    Cancel,
}

/// An amount that is added to a balance, or taken from it. Names are those of members of a response, or of parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    /// The amount.
    pub amount: String,
    /// Of which balance.
    pub balance: MovedBalance,
    /// The fee, which is taken too.
    pub fee: Option<String>,
}

/// The balance that a movement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MovedBalance {
    /// That of the currency in this member or parameter.
    In(String),
    /// Always this one.
    Of(String),
}

/// The members and parameters of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Trade {
    /// The market, whose name consists of two currencies: `BTC-USD`.
    pub market: String,
    /// Whether it buys or sells.
    pub side: String,
    /// How much.
    pub amount: String,
    /// The limit price; without one, it is a market order.
    pub price: Option<String>,
    /// The member with how much was executed.
    pub filled: Option<String>,
    /// The member with how much is left.
    pub remaining: Option<String>,
    /// The member with the average price of what was executed.
    pub average: Option<String>,
}
