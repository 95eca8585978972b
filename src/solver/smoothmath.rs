//! Exponential and logarithm for soft minima: fast, and the same bits on every machine.
//!
//! Both are polynomials after a reduction by powers of two, accurate to about 1e-10: far more than a smoothing needs, and several
//! times faster than exact rounding to the last bit. Only additions, multiplications and one division are used, which IEEE 754
//! fixes to the bit.

/// `e^x` for `-700 <= x <= 0`.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    // x = k ln 2 + r with |r| <= ln 2 / 2; adding and taking away 1.5 * 2^52 rounds to the nearest integer
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let k = shifted - SHIFT;
    let r = x - k * std::f64::consts::LN_2;
    let r2 = r * r;
    // Taylor to the eighth power: the rest is below 1e-10 for |r| <= 0.347
    let even = 1.0 + r2 * (0.5 + r2 * (1.0 / 24.0 + r2 * (1.0 / 720.0 + r2 * (1.0 / 40_320.0))));
    let odd = 1.0 + r2 * (1.0 / 6.0 + r2 * (1.0 / 120.0 + r2 * (1.0 / 5_040.0)));
    // the lowest bits of `shifted` are k
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    (even + r * odd) * power
}

/// `ln x` for finite normal `x > 0`.
#[inline]
pub(crate) fn ln(x: f64) -> f64 {
    // x = 2^k m with sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh((m - 1) / (m + 1))
    const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;
    let shifted = x.to_bits().wrapping_sub(HALF_ROOT);
    let k = (shifted as i64) >> 52;
    let m = f64::from_bits(x.to_bits().wrapping_sub((k << 52) as u64));
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let series = 1.0
        + s2 * (1.0 / 3.0
            + s2 * (1.0 / 5.0 + s2 * (1.0 / 7.0 + s2 * (1.0 / 9.0 + s2 * (1.0 / 11.0)))));
    k as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_agree_with_the_exact_functions() {
        for step in 0..=20_000 {
            let x = -f64::from(step) * 0.001;
            assert!((exp(x) / libm::exp(x) - 1.0).abs() < 1e-9, "exp {x}");
            let y = 0.01 + f64::from(step) * 0.37;
            assert!(
                (ln(y) - libm::log(y)).abs() < 1e-9 * (1.0 + libm::log(y).abs()),
                "ln {y}"
            );
        }
        assert_eq!(exp(0.0).to_bits(), 1.0f64.to_bits());
        assert_eq!(ln(1.0).to_bits(), 0.0f64.to_bits());
    }
}
