"""Floor 4: the night shift. What RQ runs, and the clock that wakes it."""
