//! The regions of Indonesia, and what is known of their MPPs: data compiled in, looked up by any usual spelling.
