//! Did you mean …?

/// The name among `among` that `name` most likely stands for, if one is near enough to be a slip.
#[must_use]
pub fn nearest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in among {
        let other = fold(candidate);
        // A whole word that was cut short, or went on, is nearer than any other.
        let begins = folded.len().min(other.len()) >= 4
            && (folded.starts_with(&other) || other.starts_with(&folded));
        let distance = match folded == other && !folded.is_empty() {
            true => 0,
            false if begins => 1,
            false => strsim::damerau_levenshtein(&folded, &other),
        };
        // A third of the letters may differ, but never all of a short name.
        let allowed = ((folded.chars().count().max(other.chars().count()) + 1) / 3).max(1);
        let near = distance <= allowed && distance < other.chars().count();
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The help for an unknown name: the nearest one, or all of them where they are few.
#[must_use]
pub fn did_you_mean<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let among: Vec<&str> = among.into_iter().collect();
    if let Some(near) = nearest(name, among.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    match among.as_slice() {
        [] => None,
        [only] => Some(format!("the only one is `{only}`")),
        several if several.len() <= 16 => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            Some(format!("these are known: {}", names.join(", ")))
        }
        _ => None,
    }
}

/// Names that differ in case and separators alone are the same to who mistypes them.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_near() {
        let names = ["text", "decimal", "bool", "timeout"];
        assert_eq!(nearest("txet", names), Some("text"));
        assert_eq!(nearest("Decimals", names), Some("decimal"));
        assert_eq!(nearest("time_out", names), Some("timeout"));
        assert_eq!(nearest("plane", ["none", "plain"]), Some("plain"));
        assert_eq!(nearest("authentication", ["invalid", "auth"]), Some("auth"));
        assert_eq!(nearest("string", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("b", ["a"]), None);
    }

    #[test]
    fn help_lists_what_is_known() {
        assert_eq!(
            did_you_mean("zzz", ["ab", "cd"]).unwrap(),
            "these are known: `ab`, `cd`"
        );
        assert_eq!(did_you_mean("zzz", []), None);
    }
}
