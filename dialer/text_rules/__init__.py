"""Rules of texts as words: how many segments they take on the air, and what they may not give away."""
