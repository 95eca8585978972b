//! Postal codes as their countries write them, and the shorter codes that stand for the same neighbourhood.

use std::borrow::Cow;

use super::country;

/// What was done to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Zeros that a spreadsheet had taken off were put back.
    Padded,
    /// What follows the five digits of a ZIP, or a `CEDEX`, was cut.
    Cut,
    /// The first of several was taken.
    Several,
    /// `0`, `00000`: no code.
    Zero,
}

/// The code as the country writes it.
pub(super) fn normal<'a>(code: &'a str, country: Option<&str>) -> (Cow<'a, str>, Change) {
    let code = code.trim();
    // Zeros alone, also as a data frame writes them.
    if !code.is_empty() && code.bytes().all(|b| matches!(b, b'0' | b'.' | b'-')) {
        return (Cow::Borrowed(""), Change::Zero);
    }
    match country {
        Some(zip) if country::has_zip_codes(zip) => us(code),
        Some("DE" | "FR" | "ES" | "IT") => five(code),
        _ => (Cow::Borrowed(code), Change::None),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn us(code: &str) -> (Cow<'_, str>, Change) {
    let (head, tail) = code.split_once(['-', ' ']).unwrap_or((code, ""));
    let head = head.strip_suffix(".0").unwrap_or(head);
    let cut = !tail.trim().is_empty();
    match head.len() {
        5 if all_digits(head) && !cut && head.len() == code.len() => {
            (Cow::Borrowed(code), Change::None)
        }
        5 if all_digits(head) => (Cow::Borrowed(head), Change::Cut),
        3 | 4 if all_digits(head) => (Cow::Owned(format!("{head:0>5}")), Change::Padded),
        9 if all_digits(head) && !cut => (Cow::Borrowed(&head[..5]), Change::Cut),
        8 if all_digits(head) && !cut => (Cow::Owned(format!("0{}", &head[..4])), Change::Padded),
        _ => (Cow::Borrowed(code), Change::None),
    }
}

fn five(code: &str) -> (Cow<'_, str>, Change) {
    let head = code.split([' ', ',', ';', '/']).next().unwrap_or(code);
    let head = head.strip_suffix(".0").unwrap_or(head);
    if head.len() == 4 && all_digits(head) {
        return (Cow::Owned(format!("0{head}")), Change::Padded);
    }
    if head.len() == 5 && all_digits(head) && head.len() < code.len() {
        let rest = code[head.len()..].trim_start_matches([' ', ',', ';', '/']);
        let several = rest.starts_with(|c: char| c.is_ascii_digit());
        return (
            Cow::Borrowed(head),
            if several {
                Change::Several
            } else {
                Change::Cut
            },
        );
    }
    (Cow::Borrowed(code), Change::None)
}

/// The code without blanks, in capitals, and where the country's tables hold only the beginning of a code, that beginning.
pub(super) fn keys(code: &str, country: &str) -> (String, Option<String>) {
    let whole: String = code
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let first =
        |count: usize| (whole.len() > count && whole.is_ascii()).then(|| whole[..count].to_owned());
    let prefix = match country {
        // The outward code: all but the last three.
        "GB" => (whole.len() > 4).then(|| first(whole.len() - 3)).flatten(),
        "CA" | "IE" => first(3),
        "NL" | "PT" => first(4),
        _ => None,
    };
    (whole, prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_what_their_countries_write() {
        for (code, country, normal_code, change) in [
            ("02139", "US", "02139", Change::None),
            ("2139", "US", "02139", Change::Padded),
            ("2139.0", "US", "02139", Change::Padded),
            ("501", "US", "00501", Change::Padded),
            ("97015-6403", "US", "97015", Change::Cut),
            ("970156403", "US", "97015", Change::Cut),
            ("0", "US", "", Change::Zero),
            ("1307", "DE", "01307", Change::Padded),
            ("01170 01210", "FR", "01170", Change::Several),
            ("75008 CEDEX 08", "FR", "75008", Change::Cut),
            ("NE65 7UW", "GB", "NE65 7UW", Change::None),
        ] {
            assert_eq!(
                normal(code, Some(country)),
                (Cow::Borrowed(normal_code), change),
                "{code}"
            );
        }
        assert_eq!(normal("2139", None).0, "2139");
    }

    #[test]
    fn beginnings_stand_for_neighbourhoods() {
        assert_eq!(
            keys("ne65 7uw", "GB"),
            ("NE657UW".into(), Some("NE65".into()))
        );
        assert_eq!(keys("M5V 2T6", "CA").1.as_deref(), Some("M5V"));
        assert_eq!(keys("1012 AB", "NL").1.as_deref(), Some("1012"));
        assert_eq!(keys("02139", "US").1, None);
    }
}
