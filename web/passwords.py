"""Passwords: kept as Argon2id hashes, verified in the same time whether the login exists or not."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Signs at least. Source: NIST SP 800-63B-4, memorised secrets with throttled guessing.
SHORTEST = 8
#: Signs at most, so that nobody keeps the machine busy with a novel.
LONGEST = 1024

_hasher = PasswordHasher()


class PasswordTooShort(Exception):
    """A password has at least 8 characters."""


def hashed(password: str) -> str:
    """The hash to keep, with its salt and its costs. Raises `PasswordTooShort`."""
    if len(password) < SHORTEST:
        raise PasswordTooShort(PasswordTooShort.__doc__)
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; None (nobody of this login) takes as long and says no."""
    try:
        _hasher.verify(password_hash or _nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())
