//! Plans, compared by what they compute: names instead of indices.

use crate::model::PlanLines;
use specie_runtime::signing::plan::{
    Action, Binding, Expr, HeaderLine, Plan, Position, Positioned, Scheme, Step,
};

/// Whether two plans compute the same, whatever the names of their `let`s.
pub(super) fn same(old: (&Scheme, &Plan), new: (&Scheme, &Plan)) -> bool {
    steps_in_terms_of(old, new) == new.1.steps.as_ref()
}

/// What two plans differ in first: its words, and its position in the new plan.
#[derive(Clone, Debug)]
pub(super) struct First {
    pub(super) words: String,
    pub(super) position: Option<Position>,
}

/// The first difference of two plans that are not the same.
pub(super) fn first_difference(old: (&Scheme, &Plan), new: (&Scheme, &Plan)) -> First {
    let mapped = Plan {
        steps: steps_in_terms_of(old, new).into(),
        ..old.1.clone()
    };
    let (was, is) = (mapped.positions(), new.1.positions());
    // A step contains what follows it here: the first difference that is no step is exact.
    let exact = |one: &Positioned<'_>| !matches!(one, Positioned::Step(_));
    let differ = |(_, (was, is)): &(Position, (&Positioned<'_>, &Positioned<'_>))| was != is;
    let both = || (0..).zip(was.iter().zip(&is)).filter(differ);
    let found = both()
        .find(|(_, (was, is))| exact(was) || exact(is))
        .or_else(|| both().next());
    match found {
        Some((position, (_, is))) => First {
            words: named(is),
            position: Some(position),
        },
        None => match is.get(was.len()) {
            Some(more) => First {
                words: format!("{} is new", named(more)),
                position: Position::try_from(was.len()).ok(),
            },
            None => First {
                words: "steps at its end are gone".to_owned(),
                position: None,
            },
        },
    }
}

/// The line of a position.
pub(super) fn line(lines: Option<&PlanLines>, position: Option<Position>) -> Option<u32> {
    lines?.line(position?)
}

fn named(positioned: &Positioned<'_>) -> String {
    match positioned {
        Positioned::Step(step) => match &step.action {
            Action::Let(_) => "a `let`".to_owned(),
            Action::Set(target, _) => format!("the step that sets the {target:?}").to_lowercase(),
            Action::Body(_) => "the step that sets the body".to_owned(),
            Action::Header(_) => "a step that sets headers".to_owned(),
            Action::Path(_) => "the step that sets the path".to_owned(),
            Action::Place(_) => "the step that moves the parameters".to_owned(),
            Action::Encode(_) => "the encoder of the call".to_owned(),
            Action::Require(_) => "a `require`".to_owned(),
            Action::Group { .. } => "a group of steps".to_owned(),
        },
        Positioned::Let(_) => "a `let`".to_owned(),
        Positioned::Header(header) => format!("the header `{}`", header.name),
        Positioned::Member(name) => format!("the member `{name}`"),
    }
}

/// The steps of the old plan, with the indices that its names have in the new one. What the new one does not have gets an index that nothing has.
fn steps_in_terms_of((old, plan): (&Scheme, &Plan), (new, to): (&Scheme, &Plan)) -> Vec<Step> {
    let translation = Translation {
        credentials: indices(
            old.credentials.iter().map(|one| &*one.name),
            new.credentials.iter().map(|one| &*one.name),
        ),
        settings: indices(
            old.settings.iter().map(|one| &*one.name),
            new.settings.iter().map(|one| &*one.name),
        ),
        tables: indices(
            old.tables.iter().map(|(name, _)| &**name),
            new.tables.iter().map(|(name, _)| &**name),
        ),
        sessions: sessions(old, new),
        locals: locals(plan, to),
    };
    let mut steps = plan.steps.to_vec();
    translation.steps(&mut steps);
    steps
}

/// No part has this index.
const GONE: u16 = u16::MAX;

fn indices<'a>(
    old: impl Iterator<Item = &'a str>,
    new: impl Iterator<Item = &'a str> + Clone,
) -> Vec<u16> {
    let found = old.map(|name| {
        let at = new.clone().position(|other| other == name);
        at.and_then(|at| u16::try_from(at).ok()).unwrap_or(GONE)
    });
    found.collect()
}

/// For each `let`, its index in the new plan. A plan whose `let`s have other names keeps their order.
fn locals(old: &Plan, new: &Plan) -> Vec<u16> {
    let by_name = indices(
        old.locals.iter().map(|name| &**name),
        new.locals.iter().map(|name| &**name),
    );
    let is_known = |at: &u16| *at != GONE;
    let taken: Vec<u16> = by_name.iter().copied().filter(is_known).collect();
    let by_name = by_name.into_iter().zip(0_u16..);
    let renamed = by_name.map(|(at, place)| {
        let is_free = !taken.contains(&place) && usize::from(place) < new.locals.len();
        match at {
            GONE if is_free => place,
            at => at,
        }
    });
    renamed.collect()
}

/// For each session, its index in the new scheme, and those of its values.
fn sessions(old: &Scheme, new: &Scheme) -> Vec<(u16, Vec<u16>)> {
    let of = indices(
        old.sessions.iter().map(|one| &*one.name),
        new.sessions.iter().map(|one| &*one.name),
    );
    let sessions = old.sessions.iter().zip(of);
    let found = sessions.map(|(session, at)| {
        let keep = new.sessions.get(usize::from(at)).map(|new| &new.keep[..]);
        let values = indices(
            session.keep.iter().map(|one| &*one.name),
            keep.unwrap_or_default().iter().map(|one| &*one.name),
        );
        (at, values)
    });
    found.collect()
}

/// For each index of the old scheme and plan, that of the same name in the new ones.
struct Translation {
    credentials: Vec<u16>,
    settings: Vec<u16>,
    tables: Vec<u16>,
    sessions: Vec<(u16, Vec<u16>)>,
    locals: Vec<u16>,
}

impl Translation {
    fn steps(&self, steps: &mut [Step]) {
        for step in steps {
            let Step { when, action } = step;
            if let Some(when) = when {
                self.expression(when);
            }
            match action {
                Action::Let(bindings) => {
                    for Binding { local, value } in bindings.to_mut() {
                        set(local, &self.locals);
                        self.expression(value);
                    }
                }
                Action::Header(lines) => {
                    for HeaderLine { name: _, value } in lines.to_mut() {
                        self.expression(value);
                    }
                }
                Action::Set(_, value)
                | Action::Body(value)
                | Action::Path(value)
                | Action::Require(value) => self.expression(value),
                Action::Place(_) | Action::Encode(_) => {}
                Action::Group { then, otherwise } => {
                    self.steps(then.to_mut());
                    self.steps(otherwise.to_mut());
                }
            }
        }
    }

    fn expression(&self, expression: &mut Expr) {
        match expression {
            Expr::Credential(at) => set(at, &self.credentials),
            Expr::Setting(at) => set(at, &self.settings),
            Expr::Table(at) => set(at, &self.tables),
            Expr::Local(at) => set(at, &self.locals),
            Expr::Session(session, value) => {
                if let Some((to, values)) = self.sessions.get(usize::from(*session)) {
                    set(value, values);
                    *session = *to;
                }
            }
            _ => {}
        }
        for part in expression.parts_mut() {
            self.expression(part);
        }
    }
}

fn set(at: &mut u16, to: &[u16]) {
    *at = to.get(usize::from(*at)).copied().unwrap_or(GONE);
}
