//! The globe: unit vectors and great-circle distances on a sphere of the mean Earth radius.

use crate::model::Point;

/// The mean radius R1 of the Earth after IUGG, in kilometres.
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A place as a vector of length 1 from the centre of the Earth.
///
/// With vectors a distance is one subtraction, one square root and one arc sine; the haversine formula needs four
/// trigonometric functions for each pair and gives the same metre.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UnitVector {
    x: f64,
    y: f64,
    z: f64,
}

impl UnitVector {
    /// From latitude and longitude in degrees.
    pub fn from_degrees(point: Point) -> Self {
        let (sin_lat, cos_lat) = libm::sincos(point.first.to_radians());
        let (sin_lon, cos_lon) = libm::sincos(point.second.to_radians());
        Self {
            x: cos_lat * cos_lon,
            y: cos_lat * sin_lon,
            z: sin_lat,
        }
    }

    /// Back to latitude and longitude in degrees; works for any length but 0.
    pub fn to_degrees(self) -> Point {
        let flat = (self.x * self.x + self.y * self.y).sqrt();
        Point {
            first: libm::atan2(self.z, flat).to_degrees(),
            second: libm::atan2(self.y, self.x).to_degrees(),
        }
    }

    /// The mean direction of weighted places; `None` where they cancel out (or there is none).
    ///
    /// Sums run in the order given: hand them in sorted by id, so that the order of rows does not matter.
    pub fn mean(places: impl Iterator<Item = (Self, f64)>) -> Option<Self> {
        let mut sum = Self::default();
        for (place, weight) in places {
            sum.x += weight * place.x;
            sum.y += weight * place.y;
            sum.z += weight * place.z;
        }
        let length = (sum.x * sum.x + sum.y * sum.y + sum.z * sum.z).sqrt();
        (length > 1e-9).then(|| Self {
            x: sum.x / length,
            y: sum.y / length,
            z: sum.z / length,
        })
    }

    /// The great-circle distance in whole metres.
    pub fn metres(self, other: Self) -> u64 {
        let (dx, dy, dz) = (self.x - other.x, self.y - other.y, self.z - other.z);
        let half_chord = (dx * dx + dy * dy + dz * dz).sqrt() / 2.0;
        (2000.0 * EARTH_RADIUS_KM * arc_sine(half_chord.min(1.0)) + 0.5) as u64
    }
}

/// Great-circle distances in whole metres from one place to many, side by side.
///
/// # Panics
/// When `row` is shorter than `places`.
pub fn metres_to_all(from: UnitVector, places: &[UnitVector], row: &mut [u64]) {
    assert!(row.len() >= places.len(), "one distance a place");
    for (distance, &place) in row.iter_mut().zip(places) {
        *distance = from.metres(place);
    }
}

/// The arc sine of `0..=1` to the last bit but one: the rational approximation of FreeBSD's `e_asin.c` without branches, so that a row of
/// distances is computed side by side. Only basic arithmetic and square roots, so the same on every machine.
fn arc_sine(x: f64) -> f64 {
    const P: [f64; 6] = [
        0.166_666_666_666_666_66,
        -0.325_565_818_622_400_9,
        0.201_212_532_134_862_93,
        -0.040_055_534_500_679_41,
        0.000_791_534_994_289_814_5,
        3.479_331_075_960_212e-5,
    ];
    const Q: [f64; 5] = [
        1.0,
        -2.403_394_911_734_414,
        2.020_945_760_233_505_7,
        -0.688_283_971_605_453_3,
        0.077_038_150_555_901_94,
    ];
    let small = x < 0.5;
    let square = if small { x * x } else { (1.0 - x) / 2.0 };
    let root = if small { x } else { square.sqrt() };
    let poly = |c: &[f64]| c.iter().rev().fold(0.0, |sum, c| sum * square + c);
    let angle = root + root * (square * poly(&P) / poly(&Q));
    if small {
        angle
    } else {
        std::f64::consts::FRAC_PI_2 - 2.0 * angle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(first: f64, second: f64) -> UnitVector {
        UnitVector::from_degrees(Point { first, second })
    }

    /// The textbook formula, in kilometres.
    fn haversine(a: (f64, f64), b: (f64, f64)) -> f64 {
        let sin_lat = libm::sin((b.0 - a.0).to_radians() / 2.0);
        let sin_lon = libm::sin((b.1 - a.1).to_radians() / 2.0);
        let h = sin_lat * sin_lat
            + libm::cos(a.0.to_radians()) * libm::cos(b.0.to_radians()) * sin_lon * sin_lon;
        2.0 * EARTH_RADIUS_KM * libm::asin(h.sqrt().min(1.0))
    }

    #[test]
    fn one_degree_of_the_equator_is_111_km() {
        // 2 pi 6371.0088 / 360 = 111.195080 km
        assert_eq!(at(0.0, 0.0).metres(at(0.0, 1.0)), 111_195);
        assert_eq!(
            at(0.0, 179.5).metres(at(0.0, -179.5)),
            111_195,
            "over the antimeridian"
        );
        assert_eq!(
            at(90.0, 0.0).metres(at(-90.0, 0.0)),
            20_015_114,
            "half way round"
        );
    }

    #[test]
    fn agrees_with_haversine_to_the_metre() {
        let places: Vec<(f64, f64)> = (0..60)
            .map(|i| {
                let i = f64::from(i);
                (-88.0 + 2.97 * i, (i * 73.31) % 360.0 - 180.0)
            })
            .collect();
        for &a in &places {
            for &b in &places {
                let exact = haversine(a, b) * 1000.0;
                let ours = at(a.0, a.1).metres(at(b.0, b.1)) as f64;
                assert!((exact - ours).abs() < 1.0, "{a:?} {b:?}: {exact} {ours}");
            }
        }
    }

    #[test]
    fn the_arc_sine_is_that_of_libm() {
        for step in 0..=10_000 {
            let x = f64::from(step) / 10_000.0;
            assert!((arc_sine(x) - libm::asin(x)).abs() < 5e-16, "{x}");
        }
    }

    #[test]
    fn means_lie_between_and_cancel_at_the_antipodes() {
        let mean = UnitVector::mean([(at(0.0, 170.0), 1.0), (at(0.0, -170.0), 1.0)].into_iter());
        let point = mean.unwrap().to_degrees();
        assert!((point.second.abs() - 180.0).abs() < 1e-9, "{point:?}");
        assert!(
            UnitVector::mean([(at(0.0, 0.0), 1.0), (at(0.0, 180.0), 1.0)].into_iter()).is_none()
        );
    }
}
