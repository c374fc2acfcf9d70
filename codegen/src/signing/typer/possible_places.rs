//! Where the parameters of a call may be at a point of the plan.

use super::super::context::{Atom, residual};
use super::Typer;
use specie_runtime::signing::plan::{self, Place};

/// Places of a section.
#[derive(Clone, Debug)]
pub(crate) struct SectionPlaces {
    /// The section.
    pub name: String,
    /// Places by method.
    pub places: Vec<(String, Place)>,
    /// Place of all other methods.
    pub otherwise: Place,
}

impl Typer<'_> {
    /// Places where parameters may be at this point.
    pub(in super::super) fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let sure = self
            .moves
            .iter()
            .rposition(|(guard, _)| residual(guard, &self.context).is_some_and(|r| r.is_empty()));
        if sure.is_none() {
            for section in &self.sections {
                section.collect(&self.context, &mut places);
            }
        }
        for (guard, place) in self.moves.iter().skip(sure.unwrap_or(0)) {
            if residual(guard, &self.context).is_some() {
                add(&mut places, *place);
            }
        }
        places
    }

    /// Places of the plan's sections, without regard to the current conditions.
    pub(in super::super) fn section_places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for section in &self.sections {
            section.collect(&[], &mut places);
        }
        places
    }
}

impl SectionPlaces {
    /// Those of a section.
    pub(crate) fn of(section: &plan::Section) -> Self {
        let places = section.places.iter();
        Self {
            name: section.name.to_string(),
            places: places.map(|(m, p)| (m.to_string(), *p)).collect(),
            otherwise: section.otherwise,
        }
    }

    /// Adds the places that a call of this section may use if `known` holds.
    fn collect(&self, known: &[Atom], places: &mut Vec<Place>) {
        let states = |subject: &str| -> Vec<(String, bool)> {
            known
                .iter()
                .filter_map(|atom| atom.equals(subject).map(|(v, h)| (v.to_owned(), h)))
                .collect()
        };
        let possible = |name: &str, states: &[(String, bool)]| {
            states
                .iter()
                .all(|(value, holds)| (value == name) == *holds)
        };
        if !possible(&self.name, &states("section")) {
            return;
        }
        let methods = states("method");
        if let Some((method, _)) = methods.iter().find(|(_, holds)| *holds) {
            add(places, self.place(method));
            return;
        }
        for (method, place) in &self.places {
            if possible(method, &methods) {
                add(places, *place);
            }
        }
        add(places, self.otherwise);
    }

    fn place(&self, method: &str) -> Place {
        self.places
            .iter()
            .find(|(m, _)| m == method)
            .map_or(self.otherwise, |(_, place)| *place)
    }
}

pub(in super::super) fn add(places: &mut Vec<Place>, place: Place) {
    if !places.contains(&place) {
        places.push(place);
    }
}
