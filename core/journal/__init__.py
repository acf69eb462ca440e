"""The journal: append-only lines "who did what, on which topics, with these facts"."""
