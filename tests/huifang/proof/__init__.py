"""The proof can fail: every invariant is broken on purpose once."""
