//! The sessions that a stream needs.

use super::placeholders;
use crate::signing::{SigningParts, reads_session};
use specie_runtime::stream::plan::{Source, StreamPlan};

/// The sessions whose values the placeholders of a stream read, or the plans of its sections, in the order of the spec.
pub(super) fn read_by(plan: &StreamPlan, signing: Option<&SigningParts>) -> Vec<u16> {
    let Some(parts) = signing else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    placeholders::of_plan(plan, &mut |placeholder| {
        if let Source::Session(name) = &placeholder.source {
            names.push(name.to_string());
        }
    });
    let frames = plan.subscribe.iter().chain(&plan.unsubscribe);
    let sections = frames.filter_map(|frame| frame.section);
    let sections = sections.chain(plan.upgrade);
    let sections: Vec<u16> = sections
        .chain(plan.login.as_ref().map(|login| login.section))
        .collect();
    let signs = |section: &u16| {
        let section = parts.scheme.sections.get(usize::from(*section));
        let plan = section.and_then(|section| section.plan);
        plan.and_then(|plan| parts.scheme.plans.get(usize::from(plan)))
    };
    let plans: Vec<_> = sections.iter().filter_map(signs).collect();
    let sessions = parts.scheme.sessions.iter().zip(0_u16..);
    let read = sessions.filter(|(session, at)| {
        let mut keeps = session.keep.iter();
        keeps.any(|keep| names.iter().any(|name| *name == *keep.name))
            || plans.iter().any(|plan| reads_session(plan, *at))
    });
    read.map(|(_, at)| at).collect()
}
