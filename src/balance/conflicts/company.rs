//! What an amount of one measure brings with it of another, at the least: a fractional knapsack over all units.
//!
//! A rep who must hold 400 hours of workload cannot avoid some potential, however the hours are chosen. Taking the units with the least
//! potential an hour first, the last one in part, gives a bound that no choice of whole units can beat.

/// Amounts of one measure in the order in which they bring least of the other.
pub(super) struct Company {
    /// Sums of the wanted measure, the n best units.
    wanted: Vec<i64>,
    /// What they bring of the other measure.
    brought: Vec<i64>,
}

impl Company {
    /// `units` are pairs of wanted and brought amounts, both >= 0.
    pub(super) fn new(units: impl Iterator<Item = (i64, i64)>) -> Self {
        let mut units: Vec<(i64, i64)> = units.filter(|unit| unit.0 > 0).collect();
        units.sort_unstable_by(|a, b| {
            let ratio = |x: &(i64, i64), y: &(i64, i64)| i128::from(x.1) * i128::from(y.0);
            ratio(a, b).cmp(&ratio(b, a)).then(a.cmp(b))
        });
        let mut company = Self {
            wanted: vec![0],
            brought: vec![0],
        };
        let (mut wanted, mut brought) = (0i64, 0i64);
        for unit in units {
            wanted = wanted.saturating_add(unit.0);
            brought = brought.saturating_add(unit.1);
            company.wanted.push(wanted);
            company.brought.push(brought);
        }
        company
    }

    /// The least that comes with `amount`, rounded up; `i64::MAX` where there is not so much.
    pub(super) fn least(&self, amount: i64) -> i64 {
        if amount <= 0 {
            return 0;
        }
        let at = self.wanted.partition_point(|&sum| sum < amount);
        if at == self.wanted.len() {
            return i64::MAX;
        }
        let (from, to) = (self.wanted[at - 1], self.wanted[at]);
        let (low, high) = (self.brought[at - 1], self.brought[at]);
        // amounts are whole, so no choice of whole units brings less than the bound rounded up
        let (whole, step) = (i128::from(to - from), i128::from(high - low));
        let part = (step * i128::from(amount - from) + whole - 1) / whole;
        low + part as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_lightest_company_first() {
        // an hour brings 1, 2, 10; the unit without hours never helps
        let company = Company::new([(5, 10), (0, 7), (4, 4), (1, 10)].into_iter());
        assert_eq!(company.least(0), 0);
        assert_eq!(company.least(4), 4);
        assert_eq!(company.least(6), 8);
        assert_eq!(company.least(5), 6);
        assert_eq!(company.least(10), 24);
        assert_eq!(company.least(11), i64::MAX);
    }
}
