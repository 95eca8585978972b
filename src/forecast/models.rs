//! The models of the forecasting crate: the only file that names it.

use anofox_forecast::{
    core::TimeSeries,
    models::{
        Forecaster,
        exponential::{AutoETS, AutoETSConfig, ModelPool},
        theta::AutoTheta,
    },
};
use chrono::{DateTime, Months, Utc};

/// Exponential smoothing with the components that fit best, out of eight robust combinations.
pub(super) fn auto_ets(series: &[f64], ahead: usize) -> Option<Vec<f64>> {
    let config = AutoETSConfig::with_period(4).with_model_pool(ModelPool::Reduced);
    run(&mut AutoETS::with_config(config), series, ahead)
}

/// The Theta method with a season of four quarters.
pub(super) fn theta(series: &[f64], ahead: usize) -> Option<Vec<f64>> {
    run(&mut AutoTheta::seasonal(4), series, ahead)
}

/// Fits and forecasts; `None` where the model cannot, or gives what is no number.
fn run(model: &mut dyn Forecaster, series: &[f64], ahead: usize) -> Option<Vec<f64>> {
    if series.len() < 8 {
        return None;
    }
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let stamps = (0..series.len() as u32)
        .map(|quarter| start.checked_add_months(Months::new(3 * quarter)))
        .collect::<Option<Vec<_>>>()?;
    let series = TimeSeries::univariate(stamps, series.to_vec()).ok()?;
    model.fit(&series).ok()?;
    let forecast = model.predict(ahead).ok()?;
    let values = forecast.series(0).ok()?.to_vec();
    // Sales do not fall below nothing.
    let values: Vec<f64> = values.into_iter().map(|value| value.max(0.0)).collect();
    (values.len() == ahead && values.iter().all(|value| value.is_finite())).then_some(values)
}
