"""The clinic group's treatments and appointments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from samples.clinic import Client
from samples.dates import in_a_workbook
from samples.mess import Row, spoilt, table, with_bad_rows, with_doubled_rows
from samples.places import HONG_KONG, SINGAPORE, VANCOUVER

_HEADERS = ("序号", "记录编号", "客户编号", "院区", "类型", "项目类别", "项目名称", "医生", "日期", "时间", "备注")
_DOCTORS = {HONG_KONG: ("梁医生", "何医生"), SINGAPORE: ("Dr Tan", "林医生"), VANCOUVER: ("Dr Fraser", "陈医生")}
_DONE = {
    "激光": ("皮秒激光祛斑", "激光嫩肤", "点阵激光", "激光祛痣"),
    "脱毛": ("腋下脱毛", "小腿脱毛", "唇周脱毛"),
    "射频": ("射频紧肤", "射频提升"),
    "注射": ("水光注射", "玻尿酸填充", "肉毒素注射"),
}
_REMARKS = ("", "", "", "", "皮肤敏感，注意冷敷", "首次体验", "介绍朋友同来", "希望下午联系")
#: Days before the day that everything is set around, and how many laser treatments fall on each: what skin-laser asks
#: after on day 1, days 3 to 5 and days 10 to 12, and quieter days between.
_LATELY = {1: 44, 2: 9, 3: 21, 4: 20, 5: 20, 6: 8, 7: 7, 8: 7, 9: 6, 10: 21, 11: 20, 12: 19, 13: 6, 14: 6, 16: 6, 18: 6}
#: Days ahead and how many appointments; those in two days are reminded of.
_AHEAD = {1: 12, 2: 46, 3: 14, 4: 12, 6: 10, 8: 12, 10: 10, 14: 10, 21: 9, 28: 9}
_HISTORY = 3460
_BAD = (
    *[("客户编号", f"HC{29000 + n}") for n in range(14)],
    ("客户编号", None), ("记录编号", None), ("类型", "其他"), ("类型", "退款"), ("院区", "深圳院"),
    *[("日期", day) for day in ("2026-02-30", "2026/13/05", "2026年11月31日", "待定", "下周三", "03/04/2026", "11月",
                               "1900-01-01", "2206-11-20", None, "2025-02-29", "20261199", "??", "昨天")],
)  # fmt: skip
_CHANGED = (("医生", "何医生"), ("备注", "客人改约"), ("项目名称", "点阵激光（加做）"))


def events(draw: Random, clients: Sequence[Client]) -> list[list[Any]]:
    """The rows of the workbook, oldest first as the system exports them, bad and doubled ones among them."""
    found = sorted(_events(draw, clients), key=lambda found: found[0])
    rows = [row | {"记录编号": f"R{number:06d}"} for number, (_, row) in enumerate(found, start=260001)]
    strangers = (_treatment(draw, clients[n], _in_the_past(draw, clients[n]), "激光") for n in range(len(_BAD)))
    numbered = (row | {"记录编号": f"R{269000 + n}"} for n, row in enumerate(strangers))
    mixed = with_bad_rows(draw, rows, spoilt(numbered, _BAD))
    return table(_HEADERS, with_doubled_rows(draw, mixed, 26, _CHANGED))


def _events(draw: Random, clients: Sequence[Client]) -> Iterator[tuple[date, Row]]:
    lately = iter(draw.sample(clients, sum(_LATELY.values())))
    for days, count in _LATELY.items():
        for client in (next(lately) for _ in range(count)):
            day = client.place.day - timedelta(days=days)
            yield day, _treatment(draw, client, day, "激光")
    ahead = iter(draw.sample(clients, sum(_AHEAD.values())))
    for days, count in _AHEAD.items():
        for client in (next(ahead) for _ in range(count)):
            day = client.place.day + timedelta(days=days)
            yield day, _row(draw, client, day, "预约", "激光")
    for _ in range(_HISTORY):
        client = draw.choice(clients)
        day = _in_the_past(draw, client)
        yield day, _treatment(draw, client, day, draw.choices(tuple(_DONE), (45, 25, 8, 22))[0])


def _in_the_past(draw: Random, client: Client) -> date:
    return client.place.day - timedelta(days=draw.randrange(20, 365))


def _treatment(draw: Random, client: Client, day: date, category: str) -> Row:
    return _row(draw, client, day, draw.choice(("治疗", "治疗", "治疗", category)), category)


def _row(draw: Random, client: Client, day: date, kind: str, category: str) -> Row:
    """Half the rows know the hour, in the date's cell or in one of its own; all hours are the clinic's."""
    at = time(draw.randrange(11, 19), draw.choice((0, 15, 30, 45))) if draw.random() < 0.5 else None
    together = at is not None and draw.random() < 0.5
    return {
        "客户编号": client.key,
        "院区": client.place.name,
        "类型": kind,
        "项目类别": category if draw.random() < 0.9 else None,
        "项目名称": draw.choice(_DONE[category]),
        "医生": draw.choice(_DOCTORS[client.place]),
        "日期": in_a_workbook(draw, day, at if together else None),
        "时间": f"{at:%H:%M}" if at and not together else None,
        "备注": draw.choice(_REMARKS),
    }
