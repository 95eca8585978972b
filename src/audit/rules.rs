//! The rules that a plan is judged by.

use crate::model::{Date, MeasureRequest, MoveCap, TargetRequest};

/// What was asked of a plan, beside what stands in the book.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The balanced measures and their tolerances.
    pub measures: Vec<MeasureRequest>,
    /// Where targets come from.
    pub targets: Vec<TargetRequest>,
    /// What weighs distances.
    pub travel_measure: String,
    /// What leaving an owner costs, in distance units (to the power) per unit of the travel measure.
    pub keep: f64,
    /// What not following a preference costs, likewise.
    pub prefer: f64,
    /// 1: distance; 2: squared distance.
    pub power: u32,
    /// Caps on what leaves available owners.
    pub max_moved: Vec<MoveCap>,
    /// Owned accounts stay.
    pub only_new: bool,
    /// The day of judgement.
    pub as_of: Date,
}
