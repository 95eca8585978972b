//! The seal of a manifest: a checksum of its own text, so that one flipped byte anywhere is found. It stands in `run`, the one object that
//! may differ from run to run.

use sha2::{Digest as _, Sha256};

/// Where the seal is put.
const RUN: &str = "\n  \"run\": {";
/// What stands before the digits of the seal.
const KEY: &str = "\n    \"seal\": \"";
/// What stands behind them.
const END: &str = "\",";

/// The text of a manifest with its seal.
pub(crate) fn sealed(text: &str) -> String {
    match text.find(RUN) {
        None => text.to_owned(),
        Some(at) => {
            let (head, tail) = text.split_at(at + RUN.len());
            format!("{head}{KEY}{}{END}{tail}", digest(text.as_bytes()))
        }
    }
}

/// Whether the seal holds; `None` where there is none.
pub(crate) fn holds(text: &str) -> Option<bool> {
    let at = text.find(RUN)? + RUN.len();
    let (head, rest) = text.split_at(at);
    let rest = rest.strip_prefix(KEY)?;
    let digits = rest.get(..64)?;
    let tail = rest[64..].strip_prefix(END)?;
    Some(digits == digest(format!("{head}{tail}").as_bytes()))
}

/// SHA-256 in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_byte_breaks_the_seal() {
        let text = "{\n  \"seed\": 7,\n  \"run\": {\n    \"seconds\": 1.5\n  }\n}";
        let good = sealed(text);
        assert_eq!(holds(&good), Some(true));
        assert_eq!(holds(text), None);
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1;
            let flipped = String::from_utf8_lossy(&bytes).into_owned();
            assert_ne!(holds(&flipped), Some(true), "byte {at}");
        }
    }
}
