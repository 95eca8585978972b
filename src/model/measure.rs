//! Measures (activities): additive amounts on accounts, in fixed point so that sums are exact and independent of order.

use rayon::prelude::*;

use super::Decimal;

/// One additive amount per account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The name of the column, or `count`.
    pub name: String,
    /// Decimals of the fixed point: an amount of 125 with 2 decimals is 1.25.
    pub decimals: u8,
    /// One amount per account, `None` where unknown. Unknown adds nothing to a sum and is counted.
    pub amounts: Vec<Option<i64>>,
}

impl Measure {
    /// The name of the measure that counts accounts.
    pub const COUNT: &'static str = "count";

    /// One per account.
    pub fn count(accounts: usize) -> Self {
        Self {
            name: Self::COUNT.to_owned(),
            decimals: 0,
            amounts: vec![Some(1); accounts],
        }
    }

    /// The amount of an account, 0 where unknown.
    pub fn amount(&self, account: usize) -> i64 {
        self.amounts[account].unwrap_or(0)
    }

    /// The sum of all known amounts.
    pub fn total(&self) -> i128 {
        self.amounts
            .iter()
            .flatten()
            .map(|&amount| i128::from(amount))
            .sum()
    }

    /// How many accounts have a known amount.
    pub fn known(&self) -> usize {
        self.amounts
            .par_iter()
            .filter(|amount| amount.is_some())
            .count()
    }

    /// The first account with an amount below zero.
    pub fn first_negative(&self) -> Option<usize> {
        self.amounts
            .par_iter()
            .position_first(|amount| amount.is_some_and(|amount| amount < 0))
    }

    /// A sum of amounts as text, with the measure's decimals.
    pub fn format(&self, amount: i64) -> String {
        Decimal {
            mantissa: amount,
            decimals: self.decimals,
        }
        .to_string()
    }

    /// A sum of amounts as a number.
    pub fn to_f64(&self, amount: i64) -> f64 {
        Decimal {
            mantissa: amount,
            decimals: self.decimals,
        }
        .to_f64()
    }
}
