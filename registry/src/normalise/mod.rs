//! Free Indonesian text to typed facts. Pure functions, a rule a file; each fact keeps its raw text and the name of its rule.
//! No I/O, no clock.
