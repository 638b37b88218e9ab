"""Sentences: playbooks said as a person would say them, in English and in Chinese."""
