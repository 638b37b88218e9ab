"""The agent's desk: go available, see who is called, talk, log what came of it."""
