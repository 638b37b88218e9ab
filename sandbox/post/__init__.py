"""Webhooks: how they are signed, ordered, repeated and delivered."""
