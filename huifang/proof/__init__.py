"""Proof: the invariants of the house, checked against the ledger and against what the network itself saw."""
