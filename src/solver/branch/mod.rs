//! Raising the bound: branch and bound over the units that decide most.
//!
//! Where few units fill large parts of a territory the dual leaves a gap that no plan can close, as it splits those units. So they are
//! placed: a node says where some units are, and its bound is the dual with these places. The node with the least bound is replaced by
//! its children, one for each territory that one more unit may take; a child whose bound is no less than the cost of
//! the best plan is dropped. Every plan that is better than the best one agrees with an open node, so the least bound of these holds for all.
//!
//! What is placed at one end of the map hardly matters at the other, yet one tree over both would have to hold every combination. So the territories
//! are cut into parts (`partition`), each with its own bound (`worth`, `part`) and its own tree (`tree`), and their bounds add up. Nodes go to the
//! trees that gain most by them (`turns`), several trees at a time.
//!
//! By weak duality the parent's prices already bound each child; prices are raised for a child only when it has the least bound of all
//! (`contested`: what on). Bounds are floats, less than what their errors can add up to.

mod choice;
mod contested;
mod part;
mod partition;
mod tree;
mod turns;
mod worth;

use super::model::mean_reference;
use super::prices::Lists;
use super::{Model, Stop};
use part::{Part, SLIP};
use tree::Tree;
use turns::{TURN, Turns};
use worth::Worths;

/// How many of the largest units may be placed.
const GIANTS: usize = 400;
/// Where none fills this share of a mean territory it does not matter whether units are split.
const CRUMB: f64 = 0.01;
/// The share of the gap that a stretch of nodes has to close.
const LITTLE: f64 = 0.01;

/// How far to go.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    /// Nodes to look at, in full turns.
    pub(super) nodes: usize,
    /// After so many nodes that gain [`LITTLE`] or less the others are left out.
    pub(super) stretch: usize,
    /// Territories of a part at most.
    pub(super) part: usize,
}

/// A tree that has its turn.
struct Looking<'t> {
    tree: &'t mut Tree,
    /// Its bound before.
    before: f64,
    /// Nodes looked at.
    nodes: usize,
}

/// The bound raised within `reach`, never less than `bound`. `cost` is that of a plan within bounds, `prices` prove `bound`.
pub(super) fn raise_bound(
    stop: &dyn Stop,
    lists: &mut Lists,
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
    let proven = |trees: &[Tree]| base + trees.iter().map(Tree::bound).sum::<f64>();
    // more than the cost by what the sums of floats may be off
    let size = base.abs() + trees.iter().map(|tree| tree.bound().abs()).sum::<f64>();
    let goal = cost as f64 / model.cost_scale + 1e-12 * size;
    let (mut turns, mut nodes, mut now) = (Turns::new(trees.len()), 0, proven(&trees));
    let mut stretch = (nodes, now);
    while nodes < reach.nodes && now < goal && !stop.is_stopped() {
        let Some(looked) = take_turns(model, stop, &mut trees, &mut turns, goal - now) else {
            break;
        };
        nodes += looked;
        now = proven(&trees);
        if nodes >= stretch.0 + reach.stretch {
            if now - stretch.1 < LITTLE * (goal - now) {
                break;
            }
            stretch = (nodes, now);
        }
    }
    // costs are whole, so what is proven may be rounded up
    let proven = now.min(goal) * model.cost_scale;
    let whole = libm::ceil(proven - SLIP * proven.abs()) as i128;
    whole.min(cost).max(bound)
}

/// Gives some trees their turns at the same time and returns how many nodes they looked at; `None` where no tree has any left. `room`: by how much
/// a better plan costs more than is proven.
fn take_turns(
    model: &Model,
    stop: &dyn Stop,
    trees: &mut [Tree],
    turns: &mut Turns,
    room: f64,
) -> Option<usize> {
    let given = turns.give();
    if given.is_empty() {
        return None;
    }
    let mut looking: Vec<Looking> = trees
        .iter_mut()
        .enumerate()
        .filter(|(at, _)| given.contains(at))
        .map(|(_, tree)| Looking {
            before: tree.bound(),
            tree,
            nodes: 0,
        })
        .collect();
    model.workers.each(&mut looking, |_, turn| {
        // what the other parts cost at least is not there for this one
        let worth = room + turn.before;
        let steps = (0..TURN).take_while(|_| turn.tree.step(stop, worth));
        turn.nodes = steps.count();
    });
    for (&at, turn) in given.iter().zip(&looking) {
        turns.note(at, turn.tree.bound() - turn.before, turn.nodes);
    }
    Some(looking.iter().map(|turn| turn.nodes).sum())
}

/// A tree for each part of at most `most` territories, and what their bounds are to be added to; `None` where none can rise.
fn plant(lists: &mut Lists, prices: &[f64], most: usize) -> Option<(f64, Vec<Tree>)> {
    let model = lists.model;
    let giant = giant(model)?;
    let cut = partition::parts(lists, prices, most);
    let worths = Worths::new(lists, &cut, prices);
    let trees = model.workers.map_chunks(cut.len(), 1, |range| {
        let part = Part::new(model, &worths, range.start, &cut[range.start], prices);
        Tree::new(part, model, giant)
    });
    let trees = trees.into_iter().collect::<Option<Vec<Tree>>>()?;
    let (mut base, all) = worths.sums;
    let placed = model.territories * model.measures;
    for (price, cap) in prices[placed..].iter().zip(&model.upper[placed..]) {
        base += price * cap;
    }
    base -= SLIP * model.units as f64 * (all + base.abs());
    base.is_finite().then_some((base, trees))
}

/// The bulk of the least of the units that may be placed; `None` where all are crumbs.
fn giant(model: &Model) -> Option<f64> {
    let mean = mean_reference(&model.reference[..model.territories * model.measures]);
    let mut bulks = model.bulk.clone();
    bulks.sort_unstable_by(|a, b| b.total_cmp(a));
    let largest = bulks.first().filter(|&&bulk| bulk >= CRUMB * mean);
    largest.map(|_| bulks[bulks.len().min(GIANTS) - 1])
}
