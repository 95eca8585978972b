//! Which column of a file is which canonical column.

use crate::{
    import::Kind,
    model::{Diagnostic, Diagnostics, Grid},
    table::schema::{self, Field, System, key},
};

/// The canonical columns found in a file.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Canonical field and the position of its column, in the order of the file.
    pub fields: Vec<(usize, &'static Field)>,
    /// The owner's column was taken for its name alone, and a name such as `OWNER` means many things: whoever has the reps at hand checks that
    /// one of them stands in it, or leaves the column alone.
    pub owner_is_a_guess: bool,
}

impl Mapping {
    /// The position of the column that holds a canonical field.
    pub fn column(&self, canonical: &str) -> Option<usize> {
        self.fields
            .iter()
            .find(|(_, field)| field.name == canonical)
            .map(|&(at, _)| at)
    }

    /// The canonical field that a column holds.
    pub fn field(&self, column: usize) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|&&(at, _)| at == column)
            .map(|&(_, field)| field)
    }
}

/// Whether a table is a plan: it has `rep_id`, `previous_rep_id` and `change`.
pub fn is_plan(grid: &Grid) -> bool {
    schema::PLAN_MARKS
        .iter()
        .all(|name| grid.column(name).is_some())
}

/// Finds the canonical columns of a table: what `--map` says (pairs of canonical name and header) first, then canonical names, then the headers of
/// the CRM (all of them where none is named) and common names, then names that are only taken where nothing better is there.
///
/// In a plan, `rep_id` is today's owner, unless `previous_rep_id` is wanted ([`Kind::Plan`]).
///
/// # Errors
/// A header of `--map` that the file lacks, and two columns that look like the same field.
pub fn recognise(
    grid: &Grid,
    kind: Kind,
    map: &[(String, String)],
    crm: Option<System>,
) -> Result<Mapping, Diagnostics> {
    let fields = match kind {
        Kind::Reps => schema::REPS,
        Kind::Accounts | Kind::Plan => schema::ACCOUNTS,
    };
    let mut finder = Finder::new(grid, fields);
    finder.by_request(map);
    if fields.iter().any(|field| field.name == "owner_id") && is_plan(grid) {
        let owner = if kind == Kind::Plan {
            "previous_rep_id"
        } else {
            "rep_id"
        };
        finder.by_plan(owner);
    }
    finder.by_name();
    finder.by_alias(crm, false);
    let owner = fields.iter().position(|field| field.name == "owner_id");
    let sure = owner.is_none_or(|owner| finder.found[owner] != Slot::Open);
    finder.by_alias(crm, true);
    finder.pair("latitude", "longitude");
    finder.pair("x", "y");
    let mut mapping = finder.finish()?;
    mapping.owner_is_a_guess = !sure && mapping.column("owner_id").is_some();
    Ok(mapping)
}

/// What is known of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Open,
    /// The user wants none, or there are several.
    Closed,
    At(usize),
}

struct Finder<'a> {
    grid: &'a Grid,
    fields: &'static [Field],
    keys: Vec<String>,
    /// Whether a column is spoken for.
    taken: Vec<bool>,
    /// The column of each field.
    found: Vec<Slot>,
    problems: Diagnostics,
}

impl<'a> Finder<'a> {
    fn new(grid: &'a Grid, fields: &'static [Field]) -> Self {
        Self {
            grid,
            fields,
            keys: grid.headers().map(key).collect(),
            taken: vec![false; grid.columns.len()],
            found: vec![Slot::Open; fields.len()],
            problems: Diagnostics::new(),
        }
    }

    fn claim(&mut self, field: usize, column: usize) {
        self.found[field] = Slot::At(column);
        self.taken[column] = true;
    }

