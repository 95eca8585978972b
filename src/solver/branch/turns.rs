//! Whose turn it is: the trees whose bounds rise most go on, and now and then each has its turn.
//!
//! Most of what can be proven lies in few parts of the map, where units are large or territories hard to fill. Turns in order would spend most nodes
//! on the others.

/// Nodes of a turn.
pub(super) const TURN: usize = 5;
/// One of so many turns is given in order: a bound that rested may rise again.
const IN_ORDER: usize = 4;
/// One of so many trees has a turn at the same time.
const AT_ONCE: usize = 4;
/// What the turns before count beside the last one.
const MEMORY: f64 = 0.5;

/// The turns of some trees.
pub(super) struct Turns {
    /// What a tree's bound lately rose by per node; infinite before its first turn.
    rates: Vec<f64>,
    /// Trees with nodes to look at.
    open: Vec<bool>,
    /// Turns so far.
    given: usize,
    /// The tree from which on the next one in order is.
    next: usize,
}

impl Turns {
    /// Of so many trees.
    pub(super) fn new(trees: usize) -> Self {
        Self {
            rates: vec![f64::INFINITY; trees],
            open: vec![true; trees],
            given: 0,
            next: 0,
        }
    }

    /// The trees, in ascending order, that have a turn now; none where no tree has a node to look at. How many does not depend on the number
    /// of threads.
    pub(super) fn give(&mut self) -> Vec<usize> {
        let trees = self.rates.len();
        let mut given = Vec::new();
        while given.len() < (trees / AT_ONCE).max(1) {
            let free = |at: &usize| self.open[*at] && !given.contains(at);
            let is_in_order = self.given.is_multiple_of(IN_ORDER);
            let drawn = if is_in_order {
                (self.next..self.next + trees)
                    .map(|at| at % trees)
                    .find(free)
            } else {
                // of equals the last is taken, so they are seen from the end
                (0..trees)
                    .rev()
                    .filter(free)
                    .max_by(|&a, &b| self.rates[a].total_cmp(&self.rates[b]))
            };
            let Some(drawn) = drawn else { break };
            if is_in_order {
                self.next = drawn + 1;
            }
            self.given += 1;
            given.push(drawn);
        }
        given.sort_unstable();
        given
    }

    /// Takes note of a turn: by how much the bound rose, and over how many nodes.
    pub(super) fn note(&mut self, tree: usize, rise: f64, nodes: usize) {
        let rate = rise / nodes.max(1) as f64;
        let before = self.rates[tree];
        self.rates[tree] = if before.is_finite() {
            MEMORY * before + (1.0 - MEMORY) * rate
        } else {
            rate
        };
        self.open[tree] = nodes == TURN;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_that_rise_go_on_and_none_starves() {
        let mut turns = Turns::new(5);
        let mut had = [0; 5];
        for _ in 0..400 {
            let given = turns.give();
            assert_eq!(given.len(), 1);
            had[given[0]] += 1;
            let rise = if given[0] == 3 { 1.0 } else { 0.0 };
            turns.note(given[0], rise, TURN);
        }
        assert!(had[3] >= 300, "{had:?}");
        assert!(had.iter().all(|&turns| turns >= 20), "{had:?}");
    }

    #[test]
    fn trees_without_nodes_have_no_turn() {
        let mut turns = Turns::new(9);
        let first = turns.give();
        assert_eq!(first, [0, 1]);
        turns.note(0, 0.0, TURN - 1);
        turns.note(1, 9.0, TURN);
        for _ in 0..20 {
            let given = turns.give();
            assert!(given.len() == 2 && !given.contains(&0), "{given:?}");
            for at in given {
                turns.note(at, 0.0, TURN);
            }
        }
        for tree in 1..9 {
            turns.note(tree, 0.0, 0);
        }
        assert!(turns.give().is_empty());
    }
}
