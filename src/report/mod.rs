//! Stage 4: the figures of a plan, without formatting. One file per view; each gives [`Sheet`]s, which `render` shows in any format.

mod assignments;
mod basis;
mod changes;

mod check;
mod compare;
mod coverage;
mod drift;
mod explain;
mod groups;
mod handover;
mod ledger;
mod market;
mod moves;
mod overlaps;
mod overrides;
mod profile;
mod roads;
mod sheet;
pub mod statistics;
mod summary;
mod territories;
mod verify;

pub use assignments::assignments;
pub use basis::{Balanced, Basis, DistanceOf, Goal};
pub use changes::changes;
pub use check::{Checked, Gates, check, uncovered};
pub use compare::{diff, scenarios};
pub use coverage::coverage;
pub use drift::{Drift, drift};
pub use explain::explain;
pub use groups::{By, Group, groups};
pub use handover::{handover, pack};
pub use ledger::{Ledger, Page, Sums};
pub use market::{Holder, Market};
pub use moves::moves;
pub use overlaps::{Claims, RuleClaims, overlaps};
pub use overrides::overrides;
pub use profile::profile;
pub use roads::Roads;
pub use sheet::{Cell, Chart, Kind, Sheet, SheetColumn};
pub use summary::summary;
pub use territories::territories;
pub use verify::{Verified, as_today, figures};

#[cfg(test)]
pub(crate) mod tests;
