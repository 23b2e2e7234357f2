//! What may replace what is stored.
