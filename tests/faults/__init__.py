"""Faults: real processes under load, struck while they work; afterwards nobody is lost and nobody was rung twice."""
