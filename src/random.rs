//! The system's randomness: passed in everywhere else.

use anyhow::Context as _;

/// Bytes that nobody can guess.
pub fn bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("the system has no randomness to give")?;
    Ok(bytes)
}
