//! Which operation of the old version is which of the new one.

use super::pairs::{Pair, pairs};
use crate::model::{Api, Operation};

/// How two operations are recognized as the same one, the surest way first.
#[derive(Clone, Copy, Debug)]
enum By {
    /// The same call and the same name.
    CallAndName,
    /// The same call.
    Call,
    /// The same call, whatever the names in its path.
    CallWithoutNames,
    /// The same name.
    Name,
    /// The same call after the folders that all calls have in common: a provider moved all of them.
    CallWithoutPrefix,
    /// The same, whatever the constants; only of an address that no other call has.
    AddressWithoutPrefix,
}

const WAYS: [By; 6] = [
    By::CallAndName,
    By::Call,
    By::CallWithoutNames,
    By::Name,
    By::CallWithoutPrefix,
    By::AddressWithoutPrefix,
];

/// The operations of two versions, in the order of the new one; then those that are gone.
pub(super) fn matched<'a>(old: &'a Api, new: &'a Api) -> Vec<Pair<&'a Operation>> {
    let prefixes = (common_folders(old), common_folders(new));
    let mut gone: Vec<&Operation> = old.operations.iter().collect();
    let mut added: Vec<&Operation> = new.operations.iter().collect();
    let mut found: Vec<(&Operation, &Operation)> = Vec::new();
    for by in WAYS {
        let keyed = |api: &Api, prefix: usize, list: &[&'a Operation]| -> Vec<_> {
            let keyed = list.iter().map(|one| (key(api, one, by, prefix), *one));
            keyed.collect::<Vec<(Vec<String>, &'a Operation)>>()
        };
        let olds = keyed(old, prefixes.0, &std::mem::take(&mut gone));
        let news = keyed(new, prefixes.1, &std::mem::take(&mut added));
        let is_only = |api: &Api, key: &[String], prefix: usize| {
            let all = api.operations.iter();
            all.filter(|one| self::key(api, one, by, prefix) == key)
                .count()
                == 1
        };
        for pair in pairs(&olds, &news, |(key, _)| key.clone()) {
            match pair {
                Pair::Both((key, was), (_, is))
                    if matches!(by, By::AddressWithoutPrefix)
                        && !(is_only(old, key, prefixes.0) && is_only(new, key, prefixes.1)) =>
                {
                    gone.push(was);
                    added.push(is);
                }
                Pair::Both((_, was), (_, is)) => found.push((was, is)),
                Pair::Added((_, is)) => added.push(is),
                Pair::Removed((_, was)) => gone.push(was),
            }
        }
    }
    let news = new.operations.iter().map(|is| {
        let partner = found.iter().find(|(_, one)| std::ptr::eq(*one, is));
        partner.map_or(Pair::Added(is), |(was, _)| Pair::Both(*was, is))
    });
    news.chain(gone.into_iter().map(Pair::Removed)).collect()
}

/// What identifies an operation.
fn key(api: &Api, operation: &Operation, by: By, prefix: usize) -> Vec<String> {
    let mut key = vec![operation.method.clone()];
    let path = target(api, operation);
    match by {
        By::Name => return vec![operation.name.clone()],
        By::CallAndName => key.extend([path, operation.name.clone()]),
        By::Call => key.push(path),
        By::CallWithoutNames => key.extend(path.split('/').map(without_name)),
        By::CallWithoutPrefix => key.extend(path.split('/').skip(prefix).map(without_name)),
        By::AddressWithoutPrefix => {
            key.extend(path.split('/').skip(prefix).map(without_name));
            return key;
        }
    }
    // Where all calls have one address, a constant says which call it is.
    let constants = operation.params.iter();
    let constants = constants.filter_map(|param| {
        let value = param.field.constant.as_ref()?;
        Some(format!("{}={value}", param.field.name))
    });
    key.extend(constants);
    key
}

/// The path of a call after the base, with the names of its parameters.
pub(super) fn target(api: &Api, operation: &Operation) -> String {
    let section = api
        .runtime
        .scheme
        .sections
        .get(usize::from(operation.section));
    let path = section.map_or("{path}", |section| section.path.as_ref());
    path.replace("{path}", &operation.path)
}

/// A folder of a path, without the name of a parameter in it.
pub(super) fn without_name(folder: &str) -> String {
    let mut out = String::new();
    let mut rest = folder;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// The number of folders that the paths of all calls begin with.
fn common_folders(api: &Api) -> usize {
    let mut paths = api.operations.iter().map(|one| target(api, one));
    let Some(first) = paths.next() else { return 0 };
    let first: Vec<&str> = first.split('/').collect();
    paths.fold(first.len().saturating_sub(1), |common, path| {
        let same = first
            .iter()
            .zip(path.split('/'))
            .take_while(|(a, b)| **a == *b);
        common.min(same.count())
    })
}

#[cfg(test)]
mod tests {
    use super::without_name;

    #[test]
    fn names_in_paths_do_not_count() {
        assert_eq!(without_name("{id}"), "{}");
        assert_eq!(without_name("a{id}.{form}b"), "a{}.{}b");
        assert_eq!(without_name("orders"), "orders");
    }
}
