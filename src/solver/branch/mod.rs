//! Raising the bound: branch and bound over the units that decide most.
//!
//! Where few units fill large parts of a territory the dual leaves a gap that no plan can close, as it splits those units. So they are
//! placed: a node says where some units are, and its bound is the dual with these places. The node with the least bound is replaced by
//! its children, one for each territory that one more unit may take; a child whose bound is no less than the cost of
//! the best plan is dropped. Every plan that is better than the best one agrees with an open node, so the least bound of these holds for all.
//!
//! Bounds are exact integers as in [`super::prices`]. By weak duality the parent's prices already bound each child; prices are raised for
//! a child only when it has the least bound of all. Floats only choose what to branch on (`choice`) and the prices.

mod choice;

use super::Stop;
use super::prices::{Goal, Lists, Newton, Pool, Proof, prove_placed};
use choice::Chooser;

/// Temperature at which the nodes' prices are raised.
const TAU: f64 = 0.0125;
/// Newton steps for a child at most.
const STEPS: usize = 8;
/// The radius of the lists that prices are raised on, in natural costs.
const RADIUS: f64 = 2.0;
/// Nodes after which progress is judged.
const TURN: usize = 10;
/// The cost of a candidate that a node rules out.
const NEVER: f64 = 1e12;

/// Some units' places and what they prove.
struct Node {
    bound: i128,
    /// Units with their territories, by unit.
    placed: Vec<(u32, u32)>,
    /// Its own once it is raised, its parent's before.
    prices: Vec<f64>,
    state: State,
}

/// What is known of a node.
enum State {
    /// Its parent's prices bound it.
    Fresh,
    /// Its own prices do: what they prove, and the unit to place next.
    Raised(Proof, usize),
    /// There is nothing left to branch on.
    Closed,
}

/// How far to go.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// Nodes to look at, at most.
    pub(super) nodes: usize,
    /// The least share of the gap that ten nodes have to close, or it is given up.
    pub(super) progress: f64,
}

/// The bound raised within `reach`, never less than `bound`. `cost` is that of a plan within bounds, `prices` prove `bound`.
pub(super) fn raise_bound(
    stop: &dyn Stop,
    lists: &mut Lists,
    newton: &mut Newton,
    prices: &[f64],
    bound: i128,
    cost: i128,
    reach: Reach,
) -> i128 {
    let mut pool = Pool::whole(lists.model);
    pool.unit = (0..lists.model.units as u32).collect();
    lists.build(&mut pool, prices, RADIUS);
    let mut tree = Tree {
        stop,
        newton,
        chooser: Chooser::new(&pool),
        lists,
        pool,
        cost,
    };
    let mut root = Node {
        bound,
        placed: Vec::new(),
        prices: prices.to_vec(),
        state: State::Fresh,
    };
    tree.settle(&mut root, 0);
    let mut open = vec![root];
    let mut gap_before = f64::INFINITY;
    for node in 0..reach.nodes {
        let least = (0..open.len()).min_by_key(|&at| (open[at].bound, at));
        let Some(at) = least else { break };
        if node % TURN == 0 {
            let gap = (cost - open[at].bound) as f64;
            if gap > (1.0 - reach.progress) * gap_before {
                break;
            }
            gap_before = gap;
        }
        match &open[at].state {
            State::Fresh => tree.settle(&mut open[at], STEPS),
            State::Raised(proof, unit) => {
                let children = tree.children(&open[at], proof, *unit);
                open.swap_remove(at);
                open.extend(children);
            }
            State::Closed => break,
        }
        if stop.is_stopped() {
            break;
        }
    }
    let least = open.iter().map(|node| node.bound).min();
    least.unwrap_or(cost).min(cost).max(bound)
}

struct Tree<'t, 'a, 'i> {
    stop: &'t dyn Stop,
    newton: &'t mut Newton,
    chooser: Chooser,
    lists: &'t Lists<'a, 'i>,
    /// All units, at the positions of their indices.
    pool: Pool,
    cost: i128,
}

impl Tree<'_, '_, '_> {
    /// The children of a node that may hold a better plan, one for each territory of `unit`, bounded by what the node's prices prove.
    fn children(&self, node: &Node, proof: &Proof, unit: usize) -> Vec<Node> {
        let mut children = Vec::new();
        for (territory, bound) in proof.when_placed(self.lists.model, unit) {
            if bound >= self.cost {
                continue;
            }
            let mut placed = node.placed.clone();
            let at = placed.partition_point(|&(one, _)| one < unit as u32);
            placed.insert(at, (unit as u32, territory));
            let listed = self.pool.territory[self.pool.candidates(unit)].contains(&territory);
            children.push(Node {
                bound: bound.max(node.bound),
                placed,
                prices: node.prices.clone(),
                // far places are too rare to be followed: their bound stands as it is
                state: if listed { State::Fresh } else { State::Closed },
            });
        }
        children
    }

    /// Raises a node's prices from its parent's by some steps, its bound with them, and chooses what to branch on.
    fn settle(&mut self, node: &mut Node, steps: usize) {
        let goal = Goal {
            tau: TAU,
            tolerance: 2e-3,
            steps,
            enough: f64::INFINITY,
        };
        let saved = self.restrict(&node.placed);
        let stopped = || self.stop.is_stopped();
        self.newton.maximise(
            &mut self.pool,
            &mut node.prices,
            goal,
            None,
            &mut |_, _| {},
            &stopped,
        );
        self.release(&saved);
        node.state = State::Closed;
        let Some(proof) = prove_placed(self.lists, &node.prices, &node.placed, &stopped) else {
            return;
        };
        node.bound = node.bound.max(proof.bound);
        let room = (self.cost - node.bound) as f64 / self.lists.model.cost_scale;
        let unit = self
            .chooser
            .decisive(self.newton, &self.pool, &node.prices, &node.placed, room);
        if let Some(unit) = unit {
            node.state = State::Raised(proof, unit);
        }
    }

    /// Leaves the placed units only their places; returns the costs of the others.
    fn restrict(&mut self, placed: &[(u32, u32)]) -> Vec<(usize, f64)> {
        let mut saved = Vec::new();
        for &(unit, territory) in placed {
            for candidate in self.pool.candidates(unit as usize) {
                if self.pool.territory[candidate] != territory {
                    saved.push((candidate, self.pool.cost[candidate]));
                    self.pool.cost[candidate] = NEVER;
                }
            }
        }
        saved
    }

    /// Takes [`Tree::restrict`] back.
    fn release(&mut self, saved: &[(usize, f64)]) {
        for &(candidate, cost) in saved {
            self.pool.cost[candidate] = cost;
        }
    }
}
