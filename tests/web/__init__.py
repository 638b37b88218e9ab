"""The pages, asked by Flask's client on a real database."""
