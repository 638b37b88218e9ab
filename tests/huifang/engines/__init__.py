"""Tests of the embedded engines, against real servers and real processes."""
