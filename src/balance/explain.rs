//! Why an account is where it is: what every other rep would mean, in figures that add up to the plan's objective.

use std::collections::BTreeMap;

use super::{Block, CostParts, Problem, Standings, figures::to_user_unit};
use crate::{
    model::{Alignment, RepIndex},
    solver::Score,
};

/// An account's alternatives.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The account asked about.
    pub account: usize,
    /// All accounts that move with it, itself included, by id.
    pub together: Vec<u32>,
    /// Its rep in the plan.
    pub rep: Option<usize>,
    /// Its owner today.
    pub owner: Option<usize>,
    /// One choice per rep of the book: possible ones first, cheapest first; then blocked ones by id.
    pub choices: Vec<Choice>,
}

/// What it would mean if the account (and all that stays together with it) went to a rep.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The rep.
    pub rep: usize,
    /// The rule that forbids it.
    pub block: Option<Block>,
    /// Distance of the account to the rep, in the user's unit.
    pub distance: Option<f64>,
    /// Cost of all accounts that move, at this rep, in distance unit x travel measure.
    pub cost: CostShares,
    /// Change of the plan's objective.
    pub cost_change: f64,
    /// Change of the plan's violation: 1 is a whole target.
    pub violation_change: f64,
    /// Each balanced measure.
    pub measures: Vec<Effect>,
    /// What the prices say the accounts' amounts are worth at this rep; `None` without prices. Cost less worth decides: the rep with the
    /// least has the account, but for what whole accounts cannot fit.
    pub worth: Option<f64>,
}

impl Choice {
    /// Cost less what the prices say the amounts are worth here.
    pub fn priced(&self) -> Option<f64> {
        self.worth.map(|worth| self.cost.total - worth)
    }
}

/// The parts of a cost, in distance unit x travel measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostShares {
    /// Sum of the parts.
    pub total: f64,
    /// Travel.
    pub travel: f64,
    /// Leaving the owner.
    pub continuity: f64,
    /// A preference not granted.
    pub misfit: f64,
}

/// A measure's sums at a rep, before and after; with deviations where there is a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The measure.
    pub name: String,
    /// What the rep holds now.
    pub before: f64,
    /// What the rep would hold.
    pub after: f64,
    /// `before / target - 1`.
    pub deviation_before: Option<f64>,
    /// `after / target - 1`.
    pub deviation_after: Option<f64>,
    /// Whether `after` is within the bounds.
    pub within: bool,
}

/// Explains `account` under `alignment`. `prices` are those of the manifest: by rep id and measure.
pub fn explain(
    problem: &Problem,
    alignment: &Alignment,
    account: usize,
    prices: Option<&BTreeMap<String, BTreeMap<String, f64>>>,
) -> Explanation {
    let mut together = problem.together_with(account).to_vec();
    if together.is_empty() {
        together.push(account as u32);
    }
    let mut standings = Standings::new(problem, alignment);
    let mut choices: Vec<Choice> = (0..problem.book.reps.len())
        .map(|rep| choice(problem, &mut standings, &together, account, rep, prices))
        .collect();
    choices.sort_by(|a, b| {
        let blocked = a.block.is_some().cmp(&b.block.is_some());
        let cost = if a.block.is_some() {
            std::cmp::Ordering::Equal
        } else {
            a.cost.total.total_cmp(&b.cost.total)
        };
        let id = |choice: &Choice| &problem.book.reps[choice.rep].id;
        blocked.then(cost).then_with(|| id(a).cmp(id(b)))
    });
    Explanation {
        account,
        together,
        rep: alignment.0[account].map(RepIndex::at),
        owner: problem.owner(account),
        choices,
    }
}

fn choice(
    problem: &Problem,
    standings: &mut Standings,
    together: &[u32],
    account: usize,
    rep: usize,
    prices: Option<&BTreeMap<String, BTreeMap<String, f64>>>,
) -> Choice {
    // The account's own rule first; then that of whoever must come along.
    let others = together
        .iter()
        .map(|&other| other as usize)
        .filter(|&other| other != account);
    let block = std::iter::once(account)
        .chain(others)
        .find_map(|account| problem.block(account, rep));
    let mut parts = CostParts::default();
    for &account in together {
        parts.add(CostParts::of(problem, account as usize, rep));
    }
    let arriving = |measure: usize| -> i64 {
        let amounts = &problem.book.measures[measure];
        let newcomers = together
            .iter()
            .filter(|&&account| standings.rep(account as usize) != Some(rep));
        newcomers
            .map(|&account| amounts.amount(account as usize))
            .sum()
    };
    let mut measures = Vec::new();
    let mut worth = prices
        .and_then(|prices| prices.get(&problem.book.reps[rep].id))
        .map(|_| 0.0);
    for (at, targets) in problem.targets.measures.iter().enumerate() {
        let measure = &problem.book.measures[targets.measure];
        let before = standings.load(at, rep);
        let after = before + arriving(targets.measure);
        let bounds = targets.bounds[rep];
        measures.push(Effect {
            name: measure.name.clone(),
            before: measure.to_f64(before),
            after: measure.to_f64(after),
            deviation_before: bounds.and_then(|bounds| bounds.deviation(before)),
            deviation_after: bounds.and_then(|bounds| bounds.deviation(after)),
            within: bounds.is_some_and(|bounds| bounds.outside(after) == 0),
        });
        let price =
            prices.and_then(|prices| prices.get(&problem.book.reps[rep].id)?.get(&measure.name));
        if let (Some(worth), Some(price)) = (&mut worth, price) {
            let amount: i64 = together
                .iter()
                .map(|&account| measure.amount(account as usize))
                .sum();
            *worth += price * measure.to_f64(amount);
        }
    }
    let (violation, cost) = standings.delta(together, rep);
    Choice {
        rep,
        block,
        distance: problem.distances.in_units(account, rep),
        cost: CostShares {
            total: to_user_unit(problem, parts.total()),
            travel: to_user_unit(problem, parts.travel),
            continuity: to_user_unit(problem, parts.continuity),
            misfit: to_user_unit(problem, parts.misfit),
        },
        cost_change: to_user_unit(problem, cost),
        violation_change: violation as f64 / Score::ONE as f64,
        measures,
        worth,
    }
}
