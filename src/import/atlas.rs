//! Where postal codes and cities are: the user's gazetteer first, then the embedded US table.

use super::{Gazetteer, country, postcode};
use crate::reference;

/// Degrees north and east.
pub(super) type Degrees = (f64, f64);

/// All that is known of places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atlas<'a> {
    user: Option<&'a Gazetteer>,
}

impl<'a> Atlas<'a> {
    pub(super) fn new(user: Option<&'a Gazetteer>) -> Self {
        Self { user }
    }

    /// The place of a code in the form of its country, and whether only its beginning was found.
    pub(super) fn code(self, country: Option<&str>, code: &str) -> Option<(Degrees, bool)> {
        if let Some(user) = self.user {
            let (whole, prefix) = postcode::keys(code, country.unwrap_or_default());
            let in_file = |key: &str| user.find(country.unwrap_or_default(), key);
            if let Some(point) = in_file(&whole) {
                return Some((point, false));
            }
            if let Some(point) = us_point(country, &whole) {
                return Some((point, false));
            }
            return Some((prefix.as_deref().and_then(in_file)?, true));
        }
        us_point(country, code).map(|point| (point, false))
    }

    /// The middle of a city.
    pub(super) fn city(self, country: Option<&str>, city: &str, state: &str) -> Option<Degrees> {
        let country = country?;
        if city.trim().is_empty() {
            return None;
        }
        let embedded = || {
            let state = match country {
                "US" => country::us_state(state)?,
                territory if country::has_zip_codes(territory) => territory,
                _ => return None,
            };
            reference::us().city(city, state)
        };
        self.user
            .and_then(|user| user.city(country, city, state))
            .or_else(embedded)
    }

    /// Whether codes of a country are here at all.
    pub(super) fn has(self, country: &str) -> bool {
        country::has_zip_codes(country) || self.user.is_some_and(|user| user.has(country))
    }
}

/// The middle of a ZIP code.
fn us_point(country: Option<&str>, code: &str) -> Option<Degrees> {
    country.filter(|country| country::has_zip_codes(country))?;
    let number = (code.len() == 5).then(|| code.parse().ok()).flatten()?;
    reference::us()
        .find(number)
        .map(|found| (found.latitude, found.longitude))
}
