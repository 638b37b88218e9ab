"""Recordings: played, listed for supervisors, and erased on request."""
