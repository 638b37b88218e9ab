"""Reporting: what came of a simulated time, in the figures by which dialing is judged."""
