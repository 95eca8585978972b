//! Properties on random small books, ugly ones on purpose: one rep, more reps than accounts, nobody eligible, all at one point.

use proptest::prelude::*;

use super::{made::Made, *};
use crate::model::{Action, Alignment, Measure, Owner, RepIndex, Texts};

#[derive(Debug, Clone)]
struct Row {
    x: i32,
    workload: Option<i64>,
    owner: u32,
    locked: bool,
    skill: bool,
    group: u32,
}

fn rows() -> impl Strategy<Value = (usize, Vec<Row>, u32, bool)> {
    let row = (
        0..40i32,
        prop::option::weighted(0.95, 0..50i64),
        0..6u32,
        0..8u8,
        0..6u8,
        0..9u32,
    )
        .prop_map(|(x, workload, owner, locked, skill, group)| Row {
            x,
            workload,
            owner,
            locked: locked == 0,
            skill: skill == 0,
            group,
        });
    (
        1..5usize,
        prop::collection::vec(row, 1..14),
        0..4u32,
        any::<bool>(),
    )
}

fn book((reps, rows, skilled, grouped): &(usize, Vec<Row>, u32, bool)) -> Book {
    let mut made = Made::new(*reps);
    for row in rows {
        let owner = (row.owner < *reps as u32).then_some(row.owner);
        made = made.account(f64::from(row.x), row.workload.unwrap_or(0), owner);
    }
    made.change(|book| {
        book.measures[1].amounts = rows.iter().map(|row| row.workload).collect();
        book.accounts.locked = rows.iter().map(|row| row.locked).collect();
        book.accounts.skill_sets.push(vec!["s".to_owned()]);
        book.accounts.skills = rows.iter().map(|row| u32::from(row.skill)).collect();
        for rep in book.reps.iter_mut().take(*skilled as usize) {
            rep.skills = vec!["s".to_owned()];
        }
        if *grouped {
            book.groups = Some(rows.iter().map(|row| row.group).collect());
        }
        if rows[0].x > 30 {
            book.reps[0].max_accounts = Some(2);
        }
    })
    .asking(Action::Exclude, 0, Some(0))
    .asking(
        Action::Prefer,
        (rows.len() - 1) as u32,
        Some(*reps as u32 - 1),
    )
    .book
}

fn options() -> Options {
    let mut options = Options::new(day(), |name| name == "workload");
    options.measures = vec![
        "workload:20%".parse().unwrap(),
        "count:30%".parse().unwrap(),
    ];
    options.min_known = 0;
    options.effort = solver::Effort::Quick;
    options.keep = crate::model::Decimal::parse("3");
    options.prefer = crate::model::Decimal::parse("2");
    options
}

/// Rows in another order; the plan is compared by id.
fn reordered(book: &Book) -> Book {
    let order: Vec<usize> = (0..book.accounts.len()).rev().collect();
    let pick = |texts: &Texts| texts.select(&order);
    let mut other = book.clone();
    other.accounts.ids = pick(&book.accounts.ids);
    other.accounts.names = pick(&book.accounts.names);
    other.accounts.owners = order
        .iter()
        .map(|&at| book.accounts.owners[at].clone())
        .collect();
    other.accounts.points = order.iter().map(|&at| book.accounts.points[at]).collect();
    other.accounts.locked = order.iter().map(|&at| book.accounts.locked[at]).collect();
    other.accounts.skills = order.iter().map(|&at| book.accounts.skills[at]).collect();
    other.accounts.segments = order.iter().map(|&at| book.accounts.segments[at]).collect();
    for measure in &mut other.measures {
        let amounts = std::mem::take(&mut measure.amounts);
        measure.amounts = order.iter().map(|&at| amounts[at]).collect();
    }
    if let Some(groups) = &book.groups {
        other.groups = Some(order.iter().map(|&at| groups[at]).collect());
    }
    let last = book.accounts.len() as u32 - 1;
    for row in &mut other.overrides {
        row.account = last - row.account;
    }
    other
}

