"""The house keeps its floors: imports run downwards, and each dangerous thing has one file of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("huifang", "web", "webhooks", "workers", "dialer", "campaigns", "runtime", "sandbox")
_NOT_CODE = shutil.ignore_patterns("__pycache__", "static", "templates", "translations")
_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def run(*command: str, cwd: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False)


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-c", _LINT, cwd=root)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house, to do damage to."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=_NOT_CODE)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_of_the_house_is_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("planted", "broken"),
    [
        # a lower floor asks a higher one
        ({"campaigns/planted.py": "import dialer"}, "Imports run downwards only"),
        # siblings on one floor
        ({"webhooks/planted.py": "import workers"}, "Imports run downwards only"),
        # the agents' pages put a call on the queue themselves, by a detour
        (
            {"web/planted.py": "import dialer.planted", "dialer/planted.py": "import rq"},
            "Only a worker can ring a phone",
        ),
        # the plain rules learn about the carrier
        ({"campaigns/planted.py": "import twilio.twiml"}, "Campaigns know no carrier, no queue and no web"),
        # the box would test us with our own knowledge
        ({"sandbox/planted.py": "import runtime"}, "it knows none of us"),
        # the product would know that it is being tested
        ({"dialer/planted.py": "import sandbox"}, "only the front door knows it"),
        # two rooms of one package need each other
        (
            {"campaigns/one.py": "import campaigns.two", "campaigns/two.py": "import campaigns.one"},
            "No circles inside a package",
        ),
    ],
)
def test_a_planted_import_is_caught(copy: Path, planted: dict[str, str], broken: str) -> None:
    for path, line in planted.items():
        (copy / path).write_text(f"{line}\n")
    done = lint_imports(copy)
    verdict = next(line for line in done.stdout.splitlines() if broken in line)
    assert verdict.endswith("BROKEN")
    assert done.returncode == 1


def test_loading_every_page_and_webhook_loads_no_way_to_ring_a_phone() -> None:
    """Including what our libraries load on their own."""
    loads = """
import importlib, pkgutil, sys
for room in ("web", "webhooks"):
    package = importlib.import_module(room)
    for module in pkgutil.walk_packages(package.__path__, room + "."):
        importlib.import_module(module.name)
print(sorted({"twilio.rest", "rq", "redis"} & set(sys.modules)))
"""
    done = run(sys.executable, "-c", loads)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("line", "elsewhere", "home"),
    [
        ("datetime.datetime.now(datetime.UTC)", "campaigns/planted.py", "runtime/clock.py"),
        ("time.time()", "workers/planted.py", "runtime/clock.py"),
        ("os.environ.get('REDIS_URL')", "dialer/planted.py", "runtime/settings.py"),
        ("twilio.rest.Client('AC', 'token')", "webhooks/planted.py", "dialer/twilio/planted.py"),
    ],
)
def test_the_clock_the_environment_and_the_carrier_have_one_home_each(line: str, elsewhere: str, home: str) -> None:
    code = f"import datetime\nimport os\nimport time\n\nimport twilio.rest\n\n{line}\n"
    only = ("check", "--no-cache", "--select", "TID251", "--stdin-filename")
    assert "TID251" in run(sys.executable, "-m", "ruff", *only, elsewhere, "-", stdin=code).stdout
    assert run(sys.executable, "-m", "ruff", *only, home, "-", stdin=code).returncode == 0


def test_no_file_is_longer_than_300_lines() -> None:
    files = [file for room in (*ROOMS, "migrations", "bench", "tests") for file in (ROOT / room).rglob("*.py")]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in files}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
