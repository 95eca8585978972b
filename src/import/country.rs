//! Parts of countries, and US states by the names that exports use.

/// The territories of the United States that have ZIP codes and letters of their own.
pub(super) const US_TERRITORIES: [&str; 5] = ["PR", "VI", "GU", "AS", "MP"];

/// Whether ZIP codes are used there.
pub(super) fn has_zip_codes(country: &str) -> bool {
    country == "US" || US_TERRITORIES.contains(&country)
}

/// The parts of a country that have letters of their own, which addresses seldom use.
pub(super) fn overseas(country: &str) -> &'static [&'static str] {
    match country {
        "US" => &US_TERRITORIES,
        "FR" => &[
            "RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF",
        ],
        "GB" => &["JE", "GG", "IM"],
        "DK" => &["FO", "GL"],
        "FI" => &["AX"],
        "NO" => &["SJ"],
        "IT" => &["SM", "VA"],
        _ => &[],
    }
}

/// Two letters of a US state, of its name or of themselves.
pub(super) fn us_state(text: &str) -> Option<&'static str> {
    const STATES: [(&str, &str); 56] = [
        ("AL", "alabama"),
        ("AK", "alaska"),
        ("AZ", "arizona"),
        ("AR", "arkansas"),
        ("CA", "california"),
        ("CO", "colorado"),
        ("CT", "connecticut"),
        ("DE", "delaware"),
        ("DC", "district of columbia"),
        ("FL", "florida"),
        ("GA", "georgia"),
        ("HI", "hawaii"),
        ("ID", "idaho"),
        ("IL", "illinois"),
        ("IN", "indiana"),
        ("IA", "iowa"),
        ("KS", "kansas"),
        ("KY", "kentucky"),
        ("LA", "louisiana"),
        ("ME", "maine"),
        ("MD", "maryland"),
        ("MA", "massachusetts"),
        ("MI", "michigan"),
        ("MN", "minnesota"),
        ("MS", "mississippi"),
        ("MO", "missouri"),
        ("MT", "montana"),
        ("NE", "nebraska"),
        ("NV", "nevada"),
        ("NH", "new hampshire"),
        ("NJ", "new jersey"),
        ("NM", "new mexico"),
        ("NY", "new york"),
        ("NC", "north carolina"),
        ("ND", "north dakota"),
        ("OH", "ohio"),
        ("OK", "oklahoma"),
        ("OR", "oregon"),
        ("PA", "pennsylvania"),
        ("RI", "rhode island"),
        ("SC", "south carolina"),
        ("SD", "south dakota"),
        ("TN", "tennessee"),
        ("TX", "texas"),
        ("UT", "utah"),
        ("VT", "vermont"),
        ("VA", "virginia"),
        ("WA", "washington"),
        ("WV", "west virginia"),
        ("WI", "wisconsin"),
        ("WY", "wyoming"),
        ("PR", "puerto rico"),
        ("VI", "virgin islands"),
        ("GU", "guam"),
        ("AS", "american samoa"),
        ("MP", "northern mariana islands"),
    ];
    let text = text.trim();
    STATES
        .iter()
        .find(|(letters, name)| {
            text.eq_ignore_ascii_case(letters) || text.eq_ignore_ascii_case(name)
        })
        .map(|(letters, _)| *letters)
}
