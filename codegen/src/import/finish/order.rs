//! The order in which the objects of a union are tried, and which of them nothing tells apart.

use super::looks::Look;

/// An order in which each object differs from those after it, or objects that are alike.
pub(super) fn order(looks: &[Look]) -> Result<Vec<usize>, Vec<usize>> {
    let mut left: Vec<usize> = (0..looks.len()).collect();
    let mut order = Vec::new();
    let differs = |one: usize, other: usize| match (looks.get(one), looks.get(other)) {
        (Some(one), Some(other)) => one.differs_from(other),
        _ => true,
    };
    while left.len() > 1 {
        let next = left.iter().position(|one| {
            left.iter()
                .all(|other| one == other || differs(*one, *other))
        });
        match next {
            Some(at) => order.push(left.remove(at)),
            None => return Err(alike(&left, &differs)),
        }
    }
    order.extend(left);
    Ok(order)
}

/// The first group of objects that are alike in pairs; if there is none, all of them.
fn alike(left: &[usize], differs: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let same = |one: usize, other: usize| !differs(one, other) && !differs(other, one);
    for start in left {
        let mut group = vec![*start];
        let mut at = 0;
        while let Some(one) = group.get(at).copied() {
            for other in left {
                if !group.contains(other) && same(one, *other) {
                    group.push(*other);
                }
            }
            at += 1;
        }
        if group.len() > 1 {
            group.sort_unstable();
            return group;
        }
    }
    left.to_vec()
}
