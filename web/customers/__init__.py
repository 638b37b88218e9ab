"""Customers: looking one up, and the whole course of a year, for agents and supervisors."""
