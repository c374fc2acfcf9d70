//! The forms of a union by what they are in JSON: texts and numbers, booleans, lists, objects.

use super::looks::{Look, Rank, Wire, is_object, scalar};
use super::order::order;
use super::unions::{Site, Untangler, beneath, deeper};
use crate::import::draft::{Base, Shape, Use};
use crate::json_pointer::Place;
use std::collections::HashSet;

impl Untangler<'_> {
    /// The forms that are texts, or numbers, the narrower ones first; one of each rank.
    pub(super) fn scalars(&mut self, flat: &[Use], wire: Wire, site: &Site) -> Vec<Use> {
        let mut ranked: Vec<(Rank, Use)> = flat
            .iter()
            .filter_map(|form| {
                let (own, rank) = scalar(self.types, form)?;
                (own == wire).then(|| (rank, form.clone()))
            })
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let listed: Vec<Use> = ranked
            .iter()
            .filter(|(rank, _)| *rank == Rank::Listed)
            .map(|(_, form)| form.clone())
            .collect();
        let mut whole: Vec<Use> = match self.share_values(&listed) {
            true => vec![self.merged_enums(&listed, &beneath(site, "value"))],
            false => listed,
        };
        let mut last = None;
        for (rank, form) in ranked {
            if rank != Rank::Listed && last != Some(rank) {
                last = Some(rank);
                whole.push(form);
            }
        }
        whole
    }

    /// Whether two enums list the same value.
    fn share_values(&self, enums: &[Use]) -> bool {
        let mut seen = HashSet::new();
        let values = enums.iter().flat_map(|one| match one.base {
            Base::Type(id) => match self.types.get(id.0).map(|def| &def.shape) {
                Some(Shape::Enum(values)) => values
                    .iter()
                    .map(|value| (value.wire.clone(), value.kind))
                    .collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        });
        values.into_iter().any(|value| !seen.insert(value))
    }

    pub(super) fn bools(&self, flat: &[Use]) -> Vec<Use> {
        let is_bool = |form: &&Use| matches!(scalar(self.types, form), Some((Wire::Bool, _)));
        let found: Vec<Use> = flat.iter().filter(is_bool).cloned().collect();
        match found.as_slice() {
            [] => Vec::new(),
            [one] => vec![one.clone()],
            _ => vec![Use::word("bool")],
        }
    }

    /// Several lists are one list whose elements have several forms.
    pub(super) fn lists(&mut self, flat: &[Use], site: &Site) -> Vec<Use> {
        let mut elements: Vec<Use> = Vec::new();
        let mut tuples: Vec<Use> = Vec::new();
        let mut nulls = false;
        for form in flat {
            match &form.base {
                Base::List(inner) => {
                    nulls |= inner.null;
                    let inner = Use {
                        null: false,
                        ..(**inner).clone()
                    };
                    if !elements.contains(&inner) {
                        elements.push(inner);
                    }
                }
                Base::Type(id)
                    if matches!(
                        self.types.get(id.0).map(|def| &def.shape),
                        Some(Shape::Tuple(_))
                    ) =>
                {
                    tuples.push(form.clone());
                }
                _ => {}
            }
        }
        match (elements.len(), tuples.len()) {
            (0, 0) => Vec::new(),
            (0, 1) => tuples,
            (1, 0) => {
                let inner = elements.swap_remove(0).or_null(nulls);
                vec![Use::new(Base::List(Box::new(inner)))]
            }
            (_, 0) => {
                let inner = self.forms(elements, &deeper(site)).or_null(nulls);
                vec![Use::new(Base::List(Box::new(inner)))]
            }
            _ => {
                self.report.note(
                    &Place::at(&site.place),
                    "a union of arrays with and without fixed positions",
                    "`list<json>`",
                );
                vec![Use {
                    weak: true,
                    ..Use::new(Base::List(Box::new(Use::json())))
                }]
            }
        }
    }

    /// Objects in an order in which each is told from those after it. Those that nothing tells apart become one.
    pub(super) fn objects(&mut self, flat: &[Use], site: &Site) -> Vec<Use> {
        let mut objects: Vec<Use> = Vec::new();
        let mut values: Vec<Use> = Vec::new();
        for form in flat {
            match &form.base {
                Base::Type(id) if is_object(self.types, *id) => objects.push(form.clone()),
                Base::Map(inner) => values.push((**inner).clone()),
                _ => {}
            }
        }
        match values.len() {
            0 => {}
            1 => objects.push(Use::new(Base::Map(Box::new(values.swap_remove(0))))),
            _ => {
                let inner = self.forms(values, &deeper(site));
                objects.push(Use::new(Base::Map(Box::new(inner))));
            }
        }
        // The provider tells apart what is sent.
        if !site.received || objects.len() < 2 {
            return objects;
        }
        loop {
            let looks: Vec<Look> = objects
                .iter()
                .map(|object| Look::of(self.types, object))
                .collect();
            match order(&looks) {
                Ok(order) => {
                    return order
                        .into_iter()
                        .filter_map(|at| objects.get(at).cloned())
                        .collect();
                }
                Err(alike) => {
                    let together: Vec<Use> = alike
                        .iter()
                        .filter_map(|at| objects.get(*at).cloned())
                        .collect();
                    let one = self.one_of(&together, site);
                    let first = alike.first().copied().unwrap_or_default();
                    let mut rest: Vec<Use> = Vec::new();
                    for (at, object) in objects.iter().enumerate() {
                        if at == first {
                            rest.push(one.clone());
                        } else if !alike.contains(&at) {
                            rest.push(object.clone());
                        }
                    }
                    objects = rest;
                }
            }
        }
    }

    /// One object in place of several, the same one wherever the same ones are together.
    fn one_of(&mut self, together: &[Use], site: &Site) -> Use {
        if let Some(known) = self.merged.get(together) {
            return known.clone();
        }
        self.report.note(
            &Place::at(&site.place),
            format!(
                "nothing tells apart which of {} schemas an object has",
                together.len()
            ),
            "one type with the members of all of them",
        );
        let one = self.merged_objects(together, &beneath(site, "object"));
        self.merged.insert(together.to_vec(), one.clone());
        one
    }
}
