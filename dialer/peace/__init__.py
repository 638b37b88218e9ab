"""Peace: who is left alone, for which purpose, since when, and what is stopped at once because of it."""
