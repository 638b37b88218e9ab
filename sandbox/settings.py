"""The sandbox's command line, read once."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox import sids
from sandbox.faults import NAMES, Fault
from sandbox.numbers import E164, MAGIC_OWNED, OwnNumber

#: Where the token of the account is found when the command line does not tell it.
TOKEN_VARIABLE = "SANDBOX_AUTH_TOKEN"
DEFAULT_TOKEN = "sandbox"


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen about a sandbox."""

    port: int
    seed: int
    people: Path | None
    clock: Path | None
    serves: frozenset[str]
    account: str
    token: str
    calls_per_second: float
    numbers: dict[str, OwnNumber]
    faults: dict[Fault, float]


def read(argv: Sequence[str]) -> Settings:
    """The settings on a command line; ends the process with an explanation when they make no sense."""
    told = _parser().parse_args(argv)
    own: list[OwnNumber] = told.number
    return Settings(
        port=told.port,
        seed=told.seed,
        people=told.people,
        clock=told.clock,
        serves=frozenset(told.serve),
        account=told.account,
        token=told.token,
        calls_per_second=told.calls_per_second,
        # Ours first: a messaging service sends from the first.
        numbers={number.number: number for number in [*own, OwnNumber(MAGIC_OWNED)]},
        faults=dict(told.fault),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sandbox", description="A telephone network in a box that speaks Twilio.")
    add = parser.add_argument
    add("--port", type=int, default=4010, help="0 picks a free one; it is printed")
    add("--seed", type=int, default=1, help="decides who answers, and which faults strike")
    add("--people", type=Path, help="JSON file that describes people by number")
    add("--clock", type=Path, help='JSON file {"real": s, "virtual": s, "rate": x}; real time without it')
    add("--serve", action="append", default=[], metavar="+86", help="a prefix served although Twilio does not")
    add("--account", default=sids.of("AC", "sandbox"), help="the account's sid")
    add("--token", default=os.environ.get(TOKEN_VARIABLE, DEFAULT_TOKEN), help=f"auth token; default ${TOKEN_VARIABLE}")
    add("--calls-per-second", type=_positive, default=1.0, help="on the virtual clock")
    add("--number", action="append", default=[], type=_own, metavar="+E164[=VOICE_URL,SMS_URL[,STATUS_URL]]")
    add("--fault", action="append", default=[], type=_fault, metavar="NAME=RATE", help=", ".join(NAMES))
    return parser


def _positive(told: str) -> float:
    value = float(told)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _own(told: str) -> OwnNumber:
    number, _, urls = told.partition("=")
    if not E164.fullmatch(number):
        raise argparse.ArgumentTypeError(f"{number} is not an E.164 number")
    return OwnNumber(number, *[url.strip() for url in urls.split(",")][:3])


def _fault(told: str) -> tuple[Fault, float]:
    name, _, rate = told.partition("=")
    if name not in NAMES:
        raise argparse.ArgumentTypeError(f"no fault {name}; there are {', '.join(NAMES)}")
    value = float(rate or "1")
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{name}: the rate lies between 0 and 1")
    return name, value
