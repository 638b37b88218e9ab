"""What the judge of accessibility needs: axe-core, as Deque publishes it on npm."""

from __future__ import annotations

from tests.needs.published import Published

AXE = Published(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "axe-core-4.14.1",
    "the tests in tests/browser that axe-core judges",
    part="axe.min.js",
)
#: The program as it is kept; it runs inside a page.
SOURCE = AXE.at() / "axe.min.js"


def missing() -> list[Published]:
    """What has not been fetched yet."""
    return [] if SOURCE.is_file() else [AXE]
