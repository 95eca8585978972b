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
mod contested;

use super::Stop;
use super::prices::{Goal, Lists, Newton, Pool, Proof, prove_placed};
use choice::decisive;
use contested::Contested;

/// Temperatures at which a node's prices are raised, with the most Newton steps: warm ones for the way from its parent's, which also tell what to
/// branch on, and cold ones for the bound.
const STAGES: [(f64, usize); 2] = [(0.0125, 5), (0.003, 4)];
/// The root's prices are raised already.
const ROOT: [(f64, usize); 1] = [(STAGES[0].0, 0)];
/// Nodes after which progress is judged.
const TURN: usize = 10;

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
    let contested = Contested::new(lists, prices);
    let mut tree = Tree {
        stop,
        newton,
        lists,
        contested,
        near: Pool::default(),
        cost,
    };
    let mut root = Node {
        bound,
        placed: Vec::new(),
        prices: prices.to_vec(),
        state: State::Fresh,
    };
    tree.settle(&mut root, &ROOT);
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
            State::Fresh => tree.settle(&mut open[at], &STAGES),
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
    lists: &'t Lists<'a, 'i>,
    contested: Contested,
    /// What a node's prices are raised on.
    near: Pool,
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
            children.push(Node {
                bound: bound.max(node.bound),
                placed,
                prices: node.prices.clone(),
                state: State::Fresh,
            });
        }
        children
    }

    /// Raises a node's prices from its parent's, its bound with them, and chooses what to branch on.
    fn settle(&mut self, node: &mut Node, stages: &[(f64, usize)]) {
        let model = self.lists.model;
        let giants = self
            .contested
            .near(&mut self.near, model, &node.prices, &node.placed);
        let stopped = || self.stop.is_stopped();
        let room = (self.cost - node.bound) as f64 / model.cost_scale;
        let mut unit = None;
        for (stage, &(tau, steps)) in stages.iter().enumerate() {
            let goal = Goal {
                tau,
                tolerance: 2e-3,
                steps,
                enough: f64::INFINITY,
            };
            self.newton.maximise(
                &mut self.near,
                &mut node.prices,
                goal,
                None,
                &mut |_, _| {},
                &stopped,
            );
            if stage == 0 {
                // the curvature is known here, and says more while it is warm
                unit = decisive(self.newton, &self.near, giants, tau, &node.prices, room);
            }
        }
        node.state = State::Closed;
        let Some(proof) = prove_placed(self.lists, &node.prices, &node.placed, &stopped) else {
            return;
        };
        node.bound = node.bound.max(proof.bound);
        if let Some(unit) = unit {
            node.state = State::Raised(proof, unit);
        }
    }
}
