"""Exports as they come: sheets of branches, customers and events, read row by row and written in sets."""
