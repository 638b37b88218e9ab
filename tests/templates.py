"""The pages' templates, compiled once for all the applications that a run of tests makes."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _Compiled(BytecodeCache):
    """Keeps the code of a template by its name and the digest of its text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def compiled_once(app: Flask) -> Flask:
    """The same application; it compiles no template that another one of this process has compiled."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
