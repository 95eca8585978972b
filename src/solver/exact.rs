//! Exact search for tiny instances: depth-first branch and bound over all assignments.
//!
//! Units are placed largest first, each in its territories by rising regret. With the Lagrangian bound `L(y)` a partial
//! assignment costs at least `L(y)` plus its regrets, so against a feasible incumbent most branches end early.
//! Violations of upper bounds only grow; shortages of lower bounds are at least what the units left cannot fill.

use super::prices::reduce_row;
use super::rows::{RowBuffer, Rows};
use super::run::Run;
use super::{FORBIDDEN, Model, Score};

/// The best assignment found, and whether that is proven.
pub(super) struct Exact {
    /// The assignment.
    pub(crate) assignment: Vec<u32>,
    /// Its score.
    pub(crate) score: Score,
    /// Whether the whole tree was searched: then nothing is better.
    pub(crate) complete: bool,
}

struct Tree<'a, 'i> {
    model: &'a Model<'i>,
    order: Vec<usize>,
    /// Per depth the territories with regret and cost, by rising regret.
    options: Vec<Vec<(f64, i64, u32)>>,
    /// Per depth and measure the weight of the units still to place.
    rest: Vec<Vec<i64>>,
    /// Per depth the least cost of the units still to place.
    cheapest: Vec<i128>,
    loads: Vec<i64>,
    path: Vec<u32>,
    best: Exact,
    /// Cost below which a feasible plan would have to stay, minus the proven bound, dimensionless.
    room: f64,
    bound: Option<i128>,
    nodes: u64,
    limit: u64,
}

/// Searches from the incumbent `assignment` through at most `limit` nodes. `prices` prove `bound`.
pub(super) fn search(
    run: &Run,
    model: &Model,
    rows: &Rows,
    prices: &[f64],
    bound: Option<i128>,
    assignment: Vec<u32>,
    limit: u64,
) -> Exact {
    let mut order: Vec<usize> = (0..model.units).collect();
    order.sort_by(|&a, &b| model.bulk[b].total_cmp(&model.bulk[a]).then(a.cmp(&b)));
    let (mut buffer, mut reduced) = (RowBuffer::default(), Vec::new());
    let mut options = Vec::with_capacity(order.len());
    for &unit in &order {
        reduce_row(
            model,
            unit,
            rows.get(unit, &mut buffer),
            prices,
            &mut reduced,
        );
        let least = reduced.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let mut list: Vec<(f64, i64, u32)> = (0..model.territories)
            .map(|territory| {
                (
                    reduced[territory] - least,
                    model.instance.costs().cost(unit, territory),
                    territory as u32,
                )
            })
            .filter(|&(_, cost, _)| cost != FORBIDDEN)
            .collect();
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        options.push(list);
    }
    let (mut rest, mut cheapest) = (
        vec![vec![0; model.measures]; order.len() + 1],
        vec![0; order.len() + 1],
    );
    for depth in (0..order.len()).rev() {
        let weights = model.instance.weights(order[depth]);
        rest[depth] = rest[depth + 1]
            .iter()
            .zip(weights)
            .map(|(after, weight)| after + weight)
            .collect();
        cheapest[depth] = cheapest[depth + 1]
            + i128::from(
                options[depth]
                    .iter()
                    .map(|option| option.1)
                    .min()
                    .unwrap_or(0),
            );
    }
    let score = model.instance.evaluate(&assignment);
    let mut tree = Tree {
        model,
        order,
        options,
        rest,
        cheapest,
        loads: vec![0; model.dimensions()],
        path: assignment.clone(),
        best: Exact {
            assignment,
            score,
            complete: false,
        },
        room: f64::INFINITY,
        bound,
        nodes: 0,
        limit,
    };
    tree.set_room();
    tree.descend(run, 0, 0, 0.0);
    tree.best.complete = tree.nodes <= tree.limit && !run.stopped();
    tree.best
}

impl Tree<'_, '_> {
    /// Regrets that still allow a better feasible plan; floats get a margin, the score decides.
    fn set_room(&mut self) {
        if let (true, Some(bound)) = (self.best.score.is_feasible(), self.bound) {
            let room = (self.best.score.cost - bound + 1) as f64 / self.model.cost_scale;
            self.room = room + 1e-6 * (room + self.best.score.cost as f64 / self.model.cost_scale);
        }
    }

    fn descend(&mut self, run: &Run, depth: usize, cost: i128, regret: f64) {
        self.nodes += 1;
        if self.nodes > self.limit || (self.nodes.is_multiple_of(4096) && run.stopped()) {
            self.nodes = self.limit + 1;
            return;
        }
        let (hard, violation) = self.violations(depth);
        let least = Score {
            hard,
            violation,
            cost: cost + self.cheapest[depth],
        };
        if least >= self.best.score {
            return;
        }
        if depth == self.order.len() {
            self.best.score = least;
            self.best.assignment.clone_from(&self.path);
            self.set_room();
            return;
        }
        let unit = self.order[depth];
        for index in 0..self.options[depth].len() {
            let (extra, price, territory) = self.options[depth][index];
            if regret + extra > self.room {
                break;
            }
            self.shift(unit, territory, 1);
            self.path[unit] = territory;
            self.descend(run, depth + 1, cost + i128::from(price), regret + extra);
            self.shift(unit, territory, -1);
        }
    }

    fn shift(&mut self, unit: usize, territory: u32, sign: i64) {
        let model = self.model;
        for (measure, weight) in model.instance.weights(unit).iter().enumerate() {
            self.loads[territory as usize * model.measures + measure] += sign * weight;
        }
        for budget in 0..model.budgets {
            self.loads[model.territories * model.measures + budget] +=
                sign * model.spent(unit, territory, budget);
        }
    }

    /// What violations are at least, whatever the units left do.
    fn violations(&self, depth: usize) -> (i64, i64) {
        let (model, instance) = (self.model, self.model.instance);
        let (mut hard, mut soft) = (0, 0);
        for territory in 0..model.territories {
            for measure in 0..model.measures {
                let load = self.loads[territory * model.measures + measure];
                let (lower, upper) = (
                    instance.lower(territory, measure),
                    instance.upper(territory, measure),
                );
                let short = lower
                    .saturating_sub(load)
                    .saturating_sub(self.rest[depth][measure]);
                let outside = short.max(load.saturating_sub(upper)).max(0);
                let relative = Score::relative(outside, instance.reference(territory, measure));
                if instance.is_hard(measure) {
                    hard += relative;
                } else {
                    soft += relative;
                }
            }
        }
        for (index, budget) in instance.budgets().iter().enumerate() {
            let spent = self.loads[model.territories * model.measures + index];
            hard += Score::relative((spent - budget.cap).max(0), budget.cap.max(1));
        }
        (hard, soft)
    }
}
