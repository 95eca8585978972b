//! From today to the plan one move at a time, the most useful first: how much of the balance the first k moves get.
//!
//! The curve starts where everything has been done that leaves no choice: accounts without an owner, or whose owner may not keep them, are
//! with the rep that the plan gives them. Then each row is the one move, of all that the plan asks for, that takes away most violation of
//! the bounds, then most cost; so no single other move of the plan would do better in its place.

use std::collections::BTreeSet;

use super::{Problem, Standings, figures::to_user_unit};
use crate::model::{Alignment, RepIndex};

/// The curve.
#[derive(Debug, Clone)]
pub struct Moves {
    /// Where the curve starts: today, and what leaves no choice.
    pub start: Stage,
    /// How many accounts are placed before the start because they leave no choice.
    pub required: usize,
    /// The moves in order.
    pub rows: Vec<Move>,
}

/// Figures after some moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// Sum of what lies outside of bounds: 1 is a whole target.
    pub violation: f64,
    /// The largest absolute deviation from target.
    pub max_deviation: Option<f64>,
    /// The objective.
    pub cost: f64,
}

/// One move.
#[derive(Debug, Clone)]
pub struct Move {
    /// The accounts, which move together.
    pub accounts: Vec<u32>,
    /// From whom.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// The figures after it.
    pub after: Stage,
    /// The share of the whole way from the start to the plan's balance that is done after it; `None` where there was no violation.
    pub balance: Option<f64>,
}

/// Orders the moves that lead from today's owners to `alignment`.
pub fn moves(problem: &Problem, alignment: &Alignment) -> Moves {
    let (start, required) = start(problem, alignment);
    let mut standings = Standings::new(problem, &start);
    let begin = stage(problem, &standings);
    let goal = Standings::new(problem, alignment).violation();
    let way = standings.violation() - goal;
    let first = standings.violation();
    let mut queue = Queue::new(problem, &start, alignment, &mut standings);
    let mut rows = Vec::new();
    while let Some((accounts, from, to)) = queue.take(&mut standings) {
        let balance = (way > 0).then(|| (first - standings.violation()) as f64 / way as f64);
        rows.push(Move {
            accounts,
            from,
            to,
            after: stage(problem, &standings),
            balance,
        });
    }
    Moves {
        start: begin,
        required,
        rows,
    }
}

fn stage(problem: &Problem, standings: &Standings) -> Stage {
    Stage {
        violation: standings.violation_share(),
        max_deviation: standings.max_deviation(),
        cost: to_user_unit(problem, standings.cost()),
    }
}

/// Today's alignment with everything done that leaves no choice, and how many accounts that were.
fn start(problem: &Problem, alignment: &Alignment) -> (Alignment, usize) {
    let mut required = 0;
    let reps = alignment.0.iter().enumerate().map(|(account, &planned)| {
        let stays = problem
            .owner(account)
            .filter(|&owner| problem.block(account, owner).is_none());
        match (stays, planned) {
            (Some(owner), Some(_)) => Some(RepIndex(owner as u32)),
            (_, planned) => {
                required += usize::from(planned.is_some());
                planned
            }
        }
    });
    (Alignment(reps.collect()), required)
}

/// Moves to be made, ordered by gain; gains are looked at anew when a rep of theirs has changed.
struct Queue {
    moves: Vec<(Vec<u32>, usize, usize)>,
    gains: Vec<(i64, i128)>,
    order: BTreeSet<(i64, i128, usize)>,
    of_rep: Vec<Vec<usize>>,
}

impl Queue {
    fn new(
        problem: &Problem,
        start: &Alignment,
        goal: &Alignment,
        standings: &mut Standings,
    ) -> Self {
        let mut queue = Self {
            moves: Vec::new(),
            gains: Vec::new(),
            order: BTreeSet::new(),
            of_rep: vec![Vec::new(); problem.book.reps.len()],
        };
        for unit in 0..problem.units.len() {
            // The accounts of a group move together, as far as they have the same owner.
            let mut parts: Vec<(Vec<u32>, usize, usize)> = Vec::new();
            for &account in problem.units.members(unit) {
                let at = account as usize;
                let (Some(from), Some(to)) = (start.0[at], goal.0[at]) else {
                    continue;
                };
                if from == to {
                    continue;
                }
                match parts
                    .iter_mut()
                    .find(|part| (part.1, part.2) == (from.at(), to.at()))
                {
                    Some(part) => part.0.push(account),
                    None => parts.push((vec![account], from.at(), to.at())),
                }
            }
            queue.moves.extend(parts);
        }
        for (at, (accounts, from, to)) in queue.moves.iter().enumerate() {
            let gain = standings.delta(accounts, *to);
            queue.gains.push(gain);
            queue.order.insert((gain.0, gain.1, at));
            queue.of_rep[*from].push(at);
            queue.of_rep[*to].push(at);
        }
        queue
    }

    /// Makes the best move and answers it.
    fn take(&mut self, standings: &mut Standings) -> Option<(Vec<u32>, usize, usize)> {
        let (_, _, at) = self.order.pop_first()?;
        let (accounts, from, to) = std::mem::take(&mut self.moves[at]);
        standings.apply(&accounts, to);
        for rep in [from, to] {
            let touched = std::mem::take(&mut self.of_rep[rep]);
            let mut left = Vec::with_capacity(touched.len());
            for other in touched {
                if self.moves[other].0.is_empty() {
                    continue; // made already
                }
                left.push(other);
                let gain = standings.delta(&self.moves[other].0, self.moves[other].2);
                if gain != self.gains[other] {
                    let old = self.gains[other];
                    self.order.remove(&(old.0, old.1, other));
                    self.order.insert((gain.0, gain.1, other));
                    self.gains[other] = gain;
                }
            }
            self.of_rep[rep] = left;
        }
        Some((accounts, from, to))
    }
}
