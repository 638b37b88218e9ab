"""Our own processes: each death is told with its last words, and nothing outlives the family."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from huifang.engines.children import ChildDied, Children
from huifang.engines.leash import EngineMissing, last_lines
from tests.huifang.engines.processes import SOON, first_number, gone_soon, owner

#: Says a line, then waits for ever.
WAITS = "import signal, sys; print('ready', flush=True); signal.pause()"
#: The same, but deaf to a polite request.
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def wait_for(children: Children, name: str, line: str) -> None:
    """Watch until the child has written this line."""
    for _ in range(int(SOON * 50)):
        if line in last_lines(children.log(name)):
            return
        children.watch(0.02)
    pytest.fail(f"{name} did not write {line!r}")


def test_a_child_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("web", python(WAITS), {})
        family.start("clock", python("raise SystemExit('the clock has no hands')"), {})
        with pytest.raises(ChildDied, match="'clock' ended with exit code 1") as told:
            family.watch(SOON)
        assert (told.value.name, told.value.last_lines) == ("clock", "the clock has no hands")
        family.assert_alive()


def test_a_child_that_was_shot_is_told_by_the_name_of_the_signal(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("worker", python(WAITS), {})
        os.kill(family.pid("worker"), 9)
        with pytest.raises(ChildDied, match="was ended by SIGKILL"):
            family.watch(SOON)


def test_what_we_stop_or_kill_ourselves_is_no_surprise(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("worker-1", python(WAITS), {})
        family.start("worker-2", python(WAITS), {})
        family.kill("worker-1")
        family.stop_one("worker-2")
        family.assert_alive()
        family.start("worker-1", python(WAITS), {})


def test_a_child_gets_exactly_the_environment_that_it_was_given(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("web", ["/usr/bin/env"], {"HUIFANG_PUBLIC_URL": "https://calls.example.org"})
        with pytest.raises(ChildDied) as told:
            family.watch(SOON)
    assert told.value.last_lines == "HUIFANG_PUBLIC_URL=https://calls.example.org"


def test_a_deaf_child_and_what_it_forked_are_ended_all_the_same(tmp_path: Path) -> None:
    family = Children(tmp_path)
    family.start("worker", python(f"import os; print(f'child {{os.fork()}}', flush=True)\n{DEAF}"), {})
    wait_for(family, "worker", "ready")
    forked = next(int(n) for n in last_lines(family.log("worker")).split() if n.isdigit() and n != "0")
    pid = family.pid("worker")
    family.stop(within=0.1)
    assert gone_soon(pid)
    assert gone_soon(forked)


def test_each_child_is_asked_to_end_only_once(tmp_path: Path) -> None:
    """A second signal makes an RQ worker drop the call that it is placing."""
    counts = (
        "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True))\n"
        "print('ready', flush=True)\nsignal.pause(); signal.pause()"
    )
    family = Children(tmp_path)
    family.start("worker", python(counts), {})
    wait_for(family, "worker", "ready")
    family.stop(within=0.5)
    assert last_lines(family.log("worker")) == "ready\nasked"


def test_a_name_is_given_once_and_a_program_must_be_there(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("web", python(WAITS), {})
        with pytest.raises(ValueError, match="already"):
            family.start("web", python(WAITS), {})
        with pytest.raises(EngineMissing, match=r"worker: .*no-such-program cannot be run"):
            family.start("worker", [str(tmp_path / "no-such-program")], {})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_killed_owner_takes_the_family_along(tmp_path: Path) -> None:
    process = owner(
        "import sys; from pathlib import Path; from huifang.engines.children import Children\n"
        "family = Children(Path(sys.argv[1])); family.start('web', ['sleep', '1000'], {'PATH': '/usr/bin:/bin'})\n"
        "pid = family.pid('web')",
        str(tmp_path),
    )
    with process:
        pid = first_number(process)
        process.kill()
    assert gone_soon(pid)


def test_ctrl_c_reaches_only_the_owner(tmp_path: Path) -> None:
    with Children(tmp_path) as family:
        family.start("web", python(WAITS), {})
        assert os.getsid(family.pid("web")) != os.getsid(0)
