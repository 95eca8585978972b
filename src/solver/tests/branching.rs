//! Branching against brute force.

use super::*;

/// Branching raises the bound, at most to the optimum, and reaches it where the whole tree is small.
#[test]
fn branching_raises_the_bound_towards_the_optimum() {
    let (mut raised, mut closed, mut parted, mut seen) = (0, 0, 0, 0);
    let shape = |rng: &mut Rng| (3 + rng.below(5), 2 + rng.below(2), 1 + rng.below(2));
    on_feasible_tables(
        5_000..5_600,
        shape,
        &mut |seed, rng, optimum, model, mut lists| {
            let mut newton = prices::Newton::default();
            let prices = vec![0.0; model.dimensions()];
            let root = prices::prove(&lists, &prices, &|| false).expect("not stopped");
            // as if the best plan known were a little dearer than the optimum
            let cost = optimum.cost + 1 + optimum.cost / 50;
            let mut before = root.bound;
            let mut raise = |lists: &mut prices::Lists, prices: &[f64], bound, nodes, part| {
                let reach = branch::Reach { nodes, part };
                let newton = &mut newton;
                branch::raise_bound(&NeverStop, lists, newton, prices, bound, cost, reach)
            };
            // parts whose bounds add up, from prices that are not the best
            let near: Vec<f64> = prices.iter().map(|_| rng.unit() - 0.5).collect();
            let proven = prices::prove(&lists, &near, &|| false).expect("not stopped");
            for (nodes, part) in [(1, 1), (50, 1), (2_000, 1), (40, 2), (2_000, 2)] {
                let bound = raise(&mut lists, &near, proven.bound, nodes, part);
                assert!(bound <= optimum.cost, "seed {seed}: {bound} of {part}");
                parted += usize::from(bound > proven.bound);
            }
            // one tree for all
            for nodes in [1, 40, 2_000] {
                let bound = raise(&mut lists, &prices, root.bound, nodes, usize::MAX);
                assert!(
                    bound <= optimum.cost,
                    "seed {seed}: {bound} above {}",
                    optimum.cost
                );
                assert!(bound >= before, "seed {seed}: more nodes, lower bound");
                before = bound;
            }
            seen += 1;
            raised += usize::from(before > root.bound);
            closed += usize::from(before == optimum.cost);
        },
    );
    assert!(
        seen > 40 && raised * 2 > seen && closed * 2 > seen && parted > seen,
        "{seen} {raised} {closed} {parted}"
    );
}
