"""Benchmarks: each beside its limit in the same run, as a ratio. `make bench`, never a timed test."""
