//! Places and distances, as whole numbers: metres on the globe, thousandths of the user's unit on a plane or in a matrix.
//!
//! Whole numbers make every sum exact and independent of order, so a plan is the same on any machine and any number of threads.

mod distances;
mod places;
mod planar;
mod sphere;

pub use distances::{Distances, Targets};
pub use places::RepPlace;
pub use sphere::{EARTH_RADIUS_KM, Places, UnitVector};
