"""Telephone numbers: reading them from a sheet, where their owners may be, and how they are shown."""
