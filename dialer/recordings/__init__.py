"""Recordings of conversations and the messages that callers leave: wanted, kept for a while, and deleted."""
