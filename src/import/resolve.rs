//! Who a cell means: reps by id, else by e-mail, else by a name that only one of them has.

use super::lookup::Ids;

/// The reps of a table, ready to be found.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    ids: Ids<String>,
    emails: Ids<String, Option<u32>>,
    names: Ids<String, Option<u32>>,
}

/// How a rep was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Id(u32),
    /// By e-mail or name.
    Otherwise(u32),
    /// Several reps have this name or e-mail.
    Several,
    Nobody,
}

impl Resolver {
    /// From the id, e-mail and name of each rep; empty texts are not known.
    pub(super) fn new<'a>(reps: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let mut resolver = Self::default();
        for (at, (id, email, name)) in reps.into_iter().enumerate() {
            let at = at as u32;
            resolver.ids.entry(id.to_owned()).or_insert(at);
            let add = |map: &mut Ids<String, Option<u32>>, text: &str| {
                let text = text.trim().to_lowercase();
                if !text.is_empty() {
                    map.entry(text)
                        .and_modify(|rep| *rep = None)
                        .or_insert(Some(at));
                }
            };
            add(&mut resolver.emails, email);
            add(&mut resolver.names, name);
        }
        resolver
    }

    /// Finds a rep.
    pub(super) fn find(&self, text: &str) -> Found {
        if let Some(&rep) = self.ids.get(text) {
            return Found::Id(rep);
        }
        let lower = text.trim().to_lowercase();
        match self.emails.get(&lower).or_else(|| self.names.get(&lower)) {
            Some(Some(rep)) => Found::Otherwise(*rep),
            Some(None) => Found::Several,
            None => Found::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_first_and_names_only_where_one_rep_has_them() {
        let resolver = Resolver::new([
            ("R1", "ann@x.org", "Ann Lee"),
            ("R2", "", "Bo"),
            ("R3", "", "bo"),
        ]);
        assert_eq!(resolver.find("R1"), Found::Id(0));
        assert_eq!(resolver.find("r1"), Found::Nobody);
        assert_eq!(resolver.find("ANN@x.org"), Found::Otherwise(0));
        assert_eq!(resolver.find("ann lee"), Found::Otherwise(0));
        assert_eq!(resolver.find("Bo"), Found::Several);
    }
}
