"""Rehearsing: a test call, or a test text, to a supervisor's own telephone. No attempt, under no cap, no customer's."""
