//! The closing lines for people: what the plan achieves, what it changes, what to do next.

use super::{Args, inputs::Inputs};
use crate::{
    balance::Balanced,
    cli::context::Context,
    model::{Owner, PlaceKind},
};

/// Prints the summary to standard error.
pub(super) fn print(
    args: &Args,
    cx: &Context,
    inputs: &Inputs,
    balanced: &Balanced,
    stopped: Option<&str>,
) {
    let console = &cx.console;
    if balanced.without_place > 0 {
        console.note(&format!(
            "{} without a place: they weigh in the balance and cost no travel",
            counted(balanced.without_place, "account")
        ));
    }
    if balanced.unassigned > 0 {
        console.note(&format!(
            "{} without a rep: no planned rep may hold them (reason `nobody_eligible`)",
            counted(balanced.unassigned, "account")
        ));
    }
    if inputs.left_out > 0 {
        console.note(&format!(
            "{} left out by --where",
            counted(inputs.left_out, "row")
        ));
    }
    for measure in &balanced.measures {
        if measure.known < 1.0 {
            console.note(&format!(
                "{} is known for {:.1} % of accounts",
                measure.name,
                measure.known * 100.0
            ));
        }
    }
    for conflict in &balanced.conflicts {
        console.note(&format!("not within all bounds: {}", conflict.message));
    }
    match stopped {
        Some("interrupt") => console.alert("interrupted: the best plan so far is written"),
        Some(_) => console.note(&format!(
            "stopped by --max-seconds after {} rounds; to get the same plan on any machine use --effort instead",
            balanced.stats.rounds
        )),
        None => {}
    }
    if inputs.dated && args.as_of.is_none() {
        console.note(&format!(
            "dates are judged as of {} (--as-of)",
            inputs.options.as_of
        ));
    }
    let line = headline(inputs, balanced);
    let next = next_command(cx, inputs, args);
    if args.strict && !balanced.feasible {
        console.alert(&format!("{line}{next}"));
    } else {
        console.note(&format!("{line}{next}"));
    }
}

fn headline(inputs: &Inputs, balanced: &Balanced) -> String {
    let accounts = counted(inputs.book.accounts.len(), "account");
    let reps = counted(balanced.roster.territories().len(), "rep");
    let owned = inputs
        .book
        .accounts
        .owners
        .iter()
        .any(|owner| *owner != Owner::Nobody);
    let mut parts: Vec<String> = balanced
        .measures
        .iter()
        .map(|measure| {
            let outside = match measure.outside {
                0 => String::new(),
                outside => format!(", {outside} outside {}", measure.tolerance),
            };
            let was = match measure.max_deviation_before {
                Some(before) if owned => format!(" (was {})", percent(before)),
                _ => String::new(),
            };
            match measure.max_deviation_after {
                Some(after) => format!(
                    "{} within {} of target{was}{outside}",
                    measure.name,
                    percent(after)
                ),
                None if measure.outside == 0 => {
                    format!("{} within {}", measure.name, measure.tolerance)
                }
                None => format!("{}{outside}", measure.name),
            }
        })
        .collect();
    if let Some(gap) = balanced.gap {
        let percent = up(gap * 100.0);
        parts.push(if percent > 0.0 {
            format!("cost at most {percent:.2} % above the proven minimum")
        } else {
            "cost proven to be the least possible".to_owned()
        });
    } else if !balanced.feasible {
        parts.push("NOT within all bounds".to_owned());
    }
    if balanced.moved.accounts > 0 || balanced.keep > 0.0 {
        let unit = if inputs.book.places == PlaceKind::Planar {
            ""
        } else {
            " km"
        };
        parts.push(format!(
            "{} rep ({}; keep {}{unit})",
            if balanced.moved.accounts == 1 {
                "1 account changes".to_owned()
            } else {
                format!(
                    "{} accounts change",
                    grouped(balanced.moved.accounts as usize)
                )
            },
            percent(balanced.moved.share),
            balanced.keep
        ));
    }
    format!("{accounts}, {reps}: {}.", parts.join("; "))
}

fn next_command(cx: &Context, inputs: &Inputs, args: &Args) -> String {
    let target = cx.global.output.as_deref().or(cx
        .files
        .plan
        .as_deref()
        .filter(|_| args.file.is_none()));
    match target {
        Some(target) if target != "-" => {
            format!(
                " Next: terr report {} --reps {}",
                quoted(target),
                quoted(&inputs.reps_path)
            )
        }
        _ => String::new(),
    }
}

/// Rounded up to two decimals, so that a bound is never overstated.
fn up(value: f64) -> f64 {
    (value * 100.0 - 1e-9).ceil() / 100.0
}

/// With one decimal, two below a tenth of a percent; what is less than those show is not nothing.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 || percent >= 0.1 {
        format!("{percent:.1} %")
    } else if percent >= 0.01 {
        format!("{percent:.2} %")
    } else {
        "less than 0.01 %".to_owned()
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// Thousands separated by commas.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// As a shell takes it.
fn quoted(path: &str) -> String {
    let plain = path
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-+=:,@%".contains(c));
    if plain {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well_and_bounds_round_up() {
        assert_eq!(counted(1, "account"), "1 account");
        assert_eq!(counted(1_234_567, "account"), "1,234,567 accounts");
        assert!((up(0.301) - 0.31).abs() < 1e-12);
        assert!((up(0.30) - 0.30).abs() < 1e-12);
        assert_eq!(quoted("my plan.csv"), "'my plan.csv'");
    }

    #[test]
    fn a_small_share_is_not_shown_as_nothing() {
        let shown = [0.0, 0.05, 0.001, 0.0005, 0.0001, 0.00009].map(percent);
        let wanted = [
            "0.0 %",
            "5.0 %",
            "0.1 %",
            "0.05 %",
            "0.01 %",
            "less than 0.01 %",
        ];
        assert_eq!(shown, wanted);
    }
}
