//! Which part of the old version is which of the new one.

use std::collections::BTreeMap;

/// A part of one version or of both.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pair<T> {
    /// Of both: old, new.
    Both(T, T),
    /// Only of the new version.
    Added(T),
    /// Only of the old version.
    Removed(T),
}

/// Pairs the parts of two lists that have the same key; the n-th of those that share one with the n-th. In the order of the new list, then what
/// only the old one has.
pub(super) fn pairs<'a, T: ?Sized, K: Ord + Clone>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<Pair<&'a T>> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    let mut numbered = |part: &'a T| {
        let key = key(part);
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        (key, *count)
    };
    let old: Vec<((K, usize), &T)> = old.into_iter().map(|one| (numbered(one), one)).collect();
    counts.clear();
    let mut numbered = |part: &'a T| {
        let key = key(part);
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        (key, *count)
    };
    let new: Vec<((K, usize), &T)> = new.into_iter().map(|one| (numbered(one), one)).collect();
    let mut left: BTreeMap<&(K, usize), &T> = old.iter().map(|(key, one)| (key, *one)).collect();
    let mut found: Vec<Pair<&T>> = new
        .iter()
        .map(|(key, one)| match left.remove(key) {
            Some(old) => Pair::Both(old, *one),
            None => Pair::Added(*one),
        })
        .collect();
    let gone = old.iter().filter(|(key, _)| left.contains_key(key));
    found.extend(gone.map(|(_, one)| Pair::Removed(*one)));
    found
}

/// Whether what both lists have is in another order in the new one.
pub(super) fn reordered<K: Ord>(old: &[K], new: &[K]) -> bool {
    let kept_old: Vec<&K> = old.iter().filter(|one| new.contains(one)).collect();
    let kept_new: Vec<&K> = new.iter().filter(|one| old.contains(one)).collect();
    kept_old != kept_new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_with_one_key_are_paired_in_order() {
        let found = pairs(["a", "b", "a"], ["a", "a", "c"], |one| one);
        let shown: Vec<String> = found.iter().map(|pair| format!("{pair:?}")).collect();
        assert_eq!(
            shown,
            [
                r#"Both("a", "a")"#,
                r#"Both("a", "a")"#,
                r#"Added("c")"#,
                r#"Removed("b")"#
            ]
        );
    }

    #[test]
    fn what_comes_and_goes_is_no_other_order() {
        assert!(!reordered(&[1, 2, 3], &[0, 1, 3]));
        assert!(reordered(&[1, 2, 3], &[3, 1]));
    }
}
