//! Tolerances relaxed step by step: the same request with wider bounds.

use crate::balance::targets::loads;
use crate::{
    balance::Problem,
    model::{Alignment, RepIndex, Tolerance},
};

/// How the tolerances of a request are widened: all alike where they are equal, else in proportion.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    /// Relative tolerance of each balanced measure in millionths; `None` for absolute bounds, which stay.
    asked: Vec<Option<u32>>,
    equal: Option<u32>,
}

/// The step in which tolerances are relaxed: a millionth where they are equal, else this share of each.
const PARTS: f64 = 10_000.0;

impl Ladder {
    /// `None` where no measure has a relative tolerance that could be relaxed.
    pub(super) fn new(problem: &Problem) -> Option<Self> {
        let asked: Vec<Option<u32>> = problem
            .targets
            .measures
            .iter()
            .map(|targets| match targets.request.tolerance {
                Tolerance::Share(share) => Some(share),
                Tolerance::Bounds(..) => None,
            })
            .collect();
        let mut shares = asked.iter().flatten();
        let first = *shares.next()?;
        let equal = shares.all(|&share| share == first).then_some(first);
        // A tolerance of 0 does not grow in proportion.
        let usable = equal.is_some() || asked.iter().flatten().all(|&share| share > 0);
        usable.then_some(Self { asked, equal })
    }

    /// The rung of the request itself.
    pub(super) fn start(&self) -> u64 {
        self.equal.map_or(PARTS as u64, u64::from)
    }

    /// The tolerance of a measure on a rung; `None` with absolute bounds.
    pub(super) fn tolerance(&self, measure: usize, rung: u64) -> Option<f64> {
        let asked = f64::from(self.asked[measure]?) / 1e6;
        Some(match self.equal {
            Some(_) => rung as f64 / 1e6,
            None => asked * (rung as f64 / PARTS),
        })
    }

    /// The lowest rung on which a plan is within its bounds.
    pub(super) fn rung_of(&self, problem: &Problem, alignment: &Alignment) -> u64 {
        let mut rung = self.start();
        for (at, targets) in problem.targets.measures.iter().enumerate() {
            let Some(asked) = self.asked[at] else {
                continue;
            };
            let held = loads(problem.book, targets.measure, |account| {
                alignment.0[account].map(RepIndex::at)
            });
            let deviations = targets.bounds.iter().zip(&held);
            let worst = deviations
                .filter_map(|(bounds, &load)| Some(bounds.as_ref()?.deviation(load)?.abs()))
                .fold(0.0, f64::max);
            let needed = match self.equal {
                Some(_) => worst * 1e6,
                None => worst / (f64::from(asked) / 1e6) * PARTS,
            };
            rung = rung.max((needed - 1e-6).ceil() as u64);
        }
        rung
    }

    /// A rung as people read it, rounded so that the statement stays true: a necessary tolerance down, a sufficient one up.
    pub(super) fn describe(&self, rung: u64, up: bool) -> String {
        let per_cent = rung as f64 / 100.0; // hundredths of a per cent, or of a factor
        let rounded = if up {
            per_cent.ceil()
        } else {
            per_cent.floor()
        } / 100.0;
        match self.equal {
            Some(_) => format!("{rounded:.2} %"),
            None => format!("{rounded:.2} times the tolerances"),
        }
    }
}
