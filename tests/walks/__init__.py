"""Walks: one story for each playbook of the shelf, from its anchor to what came of it."""
