//! Road distance, estimated from the straight line: short trips wind more than long ones.

/// Detour factors in hundredths, for straight lines shorter than so many metres; beyond the last one 1.20.
///
/// Levinson & El-Geneidy 2009 (Regional Science and Urban Economics 39(6)); the band from 20 to 45 km is interpolated.
const BANDS: [(u64, u64); 5] = [
    (5_000, 158),
    (10_000, 142),
    (15_000, 134),
    (20_000, 130),
    (45_000, 125),
];
/// The factor of long trips, in hundredths.
const LONG: u64 = 120;

/// How road distance follows from the straight line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Roads {
    /// The published factors by length.
    #[default]
    Banded,
    /// One factor for all, in hundredths (`--circuity 1.3` is 130).
    Factor(u32),
    /// No roads: planar places, distances from a file.
    None,
}

impl Roads {
    /// Metres by road.
    pub fn metres(self, straight: u64) -> Option<u64> {
        let hundredths = match self {
            Self::Banded => BANDS
                .iter()
                .find(|(below, _)| straight <= *below)
                .map_or(LONG, |(_, factor)| *factor),
            Self::Factor(hundredths) => u64::from(hundredths),
            Self::None => return None,
        };
        Some(straight * hundredths / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_trips_wind_more() {
        assert_eq!(Roads::Banded.metres(1_000), Some(1_580));
        assert_eq!(Roads::Banded.metres(12_000), Some(16_080));
        assert_eq!(Roads::Banded.metres(100_000), Some(120_000));
        assert_eq!(Roads::Factor(130).metres(1_000), Some(1_300));
        assert_eq!(Roads::None.metres(1_000), None);
    }
}
