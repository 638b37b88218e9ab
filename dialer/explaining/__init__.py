"""Telling what happened to one follow-up, piece by piece; `dialer.explain` puts the pieces together."""
