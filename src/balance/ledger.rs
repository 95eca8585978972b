//! Territory sums that follow single moves, with the exact change of the score: for tidying up, reasons, explanations.

use crate::solver::{FORBIDDEN, Instance, Score};

/// An assignment with its sums.
pub(super) struct Ledger<'a> {
    instance: &'a Instance<'a>,
    assignment: Vec<u32>,
    loads: Vec<i64>,
    spent: Vec<i64>,
}

/// What a move changes; compared like scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Delta {
    pub(super) hard: i64,
    pub(super) violation: i64,
    pub(super) cost: i128,
}

impl Delta {
    /// Whether some bound or cap is more violated after the move.
    pub(super) fn breaks_a_bound(self) -> bool {
        self.hard > 0 || (self.hard == 0 && self.violation > 0)
    }
}

impl<'a> Ledger<'a> {
    pub(super) fn new(instance: &'a Instance<'a>, assignment: Vec<u32>) -> Self {
        let measures = instance.measures();
        let mut loads = vec![0; instance.territories() * measures];
        for (unit, &territory) in assignment.iter().enumerate() {
            for (measure, weight) in instance.weights(unit).iter().enumerate() {
                loads[territory as usize * measures + measure] += weight;
            }
        }
        let spent = instance.budgets().iter().map(|budget| {
            let units = assignment.iter().enumerate();
            units
                .map(|(unit, &territory)| budget.spent(unit, territory))
                .sum()
        });
        Self {
            instance,
            loads,
            spent: spent.collect(),
            assignment,
        }
    }

    pub(super) fn assignment(&self) -> &[u32] {
        &self.assignment
    }

    pub(super) fn into_assignment(self) -> Vec<u32> {
        self.assignment
    }

    /// The change if `unit` went to territory `to`; `None` where that pair is forbidden.
    pub(super) fn delta(&self, unit: usize, to: u32) -> Option<Delta> {
        let from = self.assignment[unit];
        let there = self.instance.costs().cost(unit, to as usize);
        if there == FORBIDDEN {
            return None;
        }
        let here = self.instance.costs().cost(unit, from as usize);
        let mut delta = Delta {
            hard: 0,
            violation: 0,
            cost: i128::from(there) - i128::from(here),
        };
        if from == to {
            return Some(delta);
        }
        for (measure, &weight) in self.instance.weights(unit).iter().enumerate() {
            let change = self.change(from as usize, measure, -weight)
                + self.change(to as usize, measure, weight);
            if self.instance.is_hard(measure) {
                delta.hard += change;
            } else {
                delta.violation += change;
            }
        }
        for (budget, &spent) in self.instance.budgets().iter().zip(&self.spent) {
            let after = spent + budget.spent(unit, to) - budget.spent(unit, from);
            let over = |spent: i64| Score::relative((spent - budget.cap).max(0), budget.cap.max(1));
            delta.hard += over(after) - over(spent);
        }
        Some(delta)
    }

    fn change(&self, territory: usize, measure: usize, by: i64) -> i64 {
        let load = self.loads[territory * self.instance.measures() + measure];
        let outside = |load: i64| {
            let (low, high) = (
                self.instance.lower(territory, measure),
                self.instance.upper(territory, measure),
            );
            let out = (low - load).max(load.saturating_sub(high)).max(0);
            Score::relative(out, self.instance.reference(territory, measure))
        };
        outside(load + by) - outside(load)
    }

    pub(super) fn apply(&mut self, unit: usize, to: u32) {
        let from = self.assignment[unit];
        let measures = self.instance.measures();
        for (measure, &weight) in self.instance.weights(unit).iter().enumerate() {
            self.loads[from as usize * measures + measure] -= weight;
            self.loads[to as usize * measures + measure] += weight;
        }
        for (budget, spent) in self.instance.budgets().iter().zip(&mut self.spent) {
            *spent += budget.spent(unit, to) - budget.spent(unit, from);
        }
        self.assignment[unit] = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::{Budget, TableCosts};

    #[test]
    fn deltas_equal_full_evaluations() {
        // 4 units, 2 territories, one measure: 3 of 4 units left means a violation somewhere
        let costs = TableCosts::new(2, vec![1, 5, 2, 2, 7, 1, 3, 4]);
        let budget = Budget {
            amount: vec![1, 1, 1, 0],
            home: vec![0, 0, 1, u32::MAX],
            partly: vec![(1, 1, 0)],
            cap: 1,
        };
        let instance = Instance::new(
            2,
            1,
            vec![4, 3, 2, 6],
            vec![7, 7],
            vec![8, 8],
            vec![7, 7],
            vec![false],
            vec![budget],
            &costs,
        );
        for code in 0..16u32 {
            let start: Vec<u32> = (0..4).map(|unit| code >> unit & 1).collect();
            let ledger = Ledger::new(&instance, start.clone());
            let before = instance.evaluate(&start);
            for unit in 0..4 {
                for to in 0..2 {
                    let mut moved = start.clone();
                    moved[unit] = to;
                    let after = instance.evaluate(&moved);
                    let delta = ledger.delta(unit, to).unwrap();
                    assert_eq!(before.hard + delta.hard, after.hard);
                    assert_eq!(before.violation + delta.violation, after.violation);
                    assert_eq!(before.cost + delta.cost, after.cost);
                }
            }
        }
    }
}
