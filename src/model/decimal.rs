//! Exact decimal numbers: what stands in a cell, without a detour through binary fractions.

use std::fmt;

/// Powers of ten up to [`Decimal::MAX_DECIMALS`].
const POWERS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// A decimal number: `mantissa / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All digits, signed.
    pub mantissa: i64,
    /// How many of them stand behind the point.
    pub decimals: u8,
}

impl Decimal {
    /// The most decimals kept; more are rounded half away from zero.
    pub const MAX_DECIMALS: u8 = 6;

    /// Parses a plain number such as `125000`, `-12.50`, `.5` or `1.2e6`. `None` for anything else (signs of currency, thousands
    /// separators, `NaN`, `inf`, blanks inside) and for what does not fit 18 digits.
    pub fn parse(text: &str) -> Option<Self> {
        Self::short(text.as_bytes()).or_else(|| Self::any(text.trim()))
    }

    /// The numbers that most cells hold, in one pass: digits, perhaps a sign before and a point between them.
    #[inline]
    fn short(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text.split_first()? {
            (b'-', digits) => (true, digits),
            _ => (false, text),
        };
        if !(1..=18).contains(&digits.len()) {
            return None;
        }
        let (mut mantissa, mut point) = (0i64, None);
        for (at, &byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
                b'.' if point.is_none() => point = Some(at),
                _ => return None,
            }
        }
        let decimals = point.map_or(0, |at| digits.len() - at - 1);
        let long = decimals > usize::from(Self::MAX_DECIMALS);
        let lone_point = point.is_some() && digits.len() == 1;
        (!long && !lone_point).then_some(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            decimals: decimals as u8,
        })
    }

    /// The nearest binary fraction of a number as most cells hold it; `None` for others, which may be numbers all the same.
    #[inline]
    pub fn quick(text: &str) -> Option<f64> {
        // Both parts are exact, so their quotient is the nearest there is.
        Self::short(text.as_bytes())
            .filter(|number| number.mantissa.unsigned_abs() < 1 << 53)
            .map(Self::to_f64)
    }

    /// Any number, however it is written.
    fn any(text: &str) -> Option<Self> {
        let (body, exponent) = match text.find(['e', 'E']) {
            Some(at) => (
                &text[..at],
                text[at + 1..]
                    .parse::<i32>()
                    .ok()
                    .filter(|e| e.abs() <= 30)?,
            ),
            None => (text, 0),
        };
        let (negative, body) = match body.as_bytes().first()? {
            b'-' => (true, &body[1..]),
            b'+' => (false, &body[1..]),
            _ => (false, body),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() || mantissa > 1 << 100 {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(byte - b'0');
        }
        let mut decimals = fraction.len() as i32 - exponent;
        while decimals > 0 && mantissa % 10 == 0 && exponent != 0 {
            mantissa /= 10;
            decimals -= 1;
        }
        while decimals < 0 {
            mantissa = mantissa.checked_mul(10)?;
            decimals += 1;
        }
        if decimals > i32::from(Self::MAX_DECIMALS) {
            let power = 10i128.checked_pow((decimals - i32::from(Self::MAX_DECIMALS)) as u32)?;
            mantissa = (mantissa + power / 2) / power;
            decimals = i32::from(Self::MAX_DECIMALS);
        }
        let mantissa = i64::try_from(if negative { -mantissa } else { mantissa }).ok()?;
        Some(Self {
            mantissa,
            decimals: decimals as u8,
        })
    }

    /// The mantissa at another number of decimals; `None` when it does not fit or would lose digits.
    pub fn at(&self, decimals: u8) -> Option<i64> {
        let more = decimals.checked_sub(self.decimals)?;
        self.mantissa
            .checked_mul(10i64.checked_pow(u32::from(more))?)
    }

    /// As a binary fraction.
    #[inline]
    pub fn to_f64(self) -> f64 {
        self.mantissa as f64 / POWERS[usize::from(self.decimals)]
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs();
        if self.decimals == 0 {
            return write!(f, "{sign}{digits}");
        }
        let one = 10u64.pow(u32::from(self.decimals));
        write!(
            f,
            "{sign}{}.{:0width$}",
            digits / one,
            digits % one,
            width = self.decimals as usize
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(i64, u8)> {
        Decimal::parse(text).map(|d| (d.mantissa, d.decimals))
    }

    #[test]
    fn parses_plain_numbers_exactly() {
        assert_eq!(parsed("125000.50"), Some((12_500_050, 2)));
        assert_eq!(parsed("-0.1"), Some((-1, 1)));
        assert_eq!(parsed(".5"), Some((5, 1)));
        assert_eq!(parsed("7."), Some((7, 0)));
        assert_eq!(parsed("1.25e3"), Some((1250, 0)));
        assert_eq!(parsed("5e-3"), Some((5, 3)));
    }

    #[test]
    fn refuses_what_is_not_a_plain_number() {
        for text in [
            "", ".", "-", "NaN", "inf", "1,000", "$5", "1 2", "0x10", "1e", "1e99",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn keeps_six_decimals_and_rounds_the_rest() {
        assert_eq!(parsed("0.12345678"), Some((123_457, 6)));
    }

    #[test]
    fn prints_what_it_read() {
        for text in ["0.05", "-12.500", "7"] {
            assert_eq!(
                Decimal::parse(text).map(|d| d.to_string()).as_deref(),
                Some(text)
            );
        }
    }
}
