//! Stage 4: the figures of a plan, without formatting. One file per view; each gives [`Sheet`]s, which `render` shows in any format.

mod assignments;
mod basis;
mod changes;

mod check;
mod groups;
mod ledger;
mod roads;
mod sheet;
pub mod statistics;
mod summary;
mod territories;

pub use assignments::assignments;
pub use basis::{Balanced, Basis, DistanceOf, Goal};
pub use changes::changes;
pub use check::{Checked, Gates, check, uncovered};
pub use groups::{By, Group, groups};
pub use ledger::{Ledger, Page, Sums};
pub use roads::Roads;
pub use sheet::{Cell, Chart, Kind, Sheet, SheetColumn};
pub use summary::summary;
pub use territories::territories;

#[cfg(test)]
pub(crate) mod tests;
