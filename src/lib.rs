//! **terr** plans sales territories from the files that a sales-operations analyst already has: the CRM's account export and the list of reps. It
//! decides which rep owns which account so that potential and workload are balanced, travel is short, customers keep the rep that they know,
//! every rule is honoured, and every decision can be explained and repeated.
//!
//! # The house
//!
//! One table flows. Each stage reads an account table and writes an account table with more columns; columns that it does not know pass through.
//!
//! ```text
//!              terr import    terr segment    terr balance    terr report
//!  exports ──▶ import ──────▶ segment ──────▶ balance ──────▶ report ──────▶ table csv json md xlsx parquet
//!                 │               │            │   │   │        │   │
//!                 ▼               ▼            │   ▼   ▼        ▼   ▼
//!              ┌──────────── model ────────────┼── spatial     audit   (re-checks plans, never sees the solver)
//!              └── grid, accounts, reps, book ─┘
//!                                              ▼
//!                                           solver   (the heart: indices and integers; knows no other module)
//!
//!  edges: table (files, stdin, csv, parquet, atomic writes) · frame (the only polars) · render · cli · main.rs
//! ```
//!
//! Four sibling rooms for the four commands, in the order in which data flows; under them the pure rooms; at the edges the impure ones. Arrows point
//! one way, and `tests/architecture.rs` enforces them:
//!
//! | room | may use | what it is for |
//! | --- | --- | --- |
//! | `model` | – | the domain: plain types, invariants in constructors, no input or output |
//! | `solver` | – | the heart: prices, the proven bound, construction, search; no strings, clocks or files |
//! | `forecast` | – | the next year of a series of quarters, by the method that would have been best |
//! | `spatial` | model | distances: great circle, plane, matrix |
//! | `audit` | model, spatial | an independent check: recomputes every rule and figure of a plan |
//! | `table` | model | bytes in, bytes out: readers, writers, atomic files, known columns |
//! | `frame` | model, table | SQL expressions over columns |
//! | `reference` | model | data compiled in: postal codes |
//! | `import` | model, table, spatial, reference | stage 1: exports become clean tables, tables become a book |
//! | `segment` | model, frame, table, spatial, forecast | stage 2: segments, tiers, potential, workload |
//! | `balance` | model, spatial, solver, audit | stage 3: the domain meets the heart; reasons, conflicts, explanations |
//! | `report` | model, spatial, audit, balance | stage 4: figures without formatting, one file a view |
//! | `render` | model, report, table, reference | one file a format |
//! | `cli` | all above | flags, `terr.toml`, messages, exit codes |
//!
//! Without default features the crate is `model`, `solver`, `spatial`, `audit`, `balance` and `report`: it builds in seconds and is what to depend on
//! to plan territories from another program (`examples/plan_in_memory.rs`).
//!
//! # How a plan is made
//!
//! 1. `table` reads bytes into a [`model::Grid`]: named columns of text, each row knowing its line. `import` turns grids into a [`model::Book`]: accounts,
//!    reps, measures in fixed point, checked once.
//! 2. `balance` computes targets and bounds, asks who is eligible, and encodes the book as a [`solver::Instance`]: units, territories, integer
//!    weights, integer costs. The heart answers with an assignment, a proven lower bound on the cost, and prices.
//! 3. `balance` decodes it: the change and the reason of each account, the objective, what stands in the way where bounds cannot be met. The command writes
//!    the plan table and its manifest.
//! 4. `report` and `audit` start again from the written plan and the rep table: they trust nothing that the heart said.
//!
//! # Words
//!
//! | term | meaning |
//! | --- | --- |
//! | basic unit | the smallest thing assigned whole: an account, or a group kept together |
//! | account, rep | a customer or prospect with a place and measures; a salesperson with home, capacity, skills, quota |
//! | territory | the units of one rep, or of one vacant position |
//! | measure (activity) | an additive amount on a unit: potential, workload, revenue, count |
//! | target, tolerance, bounds | the wanted sum per territory, the allowed relative deviation, the resulting lowest and highest sum |
//! | balance | how territories stand to their targets |
//! | eligibility | whether a rep may hold an account, with the reason if not |
//! | alignment, realignment | the assignment; the change from one to another |
//! | continuity, disruption | the share that stays; the share that moves |
//! | coverage | the share of accounts with a rep |
//! | locked, pinned | must stay with today's rep; must go to a named rep |
//! | price, bound, gap | what one more unit of a measure is worth at a rep; the proven least cost; how far a plan is above it |

pub mod audit;
pub mod balance;
#[cfg(feature = "cli")]
pub mod cli;
pub mod forecast;
#[cfg(feature = "polars")]
pub mod frame;
#[cfg(feature = "table")]
pub mod import;
pub mod model;
#[cfg(feature = "table")]
pub mod reference;
#[cfg(feature = "cli")]
pub mod render;
pub mod report;
#[cfg(feature = "polars")]
pub mod segment;
pub mod solver;
pub mod spatial;
#[cfg(feature = "table")]
pub mod table;
