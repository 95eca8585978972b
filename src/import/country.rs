//! Countries and US states by the names that exports use.

/// Two letters of a country; `None` for a name that no rule here knows.
pub(super) fn code(text: &str) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 24] = [
        (
            "US",
            &[
                "us",
                "usa",
                "united states",
                "united states of america",
                "u.s.",
                "u.s.a.",
                "vereinigte staaten",
                "états-unis",
                "etats-unis",
            ],
        ),
        ("CA", &["ca", "can", "canada", "kanada"]),
        (
            "GB",
            &[
                "gb",
                "gbr",
                "uk",
                "united kingdom",
                "great britain",
                "england",
                "scotland",
                "wales",
                "northern ireland",
            ],
        ),
        ("DE", &["de", "deu", "germany", "deutschland", "allemagne"]),
        ("FR", &["fr", "fra", "france", "frankreich"]),
        ("AT", &["at", "aut", "austria", "österreich"]),
        ("CH", &["ch", "che", "switzerland", "schweiz", "suisse"]),
        (
            "NL",
            &["nl", "nld", "netherlands", "the netherlands", "niederlande"],
        ),
        ("BE", &["be", "bel", "belgium", "belgien", "belgique"]),
        ("IE", &["ie", "irl", "ireland"]),
        ("PT", &["pt", "prt", "portugal"]),
        ("ES", &["es", "esp", "spain", "españa", "spanien"]),
        ("IT", &["it", "ita", "italy", "italia", "italien"]),
        ("AU", &["au", "aus", "australia"]),
        ("NZ", &["nz", "nzl", "new zealand"]),
        ("BR", &["br", "bra", "brazil", "brasil"]),
        ("SE", &["se", "swe", "sweden"]),
        ("NO", &["no", "nor", "norway"]),
        ("DK", &["dk", "dnk", "denmark"]),
        ("FI", &["fi", "fin", "finland"]),
        ("PR", &["pr", "pri", "puerto rico"]),
        (
            "VI",
            &["vi", "vir", "virgin islands", "u.s. virgin islands"],
        ),
        ("GU", &["gu", "gum", "guam"]),
        ("PL", &["pl", "pol", "poland", "polska"]),
    ];
    let text = text.trim().to_lowercase();
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&text.as_str()))
        .map(|(code, _)| *code)
}

/// Two letters of a US state, of its name or of themselves.
pub(super) fn us_state(text: &str) -> Option<&'static str> {
    const STATES: [(&str, &str); 51] = [
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
    ];
    let text = text.trim();
    STATES
        .iter()
        .find(|(letters, name)| {
            text.eq_ignore_ascii_case(letters) || text.eq_ignore_ascii_case(name)
        })
        .map(|(letters, _)| *letters)
}
