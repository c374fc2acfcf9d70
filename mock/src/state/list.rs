//! Lists of what was created.

use super::record::{Phase, Record};
use super::{Call, Role, State, list_place, overlay};
use crate::members;
use specie_codegen::example_values;
use specie_codegen::model::{Kind, Operation, Resource, Type};
use specie_codegen::validate::{Way, as_text};
use specie_runtime::signing::plan::Data;

impl State {
    /// Puts what was created, and is wanted, before the entries of a list.
    pub(super) fn list(
        &mut self,
        role: &Role,
        resource: &Resource,
        call: &Call<'_>,
        data: &mut Data,
    ) {
        let Some(ty) = call.data_type() else { return };
        let Some((element, list)) = list_place::list_of(call, ty, data) else {
            return;
        };
        let Data::List(entries) = list else { return };
        let wanted = Wanted::of(call.operation);
        let own = self.store.newest_first(role.resource);
        let own = own.filter(|record| wanted.has(record) && is_of_filter(call, record));
        let mut all = shown(call, resource, element, entries, own);
        let mut examples = entries.to_vec();
        self.remember_listed(call, element, &mut examples);
        all.extend(examples);
        *list = Data::List(all.into());
    }
}

/// Records as entries of a list: like its first one, or their identifiers alone.
pub(super) fn shown<'r>(
    call: &Call<'_>,
    resource: &Resource,
    element: &Type,
    entries: &[Data],
    records: impl Iterator<Item = &'r Record>,
) -> Vec<Data> {
    let is_text = matches!(element.kind, Kind::Text { .. });
    let pattern = match entries.first() {
        Some(entry @ Data::Object(_)) => entry.clone(),
        _ => example_values::value(call.api, element, "", None, Way::Received),
    };
    let shown = records.filter_map(|record| {
        if is_text {
            return record.own_id().map(|id| Data::Text(id.into()));
        }
        let mut entry = pattern.clone();
        overlay::record(call.api, resource, element, &mut entry, record);
        Some(entry)
    });
    shown.collect()
}

/// Which records a list is of, as the name of its operation says.
enum Wanted {
    All,
    Open,
    Done,
    Undone,
}

impl Wanted {
    fn of(operation: &Operation) -> Self {
        let words: Vec<&str> = operation.name.split('_').collect();
        let has = |word: &str| words.contains(&word);
        if has("cancelled") || has("canceled") {
            Self::Undone
        } else if has("closed") || has("filled") || has("completed") {
            Self::Done
        } else if has("open")
            || has("active")
            || operation.path.split('/').any(|part| part == "open")
        {
            Self::Open
        } else {
            Self::All
        }
    }

    fn has(&self, record: &Record) -> bool {
        match self {
            Self::All => true,
            Self::Open => record.phase == Phase::Open,
            Self::Done => record.phase == Phase::Done,
            Self::Undone => record.phase == Phase::Undone,
        }
    }
}

/// Whether a record has the values by which a call filters: the market, the currency, the side.
pub(super) fn is_of_filter(call: &Call<'_>, record: &Record) -> bool {
    let fields = call.operation.params.iter().map(|param| &param.field.name);
    let names = fields.filter(|name| FILTERS.contains(&name.as_str()));
    let mut given = names.filter_map(|name| Some((name, members::find(call.params, name)?)));
    let resource = call.api.mock.resources.get(record.resource);
    let trade = resource.and_then(|resource| resource.trade.as_ref());
    let own = |name: &str| {
        let sent = members::find(&record.params, name);
        sent.or_else(|| members::find(&record.data, name))
    };
    given.all(|(name, wanted)| {
        // The market of an order, whatever the call that created it calls it.
        let market = trade.filter(|_| MARKETS.contains(&name.as_str()));
        let known = own(name).or_else(|| own(&market?.market));
        let Some(known) = known.and_then(as_text) else {
            return true;
        };
        match wanted {
            Data::List(wanted) => wanted
                .iter()
                .any(|one| as_text(one).as_ref() == Some(&known)),
            one => as_text(one).is_none_or(|one| one == known),
        }
    })
}

/// Parameters with a market.
const MARKETS: [&str; 4] = ["market", "symbol", "instrument", "pair"];

/// Parameters by which lists are filtered.
const FILTERS: [&str; 8] = [
    "market",
    "symbol",
    "instrument",
    "pair",
    "currency",
    "coin",
    "asset",
    "side",
];
