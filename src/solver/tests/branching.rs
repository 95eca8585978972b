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
            let prices = vec![0.0; model.dimensions()];
            let root = prices::prove(&lists, &prices, &|| false).expect("not stopped");
            // as if the best plan known were a little dearer than the optimum
            let cost = optimum.cost + 1 + optimum.cost / 50;
            let mut before = root.bound;
            let raise = |lists: &mut prices::Lists, prices: &[f64], bound, nodes, part| {
                // some stop where little is gained
                let stretch = if part == 2 { nodes / 4 } else { nodes };
                let reach = branch::Reach {
                    nodes,
                    stretch,
                    part,
                };
                branch::raise_bound(&NeverStop, lists, prices, bound, cost, reach)
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

/// Trees that have their turns at the same time prove what they prove one after the other.
#[test]
fn threads_do_not_change_what_branching_proves() {
    let mut raised = 0;
    for seed in 0..8 {
        let table = wide(&mut Rng::new(seed));
        let prove = |threads| table.with(|instance| branched(instance, threads));
        let (root, proven) = prove(1);
        assert_eq!([prove(2), prove(4)], [(root, proven); 2], "seed {seed}");
        raised += usize::from(proven > root);
    }
    assert!(raised >= 4, "{raised}");
}

/// Many territories, some units nearly as large as one, and bounds that leave some room.
fn wide(rng: &mut Rng) -> Table {
    let mut table = Table::random(rng, 300, 20, 1);
    let share = table.weights.iter().sum::<i64>() / 20;
    table.lower = vec![share * 4 / 5; 20];
    table.upper = vec![share * 6 / 5; 20];
    table.budgets.clear();
    for cost in &mut table.costs {
        *cost = if *cost == FORBIDDEN { 90_000 } else { *cost };
    }
    table
}

/// The bounds of an instance before and after some nodes in many parts.
fn branched(instance: &Instance, threads: usize) -> (i128, i128) {
    let settings = Settings {
        seed: 1,
        effort: Effort::Standard,
        threads,
    };
    let workers = parallel::Workers::new(threads);
    let model = Model::new(instance, workers.clone());
    let rows = rows::Rows::new(&model);
    let mut lists = prices::Lists::new(&model, &rows, prices::RADIUS);
    let mut quiet = Quiet;
    let mut run = run::Run::new(&settings, &NeverStop, &mut quiet);
    let prices = prices::raise(&mut run, &mut lists, &mut prices::Newton::new(workers));
    let root = prices::prove(&lists, &prices, &|| false).expect("not stopped");
    // a goal so far away that no tree comes to an end
    let (bound, cost) = (root.bound, root.bound + 10 * root.bound.abs());
    let reach = branch::Reach {
        nodes: 200,
        stretch: 200,
        part: 2,
    };
    let proven = branch::raise_bound(&NeverStop, &mut lists, &prices, bound, cost, reach);
    (bound, proven)
}
