"""Restoring: after a backup was put in place nobody is called before it is known who was called since."""
