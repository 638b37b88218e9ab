"""Claiming: from what is due to attempts, in which order and with what else belongs into the same call."""
