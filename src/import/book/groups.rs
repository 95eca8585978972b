//! `--together`: accounts with the same value stay whole.

use std::collections::HashMap;

use super::position;
use crate::{
    import::Cleaned,
    model::{Diagnostics, Grid, Texts},
};

/// The group of each account, numbered densely in the order of the smallest account id; `None` when nothing is kept together.
///
/// With several columns, accounts that share a value in any of them stay together. A parent belongs to the accounts that name it.
pub(super) fn groups(
    together: &[String],
    raw: &Grid,
    table: &Cleaned,
    problems: &mut Diagnostics,
) -> Option<Vec<u32>> {
    let columns: Vec<usize> = together
        .iter()
        .filter_map(|name| position(name, raw, table, problems))
        .collect();
    let ids = &table.grid.columns[table.mapping.column("account_id")?].cells;
    if columns.is_empty() {
        return None;
    }
    let mut union = Union::new(ids.len());
    for at in columns {
        let mut first: HashMap<&str, usize> = HashMap::new();
        if table.mapping.column("parent_id") == Some(at) {
            first.extend(ids.iter().enumerate().map(|(row, id)| (id, row)));
        }
        for (row, cell) in table.grid.columns[at].cells.iter().enumerate() {
            let cell = cell.trim();
            if !cell.is_empty() {
                let other = *first.entry(cell).or_insert(row);
                union.join(row, other);
            }
        }
    }
    Some(union.numbered(ids))
}

/// Sets of rows that grow together.
struct Union {
    parent: Vec<usize>,
}

impl Union {
    fn new(rows: usize) -> Self {
        Self {
            parent: (0..rows).collect(),
        }
    }

    fn root(&mut self, mut row: usize) -> usize {
        while self.parent[row] != row {
            self.parent[row] = self.parent[self.parent[row]];
            row = self.parent[row];
        }
        row
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn numbered(&mut self, ids: &Texts) -> Vec<u32> {
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_unstable_by(|&a, &b| ids.get(a).cmp(ids.get(b)));
        let mut number: Vec<Option<u32>> = vec![None; ids.len()];
        let mut next = 0;
        for row in order {
            let root = self.root(row);
            if number[root].is_none() {
                number[root] = Some(next);
                next += 1;
            }
        }
        (0..ids.len())
            .map(|row| number[self.root(row)].unwrap_or_default())
            .collect()
    }
}
