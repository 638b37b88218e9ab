"""The one place where the tests read the environment."""

from __future__ import annotations

import os

#: Continuous integration: nothing may be left out.
CI = os.environ.get("CI") == "true"
