//! Small dense linear algebra: what Newton's method needs and no more. Sums run in a fixed order.

use super::parallel::Workers;

/// Entries from which the rows of a sparse matrix are worth several threads.
const MANY: usize = 50_000;
/// Rows that one task multiplies.
const ROWS: usize = 128;

/// Sum of products, in eight interleaved partial sums so that the compiler can use vector registers.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0f64; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut tail = 0.0;
    for (x, y) in left.remainder().iter().zip(right.remainder()) {
        tail += x * y;
    }
    for (x, y) in left.zip(right) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5]))
        + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))
        + tail
}

/// Replaces the lower triangle of the `n` x `n` row-major `matrix` by its Cholesky factor; false when it is not positive
/// definite. Only the lower triangle is read.
pub(crate) fn cholesky(matrix: &mut [f64], n: usize) -> bool {
    for row in 0..n {
        let (above, rest) = matrix.split_at_mut(row * n);
        let current = &mut rest[..n];
        for column in 0..row {
            let other = &above[column * n..][..n];
            current[column] =
                (current[column] - dot(&current[..column], &other[..column])) / other[column];
        }
        let pivot = current[row] - dot(&current[..row], &current[..row]);
        if pivot <= 0.0 || !pivot.is_finite() {
            return false;
        }
        current[row] = pivot.sqrt();
    }
    true
}

/// Solves `factor * x = rhs` in place, `factor` from [`cholesky`]; `rhs` is 0 before `first`.
fn solve_lower(factor: &[f64], n: usize, rhs: &mut [f64], first: usize) {
    for row in first..n {
        let line = &factor[row * n..][..n];
        rhs[row] = (rhs[row] - dot(&line[first..row], &rhs[first..row])) / line[row];
    }
}

/// Solves `factor * factor^T * x = rhs` in place, `factor` from [`cholesky`].
pub(crate) fn solve_factored(factor: &[f64], n: usize, rhs: &mut [f64]) {
    solve_lower(factor, n, rhs, 0);
    solve_upper(factor, n, rhs);
}

/// Solves `factor^T * x = rhs` in place, `factor` from [`cholesky`].
fn solve_upper(factor: &[f64], n: usize, rhs: &mut [f64]) {
    for row in (0..n).rev() {
        let line = &factor[row * n..][..n];
        rhs[row] /= line[row];
        let value = rhs[row];
        for (target, entry) in rhs[..row].iter_mut().zip(line) {
            *target -= entry * value;
        }
    }
}

/// The inverse of a positive definite matrix, as far as its columns were asked for.
pub(crate) struct Inverse {
    factor: Vec<f64>,
    columns: Vec<Vec<f64>>,
    halves: Vec<Vec<f64>>,
}

impl Inverse {
    /// Of the `n` x `n` row-major `matrix`, of which the lower triangle is read; `None` when it is not positive definite.
    pub(crate) fn new(mut matrix: Vec<f64>, n: usize) -> Option<Self> {
        cholesky(&mut matrix, n).then(|| Self {
            factor: matrix,
            columns: vec![Vec::new(); n],
            halves: vec![Vec::new(); n],
        })
    }

    /// A column.
    pub(crate) fn column(&mut self, at: usize) -> &[f64] {
        let n = self.columns.len();
        if self.columns[at].is_empty() {
            let mut column = self.half(at).to_vec();
            solve_upper(&self.factor, n, &mut column);
            self.columns[at] = column;
        }
        &self.columns[at]
    }

    /// A column of the inverse of the factor `L` of the matrix: as `d' (L L')^-1 d = |L^-1 d|^2`, a sum of a few of them is all that a quadratic
    /// form needs, at a sixth of the work of columns on average.
    pub(crate) fn half(&mut self, at: usize) -> &[f64] {
        let n = self.columns.len();
        let half = &mut self.halves[at];
        if half.is_empty() {
            half.resize(n, 0.0);
            half[at] = 1.0;
            solve_lower(&self.factor, n, half, at);
        }
        half
    }

    /// All columns; empty where not asked for.
    pub(crate) fn into_columns(self) -> Vec<Vec<f64>> {
        self.columns
    }
}

