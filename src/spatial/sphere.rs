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
        whole_metres(self.half_chord_squared(other.x, other.y, other.z))
    }

    /// The square of half the straight way through the Earth, of which the arc sine of the root is half the angle.
    fn half_chord_squared(self, x: f64, y: f64, z: f64) -> f64 {
        let (dx, dy, dz) = (self.x - x, self.y - y, self.z - z);
        (dx * dx + dy * dy + dz * dz) * 0.25
    }
}

/// Places to measure to again and again, coordinate by coordinate: a row of distances is computed side by side.
#[derive(Debug, Clone, Default)]
pub struct Places {
    x: Vec<f64>,
    y: Vec<f64>,
    z: Vec<f64>,
}

impl FromIterator<UnitVector> for Places {
    fn from_iter<I: IntoIterator<Item = UnitVector>>(vectors: I) -> Self {
        let mut places = Self::default();
        for vector in vectors {
            places.x.push(vector.x);
            places.y.push(vector.y);
            places.z.push(vector.z);
        }
        places
    }
}

impl Places {
    /// Great-circle distances in whole metres from `from` to every place, each as [`UnitVector::metres`] has it.
    ///
    /// # Panics
    /// When `row` has not one entry a place.
    pub fn metres_from(&self, from: UnitVector, row: &mut [u64]) {
        assert_eq!(row.len(), self.x.len(), "one distance a place");
        let mut farthest = 0.0f64;
        for (((distance, &x), &y), &z) in row.iter_mut().zip(&self.x).zip(&self.y).zip(&self.z) {
            let square = from.half_chord_squared(x, y, z);
            farthest = if square > farthest { square } else { farthest };
            *distance = rounded(near_angle(square));
        }
        if farthest >= QUARTER {
            for (((distance, &x), &y), &z) in row.iter_mut().zip(&self.x).zip(&self.y).zip(&self.z)
            {
                *distance = whole_metres(from.half_chord_squared(x, y, z));
            }
        }
    }
}

/// Up to this square of half a chord (60 degrees, 6,672 km) the arc sine is computed directly.
const QUARTER: f64 = 0.25;

fn whole_metres(square: f64) -> u64 {
    rounded(if square < QUARTER {
        near_angle(square)
    } else {
        far_angle(square)
    })
}

/// Half an angle on the Earth as the nearest whole number of metres. Adding 2^52 leaves it in the lowest bits: unlike a cast, that can be
/// done side by side.
fn rounded(half_angle: f64) -> u64 {
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    (2000.0 * EARTH_RADIUS_KM * half_angle + WHOLE).to_bits() & ((1 << 52) - 1)
}

/// The arc sine of the root of `0..=0.25` to the last bit but one: the rational approximation of FreeBSD's `e_asin.c`. Only basic
/// arithmetic and a square root, so the same on every machine, and no branch.
fn near_angle(square: f64) -> f64 {
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
    let poly = |c: &[f64]| c.iter().rev().fold(0.0, |sum, c| sum * square + c);
    let root = square.sqrt();
    root + root * (square * poly(&P) / poly(&Q))
}

/// The same for `0.25..=1`, by the arc sine of what is left of the right angle.
fn far_angle(square: f64) -> f64 {
    let left = (1.0 - square.min(1.0).sqrt()) / 2.0;
    std::f64::consts::FRAC_PI_2 - 2.0 * near_angle(left)
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
            let ours = if x < 0.5 {
                near_angle(x * x)
            } else {
                far_angle(x * x)
            };
            assert!((ours - libm::asin(x)).abs() < 5e-16, "{x}");
        }
    }

    #[test]
    fn a_row_is_its_pairs() {
        let vectors: Vec<UnitVector> = (0..50)
            .map(|i| at(-80.0 + 3.1 * f64::from(i), f64::from(i * 37 % 360) - 180.0))
            .collect();
        let near: Vec<UnitVector> = (0..50)
            .map(|i| at(45.0 + 0.01 * f64::from(i), 7.0))
            .collect();
        for all in [vectors, near] {
            let places: Places = all.iter().copied().collect();
            let mut row = vec![0; all.len()];
            for &from in &all {
                places.metres_from(from, &mut row);
                let pairs: Vec<u64> = all.iter().map(|&to| from.metres(to)).collect();
                assert_eq!(row, pairs);
            }
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
