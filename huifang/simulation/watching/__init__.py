"""Watching: what each step of a simulation wrote and rang, held against the invariants of the house."""
