//! Generated books, for runs without files: accounts around cities of uneven size, lognormal potential, workload by tier,
//! reps near cities, some of them part time, today's owners near by. In the spirit of the shared generator, not the
//! same numbers.

use terr::model::Point;
use terr::spatial::UnitVector;

use crate::folder::Book;

/// A small generator of random numbers (`SplitMix64`, Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    /// Box & Muller 1958.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }
}

/// `accounts` and `reps` by `seed`.
pub(crate) fn book(accounts: usize, reps: usize, seed: u64) -> Book {
    let mut random = Random(seed);
    // cities with sizes like 1 / rank, within the contiguous United States' rectangle
    let cities: Vec<(f64, f64)> = (0..400)
        .map(|_| (27.0 + 21.0 * random.unit(), -122.0 + 50.0 * random.unit()))
        .collect();
    let city = |random: &mut Random| {
        libm::exp(libm::log(cities.len() as f64) * random.unit()) as usize - 1
    };
    let mut book = Book::default();
    for rep in 0..reps {
        let (lat, lon) = cities[city(&mut random)];
        book.rep_points.push(point(
            lat + 0.2 * random.normal(),
            lon + 0.2 * random.normal(),
        ));
        book.share
            .push([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6][random.below(10)]);
        book.rep_ids.push(format!("R{rep:05}"));
    }
    let all: f64 = book.share.iter().sum();
    book.share.iter_mut().for_each(|share| *share /= all);
    for account in 0..accounts {
        let (lat, lon) = cities[city(&mut random)];
        let spread = if random.below(8) == 0 { 0.6 } else { 0.15 };
        let at = point(
            lat + spread * random.normal(),
            lon + spread * random.normal(),
        );
        let potential = libm::exp(libm::log(40_000.0) + 1.2 * random.normal());
        let tier = libm::log(potential / 40_000.0) / 1.2 + 0.3 * random.normal();
        let hours = if tier > 1.3 {
            36.0
        } else if tier > 0.4 {
            12.0
        } else {
            3.0
        };
        let workload = hours * libm::exp(0.18 * random.normal());
        book.weights.extend([
            (potential * 100.0).round() as i64,
            (workload * 100.0).round() as i64,
        ]);
        let nearest = (0..reps)
            .min_by_key(|&rep| at.metres(book.rep_points[rep]))
            .unwrap_or(0);
        book.owner.push(if random.below(8) == 0 {
            random.below(reps) as u32
        } else {
            nearest as u32
        });
        book.account_points.push(at);
        book.account_ids.push(format!("A{account:08}"));
    }
    book
}

/// A place on the globe.
fn point(latitude: f64, longitude: f64) -> UnitVector {
    UnitVector::from_degrees(Point {
        first: latitude,
        second: longitude,
    })
}
