"""The command: ``python -m sandbox`` says where it listens, and is a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox import settings

ROOT = Path(__file__).parents[2]


def test_the_command_prints_its_address_and_answers_there() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--number", "+85230000001=http://h/v,http://h/s"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line, phones = process.stdout.readline().strip(), process.stdout.readline().strip()
        try:
            assert line.startswith("sandbox listening on http://127.0.0.1:")
            assert requests.get(f"{line.split()[-1]}/sandbox/health", timeout=5).json()["ok"] is True
            assert phones == f"be a customer at {line.split()[-1]}/sandbox/phone"
            assert requests.get(phones.split()[-1], timeout=5).ok
        finally:
            process.terminate()


def test_the_sandbox_loads_nothing_of_ours() -> None:
    ours = ("huifang", "web", "webhooks", "workers", "dialer", "campaigns", "runtime", "sqlalchemy", "twilio.rest")
    loads = f"import sys, sandbox.building; print(sorted(set({ours!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_line_is_read_once_and_whole() -> None:
    line = """
        --port 1 --seed 9 --serve +86 --account ACx --token t --calls-per-second 2.5 --fault error-429=0.1
        --number +85230000001=http://h/v,http://h/s --number +85230000002
    """
    chosen = settings.read(line.split())
    assert (chosen.port, chosen.seed, chosen.account, chosen.token) == (1, 9, "ACx", "t")
    assert (list(chosen.serves), chosen.calls_per_second, dict(chosen.faults).popitem()) == (
        ["+86"],
        2.5,
        ("error-429", 0.1),
    )
    assert list(chosen.numbers) == ["+85230000001", "+85230000002", "+15005550006"]
    assert chosen.numbers["+85230000001"].sms_url == "http://h/s"


@pytest.mark.parametrize(
    "wrong",
    ["--fault no-such-thing=1", "--fault error-429=2", "--number 12345", "--calls-per-second 0"],
)
def test_a_senseless_command_line_is_explained(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings.read(wrong.split())
    assert "error" in capsys.readouterr().err
