"""Customers who call or write to us of their own accord."""
