//! Maximum flow (Dinic) on the small graph of account classes and reps: how much of a measure fits where it may go.

/// A network; node 0 is the source, node 1 the sink.
pub(super) struct Network {
    heads: Vec<Vec<u32>>,
    to: Vec<u32>,
    room: Vec<i64>,
}

impl Network {
    pub(super) const SOURCE: usize = 0;
    pub(super) const SINK: usize = 1;

    pub(super) fn new(nodes: usize) -> Self {
        Self {
            heads: vec![Vec::new(); nodes],
            to: Vec::new(),
            room: Vec::new(),
        }
    }

    /// An edge that carries at most `room`.
    pub(super) fn edge(&mut self, from: usize, to: usize, room: i64) {
        for (a, b, room) in [(from, to, room), (to, from, 0)] {
            self.heads[a].push(self.to.len() as u32);
            self.to.push(b as u32);
            self.room.push(room);
        }
    }

    /// The largest flow from source to sink.
    pub(super) fn run(&mut self) -> i64 {
        let mut flow = 0;
        while let Some(levels) = self.levels() {
            let mut next = vec![0usize; self.heads.len()];
            loop {
                let pushed = self.push(Self::SOURCE, i64::MAX, &levels, &mut next);
                if pushed == 0 {
                    break;
                }
                flow += pushed;
            }
        }
        flow
    }

    /// Which nodes the source still reaches after [`Network::run`]: its side of a smallest cut.
    pub(super) fn reached(&self) -> Vec<bool> {
        self.search()
            .iter()
            .map(|&level| level != u32::MAX)
            .collect()
    }

    fn levels(&self) -> Option<Vec<u32>> {
        let levels = self.search();
        (levels[Self::SINK] != u32::MAX).then_some(levels)
    }

    /// Distances from the source over edges with room; `u32::MAX` where there is no way.
    fn search(&self) -> Vec<u32> {
        let mut levels = vec![u32::MAX; self.heads.len()];
        levels[Self::SOURCE] = 0;
        let mut queue = vec![Self::SOURCE];
        let mut at = 0;
        while let Some(&node) = queue.get(at) {
            at += 1;
            for &edge in &self.heads[node] {
                let there = self.to[edge as usize] as usize;
                if self.room[edge as usize] > 0 && levels[there] == u32::MAX {
                    levels[there] = levels[node] + 1;
                    queue.push(there);
                }
            }
        }
        levels
    }

    /// Pushes along one path of growing levels. Paths are at most four edges long in a class-rep graph plus returns, so recursion is shallow
    /// next to the number of nodes.
    fn push(&mut self, node: usize, most: i64, levels: &[u32], next: &mut [usize]) -> i64 {
        if node == Self::SINK {
            return most;
        }
        while let Some(&edge) = self.heads[node].get(next[node]) {
            let edge = edge as usize;
            let there = self.to[edge] as usize;
            if self.room[edge] > 0 && levels[there] == levels[node] + 1 {
                let pushed = self.push(there, most.min(self.room[edge]), levels, next);
                if pushed > 0 {
                    self.room[edge] -= pushed;
                    self.room[edge ^ 1] += pushed;
                    return pushed;
                }
            }
            next[node] += 1;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_flow_and_the_cut() {
        // source -> a (5) -> c (3) -> sink (9); source -> b (4) -> c (9), d (1) -> sink (1)
        let mut network = Network::new(6);
        let (a, b, c, d) = (2, 3, 4, 5);
        network.edge(0, a, 5);
        network.edge(0, b, 4);
        network.edge(a, c, 3);
        network.edge(b, c, 9);
        network.edge(b, d, 1);
        network.edge(c, 1, 9);
        network.edge(d, 1, 1);
        assert_eq!(network.run(), 7);
        let reached = network.reached();
        assert!(
            reached[a] && !reached[b] && !reached[c],
            "the edge from a to c is the cut"
        );
    }
}
