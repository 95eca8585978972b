//! Branching against brute force.

use super::*;

/// Branching raises the bound, at most to the optimum, and reaches it where the whole tree is small.
#[test]
fn branching_raises_the_bound_towards_the_optimum() {
    let (mut raised, mut closed, mut seen) = (0, 0, 0);
    let shape = |rng: &mut Rng| (3 + rng.below(5), 2 + rng.below(2), 1 + rng.below(2));
    on_feasible_tables(
        5_000..5_150,
        shape,
        &mut |seed, _, optimum, model, mut lists| {
            let mut newton = prices::Newton::default();
            let prices = vec![0.0; model.dimensions()];
            let root = prices::prove(&lists, &prices, &|| false).expect("not stopped");
            // as if the best plan known were a little dearer than the optimum
            let cost = optimum.cost + 1 + optimum.cost / 50;
            let mut before = root.bound;
            for nodes in [1, 4, 2_000] {
                let bound = branch::raise_bound(
                    &NeverStop,
                    &mut lists,
                    &mut newton,
                    &prices,
                    root.bound,
                    cost,
                    branch::Reach {
                        nodes,
                        progress: 0.0,
                    },
                );
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
        seen > 40 && raised * 2 > seen && closed * 2 > seen,
        "{seen} {raised} {closed}"
    );
}
