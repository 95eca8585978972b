//! A writer that knows the SHA-256 of what went through it, for the manifest.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::source::hex;

/// Passes bytes on and hashes them on the way.
#[derive(Debug)]
pub struct Hashed<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    /// A writer in front of another.
    pub fn new(out: W) -> Self {
        Self {
            out,
            hash: Sha256::new(),
        }
    }

    /// The other writer, and the SHA-256 of what went through, in hexadecimal.
    pub fn finish(self) -> (W, String) {
        (self.out, hex(&self.hash.finalize()))
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_is_passed_on_and_hashed_as_sha256sum_does() {
        let mut writer = Hashed::new(Vec::new());
        writer.write_all(b"a").unwrap();
        writer.write_all(b"bc").unwrap();
        let (out, hash) = writer.finish();
        assert_eq!(out, b"abc");
        assert_eq!(
            hash,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
