//! Parallel work whose result does not depend on the number of threads: fixed chunks, results in the order of chunks.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Rows that one task fills.
const ROWS: usize = 512;

/// The threads of a run; none for a run on one thread.
#[derive(Clone, Default)]
pub(crate) struct Workers {
    pool: Option<Arc<ThreadPool>>,
}

impl Workers {
    /// `threads` threads. Where the system gives none the run goes on with one: the answer is the same.
    pub(crate) fn new(threads: usize) -> Self {
        let build = || {
            ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .ok()
                .map(Arc::new)
        };
        Self {
            pool: if threads > 1 { build() } else { None },
        }
    }

    /// Fills a row-major table, `fill(row, slice)` for every row.
    pub(crate) fn fill_rows<T: Send>(
        &self,
        table: &mut [T],
        width: usize,
        fill: impl Fn(usize, &mut [T]) + Sync,
    ) {
        let part = |(chunk, part): (usize, &mut [T])| {
            for (at, row) in part.chunks_mut(width).enumerate() {
                fill(chunk * ROWS + at, row);
            }
        };
        match &self.pool {
            Some(pool) => pool.install(|| {
                table
                    .par_chunks_mut(width * ROWS)
                    .with_max_len(1)
                    .enumerate()
                    .for_each(part);
            }),
            None => table.chunks_mut(width * ROWS).enumerate().for_each(part),
        }
    }

    /// Runs `work` on one of the threads: what it does in parallel then needs no waking up.
    pub(crate) fn within<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// `work(first, part)` for every part of `size` items, `first` being the place of its first.
    pub(crate) fn each_part<T: Send>(
        &self,
        items: &mut [T],
        size: usize,
        work: impl Fn(usize, &mut [T]) + Sync,
    ) {
        let mut parts: Vec<&mut [T]> = items.chunks_mut(size.max(1)).collect();
        self.each(&mut parts, |at, part| work(at * size, part));
    }

    /// `work(at, item)` for every item.
    pub(crate) fn each<T: Send>(&self, items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
        let part = |(at, item): (usize, &mut T)| work(at, item);
        match &self.pool {
            Some(pool) => {
                pool.install(|| {
                    items
                        .par_iter_mut()
                        .with_max_len(1)
                        .enumerate()
                        .for_each(part);
                });
            }
            None => items.iter_mut().enumerate().for_each(part),
        }
    }

    /// Sorts by keys that are computed once each; equals stay in order.
    pub(crate) fn sort_by_key<T: Copy + Send + Sync, K: Ord + Send + Sync>(
        &self,
        items: &mut [T],
        key: impl Fn(T) -> K + Sync,
    ) {
        match &self.pool {
            Some(pool) => pool.install(|| items.par_sort_by_cached_key(|&item| key(item))),
            None => items.sort_by_cached_key(|&item| key(item)),
        }
    }

    /// Cuts `0..count` into chunks of `size` and returns `work(range)` of each, in order.
    pub(crate) fn map_chunks<R: Send>(
        &self,
        count: usize,
        size: usize,
        work: impl Fn(Range<usize>) -> R + Sync,
    ) -> Vec<R> {
        let chunks = count.div_ceil(size.max(1));
        let part = |chunk: usize| work(chunk * size..count.min((chunk + 1) * size));
        match &self.pool {
            Some(pool) => pool.install(|| {
                (0..chunks)
                    .into_par_iter()
                    .with_max_len(1)
                    .map(part)
                    .collect()
            }),
            None => (0..chunks).map(part).collect(),
        }
    }
}
