//! Tests of planning on books made by hand and by chance; every plan goes through the independent audit.

pub(super) mod caps;
pub(super) mod made;
mod properties;
mod rules;

use super::*;
use crate::{
    audit::{Findings, audit},
    model::Date,
    solver::{NeverStop, Quiet},
};

pub(super) fn day() -> Date {
    "2026-01-15".parse().unwrap()
}

pub(super) fn solved(book: &Book, options: &Options) -> Balanced {
    balance(book, options, &NeverStop, &mut Quiet).unwrap()
}

pub(super) fn audited(book: &Book, options: &Options, balanced: &Balanced) -> Findings {
    audit(
        book,
        &balanced.plan,
        &options.rules(balanced.keep, balanced.prefer),
    )
}
