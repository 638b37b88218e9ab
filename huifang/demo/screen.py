"""The terminal during the demonstration: the clocks, the numbers, the agents."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from sqlalchemy import text

from huifang.demo.happenings import last_happenings
from huifang.demo.numbers import DayNumbers, day_numbers
from huifang.demo.script import BEGINS, ENDS
from runtime.clock import Clock
from runtime.database import Sessions
from runtime.zones import zone

_CLOCKS = (
    ("Hong Kong 香港", "Asia/Hong_Kong"),
    ("Singapore 新加坡", "Asia/Singapore"),
    ("Vancouver 温哥华", "America/Vancouver"),
)
_AGENTS = text("""
    select g.name, g.signed_in_at is not null as person,
    coalesce((select case when a.state in ('answered') then 'talking 通话' when f.state = 'talked' then 'writing 记录'
    else 'calling 拨号' end from attempt a join follow_up f on f.id = a.follow_up_id where a.agent_id = g.id
    and a.channel = 'call'
    and (a.state in ('claimed', 'placing', 'placed', 'ringing', 'answered') or f.state = 'talked')
    order by a.id desc limit 1), (select 'reading 阅读' from preview p where p.agent_id = g.id),
    'waiting 等待') as doing,
    (select count(*) from outcome o where o.agent_id = g.id) as logged
    from agent g where g.post = 'agent' order by g.id""")


class Screen:
    """Draws the day while it passes; use it in a `with`."""

    def __init__(
        self, sessions: Sessions, clock: Clock, pages: str, phones: str, password: str, *, shown: bool
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._console = Console()
        self._live = Live(console=self._console, refresh_per_second=4, transient=True) if shown else None
        self._pages, self._phones, self._password = pages, phones, password

    def __enter__(self) -> Self:
        if self._live:
            self._console.print(
                f"Pages 页面: [bold]{self._pages}[/]  sign in 登录: "
                "[bold]mei[/] (agent 客服), [bold]supervisor[/] (主管), "
                f"password [bold]{self._password}[/]"
            )
            self._console.print(f"Be a customer 扮演客户: [bold]{self._phones}[/]")
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        if self._live:
            self._live.stop()

    def show(self) -> None:
        """Draw the present moment."""
        if self._live:
            with self._sessions() as session:
                numbers, agents = day_numbers(session), session.execute(_AGENTS).all()
                happened = "\n".join(last_happenings(session, 9))
            lately = Panel(Text(happened, overflow="ellipsis", no_wrap=True), title="just now 刚刚", height=11)
            self._live.update(Group(self._clocks(), _numbers(numbers), lately, _agents(agents)))

    def conclude(self, result: dict[str, Any]) -> None:
        """Tell how the day went."""
        if not self._live:
            return
        keys = ("planned", "placed", "answered", "missed", "texted", "retried", "rang_back", "reached", "logged")
        self._console.print(Panel(" · ".join(f"{key} {result[key]}" for key in keys), title="The day 这一天"))
        self._console.print("Previews: " + ", ".join(f"{k} {n}" for k, n in result["previews"].items()))
        self._console.print("Follow-ups by bucket: " + ", ".join(f"{k} {n}" for k, n in result["buckets"].items() if n))
        self._console.print(
            "Refused by reason: " + ", ".join(f"{k} {n}" for k, n in result["refused_by_reason"].items())
        )
        if result["violations"] or not result["accounted_for"]:
            self._console.print("[red]Not accounted for:[/]", *result["violations"], sep="\n")
        else:
            self._console.print("[green]Every follow-up is accounted for, and no invariant was broken.[/]")

    def _clocks(self) -> Panel:
        now = self._clock.now()
        shown = "   ".join(f"{name} [bold]{now.astimezone(zone(key)):%H:%M}[/]" for name, key in _CLOCKS)
        passed = (now - BEGINS) / (ENDS - BEGINS)
        return Panel(
            Group(Text.from_markup(shown), ProgressBar(total=1.0, completed=min(1.0, passed))), title="回访 Huifang"
        )


def _numbers(numbers: DayNumbers) -> Table:
    table = Table(expand=True)
    shown = {"placed 拨出": numbers.placed, "answered 接通": numbers.answered, "missed 未接": numbers.missed}
    shown |= {"texted 短信": numbers.texted, "retried 重拨": numbers.retried, "rang back 回电": numbers.rang_back}
    shown |= {"reached 已联系": numbers.reached, "logged 已记录": numbers.logged}
    for name in shown:
        table.add_column(name, justify="right")
    table.add_row(*(str(n) for n in shown.values()))
    return table


def _agents(agents: Any) -> Table:
    table = Table("agent 客服", "doing 状态", "logged 记录", expand=True)
    for name, person, doing, logged in agents:
        table.add_row(f"{name}{' ●' if person else ''}", doing, str(logged))
    return table
