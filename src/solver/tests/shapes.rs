//! Large shapes made small: units home by home, and a giant that needs units from far away.

use super::*;

const STANDARD: Settings = Settings {
    seed: 7,
    effort: Effort::Standard,
    threads: 1,
};

#[test]
fn the_order_of_units_inside_does_not_show_outside() {
    let mut rng = Rng::new(31);
    for round in 0..60 {
        let table = Table::random(&mut rng, 4 + round % 4, 3, 1 + round % 3);
        let outcome = table.with(|instance| {
            let workers = Workers::new(1);
            solve_by_home(instance, &STANDARD, workers, &NeverStop, &mut Quiet)
        });
        check(&table, &outcome);
        // both ways are exact on instances as small as these
        assert_eq!(outcome.score, table.brute(), "round {round}");
    }
}

#[test]
fn a_giant_that_fills_one_measure_is_balanced_from_far_away() {
    let (territories, measures, units) = (20, 2, 1200);
    let mut rng = Rng::new(5);
    let (mut weights, mut costs) = (Vec::new(), Vec::new());
    for unit in 0..units {
        // a line; its last quarter brings work but little potential, and the giant stands at its other end
        let (potential, work) = match unit {
            0 => (380, 3),
            1..900 => (8 + rng.below(5) as i64, 10),
            _ => (1, 10),
        };
        weights.extend([potential, work]);
        // two homes at each of ten places
        let home = |t: i64| 60 + 120 * (t / 2) + 40 * (t % 2);
        costs.extend((0..territories as i64).map(|t| work * (unit - home(t)).abs()));
    }
    let total = |measure: usize| weights.iter().skip(measure).step_by(measures).sum::<i64>();
    let totals = [total(0), total(1)];
    let bound = |percent: i64| -> Vec<i64> {
        (0..territories * measures)
            .map(|at| totals[at % measures] * percent / (100 * territories as i64))
            .collect()
    };
    let table = Table {
        territories,
        measures,
        lower: bound(95),
        upper: bound(105),
        reference: bound(100),
        hard: vec![false; measures],
        budgets: Vec::new(),
        weights,
        costs,
    };
    let score = table.solve(Effort::Standard, 1).score;
    assert!(score.is_feasible(), "{score:?}");
}
