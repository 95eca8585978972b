//! Where the curvature of the smoothed dual is summed up: a dense matrix where there are few units, else only the blocks of those pairs
//! of territories that share a unit. A part of the units of a large instance fills one block in twenty.

use super::Pool;

/// A symmetric matrix over dimensions, of which the lower triangle is filled.
pub(super) trait Curvature {
    /// Adds `factor * left * right^T` at the rows of territory `row` and the columns of territory `column <= row`.
    fn add(&mut self, row: usize, column: usize, factor: f64, left: &[f64], right: &[f64]);
    /// The row of a budget, which comes after those of the territories.
    fn row(&mut self, dimension: usize) -> &mut [f64];
}

/// All entries.
pub(super) struct Dense {
    /// Rows and columns.
    pub(super) dimensions: usize,
    /// Row by row.
    pub(super) entries: Vec<f64>,
}

impl Curvature for Dense {
    // the innermost step of every pass: its callers know the lengths
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn add(&mut self, row: usize, column: usize, factor: f64, left: &[f64], right: &[f64]) {
        let measures = right.len();
        let mut at = row * measures * self.dimensions + column * measures;
        for one in left {
            for (entry, other) in self.entries[at..][..measures].iter_mut().zip(right) {
                *entry += factor * one * other;
            }
            at += self.dimensions;
        }
    }

    fn row(&mut self, dimension: usize) -> &mut [f64] {
        &mut self.entries[dimension * self.dimensions..][..self.dimensions]
    }
}

/// The blocks that were added to, measures by measures each, and the rows of budgets.
#[derive(Default)]
pub(super) struct Blocks {
    territories: usize,
    measures: usize,
    dimensions: usize,
    /// By row and column, one more than the number of the block; 0 where there is none.
    number: Vec<u32>,
    /// Row and column of each block.
    place: Vec<(u32, u32)>,
    entries: Vec<f64>,
    budgets: Vec<f64>,
}

impl Blocks {
    /// Forgets everything, for the dimensions of `pool`.
    pub(super) fn reset(&mut self, pool: &Pool) {
        let territories = pool.territories;
        if self.territories == territories {
            for (row, column) in self.place.drain(..) {
                self.number[row as usize * territories + column as usize] = 0;
            }
        } else {
            self.place.clear();
            self.number.clear();
            self.number.resize(territories * territories, 0);
        }
        (self.territories, self.measures) = (territories, pool.measures);
        self.dimensions = pool.dimensions();
        self.entries.clear();
        self.budgets.clear();
        self.budgets.resize(pool.budgets * self.dimensions, 0.0);
    }

    /// Adds everything to a dense row-major matrix.
    pub(super) fn add_to(&self, dense: &mut [f64]) {
        let (measures, dimensions) = (self.measures, self.dimensions);
        let blocks = self.entries.chunks_exact(measures * measures);
        for (block, &(row, column)) in blocks.zip(&self.place) {
            for (measure, line) in block.chunks_exact(measures).enumerate() {
                let at =
                    (row as usize * measures + measure) * dimensions + column as usize * measures;
                for (sum, add) in dense[at..][..measures].iter_mut().zip(line) {
                    *sum += add;
                }
            }
        }
        let first = self.territories * measures * dimensions;
        for (sum, add) in dense[first..].iter_mut().zip(&self.budgets) {
            *sum += add;
        }
    }

    #[cold]
    fn new_block(&mut self, row: usize, column: usize) -> u32 {
        self.place.push((row as u32, column as u32));
        self.entries
            .resize(self.place.len() * self.measures * self.measures, 0.0);
        let number = self.place.len() as u32;
        self.number[row * self.territories + column] = number;
        number
    }
}

impl Curvature for Blocks {
    // the innermost step of every pass: its callers know the lengths
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn add(&mut self, row: usize, column: usize, factor: f64, left: &[f64], right: &[f64]) {
        let size = left.len() * right.len();
        let mut number = self.number[row * self.territories + column];
        if number == 0 {
            number = self.new_block(row, column);
        }
        let block = &mut self.entries[(number as usize - 1) * size..][..size];
        for (line, one) in block.chunks_exact_mut(right.len()).zip(left) {
            for (entry, other) in line.iter_mut().zip(right) {
                *entry += factor * one * other;
            }
        }
    }

    fn row(&mut self, dimension: usize) -> &mut [f64] {
        let placed = self.territories * self.measures;
        &mut self.budgets[(dimension - placed) * self.dimensions..][..self.dimensions]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::rng::Rng;

    #[test]
    fn blocks_add_up_to_the_dense_matrix() {
        let mut rng = Rng::new(5);
        let (mut blocks, pool) = (
            Blocks::default(),
            Pool {
                territories: 7,
                measures: 2,
                budgets: 1,
                ..Pool::default()
            },
        );
        let dimensions = pool.dimensions();
        // the second time on blocks that were used before
        for adds in [40, 9] {
            let mut dense = Dense {
                dimensions,
                entries: vec![0.0; dimensions * dimensions],
            };
            blocks.reset(&pool);
            for _ in 0..adds {
                let row = rng.below(7);
                let column = rng.below(row + 1);
                let (left, right) = ([rng.unit(), rng.unit()], [rng.unit(), 1.0]);
                dense.add(row, column, 0.5, &left, &right);
                blocks.add(row, column, 0.5, &left, &right);
                let at = rng.below(dimensions);
                dense.row(14)[at] += left[0];
                blocks.row(14)[at] += left[0];
            }
            let mut sum = vec![0.0; dimensions * dimensions];
            blocks.add_to(&mut sum);
            assert!(dense.entries.iter().any(|&entry| entry > 0.0));
            assert_eq!(sum, dense.entries);
        }
    }
}
