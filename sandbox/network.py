"""The network itself: its tools and everything it remembers. Touched only inside a turn of the schedule."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.numbers import OwnNumber
from sandbox.people.town import Town
from sandbox.post.letters import Letter, Reply
from sandbox.post.office import PostOffice
from sandbox.records.call import Call
from sandbox.records.message import Message
from sandbox.records.past import Kept, Past
from sandbox.records.recording import Recording
from sandbox.records.room import Room
from sandbox.schedule import Schedule
from sandbox.waiting import RealWaiting, Waiting


@dataclass(frozen=True)
class Account:
    """Whose network it is: credentials, own numbers, allowances."""

    sid: str
    auth_token: str
    numbers: dict[str, OwnNumber]
    #: Calls per virtual second that leave the queue.
    calls_per_second: float = 1.0
    #: Prefixes such as "+86" served although Twilio serves them no longer.
    serves: frozenset[str] = frozenset()
    #: The most calls the queue holds: a day's worth, as with Twilio, where None says nothing else.
    queue_holds: int | None = None
    #: Our numbers belong to a messaging service with Advanced Opt-Out: the network answers STOP, START and HELP itself.
    advanced_opt_out: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something that went wrong on the customer's side, with Twilio's error code (0: a mistake of the sandbox)."""

    at: float
    code: int
    about: str
    detail: str


@dataclass
class Network:
    """The tools and the memory. What happens to them is in `voice`, `twiml` and `texts`."""

    account: Account
    clock: Clock
    schedule: Schedule
    office: PostOffice
    faults: Faults
    town: Town
    #: What `slow-answer` waits, in real seconds, and how far behind `list-lag` shows things, in virtual seconds.
    slow_answer_s: float = 20.0
    list_lag_s: float = 30.0
    waiting: Waiting = field(default_factory=RealWaiting)
    past: Past = field(default_factory=Past)
    #: Where the sandbox itself is reached, for the addresses of recordings.
    base_url: str = ""
    calls: dict[str, Call] = field(default_factory=dict)
    #: Accepted, waiting for the account's calls-per-second.
    queue: deque[Call] = field(default_factory=deque)
    #: No call leaves the queue before this instant.
    queue_moves_at: float = 0.0
    queue_moving: bool = False
    #: Not over yet.
    live: dict[str, Call] = field(default_factory=dict)
    #: The latest call to each number, other than theirs to us.
    latest: dict[str, Call] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    #: By friendly name, those that have not ended.
    open_rooms: dict[str, Room] = field(default_factory=dict)
    #: Calls on their way into a room under a label: (room's name, label).
    expected: dict[tuple[str, str], Call] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)
    #: Sids of calls and texts deleted by the REST API, which shows them no longer; the witness does.
    deleted: set[str] = field(default_factory=set)
    #: (our number, their number) after STOP.
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)

    def now(self) -> float:
        """Virtual unix seconds; does not move within one action."""
        return self.schedule.now()

    def enter(self, call: Call) -> Call:
        """Remember a call that begins."""
        self.calls[call.sid] = self.live[call.sid] = call
        if call.direction != "inbound":
            self.latest[call.to] = call
        self.remember(call)
        return call

    def remember(self, thing: Kept) -> None:
        """Keep how `thing` looks now, where lists may lag behind."""
        if self.faults.can_strike("list-lag"):
            self.past.note(self.now(), thing)

    def trouble(self, code: int, about: str, detail: str) -> None:
        """Note an error as Twilio's debugger would."""
        self.troubles.append(Trouble(self.now(), code, about, detail))

    def post(self, letter: Letter, then: Callable[[Reply], None] | None = None) -> None:
        """Send a webhook; `then` runs in the schedule with the reply. A status nobody takes is noted as 11200."""

        def arrived(sent: Letter, reply: Reply) -> None:
            self.schedule.soon(lambda: self._replied(sent, reply, then))

        self.office.send(letter, arrived)

    def _replied(self, sent: Letter, reply: Reply, then: Callable[[Reply], None] | None) -> None:
        if not reply.ok:
            self.trouble(11200, sent.owner, f"{sent.method} {sent.url}: {reply.status or reply.error}")
        if then is not None:
            then(reply)
