//! Numbers as people and spreadsheets write them: `$1,200`, `1.200,50 €`, `(300)`, `2 100 000`. The style is found per column.

use std::borrow::Cow;

use super::issue::{self, Issue};
use crate::model::trimmed;

/// Which sign is the decimal one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalStyle {
    /// `1,234.50`
    #[default]
    Point,
    /// `1.234,50`
    Comma,
}

/// Signs of currency, and the codes that stand for them.
const SIGNS: [char; 9] = ['$', '€', '£', '¥', '₹', '₩', '₽', '₺', '₪'];
const CODES: [&str; 20] = [
    "USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "INR", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "US",
];

/// Whether a number needs no rewriting: `-12.50`, digits and at most one point.
pub(super) fn is_plain(text: &str) -> bool {
    are_plain(text.as_bytes())
}

/// The same of bytes.
pub(super) fn are_plain(text: &[u8]) -> bool {
    let bytes = text.strip_prefix(b"-").unwrap_or(text);
    let mut points = 0;
    for &byte in bytes {
        match byte {
            b'0'..=b'9' => {}
            b'.' => points += 1,
            _ => return false,
        }
    }
    points <= 1 && bytes.len() > points
}

/// A number in a cell: its sign and the digits with their separators.
struct Body<'a> {
    negative: bool,
    digits: &'a str,
    /// Whether a sign of currency of the English-speaking world stood there: its thousands are commas.
    english: bool,
}

/// Strips blanks, currency, sign and accounting parentheses.
fn body(text: &str) -> Body<'_> {
    let mut rest = text.trim();
    let (mut negative, mut english) = (false, false);
    if let Some(inside) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        (negative, rest) = (true, inside.trim());
    }
    // Sign and currency come in any order: -$5, $-5, 5-, 5 EUR-.
    for _ in 0..4 {
        let before = rest;
        for sign in SIGNS {
            if let Some(r) = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign)) {
                english |= matches!(sign, '$' | '£');
                rest = r.trim();
            }
        }
        for code in CODES {
            if let Some(r) = rest.strip_prefix(code).or_else(|| rest.strip_suffix(code)) {
                english |= matches!(code, "USD" | "GBP" | "US");
                rest = r.trim();
            }
        }
        if let Some(r) = rest
            .strip_prefix(['-', '\u{2212}'])
            .or_else(|| rest.strip_suffix('-'))
        {
            if !r.trim().is_empty() {
                (negative, rest) = (!negative, r.trim());
            }
        } else if let Some(r) = rest.strip_prefix('+') {
            rest = r.trim();
        }
        if rest == before {
            break;
        }
    }
    Body {
        negative,
        digits: rest,
        english,
    }
}

/// Whether a cell is an amount that only a reader of currency signs and thousands understands.
pub(super) fn is_amount(text: &str) -> bool {
    let trimmed = text.trim();
    if is_plain(trimmed) {
        return false;
    }
    let body = body(trimmed);
    let has_sign = body.digits.len() < trimmed.len();
    let grouped = body.digits.contains([',', '\u{a0}', '\u{202f}']);
    (has_sign || grouped)
        && body.digits.starts_with(|c: char| c.is_ascii_digit())
        && [DecimalStyle::Point, DecimalStyle::Comma]
            .iter()
            .any(|&style| read(trimmed, style).is_ok())
        && !trimmed.starts_with('+')
}

/// What a cell says about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Nothing.
    None,
    /// The point is decimal, or commas are thousands.
    Point,
    /// The comma is decimal, or points are thousands.
    Comma,
    /// `1,234`: either.
    EitherComma,
    /// `1.234`: a plain number, unless the column is of the other style.
    EitherPoint,
}

/// Reads the evidence of a cell.
pub(super) fn evidence(text: &str) -> Evidence {
    if is_plain(text) {
        // By far the most frequent case.
        return match text.bytes().position(|byte| byte == b'.') {
            Some(at) if text.len() - at == 4 => {
                match_single(text, '.', Evidence::Point, Evidence::EitherPoint)
            }
            Some(_) => Evidence::Point,
            None => Evidence::None,
        };
    }
    let body = body(text);
    let digits = body.digits;
    let commas = digits.matches(',').count();
    let points = digits.matches('.').count();
    let other = |c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.') && !is_blank(c);
    if commas + points == 0 || digits.contains(other) {
        return Evidence::None;
    }
    match (commas, points) {
        (0, 1) => match_single(digits, '.', Evidence::Point, Evidence::EitherPoint),
        (1, 0) if body.english => Evidence::Point,
        (1, 0) => match_single(digits, ',', Evidence::Comma, Evidence::EitherComma),
        (0, _) => Evidence::Comma,
        (_, 0) => Evidence::Point,
        _ if digits.rfind(',') > digits.rfind('.') => Evidence::Comma,
        _ => Evidence::Point,
    }
}

