"""Texting: what texts and recorded greetings say, when one is due, and what becomes of it."""
