//! Where accounts and reps are.

/// What the two numbers of a [`Point`] mean; one kind for a whole book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlaceKind {
    /// Nobody has a place: plans are made without travel.
    #[default]
    None,
    /// Latitude and longitude in degrees; distances are great-circle kilometres.
    Degrees,
    /// `x` and `y` on a plane; distances in the user's own unit.
    Planar,
}

/// A place: latitude and longitude in degrees, or `x` and `y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Latitude (degrees north) or `x`.
    pub first: f64,
    /// Longitude (degrees east) or `y`.
    pub second: f64,
}
