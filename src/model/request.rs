//! What the user asks for, parsed from the text of a flag: measures with tolerances, targets, caps on moves.

use std::{fmt, str::FromStr};

use super::Decimal;

/// How far a territory's sum may lie from its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    /// A share of the target, in millionths: 5 % is 50,000.
    Share(u32),
    /// Absolute bounds, the same for each territory; one side may be open.
    Bounds(Option<Decimal>, Option<Decimal>),
}

impl Tolerance {
    /// Five per cent: what applies where none is given.
    pub const DEFAULT: Self = Self::Share(50_000);
}

/// Parses `5%` or `0.05%` into millionths.
fn parse_share(text: &str) -> Option<u32> {
    let number = Decimal::parse(text.strip_suffix('%')?)?;
    let millionths = (number.to_f64() * 10_000.0).round();
    (0.0..=1e9)
        .contains(&millionths)
        .then_some(millionths as u32)
}

impl FromStr for Tolerance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(share) = parse_share(text) {
            return Ok(Self::Share(share));
        }
        let fail = || format!("`{text}` is neither a share such as 5% nor bounds such as 0.8..1.2");
        let (low, high) = text.split_once("..").ok_or_else(fail)?;
        let side = |text: &str| match text {
            "" => Ok(None),
            text => Decimal::parse(text).map(Some).ok_or_else(fail),
        };
        let (low, high) = (side(low)?, side(high)?);
        match (low, high) {
            (None, None) => Err(fail()),
            (Some(low), Some(high)) if low.to_f64() > high.to_f64() => Err(format!(
                "the lower bound of `{text}` is above the upper one"
            )),
            _ => Ok(Self::Bounds(low, high)),
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side =
            |side: &Option<Decimal>| side.map_or_else(String::new, |value| value.to_string());
        match self {
            Self::Share(millionths) => write!(f, "{}%", f64::from(*millionths) / 10_000.0),
            Self::Bounds(low, high) => write!(f, "{}..{}", side(low), side(high)),
        }
    }
}

/// `--measure NAME[:TOLERANCE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRequest {
    /// The column, or `count`.
    pub name: String,
    /// The tolerance; 5 % where none is given.
    pub tolerance: Tolerance,
}

impl FromStr for MeasureRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A column name may hold a colon; what follows the last one counts only if it looks like a tolerance.
        if let Some((name, tolerance)) = text.rsplit_once(':')
            && (tolerance.ends_with('%') || tolerance.contains(".."))
        {
            return Ok(Self {
                name: name.to_owned(),
                tolerance: tolerance.parse()?,
            });
        }
        if text.is_empty() {
            return Err(
                "a measure is a numeric column or `count`, with a tolerance: potential:5%"
                    .to_owned(),
            );
        }
        Ok(Self {
            name: text.to_owned(),
            tolerance: Tolerance::DEFAULT,
        })
    }
}

impl fmt::Display for MeasureRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.tolerance)
    }
}

/// Where shares of the total come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetRule {
    /// The same for everybody.
    Equal,
    /// In proportion to capacity x fte x ramp.
    Capacity,
    /// In proportion to a column of the rep table.
    Column(String),
}

impl FromStr for TargetRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Err("a target is `equal`, `capacity` or a column of the rep table".to_owned()),
            "equal" => Ok(Self::Equal),
            "capacity" => Ok(Self::Capacity),
            column => Ok(Self::Column(column.to_owned())),
        }
    }
}

impl fmt::Display for TargetRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "equal",
            Self::Capacity => "capacity",
            Self::Column(column) => column,
        })
    }
}

/// `--target [MEASURE=]RULE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRequest {
    /// The measure that the rule is for; `None`: all others.
    pub measure: Option<String>,
    /// The rule.
    pub rule: TargetRule,
}

impl FromStr for TargetRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((measure, rule)) => Ok(Self {
                measure: Some(measure.to_owned()),
                rule: rule.parse()?,
            }),
            None => Ok(Self {
                measure: None,
                rule: text.parse()?,
            }),
        }
    }
}

impl fmt::Display for TargetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.measure {
            Some(measure) => write!(f, "{measure}={}", self.rule),
            None => write!(f, "{}", self.rule),
        }
    }
}

/// `--max-moved [MEASURE:]10%`: a cap on what leaves available owners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveCap {
    /// The measure that is capped; `None`: the number of accounts.
    pub measure: Option<String>,
    /// The cap as a share of what available owners hold, in millionths.
    pub millionths: u32,
}

impl FromStr for MoveCap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (measure, share) = match text.rsplit_once(':') {
            Some((measure, share)) => (Some(measure.to_owned()), share),
            None => (None, text),
        };
        let millionths = parse_share(share)
            .ok_or_else(|| format!("`{text}` is not a cap such as 10% or potential:10%"))?;
        Ok(Self {
            measure,
            millionths,
        })
    }
}

impl fmt::Display for MoveCap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(measure) = &self.measure {
            write!(f, "{measure}:")?;
        }
        write!(f, "{}%", f64::from(self.millionths) / 10_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_print_as_they_were_written() {
        for text in ["potential:5%", "index:0.8..1.2", "count:..40", "a:b:2.5%"] {
            assert_eq!(text.parse::<MeasureRequest>().unwrap().to_string(), text);
        }
        assert_eq!(
            "potential".parse::<MeasureRequest>().unwrap().to_string(),
            "potential:5%"
        );
        for text in ["equal", "potential=quota"] {
            assert_eq!(text.parse::<TargetRequest>().unwrap().to_string(), text);
        }
        for text in ["10%", "potential:7.5%"] {
            assert_eq!(text.parse::<MoveCap>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_tolerances_that_make_no_sense() {
        for text in ["x:5..3", "x:..", "x:a%", "x:-5%"] {
            assert!(text.parse::<MeasureRequest>().is_err(), "{text}");
        }
    }
}
