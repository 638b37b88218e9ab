"""Tries: what follows a call that reached nobody: whether, when and in which part of the day the next one comes."""
