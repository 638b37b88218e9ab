"""Twilio talks to us."""
