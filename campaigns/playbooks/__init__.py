"""Playbooks: who is due for a follow-up, when, by whom and with which words; data files, not code."""