/// A symmetric matrix in compressed rows, both triangles: for conjugate gradients where a dense factor is too dear.
pub(crate) struct Sparse {
    start: Vec<usize>,
    column: Vec<u32>,
    value: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Sparse {
    /// Compresses a row-major matrix of which the lower triangle is filled.
    pub(crate) fn from_lower(matrix: &[f64], n: usize) -> Self {
        let mut start = vec![0usize; n + 1];
        let filled = |row: usize| {
            matrix[row * n..][..row]
                .iter()
                .enumerate()
                .filter(|(_, value)| **value != 0.0)
        };
        for row in 0..n {
            for (column, _) in filled(row) {
                start[row + 1] += 1;
                start[column + 1] += 1;
            }
        }
        for row in 0..n {
            start[row + 1] += start[row];
        }
        let (mut column_of, mut value_of) = (vec![0u32; start[n]], vec![0.0; start[n]]);
        let mut next = start.clone();
        for row in 0..n {
            for (column, &value) in filled(row) {
                for (from, to) in [(row, column), (column, row)] {
                    column_of[next[from]] = to as u32;
                    value_of[next[from]] = value;
                    next[from] += 1;
                }
            }
        }
        let diagonal = (0..n).map(|row| matrix[row * n + row]).collect();
        Self {
            start,
            column: column_of,
            value: value_of,
            diagonal,
        }
    }

    fn times(&self, shift: &[f64], x: &[f64], out: &mut [f64], workers: &Workers) {
        let rows = |first: usize, out: &mut [f64]| {
            for (row, out) in (first..).zip(out) {
                let mut sum = (self.diagonal[row] + shift[row]) * x[row];
                for at in self.start[row]..self.start[row + 1] {
                    sum += self.value[at] * x[self.column[at] as usize];
                }
                *out = sum;
            }
        };
        if self.value.len() < MANY {
            rows(0, out);
        } else {
            workers.each_part(out, ROWS, rows);
        }
    }

    /// Conjugate gradients with Jacobi preconditioning for `(self + diag(shift)) x = rhs`
    /// (Hestenes & Stiefel 1952), to a relative residual of `tolerance`.
    pub(crate) fn solve(
        &self,
        shift: &[f64],
        rhs: &[f64],
        tolerance: f64,
        iterations: usize,
        workers: &Workers,
    ) -> Vec<f64> {
        let n = rhs.len();
        let (mut x, mut residual, mut image) = (vec![0.0; n], rhs.to_vec(), vec![0.0; n]);
        let precondition = |r: &[f64]| -> Vec<f64> {
            (0..n)
                .map(|i| r[i] / (self.diagonal[i] + shift[i]))
                .collect()
        };
        let mut z = precondition(&residual);
        let mut direction = z.clone();
        let mut rho = dot(&residual, &z);
        let goal = rho * tolerance * tolerance;
        for _ in 0..iterations {
            if rho <= goal || rho <= 0.0 {
                break;
            }
            self.times(shift, &direction, &mut image, workers);
            let alpha = rho / dot(&direction, &image);
            for i in 0..n {
                x[i] += alpha * direction[i];
                residual[i] -= alpha * image[i];
            }
            z = precondition(&residual);
            let next = dot(&residual, &z);
            let beta = next / rho;
            rho = next;
            for i in 0..n {
                direction[i] = z[i] + beta * direction[i];
            }
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_solvers_invert_a_product() {
        let n = 11;
        let entry = |i: usize, j: usize| {
            if i == j {
                9.0 + i as f64
            } else {
                1.0 / (1.0 + (i + j) as f64)
            }
        };
        let matrix: Vec<f64> = (0..n * n).map(|at| entry(at / n, at % n)).collect();
        let wanted: Vec<f64> = (0..n).map(|i| i as f64 - 4.0).collect();
        let rhs: Vec<f64> = (0..n)
            .map(|i| (0..n).map(|j| entry(i, j) * wanted[j]).sum())
            .collect();
        let close = |x: &[f64]| x.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-8);
        assert!(close(&Sparse::from_lower(&matrix, n).solve(
            &vec![0.0; n],
            &rhs,
            1e-14,
            100,
            &Workers::default(),
        )));
        let mut inverse = Inverse::new(matrix.clone(), n).expect("positive definite");
        let (mut halves, mut columns) = (vec![0.0; n], vec![0.0; n]);
        for (at, factor) in rhs.iter().enumerate() {
            for (sum, entry) in halves.iter_mut().zip(inverse.half(at)) {
                *sum += factor * entry;
            }
            for (sum, entry) in columns.iter_mut().zip(inverse.column(at)) {
                *sum += factor * entry;
            }
        }
        assert!(close(&columns));
        // rhs' A^-1 rhs, from the halves and from the solution
        let form = dot(&rhs, &wanted);
        assert!((dot(&halves, &halves) - form).abs() < 1e-8 * form);
        let (mut factor, mut x) = (matrix, rhs);
        assert!(cholesky(&mut factor, n));
        solve_factored(&factor, n, &mut x);
        assert!(close(&x));
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(!cholesky(&mut [1.0, 2.0, 2.0, 1.0], 2));
    }
}
