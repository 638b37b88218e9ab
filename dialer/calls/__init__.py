"""Calls: one attempt at the carrier, from the intent to its end, and calls that customers make to us."""
