"""Setting the stage: the house, the clock, the network, the imported customers, the plan, the colleagues."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from campaigns.branches import Branch
from campaigns.playbooks.editions import held
from campaigns.segments import Segment
from dialer.launch import Launch, launch
from dialer.twilio.addresses import INBOUND_CALL, INBOUND_TEXT
from dialer.twilio.coverage import Coverage
from huifang.demo.script import BEGINS, COLLEAGUES, FILES, GREETING, PEOPLE, SAMPLES
from huifang.house import House, free_port
from runtime.clock import set_shared_clock
from runtime.database import Sessions, connect, sessions
from web.agents.adding import add_agent


class StageBroken(Exception):
    """The demonstration could not be set up."""


def settle_addresses(house: House) -> str:
    """Choose ports, the sandbox's account and the virtual clock, before any process starts; the pages' address."""
    web, network = free_port(), free_port()
    clock = house.folder / "clock.json"
    set_shared_clock(clock, BEGINS, 0.0)
    house.environment |= {
        "HUIFANG_CLOCK": str(clock),
        "HUIFANG_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "TWILIO_API_URL": f"http://127.0.0.1:{network}",
        "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "HUIFANG_CARRIER_TIMEOUT": "2",
        "HUIFANG_CALLS_PER_SECOND": "0.9",
    }
    return house.environment["HUIFANG_PUBLIC_URL"]


def fill_database(house: House, say: Callable[[str], None]) -> Sessions:
    """Migrate, import the samples through the front door, plan, and let the colleagues in."""
    _front_door(house, "migrate")
    # Copies, so that the reports of refused rows come to lie beside them and not in the repository.
    copies = house.folder / "samples"
    copies.mkdir()
    for what, file in FILES:
        say(f"{file}: {_front_door(house, 'import', what, str(shutil.copy(SAMPLES / file, copies / file)))}")
    say(_front_door(house, "plan"))
    return sessions(connect(house.environment["DATABASE_URL"]))


def let_in_and_launch(sessions: Sessions, password: str) -> None:
    """Write the colleagues down; the supervisor launches a greeting over the highest tiers."""
    with sessions.begin() as session:
        ids = {}
        for c in COLLEAGUES:
            roles = ["service"] if c.post == "agent" else []
            made = add_agent(session, c.login, c.name, c.post, roles, [], c.language, c.phone, password, BEGINS)
            session.flush()
            ids[c.login] = made.id
        wanted = Launch(
            name="冬至问候 · Winter Solstice",
            playbook=held(session)["holiday-greeting"].playbook,
            segment=Segment(tiers=("gold", "platinum", "diamond")),
            message=GREETING,
            launched_by=ids["supervisor"],
        )
        launch(session, wanted, Coverage().no_voice, BEGINS)


def start_processes(house: House, sessions: Sessions, seed: int, workers: int = 2) -> None:
    """The network first, then the web server, the workers and the clock."""
    env = house.environment
    house.start("sandbox", "sandbox", *network_options(house, sessions, seed))
    house.start("web", "web", "--port", _port(env["HUIFANG_PUBLIC_URL"]), "--workers", "1", "--threads", "8")
    await_answer(f"{env['TWILIO_API_URL']}/sandbox/health", house)
    await_answer(f"{env['HUIFANG_PUBLIC_URL']}/health", house)
    for n in range(workers):
        house.start(f"worker-{n + 1}", "worker")
    house.start("clock", "clock", "--every", "0.1")


def network_options(house: House, sessions: Sessions, seed: int) -> list[str]:
    """The sandbox's command line: its account, its people, and our lines with where their calls and texts go."""
    env, people = house.environment, house.folder / "people.json"
    people.write_text(json.dumps(PEOPLE))
    env["SANDBOX_AUTH_TOKEN"] = env["TWILIO_AUTH_TOKEN"]
    options = ["--port", _port(env["TWILIO_API_URL"]), "--seed", str(seed), "--people", str(people)]
    options += ["--account", env["TWILIO_ACCOUNT_SID"]]
    if "HUIFANG_CLOCK" in env:
        options += ["--clock", env["HUIFANG_CLOCK"]]
    with sessions() as session:
        for line in session.scalars(select(Branch.line).distinct()):
            inbound = f"{env['HUIFANG_PUBLIC_URL']}{INBOUND_CALL},{env['HUIFANG_PUBLIC_URL']}{INBOUND_TEXT}"
            options += ["--number", f"{line}={inbound}"]
    return options


def _port(address: str) -> str:
    return address.rsplit(":", 1)[1]


def await_answer(address: str, house: House, seconds: float = 30.0) -> None:
    """Wait until a process of ours answers; raise what is wrong with it if it died, or `StageBroken`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        house.assert_well()
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise StageBroken(f"Nothing answers at {address}; see the logs in {house.folder / 'logs'}.")


def _front_door(house: House, *command: str) -> str:
    """Run `huifang COMMAND…` to its end; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "huifang", *command], env=house.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StageBroken(f"`huifang {' '.join(command)}` failed: {done.stderr.strip()[-600:]}")
    return done.stdout.strip()


def samples_are_there() -> None:
    """Raise `StageBroken` where the sample files are missing."""
    missing = [file for _, file in FILES if not Path(SAMPLES / file).exists()]
    if missing:
        raise StageBroken(f"The sample files {', '.join(missing)} are missing from {SAMPLES}.")
