"""Persons: everything that is held about one customer, given to them as a whole, or erased on their wish."""
