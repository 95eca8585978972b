//! What a plan is judged by: flags, else the manifest beside the plan, else the defaults of `terr balance`.

use std::str::FromStr;

use crate::{
    balance::{Compactness, Options, default_measures, default_travel_measure},
    model::{
        Date, Decimal, Diagnostic, Failure, Grid, Manifest, Measure, MeasureRequest, MoveCap,
        TargetRequest,
    },
};

/// Flags that say what the plan was made with. Without them the manifest says it.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "What the plan was made with (default: what its manifest says)")]
pub(crate) struct PlanArgs {
    /// A balanced measure and its tolerance: NAME[:5%|:LO..HI] (repeat)
    #[arg(long, value_name = "NAME[:TOLERANCE]")]
    pub(crate) measure: Vec<MeasureRequest>,
    /// Where targets come from: equal, capacity or a column of the rep table (repeat)
    #[arg(long, value_name = "[MEASURE=]RULE")]
    pub(crate) target: Vec<TargetRequest>,
    /// What weighs distances
    #[arg(long, value_name = "NAME")]
    pub(crate) travel_measure: Option<String>,
    /// Accounts with the same value in this column stay whole (repeat)
    #[arg(long, value_name = "COLUMN")]
    pub(crate) together: Vec<String>,
    /// The overrides that the plan was made with
    #[arg(long, value_name = "FILE")]
    pub(crate) overrides: Option<String>,
    /// The distances that the plan was made with
    #[arg(long, value_name = "FILE")]
    pub(crate) distances: Option<String>,
    /// The day that start and end dates are judged on; default: that of the manifest, else today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<Date>,
}

/// What a plan is judged by.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// Measures, targets, day.
    pub(super) options: Options,
    /// Columns whose equal values keep accounts together.
    pub(super) together: Vec<String>,
    /// Rules of eligibility as expressions.
    pub(super) eligible: Vec<String>,
    /// Cells that mean "missing".
    pub(super) nulls: Vec<String>,
}

impl Settings {
    /// Puts flags, manifest and defaults together. `plan` is the table: defaults depend on its columns.
    ///
    /// # Errors
    /// A setting of the manifest that this version does not understand (E503).
    pub(super) fn new(
        args: &PlanArgs,
        manifest: Option<&Manifest>,
        nulls: &[String],
        plan: &Grid,
        today: Date,
    ) -> Result<Self, Failure> {
        let told = Told(manifest);
        let has = |name: &str| plan.position(name).is_some();
        let as_of = match (
            args.as_of,
            manifest.and_then(|manifest| manifest.as_of.as_deref()),
        ) {
            (Some(day), _) => day,
            (None, Some(text)) => parsed("as_of", text)?,
            (None, None) => today,
        };
        let mut options = Options::new(as_of, has);
        options.measures = or(
            &args.measure,
            || told.many("measure"),
            || default_measures(has),
        )?;
        options.targets = or(&args.target, || told.many("target"), Vec::new)?;
        options.travel_measure = match &args.travel_measure {
            Some(name) => name.clone(),
            None => told
                .one::<String>("travel-measure")?
                .unwrap_or_else(|| default_travel_measure(has).to_owned()),
        };
        options.keep = told.one::<Number>("keep")?.map(|value| value.0);
        options.prefer = told.one::<Number>("prefer")?.map(|value| value.0);
        options.max_moved = told.many::<MoveCap>("max-moved")?;
        options.only_new = told.one::<bool>("only-new")?.unwrap_or(false);
        if told.one::<String>("compactness")?.as_deref() == Some(Compactness::Inertia.as_str()) {
            options.compactness = Compactness::Inertia;
        }
        // Reporting is allowed on what planning would refuse: the figures say for how many accounts a measure is known.
        options.min_known = 0;
        Ok(Self {
            options,
            together: or(&args.together, || told.many("together"), Vec::new)?,
            eligible: told.many("eligible")?,
            nulls: or(nulls, || told.many("null"), Vec::new)?,
        })
    }

    /// The measures that the book must hold: those of the plan, and what reports are about where the table has it.
    pub(super) fn measures(&self, plan: &Grid) -> Vec<String> {
        let mut names = self.options.measure_names();
        for name in ["potential", "workload"] {
            if plan.position(name).is_some() && !names.iter().any(|one| one == name) {
                names.push(name.to_owned());
            }
        }
        if names.is_empty() {
            names.push(Measure::COUNT.to_owned());
        }
        names
    }
}

/// What was typed, else what was told, else the default.
fn or<T: Clone>(
    typed: &[T],
    told: impl FnOnce() -> Result<Vec<T>, Failure>,
    default: impl FnOnce() -> Vec<T>,
) -> Result<Vec<T>, Failure> {
    if !typed.is_empty() {
        return Ok(typed.to_vec());
    }
    let told = told()?;
    Ok(if told.is_empty() { default() } else { told })
}

/// The settings of a manifest, by the long name of the flag.
struct Told<'a>(Option<&'a Manifest>);

impl Told<'_> {
    fn many<T: FromStr>(&self, flag: &str) -> Result<Vec<T>, Failure> {
        let values = self.0.and_then(|manifest| manifest.settings.get(flag));
        values
            .into_iter()
            .flatten()
            .map(|text| parsed(flag, text))
            .collect()
    }

    fn one<T: FromStr>(&self, flag: &str) -> Result<Option<T>, Failure> {
        Ok(self.many(flag)?.pop())
    }
}

/// A decimal number as a setting.
struct Number(Decimal);

impl FromStr for Number {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Decimal::parse(text).map(Self).ok_or(())
    }
}

fn parsed<T: FromStr>(flag: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| {
        Failure::data(
            Diagnostic::error(
                "E503",
                format!("the manifest's setting `{flag}` is not understood"),
            )
            .value(text)
            .expected("a manifest written by this version of terr")
            .fix(
                "make the plan again, or give the settings as flags and the manifest another name",
            ),
        )
    })
}
