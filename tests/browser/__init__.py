"""What agents and supervisors see and do, in a real browser."""
