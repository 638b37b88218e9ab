"""Fingerprints: a short name for a content, by which evidence says which edition of a rule it stood on."""

from __future__ import annotations

import hashlib


def fingerprint(content: str) -> str:
    """Sixteen hex digits, the same for the same content on every machine and in every release."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]
