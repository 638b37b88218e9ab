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
    #: What `slow-answer` waits, in real seconds, and how far `list-lag` is behind, in virtual seconds.
    slow_answer_s: float
    list_lag_s: float
    queue_holds: int | None
    advanced_opt_out: bool


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
        slow_answer_s=told.slow_answer,
        list_lag_s=told.list_lag,
        queue_holds=told.queue_holds,
        advanced_opt_out=told.advanced_opt_out,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("huifang sandbox", description="A telephone network in a box that speaks Twilio.")
    add = parser.add_argument
    add("--port", type=int, default=4010, help="where it listens, on 127.0.0.1; 0 picks a free one, which is printed")
    add("--seed", type=int, default=1, help="decides who answers, and which faults strike")
    add("--people", type=Path, metavar="FILE", help='JSON file that describes people: {"+852...": {...}, ...}')
    add("--clock", type=Path, metavar="FILE", help='JSON file {"real": s, "virtual": s, "rate": x}; else real time')
    add("--serve", action="append", default=[], metavar="+86", help="a prefix that is called although Twilio does not")
    _add_account(parser)
    _add_faults(parser)
    return parser


def _add_account(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("account").add_argument
    add("--account", default=sids.of("AC", "sandbox"), metavar="SID", help="the account's sid")
    add("--token", default=os.environ.get(TOKEN_VARIABLE, DEFAULT_TOKEN), help=f"its token; default ${TOKEN_VARIABLE}")
    number = "+E164[=VOICE_URL,SMS_URL[,STATUS_URL]]"
    add("--number", action="append", default=[], type=_own, metavar=number, help="a number of ours; repeatable")
    add(
        "--calls-per-second",
        type=_positive,
        default=1.0,
        metavar="N",
        help="that leave the queue, on the virtual clock",
    )
    add("--queue-holds", type=int, metavar="N", help="calls, then 22005; default: what leaves the queue in 24 hours")
    opt_out = "our numbers have Advanced Opt-Out: the network answers STOP, START and HELP itself"
    add("--advanced-opt-out", action="store_true", help=opt_out)


def _add_faults(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("faults").add_argument
    told = "a fault and how often it strikes, from 0 to 1; repeatable: " + ", ".join(NAMES)
    add("--fault", action="append", default=[], type=_fault, metavar="NAME=RATE", help=told)
    add("--slow-answer", type=_positive, default=20.0, metavar="S", help="what slow-answer waits, in real seconds")
    add("--list-lag", type=_positive, default=30.0, metavar="S", help="how far list-lag is behind, in virtual seconds")


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
