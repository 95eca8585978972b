//! The tree of one part: nodes say where some units are, and the one of least bound is looked at next.

use super::choice::decisive;
use super::contested::Contested;
use super::part::{HELD, Part};
use crate::solver::prices::{Anchor, Goal, Newton, Pool};
use crate::solver::{Model, Stop};

/// Temperatures at which a node's prices are raised, with the most Newton steps: warm ones for the way from its parent's, which also tell what to
/// branch on, and cold ones for the bound.
const STAGES: [(f64, usize); 2] = [(0.01, 5), (0.005, 3)];
/// How nearly they are to converge.
const TOLERANCE: f64 = 4e-3;

/// Some units' places and what they prove.
struct Node {
    bound: f64,
    /// Units with their places, by unit.
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
    Raised(f64, usize),
    /// There is nothing left to branch on.
    Closed,
}

/// A tree.
pub(super) struct Tree {
    part: Part,
    contested: Contested,
    anchor: Anchor,
    open: Vec<Node>,
    /// Buffers: what prices are raised by, and on.
    newton: Newton,
    near: Pool,
}

impl Tree {
    /// With a root; `None` where the part proves nothing at the root's prices, which floats alone can bring about. Units of at least the bulk
    /// `giant` may be placed.
    pub(super) fn new(part: Part, model: &Model, giant: f64) -> Option<Self> {
        let root = Node {
            bound: part.value(&part.prices, &[])?,
            placed: Vec::new(),
            prices: part.prices.clone(),
            state: State::Fresh,
        };
        Some(Self {
            contested: Contested::new(&part, model, giant),
            anchor: Anchor {
                prices: part.prices.clone(),
                strength: HELD,
            },
            open: vec![root],
            part,
            newton: Newton::default(),
            near: Pool::default(),
        })
    }

    /// What is proven of the part: infinite where it has no place in a better plan.
    pub(super) fn bound(&self) -> f64 {
        let bounds = self.open.iter().map(|node| node.bound);
        bounds.fold(f64::INFINITY, f64::min)
    }

    /// Looks at the node of least bound; false when there is nothing left to look at. `worth`: what the part costs less than in a better plan.
    pub(super) fn step(&mut self, stop: &dyn Stop, worth: f64) -> bool {
        let bound = |at: usize| self.open[at].bound;
        let least = (0..self.open.len()).min_by(|&a, &b| bound(a).total_cmp(&bound(b)));
        let Some(at) = least else { return false };
        match self.open[at].state {
            State::Fresh => {
                let mut node = self.open.swap_remove(at);
                let room = worth - node.bound;
                self.settle(stop, &mut node, room);
                self.open.push(node);
                true
            }
            State::Raised(value, unit) => {
                let node = self.open.swap_remove(at);
                self.add_children(&node, value, unit, worth);
                true
            }
            State::Closed => false,
        }
    }

    /// Adds the children of a node that may hold a better plan, one for each place of `unit`, bounded by what the node's prices prove.
    fn add_children(&mut self, node: &Node, value: f64, unit: usize, worth: f64) {
        let mut reduced = Vec::new();
        let least = self.part.reduce(unit, &node.prices, &mut reduced);
        for (place, cost) in reduced.into_iter().enumerate() {
            let bound = node.bound.max(value + (cost - least));
            if bound >= worth {
                continue;
            }
            let mut placed = node.placed.clone();
            let at = placed.partition_point(|&(one, _)| one < unit as u32);
            placed.insert(at, (unit as u32, place as u32));
            self.open.push(Node {
                bound,
                placed,
                prices: node.prices.clone(),
                state: State::Fresh,
            });
        }
    }

    /// Raises a node's prices from its parent's, its bound with them, and chooses what to branch on. `room`: by how much less a better plan costs.
    fn settle(&mut self, stop: &dyn Stop, node: &mut Node, room: f64) {
        let (newton, near) = (&mut self.newton, &mut self.near);
        let giants = self.contested.near(near, &node.prices, &node.placed);
        let mut unit = None;
        for (stage, (tau, steps)) in STAGES.into_iter().enumerate() {
            let goal = Goal {
                tau,
                tolerance: TOLERANCE,
                steps,
                enough: f64::INFINITY,
            };
            newton.maximise(
                near,
                &mut node.prices,
                goal,
                Some(&self.anchor),
                &mut |_, _| {},
                &|| stop.is_stopped(),
            );
            if stage == 0 {
                // the curvature is known here, and says more while it is warm
                unit = decisive(newton, near, giants, tau, &node.prices, room);
            }
        }
        self.part.rest(&mut node.prices);
        node.state = State::Closed;
        if let Some(value) = self.part.value(&node.prices, &node.placed) {
            node.bound = node.bound.max(value);
            if let Some(unit) = unit {
                node.state = State::Raised(value, unit);
            }
        }
    }
}