fn by_id(book: &Book, alignment: &Alignment) -> Vec<(String, Option<RepIndex>)> {
    let ids = book.accounts.ids.iter().map(ToOwned::to_owned);
    let mut pairs: Vec<_> = ids.zip(alignment.0.iter().copied()).collect();
    pairs.sort();
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_audit_agrees_with_every_plan(rows in rows()) {
        let (book, options) = (book(&rows), options());
        // Books with nothing to balance are refused; that is tested elsewhere.
        let Ok(balanced) = balance(&book, &options, &NeverStop, &mut Quiet) else { return Ok(()); };
        let findings = audited(&book, &options, &balanced);
        for finding in &findings.list {
            prop_assert!(matches!(finding.kind.as_str(), "outside_bounds" | "too_many_accounts"), "{finding:?}");
        }
        prop_assert_eq!(findings.is_clean(), balanced.feasible, "{:?}", findings.list);
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        let (ours, theirs) = (balanced.objective, findings.figures.objective);
        prop_assert!(close(ours.total, theirs.total), "{ours:?} {theirs:?}");
        prop_assert!(close(ours.misfit, theirs.misfit) && close(ours.continuity, theirs.continuity));
        for (ours, theirs) in balanced.measures.iter().zip(&findings.figures.measures) {
            prop_assert!(close(ours.total, theirs.total));
            match (ours.max_deviation_after, theirs.max_deviation()) {
                (Some(ours), Some(theirs)) => prop_assert!(close(ours, theirs)),
                other => prop_assert!(false, "{other:?}"),
            }
            let held: f64 = theirs.loads.iter().sum();
            prop_assert!(close(held, theirs.total), "territories add up to what can be held");
        }
        prop_assert_eq!(balanced.moved.accounts as usize, findings.figures.moved);
        if let Some(bound) = balanced.bound && balanced.feasible {
            prop_assert!(bound <= balanced.objective.total * (1.0 + 1e-9));
        }
    }

    #[test]
    fn rows_of_costs_are_the_costs_of_pairs(rows in rows(), inertia in any::<bool>(), large in any::<bool>()) {
        use crate::solver::Costs as _;
        let (mut book, mut options) = (book(&rows), options());
        if inertia {
            options.compactness = Compactness::Inertia;
        }
        if large {
            for amount in book.measures[1].amounts.iter_mut().flatten() {
                *amount = *amount * 7_654_321 + 1;
            }
        }
        let Ok(problem) = Problem::new(&book, &options) else { return Ok(()); };
        let pairs = costs::PairCosts::new(&problem);
        let mut row = vec![0; problem.roster.territories().len()];
        for unit in 0..problem.units.len() {
            pairs.row(unit, &mut row);
            for (territory, &cost) in row.iter().enumerate() {
                prop_assert_eq!(cost, pairs.cost(unit, territory));
                prop_assert!(cost == solver::FORBIDDEN || (0..1 << 40).contains(&cost));
            }
        }
    }

    #[test]
    fn locked_accounts_never_move(rows in rows()) {
        let (book, options) = (book(&rows), options());
        let Ok(balanced) = balance(&book, &options, &NeverStop, &mut Quiet) else { return Ok(()); };
        for account in 0..book.accounts.len() {
            let excluded = account == 0; // the book excludes R0 for it
            if book.accounts.locked[account] && !excluded && let Owner::Rep(owner) = book.accounts.owners[account] {
                prop_assert_eq!(balanced.plan.alignment.0[account], Some(owner));
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows()) {
        let (book, options) = (book(&rows), options());
        let other = reordered(&book);
        let (Ok(a), Ok(b)) = (
            balance(&book, &options, &NeverStop, &mut Quiet),
            balance(&other, &options, &NeverStop, &mut Quiet),
        ) else { return Ok(()); };
        prop_assert_eq!(by_id(&book, &a.plan.alignment), by_id(&other, &b.plan.alignment));
    }

    #[test]
    fn another_unit_of_a_measure_changes_nothing(rows in rows()) {
        let (book, options) = (book(&rows), options());
        let mut other = book.clone();
        other.measures[1] = Measure {
            amounts: book.measures[1].amounts.iter().map(|amount| amount.map(|a| a * 1000)).collect(),
            ..book.measures[1].clone()
        };
        let (Ok(a), Ok(b)) = (
            balance(&book, &options, &NeverStop, &mut Quiet),
            balance(&other, &options, &NeverStop, &mut Quiet),
        ) else { return Ok(()); };
        prop_assert_eq!(&a.plan.alignment, &b.plan.alignment);
        prop_assert_eq!(&a.plan.reasons, &b.plan.reasons);
    }

    #[test]
    fn explanations_say_what_really_happens(rows in rows()) {
        let (book, options) = (book(&rows), options());
        let Ok(balanced) = balance(&book, &options, &NeverStop, &mut Quiet) else { return Ok(()); };
        let problem = Problem::new(&book, &options).unwrap();
        let alignment = &balanced.plan.alignment;
        let violation = Standings::new(&problem, alignment).violation_share();
        for account in 0..book.accounts.len() {
            let explained = explain::explain(&problem, alignment, account, Some(&balanced.prices));
            for choice in &explained.choices {
                let mut moved = alignment.clone();
                for &together in &explained.together {
                    moved.0[together as usize] = Some(RepIndex(choice.rep as u32));
                }
                let after = objective(&problem, &moved).total;
                prop_assert!((after - balanced.objective.total - choice.cost_change).abs() < 1e-6);
                let after = Standings::new(&problem, &moved);
                prop_assert!((after.violation_share() - violation - choice.violation_change).abs() < 1e-9);
                for (at, effect) in choice.measures.iter().enumerate() {
                    let measure = &book.measures[problem.targets.measures[at].measure];
                    prop_assert!((measure.to_f64(after.load(at, choice.rep)) - effect.after).abs() < 1e-9);
                }
                if explained.rep == Some(choice.rep) {
                    prop_assert!(choice.block.is_none() && choice.cost_change.abs() < 1e-12);
                }
                prop_assert_eq!(choice.block.is_none(), problem.allowed_whole(account).is_some_and(|set| set.get(choice.rep)));
            }
        }
    }

    #[test]
    fn the_first_k_moves_give_the_printed_figures(rows in rows()) {
        let (book, options) = (book(&rows), options());
        let Ok(balanced) = balance(&book, &options, &NeverStop, &mut Quiet) else { return Ok(()); };
        let problem = Problem::new(&book, &options).unwrap();
        let curve = moves::moves(&problem, &balanced.plan.alignment);
        let mut alignment = balanced.plan.alignment.clone();
        for row in &curve.rows {
            for &account in &row.accounts {
                prop_assert_eq!(book.accounts.owners[account as usize].rep(), Some(RepIndex(row.from as u32)));
                alignment.0[account as usize] = Some(RepIndex(row.from as u32));
            }
        }
        for row in &curve.rows {
            for &account in &row.accounts {
                alignment.0[account as usize] = Some(RepIndex(row.to as u32));
            }
            let standings = Standings::new(&problem, &alignment);
            prop_assert!((standings.violation_share() - row.after.violation).abs() < 1e-12);
            prop_assert!((objective(&problem, &alignment).total - row.after.cost).abs() < 1e-6);
        }
        prop_assert_eq!(alignment, balanced.plan.alignment);
        let moved: usize = curve.rows.iter().map(|row| row.accounts.len()).sum();
        let available = moved + curve.required;
        let changed = balanced.plan.changes.iter().filter(|change| matches!(change.as_str(), "moved" | "new")).count();
        prop_assert_eq!(available, changed, "every change is a move or leaves no choice");
    }
}
