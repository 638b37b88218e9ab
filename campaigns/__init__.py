"""Floor 2: who is to be reached, when and why, and what came of it."""
