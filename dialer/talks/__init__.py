"""Talks: what an agent writes of a conversation or a visit, and the calls that were promised in it."""
