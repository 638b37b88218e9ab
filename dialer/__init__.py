"""Floor 3: carrying an attempt out. Hours, caps, pacing, retries, the carrier port, the record."""
