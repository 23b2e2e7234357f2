//! How many regions an MPP covers, by which rule, at which date.
