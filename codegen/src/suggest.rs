//! Suggestions: did you mean …?

/// The candidate in `among` that `name` was most likely meant to be, if one is similar enough.
///
/// The nearest has the fewest typing errors. If one name is a prefix of the other (at least four letters), they count as near at any
/// distance. Among equally near names, the one with the longer common beginning wins.
#[must_use]
pub fn nearest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let length = folded.chars().count();
    let mut best: Option<(Rank, &'a str)> = None;
    for candidate in among {
        // Among thousands of names, length alone rules out most.
        let most = name.len().max(candidate.len());
        let begins = candidate.len().min(name.len()) >= 4 && shares_start(name, candidate);
        if !begins && name.len().abs_diff(candidate.len()) > most / 3 + 8 {
            continue;
        }
        let other = fold(candidate);
        let other_length = other.chars().count();
        let begins = length.min(other_length) >= 4
            && (folded.starts_with(&other) || other.starts_with(&folded));
        // A third of the letters may differ, but never all letters of a short name.
        let allowed = ((length.max(other_length) + 1) / 3).max(1);
        if !begins && length.abs_diff(other_length) > allowed {
            continue;
        }
        let distance = match begins {
            true => length.abs_diff(other_length),
            false => strsim::damerau_levenshtein(&folded, &other),
        };
        let near = begins || (distance <= allowed && distance < other_length);
        let rank = Rank {
            distance,
            differs_from: usize::MAX - shared(&folded, &other),
        };
        if near && best.as_ref().is_none_or(|(least, _)| rank < *least) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Distance of a name; the smallest is the nearest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    distance: usize,
    /// A later first difference is nearer.
    differs_from: usize,
}

/// Whether the first letters match, ignoring case.
fn shares_start(a: &str, b: &str) -> bool {
    let first = |text: &str| {
        let mut letters = text.chars().filter(|c| !is_separator(*c));
        letters.next().and_then(|c| c.to_lowercase().next())
    };
    first(a) == first(b)
}

/// Number of leading letters that both share.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// A sentence.
    pub text: String,
    /// The edit that does it, if one name was probably meant in place of another.
    pub replacement: Option<Replacement>,
}

/// A name that was probably meant in place of the one that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What was written.
    pub written: String,
    /// What to write instead.
    pub meant: String,
}

impl Help {
    /// ``did you mean `meant`?``, with the replacement.
    #[must_use]
    pub fn meant(written: &str, meant: &str) -> Self {
        Self {
            text: format!("did you mean `{meant}`?"),
            replacement: Some(Replacement {
                written: written.to_owned(),
                meant: meant.to_owned(),
            }),
        }
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Self {
            text,
            replacement: None,
        }
    }
}

impl From<&str> for Help {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// The help for an unknown name: the nearest name, or all names if there are few.
#[must_use]
pub fn did_you_mean<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<Help> {
    let among: Vec<&str> = among.into_iter().collect();
    if let Some(near) = nearest(name, among.iter().copied()) {
        return Some(Help::meant(name, near));
    }
    match among.as_slice() {
        [] => None,
        [only] => Some(format!("expected `{only}`").into()),
        several if several.len() <= 16 => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            Some(format!("expected one of {}", names.join(", ")).into())
        }
        _ => None,
    }
}

const fn is_separator(c: char) -> bool {
    matches!(c, '_' | '-' | ' ')
}

/// Names that differ only in case and separators count as equal.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !is_separator(*c))
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
    fn the_fewest_slips_win() {
        // Input, known names in the order of the spec, expected suggestion.
        let table: &[(&str, &[&str], &str)] = &[
            ("PaymentPages", &["Payment", "PaymentPage"], "PaymentPage"),
            ("PaymentPages", &["PaymentPage", "Payment"], "PaymentPage"),
            (
                "PaymentPag",
                &["Payment", "PaymentPages", "PaymentPage"],
                "PaymentPage",
            ),
            ("paymentpage", &["Payment", "PaymentPage"], "PaymentPage"),
            ("Paymnet", &["PaymentPage", "Payment"], "Payment"),
            ("Order", &["OrderBook", "Orders"], "Orders"),
            ("OrderBok", &["Order", "OrderBook"], "OrderBook"),
            (
                "Orderbooks",
                &["Order", "OrderBookEntry", "OrderBook"],
                "OrderBook",
            ),
            ("get_order", &["set_order", "get_orders"], "get_orders"),
            ("api_kee", &["api_secret", "api_key"], "api_key"),
            ("apikey", &["api", "api_key"], "api_key"),
            ("secret_key", &["secret", "secret_kye"], "secret_kye"),
            ("balances", &["balance", "balance_history"], "balance"),
            ("withdrawl", &["withdraw", "withdrawal"], "withdraw"),
            (
                "createWithdrawals",
                &["create_withdrawal", "create"],
                "create_withdrawal",
            ),
            (
                "hmac_sha265",
                &["hmac_sha512", "hmac_sha1", "hmac_sha256"],
                "hmac_sha256",
            ),
            ("hmac_sha52", &["hmac_sha256", "hmac_sha512"], "hmac_sha512"),
            (
                "timestamp",
                &["time.ms", "time", "timestamps"],
                "timestamps",
            ),
            ("авторизация", &["авто", "авторизации"], "авторизации"),
        ];
        for (written, known, meant) in table {
            assert_eq!(
                nearest(written, known.iter().copied()),
                Some(*meant),
                "{written}"
            );
        }
    }

    #[test]
    fn help_lists_what_is_known() {
        assert_eq!(
            did_you_mean("zzz", ["ab", "cd"]).unwrap().text,
            "expected one of `ab`, `cd`"
        );
        assert_eq!(did_you_mean("zzz", []), None);
        let near = did_you_mean("txet", ["text", "cd"]).unwrap();
        assert_eq!(near.text, "did you mean `text`?");
        assert_eq!(near, Help::meant("txet", "text"));
    }
}
