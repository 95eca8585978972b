//! What a reader of a table wants of each column. Most commands look at few columns of a large file; cells that nobody looks at need not be kept.

use crate::model::Column;

/// What becomes of the cells of a column.
#[derive(Debug, Clone, Copy)]
pub enum Want {
    /// They are kept.
    Keep,
    /// They are not kept: the column is empty.
    Skip,
    /// Likewise, if this is true of each of them. Otherwise the file is read as a whole, and every column is kept.
    Check(fn(&[u8]) -> bool),
}

/// Says what is wanted of the columns of a table, of which it knows the headers: an answer for each.
pub type Wants<'a> = dyn Fn(&[Column]) -> Vec<Want> + 'a;

/// Everything is kept.
pub(super) fn keep_all(columns: &[Column]) -> Vec<Want> {
    vec![Want::Keep; columns.len()]
}
