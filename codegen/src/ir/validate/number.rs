//! Numbers by their digits: compared, floored and divided exactly.

use std::cmp::Ordering;

use serde_json::Number;

/// The order of two JSON numbers, exact even where one is an integer of 64 bits and the other has a fraction.
pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => beside(a, float(b)),
        (None, Some(b)) => beside(b, float(a)).reverse(),
        (None, None) => float(a).partial_cmp(&float(b)).unwrap_or(Ordering::Equal),
    }
}

/// The order of an integer and a float.
fn beside(integer: i128, float: f64) -> Ordering {
    // All of these exceed every integer that a JSON number represents exactly.
    if float >= BEYOND {
        return Ordering::Less;
    }
    if float <= -BEYOND {
        return Ordering::Greater;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the fraction is looked at next, and the rest fits")]
    let trunk = float.trunc() as i128;
    integer.cmp(&trunk).then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// 2¹²⁶.
const BEYOND: f64 = 85_070_591_730_234_615_865_843_651_857_942_052_864.0;

/// A number that is written as an integer.
fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

/// Whether a number has no fraction, however it is written.
pub fn is_integer(number: &Number) -> bool {
    whole(number).is_some() || float(number).fract() == 0.0
}

/// The integer that a number is; `None` where it has a fraction. Numbers far outside 64 bits become the largest or
/// smallest integer.
pub fn integer(number: &Number) -> Option<i128> {
    whole(number).or_else(|| is_integer(number).then(|| floor(number)))
}

/// The greatest integer that is not above a number.
pub fn floor(number: &Number) -> i128 {
    #[allow(clippy::cast_possible_truncation, reason = "what is farther is the farthest")]
    let floor = |float: f64| float.floor().clamp(-BEYOND, BEYOND) as i128;
    whole(number).unwrap_or_else(|| floor(float(number)))
}

/// The number that a string is; `None` where it contains anything else.
pub fn written(text: &str) -> Option<Number> {
    let text = text.trim();
    let integer = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    integer.ok().or_else(|| Number::from_f64(text.parse().ok()?))
}

/// Whether a number is a multiple of another, by their decimal digits: 0.3 is a multiple of 0.1. A step that is not
/// above zero permits every number.
pub fn is_multiple(number: &Number, step: &Number) -> bool {
    if float(step) <= 0.0 {
        return true;
    }
    let exact = || Decimal::of(number)?.is_multiple(Decimal::of(step)?);
    exact().unwrap_or_else(|| float(number) % float(step) == 0.0)
}

/// A number as digits and a power of ten.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        Some(Self { digits, exponent })
    }

    /// Whether it is a multiple; `None` where the two are too far apart to decide.
    fn is_multiple(self, step: Self) -> Option<bool> {
        let exponent = self.exponent.min(step.exponent);
        let scaled = |it: Self| {
            let power = 10_i128.checked_pow(u32::try_from(it.exponent - exponent).ok()?)?;
            it.digits.checked_mul(power)
        };
        Some(scaled(self)? % scaled(step)? == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_have_the_value_of_their_digits() {
        use Ordering::{Equal, Greater, Less};
        for (a, b, order) in [
            ("1", "1.0", Equal),
            ("0", "-0.0", Equal),
            ("9007199254740993", "9007199254740992.0", Greater),
            ("18446744073709551615", "1.8446744073709552e19", Less),
            ("-9223372036854775808", "-9223372036854775808.0", Equal),
            ("1", "1.5", Less),
            ("-1", "-1.5", Greater),
            ("5", "1e300", Less),
            ("5", "-1e300", Greater),
            ("0.1", "0.2", Less),
        ] {
            assert_eq!(compare(&n(a), &n(b)), order, "{a} {b}");
            assert_eq!(compare(&n(b), &n(a)), order.reverse(), "{b} {a}");
        }
        assert_eq!(integer(&n("1e3")), Some(1000));
        assert_eq!(integer(&n("1.5")), None);
        assert_eq!((floor(&n("1.5")), floor(&n("-1.5")), floor(&n("18446744073709551615"))), (1, -2, u64::MAX.into()));
    }

    #[test]
    fn multiples_are_those_of_decimals() {
        for (number, step, is) in [
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("1.2", "0.4", true),
            ("10", "2.5", true),
            ("11", "2.5", false),
            ("18446744073709551615", "5", true),
            ("18446744073709551614", "5", false),
            ("4.0", "2", true),
            ("0", "7", true),
            ("7", "0", true),
        ] {
            assert_eq!(is_multiple(&n(number), &n(step)), is, "{number} {step}");
        }
    }
}
