"""Figures: what the reports read, rolled up by day from the ledger, and kept equal to it."""
