"""Agents: who is there, on which telephone, whose turn it is, and how the work of a role is shared out."""
