"""Tests of the supervisors' lists."""
