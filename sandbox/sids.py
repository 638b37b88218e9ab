"""Names for things, as Twilio gives them: two letters and 32 hexadecimal digits."""

import hashlib
import uuid


def new(prefix: str) -> str:
    """A sid never given before, also not by an earlier run: our database may remember earlier runs."""
    return prefix + uuid.uuid4().hex


def of(prefix: str, name: str) -> str:
    """The lasting sid of something known by `name`, such as a phone number we own."""
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:32]
