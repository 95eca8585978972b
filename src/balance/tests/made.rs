//! A book in a few lines.

use crate::model::{
    Accounts, Action, Book, Decimal, Measure, Override, Owner, PlaceKind, Point, Rep, RepIndex,
};

/// A planar book with reps `R0`, `R1`, ... on the x axis, ten apart, and accounts `A00`, `A01`, ...
pub(in crate::balance) struct Made {
    pub(in crate::balance) book: Book,
}

impl Made {
    pub(in crate::balance) fn new(reps: usize) -> Self {
        let reps = (0..reps).map(|at| Rep {
            id: format!("R{at}"),
            name: format!("Rep {at}"),
            point: Some(Point {
                first: 10.0 * at as f64,
                second: 0.0,
            }),
            ..Rep::default()
        });
        let mut book = Book {
            reps: reps.collect(),
            places: PlaceKind::Planar,
            measures: vec![Measure::count(0), column("workload")],
            ..Book::default()
        };
        book.accounts.skill_sets.push(Vec::new());
        Self { book }
    }

    /// Adds an account at `x` with a workload; `owner` is a rep's position.
    pub(in crate::balance) fn account(mut self, x: f64, workload: i64, owner: Option<u32>) -> Self {
        let accounts: &mut Accounts = &mut self.book.accounts;
        let id = format!("A{:02}", accounts.len());
        accounts.ids.push(&id);
        accounts.names.push(&id);
        accounts
            .owners
            .push(owner.map_or(Owner::Nobody, |owner| Owner::Rep(RepIndex(owner))));
        accounts.points.push(Some(Point {
            first: x,
            second: 0.0,
        }));
        accounts.locked.push(false);
        accounts.skills.push(0);
        accounts.segments.push(None);
        self.book.measures[0].amounts.push(Some(1));
        self.book.measures[1].amounts.push(Some(workload));
        self
    }

    pub(in crate::balance) fn asking(
        mut self,
        action: Action,
        account: u32,
        rep: Option<u32>,
    ) -> Self {
        self.book.overrides.push(Override {
            line: 2 + self.book.overrides.len() as u64,
            account,
            rep: rep.map(RepIndex),
            action,
            reason: String::new(),
            expires: None,
        });
        self
    }

    pub(in crate::balance) fn change(mut self, change: impl FnOnce(&mut Book)) -> Self {
        change(&mut self.book);
        self
    }
}

pub(in crate::balance) fn column(name: &str) -> Measure {
    Measure {
        name: name.to_owned(),
        decimals: 0,
        amounts: Vec::new(),
    }
}

pub(in crate::balance) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::parse(text)
}
