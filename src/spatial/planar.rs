//! The plane: straight distances between `x, y` places, in thousandths of the user's unit.

use crate::model::Point;

/// The straight distance in thousandths of the unit of `x` and `y`.
pub(super) fn thousandths(a: Point, b: Point) -> u64 {
    let (dx, dy) = (a.first - b.first, a.second - b.second);
    // Saturates far beyond any map; the costs check for overflow.
    (1000.0 * (dx * dx + dy * dy).sqrt() + 0.5) as u64
}

/// The weighted mean; `None` without any weight.
pub(super) fn mean(places: impl Iterator<Item = (Point, f64)>) -> Option<Point> {
    let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
    for (place, weight) in places {
        x += weight * place.first;
        y += weight * place.second;
        sum += weight;
    }
    (sum > 0.0).then(|| Point {
        first: x / sum,
        second: y / sum,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_four_five() {
        let point = |first, second| Point { first, second };
        assert_eq!(thousandths(point(1.0, 1.0), point(4.0, 5.0)), 5000);
        let mean = mean([(point(0.0, 0.0), 1.0), (point(4.0, 8.0), 3.0)].into_iter());
        assert_eq!(mean, Some(point(3.0, 6.0)));
    }
}
