"""Floor 4: Twilio talking to us. Signed, deduplicated, in any order, and answered quickly."""