/// One separator: decimal for sure unless it cuts off exactly three digits from one to three that do not begin with 0.
fn match_single(digits: &str, sign: char, sure: Evidence, either: Evidence) -> Evidence {
    let (whole, fraction) = digits.split_once(sign).unwrap_or((digits, ""));
    let could_group = fraction.len() == 3
        && (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || b == sign as u8);
    if could_group { either } else { sure }
}

fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}'
    )
}

/// A number as plain text: digits, point, sign.
pub(super) fn read(text: &str, style: DecimalStyle) -> Result<Cow<'_, str>, &'static Issue> {
    let text = trimmed(text);
    if style == DecimalStyle::Point && is_plain(text) {
        return Ok(Cow::Borrowed(text));
    }
    let body = body(text);
    let (group, decimal) = match style {
        DecimalStyle::Point => (',', '.'),
        DecimalStyle::Comma => ('.', ','),
    };
    let (whole, fraction) = body.digits.split_once(decimal).unwrap_or((body.digits, ""));
    if fraction.is_empty() && whole.is_empty() {
        return Err(&issue::NOT_A_NUMBER);
    }
    if let Some(number) = scientific(body.digits, style) {
        return Ok(Cow::Owned(signed(body.negative, &number)));
    }
    let mut plain = String::with_capacity(text.len());
    let separator = |c: char| c == group || is_blank(c);
    let groups: Vec<&str> = whole.split(separator).collect();
    let well_grouped = groups.len() == 1
        || (!groups[0].is_empty()
            && groups[0].len() <= 3
            // 12,34,567 is how India groups.
            && groups[1..groups.len() - 1].iter().all(|g| matches!(g.len(), 2 | 3))
            && groups[groups.len() - 1].len() == 3);
    for part in &groups {
        plain.push_str(part);
    }
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    if well_grouped && is_plain(&plain) && !plain.starts_with('-') {
        return Ok(Cow::Owned(signed(body.negative, &plain)));
    }
    Err(not_a_number(body.digits))
}

fn signed(negative: bool, plain: &str) -> String {
    let sign = if negative { "-" } else { "" };
    format!("{sign}{plain}")
}

/// `1.2E+06`, as spreadsheets write large numbers: spelled out.
fn scientific(digits: &str, style: DecimalStyle) -> Option<String> {
    if !digits.contains(['e', 'E']) {
        return None;
    }
    let point = match style {
        DecimalStyle::Point => Cow::Borrowed(digits),
        DecimalStyle::Comma => Cow::Owned(digits.replace(',', ".")),
    };
    let shape = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    if !point.chars().all(shape) || !point.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = point.parse().ok()?;
    (value.is_finite() && value < 1e18).then(|| value.to_string())
}

fn not_a_number(digits: &str) -> &'static Issue {
    let lower = digits.to_ascii_lowercase();
    match lower.as_str() {
        "nan" | "inf" | "infinity" | "∞" => &issue::NOT_FINITE,
        _ => &issue::NOT_A_NUMBER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> Option<String> {
        read(text, DecimalStyle::Point).ok().map(Cow::into_owned)
    }

    fn comma(text: &str) -> Option<String> {
        read(text, DecimalStyle::Comma).ok().map(Cow::into_owned)
    }

    #[test]
    fn reads_numbers_as_people_write_them() {
        for (text, plain) in [
            ("125000.50", "125000.50"),
            ("$90,000 ", "90000"),
            ("-$1,200.5", "-1200.5"),
            ("(300)", "-300"),
            ("USD 1200", "1200"),
            ("1 234 567", "1234567"),
            ("2\u{a0}100\u{202f}000", "2100000"),
            ("12,34,567", "1234567"),
            ("1'234", "1234"),
            ("300-", "-300"),
            ("1.2E+06", "1200000"),
            (".0000", ".0000"),
        ] {
            assert_eq!(point(text).as_deref(), Some(plain), "{text}");
        }
        for (text, plain) in [
            ("6,091499", "6.091499"),
            ("1.200.000,00", "1200000.00"),
            ("1.234", "1234"),
            ("-0,5 €", "-0.5"),
        ] {
            assert_eq!(comma(text).as_deref(), Some(plain), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "n/a",
            "-",
            "1,23,4",
            "12 Main St",
            "1,2345",
            "NaN",
            "inf",
            "6%",
            "1-2",
            "$",
            "--5x",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
        assert_eq!(read("NaN", DecimalStyle::Point).unwrap_err().code, "E113");
    }

    #[test]
    fn tells_decimal_signs_from_thousands_where_it_can() {
        use Evidence as E;
        for (text, found) in [
            ("5", E::None),
            ("n/a", E::None),
            ("1,234", E::EitherComma),
            ("$1,234", E::Point),
            ("1,234,567", E::Point),
            ("0,123", E::Comma),
            ("50,7678", E::Comma),
            ("1.234,5", E::Comma),
            ("1,234.5", E::Point),
            ("1.234", E::EitherPoint),
            ("42.36", E::Point),
        ] {
            assert_eq!(evidence(text), found, "{text}");
        }
    }
}