    fn by_request(&mut self, map: &[(String, String)]) {
        for (canonical, header) in map {
            let Some(field) = self.fields.iter().position(|f| f.name == canonical) else {
                let names: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
                self.problems.push(
                    Diagnostic::error("E201", format!("`{canonical}` is not a canonical column"))
                        .in_file(&self.grid.origin.file)
                        .expected(format!("one of {}", names.join(", ")))
                        .fix(suggest(canonical, &names, "write --map")),
                );
                continue;
            };
            if header.is_empty() {
                self.found[field] = Slot::Closed;
                continue;
            }
            match find(self.grid, header) {
                Ok(column) => self.claim(field, column),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn by_plan(&mut self, owner: &str) {
        let field = self.fields.iter().position(|f| f.name == "owner_id");
        if let (Some(field), Some(column)) = (field, self.grid.position(owner))
            && self.found[field] == Slot::Open
        {
            self.claim(field, column);
        }
        // What the last run wrote is neither an input nor an alias of one.
        for name in schema::PLAN.iter().skip(2) {
            if let Some(column) = self.grid.position(name) {
                self.taken[column] = true;
            }
        }
    }

    fn by_name(&mut self) {
        for field in 0..self.fields.len() {
            if self.found[field] != Slot::Open {
                continue;
            }
            let name = self.fields[field].name;
            let wanted = key(name);
            let exact = self.grid.position(name).filter(|&at| !self.taken[at]);
            if let Some(column) = exact {
                self.claim(field, column);
            } else {
                self.match_keys(field, &[wanted]);
            }
        }
    }

    /// By the aliases of the CRM and the common ones, then by those that are only taken where nothing better is there. The latter may be an alias of
    /// some CRM too; it counts as such only where that CRM is named.
    fn by_alias(&mut self, crm: Option<System>, fallback: bool) {
        for field in 0..self.fields.len() {
            if self.found[field] != Slot::Open {
                continue;
            }
            let keys = |wanted: &dyn Fn(System) -> bool| -> Vec<String> {
                self.fields[field]
                    .aliases
                    .iter()
                    .filter(|(system, _)| wanted(*system))
                    .flat_map(|(_, aliases)| aliases.iter().map(|alias| key(alias)))
                    .collect()
            };
            let late = keys(&|system| system == System::Fallback);
            let wanted = if fallback {
                late
            } else {
                let mut wanted = keys(&|system| match system {
                    System::Common => true,
                    System::Fallback => false,
                    named => crm.is_none_or(|crm| crm == named),
                });
                if crm.is_none() {
                    wanted.retain(|key| !late.contains(key));
                }
                wanted
            };
            self.match_keys(field, &wanted);
        }
    }

    /// One coordinate alone is none; `x` and `y` beside latitude and longitude are the same place once more.
    fn pair(&mut self, first: &str, second: &str) {
        let position = |name| self.fields.iter().position(|field| field.name == name);
        let (Some(first), Some(second)) = (position(first), position(second)) else {
            return;
        };
        let is_found = |slot| matches!(slot, Slot::At(_));
        let degrees = position("latitude").is_some_and(|at| is_found(self.found[at]));
        let planar = self.fields[first].name == "x";
        if is_found(self.found[first]) != is_found(self.found[second]) || (planar && degrees) {
            (self.found[first], self.found[second]) = (Slot::Closed, Slot::Closed);
        }
    }

    fn match_keys(&mut self, field: usize, keys: &[String]) {
        let columns: Vec<usize> = (0..self.keys.len())
            .filter(|&at| !self.taken[at] && keys.contains(&self.keys[at]))
            .collect();
        match columns[..] {
            [] => {}
            [column] => self.claim(field, column),
            [first, ..] => {
                let canonical = self.fields[field].name;
                let names: Vec<String> = columns
                    .iter()
                    .map(|&at| format!("`{}`", self.grid.columns[at].name))
                    .collect();
                self.problems.push(
                    Diagnostic::error(
                        "E202",
                        format!("{} all look like `{canonical}`", names.join(" and ")),
                    )
                    .in_file(&self.grid.origin.file)
                    .expected("one column for each canonical name")
                    .fix(format!(
                        "say which: --map {canonical}=\"{}\"",
                        self.grid.columns[first].name
                    )),
                );
                self.found[field] = Slot::Closed;
            }
        }
    }

    fn finish(self) -> Result<Mapping, Diagnostics> {
        if self.problems.has_errors() {
            return Err(self.problems);
        }
        let mut fields: Vec<(usize, &'static Field)> = self
            .found
            .iter()
            .zip(self.fields)
            .filter_map(|(found, field)| match found {
                Slot::At(at) => Some((*at, field)),
                Slot::Open | Slot::Closed => None,
            })
            .collect();
        fields.sort_unstable_by_key(|&(at, _)| at);
        Ok(Mapping {
            fields,
            owner_is_a_guess: false,
        })
    }
}

/// The column that a user names, by its header or by its canonical name: exactly, else ignoring case if only one fits.
pub fn find_column(grid: &Grid, mapping: &Mapping, name: &str) -> Result<usize, Diagnostic> {
    let by_canonical = |same: &dyn Fn(&str) -> bool| {
        mapping
            .fields
            .iter()
            .find(|(_, field)| same(field.name))
            .map(|&(at, _)| at)
    };
    grid.position(name)
        .or_else(|| by_canonical(&|canonical| canonical == name))
        .map_or_else(
            || {
                find(grid, name).or_else(|problem| {
                    by_canonical(&|canonical| canonical.eq_ignore_ascii_case(name)).ok_or(problem)
                })
            },
            Ok,
        )
}

/// The column that a user names: exactly, else ignoring case if only one fits.
pub(super) fn find(grid: &Grid, name: &str) -> Result<usize, Diagnostic> {
    if let Some(at) = grid.position(name) {
        return Ok(at);
    }
    let lower = name.to_lowercase();
    let alike: Vec<usize> = grid
        .headers()
        .enumerate()
        .filter(|(_, header)| header.trim().to_lowercase() == lower)
        .map(|(at, _)| at)
        .collect();
    if let [at] = alike[..] {
        return Ok(at);
    }
    let headers: Vec<&str> = grid.headers().collect();
    Err(no_column(name, &headers).in_file(&grid.origin.file))
}

/// A column that a flag names and the table lacks, with the nearest name.
pub(super) fn no_column(name: &str, headers: &[&str]) -> Diagnostic {
    let shown: Vec<&str> = headers.iter().copied().take(40).collect();
    let more = if headers.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    Diagnostic::error("E203", format!("no column `{name}`"))
        .value(name)
        .expected(format!("one of the columns: {}{more}", shown.join(", ")))
        .fix(suggest(name, headers, "name an existing column"))
}

/// "did you mean", or what to do instead.
fn suggest(name: &str, candidates: &[&str], otherwise: &str) -> String {
    let wanted = key(name);
    candidates
        .iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&wanted, &key(candidate)),
                *candidate,
            )
        })
        .filter(|&(distance, _)| distance * 3 <= wanted.chars().count().max(3))
        .min()
        .map_or_else(
            || otherwise.to_owned(),
            |(_, candidate)| format!("did you mean `{candidate}`?"),
        )
}
