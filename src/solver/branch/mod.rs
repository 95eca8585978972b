//! Raising the bound: branch and bound over the units that decide most.
//!
//! Where few units fill large parts of a territory the dual leaves a gap that no plan can close, as it splits those units. So they are
//! placed: a node says where some units are, and its bound is the dual with these places. The node with the least bound is replaced by
//! its children, one for each territory that one more unit may take; a child whose bound is no less than the cost of
//! the best plan is dropped. Every plan that is better than the best one agrees with an open node, so the least bound of these holds for all.
//!
//! What is placed at one end of the map hardly matters at the other, yet one tree over both would have to hold every combination. So the territories
//! are cut into parts (`partition`), each with its own bound (`worth`, `part`) and its own tree (`tree`), and their bounds add up.
//!
//! By weak duality the parent's prices already bound each child; prices are raised for a child only when it has the least bound of all
//! (`contested`: what on). Bounds are floats, less than what their errors can add up to.

mod choice;
mod contested;
mod part;
mod partition;
mod tree;
mod worth;

use super::prices::{Lists, Newton, Pool};
use super::{Model, Stop};
use part::{Part, SLIP};
use tree::{Tools, Tree};
use worth::Worths;

/// Nodes of a tree after which it is the turn of the next.
const TURN: usize = 10;
/// How many of the largest units may be placed.
const GIANTS: usize = 400;

/// How far to go.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// Nodes to look at, in full turns of all trees.
    pub(super) nodes: usize,
    /// Territories of a part at most.
    pub(super) part: usize,
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
    let model = lists.model;
    let mut prices = prices.to_vec();
    for price in &mut prices[model.territories * model.measures..] {
        // a budget can only be spent
        *price = price.min(0.0);
    }
    let Some((base, mut trees)) = plant(lists, &prices, reach.part) else {
        return bound;
    };
    let mut tools = Tools {
        stop,
        newton,
        near: Pool::default(),
    };
    let proven = |trees: &[Tree]| base + trees.iter().map(Tree::bound).sum::<f64>();
    // more than the cost by what the sums of floats may be off
    let size = base.abs() + trees.iter().map(|tree| tree.bound().abs()).sum::<f64>();
    let goal = cost as f64 / model.cost_scale + 1e-12 * size;
    let mut nodes = 0;
    while nodes < reach.nodes && proven(&trees) < goal && !stop.is_stopped() {
        let mut looked = 0;
        for at in 0..trees.len() {
            // what the other parts cost at least is not there for this one
            let others = proven(&trees) - trees[at].bound();
            let steps = (0..TURN).take_while(|_| trees[at].step(&mut tools, goal - others));
            looked += steps.count();
        }
        if looked == 0 {
            break;
        }
        nodes += looked;
    }
    // costs are whole, so what is proven may be rounded up
    let proven = proven(&trees).min(goal) * model.cost_scale;
    let whole = libm::ceil(proven - SLIP * proven.abs()) as i128;
    whole.min(cost).max(bound)
}

/// A tree for each part of at most `most` territories, and what their bounds are to be added to.
fn plant(lists: &mut Lists, prices: &[f64], most: usize) -> Option<(f64, Vec<Tree>)> {
    let model = lists.model;
    let cut = partition::parts(lists, prices, most);
    let worths = Worths::new(lists, &cut, prices);
    let giant = giant(model);
    let trees = cut.iter().enumerate().map(|(index, territories)| {
        let part = Part::new(model, &worths, index, territories, prices);
        Tree::new(part, model, giant)
    });
    let trees = trees.collect::<Option<Vec<Tree>>>()?;
    let (mut base, all) = worths.sums;
    let placed = model.territories * model.measures;
    for (price, cap) in prices[placed..].iter().zip(&model.upper[placed..]) {
        base += price * cap;
    }
    base -= SLIP * model.units as f64 * (all + base.abs());
    base.is_finite().then_some((base, trees))
}

/// The bulk of the least of the units that may be placed.
fn giant(model: &Model) -> f64 {
    let mut bulks = model.bulk.clone();
    bulks.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = bulks.len().min(GIANTS).checked_sub(1);
    least.map_or(f64::INFINITY, |least| bulks[least])
}
