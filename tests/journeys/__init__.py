"""Journeys: real processes, real HTTP, real Redis and workers; only the telephone network is in a box."""
