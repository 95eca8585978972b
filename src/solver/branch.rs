//! Raising the bound: branch and bound over the units that decide most.
//!
//! Where few units fill large parts of a territory the dual leaves a gap that no plan can close, as it splits those units. So they are
//! placed: a node says where some units are, and its bound is the dual with these places. The node with the least bound is replaced by
//! its children, one for each territory that one more unit may take; a child whose bound is no less than the cost of
//! the best plan is dropped. Every plan that is better than the best one agrees with an open node, so the least bound of these holds for all.
//!
//! Bounds are exact integers as in [`super::prices`]. By weak duality the parent's prices already bound each child; prices are raised for
//! a child only when it has the least bound of all. Floats only choose what to branch on and the prices.

use super::linear::{cholesky, solve_factored};
use super::prices::{Goal, Lists, Newton, Pool, Proof, prove_placed};
use super::{Model, Stop};

/// Temperature at which the nodes' prices are raised.
const TAU: f64 = 0.0125;
/// Newton steps for a child at most.
const STEPS: usize = 12;
/// The radius of the lists that prices are raised on, in natural costs.
const RADIUS: f64 = 2.0;
/// How many of the largest contested units are compared for the next branching.
const COMPARED: usize = 40;
/// The cost of a candidate that a node rules out.
const NEVER: f64 = 1e12;

/// Some units' places and what they prove.
struct Node {
    bound: i128,
    /// Units with their territories, by unit.
    placed: Vec<(u32, u32)>,
    prices: Vec<f64>,
    /// Whether the prices are its own, not its parent's.
    raised: bool,
    /// What its own prices prove.
    proof: Option<Proof>,
    /// Whether there is nothing left to branch on.
    closed: bool,
}

/// The bound after looking at `nodes` nodes at most, never less than `bound`. `cost` is that of a plan within bounds, `prices` prove
/// `bound`.
pub(super) fn raise_bound(
    stop: &dyn Stop,
    lists: &mut Lists,
    newton: &mut Newton,
    prices: &[f64],
    bound: i128,
    cost: i128,
    nodes: usize,
) -> i128 {
    let mut pool = Pool::whole(lists.model);
    pool.unit = (0..lists.model.units as u32).collect();
    lists.build(&mut pool, prices, RADIUS);
    let mut tree = Tree {
        stop,
        lists,
        newton,
        pool,
        cost,
    };
    let mut open = vec![Node {
        bound,
        placed: Vec::new(),
        prices: prices.to_vec(),
        raised: true,
        proof: None,
        closed: false,
    }];
    for _ in 0..nodes {
        let least = (0..open.len()).min_by_key(|&at| (open[at].bound, at));
        let Some(at) = least.filter(|&at| !open[at].closed) else {
            break;
        };
        if !open[at].raised {
            tree.raise_node(&mut open[at]);
        } else if let Some(children) = tree.children(&mut open[at]) {
            open.swap_remove(at);
            open.extend(children);
        } else {
            open[at].closed = true;
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
    lists: &'t Lists<'a, 'i>,
    newton: &'t mut Newton,
    /// All units, at the positions of their indices.
    pool: Pool,
    cost: i128,
}

impl Tree<'_, '_, '_> {
    /// The children that may hold a better plan, bounded by the node's prices; none when there is nothing to branch on, or the run was stopped.
    fn children(&mut self, node: &mut Node) -> Option<Vec<Node>> {
        let saved = self.restrict(&node.placed);
        self.raise(&mut node.prices, 0);
        let unit = self.decisive(node);
        self.release(&saved);
        let unit = unit?;
        let model = self.lists.model;
        let proof = match node.proof.take() {
            Some(proof) => proof,
            None => self.prove(&node.prices, &node.placed)?,
        };
        let mut children = Vec::new();
        for (territory, bound) in proof.when_placed(model, unit) {
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
                raised: false,
                proof: None,
                // far places are too rare to be followed: their bound stands as it is
                closed: !listed,
            });
        }
        Some(children)
    }

    /// Raises a node's prices from its parent's, and its bound with them.
    fn raise_node(&mut self, node: &mut Node) {
        let saved = self.restrict(&node.placed);
        self.raise(&mut node.prices, STEPS);
        self.release(&saved);
        node.proof = self.prove(&node.prices, &node.placed);
        if let Some(proof) = &node.proof {
            node.bound = node.bound.max(proof.bound);
        }
        node.raised = true;
    }

    fn prove(&self, prices: &[f64], placed: &[(u32, u32)]) -> Option<Proof> {
        prove_placed(self.lists, prices, placed, &|| self.stop.is_stopped())
    }

    fn raise(&mut self, prices: &mut Vec<f64>, steps: usize) {
        let goal = Goal {
            tau: TAU,
            tolerance: 2e-3,
            steps,
            enough: f64::INFINITY,
        };
        self.newton
            .maximise(&mut self.pool, prices, goal, None, &mut |_, _| {}, &|| {
                self.stop.is_stopped()
            });
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

    /// The free unit whose placing raises the least of its children's bounds most, by the dual's answer to second order.
    fn decisive(&self, node: &Node) -> Option<usize> {
        let model = self.lists.model;
        let room = (self.cost - node.bound) as f64 / model.cost_scale;
        let mut contested: Vec<(usize, Vec<Choice>)> = (0..self.pool.unit.len())
            .filter(|&unit| {
                node.placed
                    .binary_search_by_key(&(unit as u32), |&(one, _)| one)
                    .is_err()
            })
            .map(|unit| (unit, self.options(unit, &node.prices, room)))
            .filter(|(_, options)| options.len() > 1)
            .collect();
        let bulk = |unit: usize| self.pool.bulk[unit];
        contested.sort_by(|a, b| bulk(b.0).total_cmp(&bulk(a.0)).then(a.0.cmp(&b.0)));
        contested.truncate(COMPARED);
        let answer = Answer::new(self.newton, model);
        let mut best: Option<(f64, usize)> = None;
        for (unit, options) in contested {
            let rise = answer.as_ref().map_or(bulk(unit), |answer| {
                options
                    .iter()
                    .map(|option| option.regret + answer.rise(&self.pool, unit, &options, option))
                    .fold(f64::INFINITY, f64::min)
            });
            if best.is_none_or(|(most, _)| rise > most) {
                best = Some((rise, unit));
            }
        }
        best.map(|(_, unit)| unit)
    }

    /// The candidates of a unit that leave room for a better plan, with regrets and soft shares.
    fn options(&self, unit: usize, prices: &[f64], room: f64) -> Vec<Choice> {
        let mut options: Vec<Choice> = self
            .pool
            .candidates(unit)
            .map(|candidate| Choice {
                territory: self.pool.territory[candidate] as usize,
                regret: self.pool.reduced(unit, candidate, prices),
                share: 0.0,
            })
            .collect();
        let least = options.iter().fold(f64::INFINITY, |a, b| a.min(b.regret));
        options.retain_mut(|option| {
            option.regret -= least;
            option.regret < room
        });
        let heat = (TAU * self.pool.size[unit]).max(f64::MIN_POSITIVE);
        let mut sum = 0.0;
        for option in &mut options {
            option.share = libm::exp(-option.regret / heat);
            sum += option.share;
        }
        for option in &mut options {
            option.share /= sum;
        }
        options
    }
}

