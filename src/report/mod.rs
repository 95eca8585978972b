//! Stage 4: the figures of a plan, without formatting. One file per view; each gives [`Sheet`]s, which `render` shows in any format.

mod sheet;

pub use sheet::{Cell, Kind, Sheet, SheetColumn};
