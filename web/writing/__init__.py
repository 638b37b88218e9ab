"""Texts between customers and us: who waits for an answer, one conversation, and writing back."""