/// A territory that a unit may take.
struct Choice {
    territory: usize,
    regret: f64,
    share: f64,
}

/// The inverse of the curvature of the smoothed dual.
struct Answer {
    dimensions: usize,
    inverse: Vec<f64>,
}

impl Answer {
    fn new(newton: &Newton, model: &Model) -> Option<Self> {
        let dimensions = model.dimensions();
        let mut factor = newton.current.curvature.clone();
        for dimension in 0..dimensions {
            // a dimension that nothing contests answers with nothing
            let diagonal = &mut factor[dimension * dimensions + dimension];
            *diagonal += 1e-6 * (*diagonal + model.reference[dimension]);
        }
        if !cholesky(&mut factor, dimensions) {
            return None;
        }
        let mut inverse = vec![0.0; dimensions * dimensions];
        for (dimension, column) in inverse.chunks_mut(dimensions).enumerate() {
            column[dimension] = 1.0;
            solve_factored(&factor, dimensions, column);
        }
        Some(Self {
            dimensions,
            inverse,
        })
    }

    /// Half of `d' H^-1 d` for the change `d` of loads when a unit goes to `choice` instead of where it softly is.
    fn rise(&self, pool: &Pool, unit: usize, options: &[Choice], choice: &Choice) -> f64 {
        let measures = pool.measures;
        let mut change = Vec::with_capacity(options.len() * measures);
        for option in options {
            let here = if option.territory == choice.territory {
                1.0
            } else {
                0.0
            };
            for measure in 0..measures {
                let weight = pool.weight[unit * measures + measure];
                change.push((
                    option.territory * measures + measure,
                    (here - option.share) * weight,
                ));
            }
        }
        let mut sum = 0.0;
        for &(row, one) in &change {
            for &(column, other) in &change {
                sum += one * other * self.inverse[row * self.dimensions + column];
            }
        }
        0.5 * sum
    }
}
