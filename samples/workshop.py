"""The car workshop's two files, from a system that writes GBK."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from samples.dates import in_text
from samples.mess import Row, spoilt, table, with_bad_rows, with_doubled_rows
from samples.people import person
from samples.phones import Phones, with_extension, written
from samples.places import WORKSHOP

_CUSTOMER_HEADERS = ("车主编号", "车主", "性别", "联系电话", "备用电话", "车牌号", "车型", "维修站", "会员等级",
                     "客户经理", "出生日期", "备注")  # fmt: skip
_EVENT_HEADERS = ("结算单号", "车主编号", "维修站", "结算日期", "维修项目", "服务顾问", "结算金额", "车牌号")
_CARS = ("Model 3", "Corolla", "Civic", "雅阁", "CX-5", "Golf", "C200", "320i", "汉 EV", "X-Trail")
_WORK = ("小保养", "大保养", "更换刹车片", "四轮定位", "空调检修", "更换电瓶", "钣金喷漆", "年检代办", "更换轮胎")
_ADVISERS = ("周顾问", "Ken", "黎顾问", "阿强")
_MANAGERS = ("chan", "bo", "kaur")
_SIZE = 640
_HISTORY, _YESTERDAY = 1330, 96
_BAD_CUSTOMERS = (
    ("联系电话", ""), ("联系电话", "无"), ("联系电话", "车行代办"), ("联系电话", "2345"), ("联系电话", "110"),
    ("车主编号", ""), ("车主", ""), ("维修站", "荃湾站"),
)  # fmt: skip
_BAD_EVENTS = (
    *[("车主编号", f"LM{8000 + n}") for n in range(7)],
    *[("结算日期", day) for day in ("", "2026-06-31", "未结算", "2026/0/12", "05/06/2026", "26-11-23")],
    ("结算单号", ""),
)  # fmt: skip


def customers(draw: Random, phones: Phones) -> tuple[list[Row], list[list[Any]]]:
    """The good customers, and the rows of their file with bad and doubled ones among them."""
    rows = [_customer(draw, phones, f"LM{number}") for number in range(2001, 2001 + _SIZE)]
    strangers = (_customer(draw, phones, f"LM{7000 + n}") | {"备用电话": ""} for n in range(len(_BAD_CUSTOMERS)))
    mixed = with_bad_rows(draw, rows, spoilt(strangers, _BAD_CUSTOMERS))
    changed = (("会员等级", "金卡"), ("客户经理", "bo"))
    return rows, table(_CUSTOMER_HEADERS, with_doubled_rows(draw, mixed, 7, changed))


def events(draw: Random, owners: Sequence[Row]) -> list[list[Any]]:
    """The rows of the settled invoices, oldest first, bad and doubled ones among them."""
    yesterday = WORKSHOP.day - timedelta(days=1)
    found = [(yesterday, owner) for owner in draw.sample(owners, _YESTERDAY)]
    found += [(_working_day(draw), draw.choice(owners)) for _ in range(_HISTORY)]
    found.sort(key=lambda invoice: invoice[0])
    rows = [_invoice(draw, f"S{number}", day, owner) for number, (day, owner) in enumerate(found, start=2600001)]
    strangers = (_invoice(draw, f"S{2690000 + n}", yesterday, owners[n]) for n in range(len(_BAD_EVENTS)))
    mixed = with_bad_rows(draw, rows, spoilt(strangers, _BAD_EVENTS))
    return table(_EVENT_HEADERS, with_doubled_rows(draw, mixed, 12, (("结算金额", "1280.00"), ("服务顾问", "Ken"))))


def raw_lines(headers: Sequence[Any]) -> dict[int, bytes]:
    """Lines that only careless systems write: a quotation mark left open, a name cut in the middle of a character, a
    comma too many, an empty line.
    """
    assert tuple(headers) == _CUSTOMER_HEADERS
    cut = "LM7101,欧阳修".encode("gbk")[:-1]
    return {
        57: 'LM7100,"陈大文,男,94001122,,AB1234,Civic,九龙湾站,,,,\r\n'.encode("gbk"),
        191: cut + ",男,94001123,,AB1235,Civic,九龙湾站,,,,\r\n".encode("gbk"),
        303: "LM7102,何一鸣,男,94001124,,AB1236,Civic,九龙湾站,,,,周末,下午联系\r\n".encode("gbk"),
        404: b",,,,,,,,,,,\r\n",
    }


def _customer(draw: Random, phones: Phones, key: str) -> Row:
    someone = person(draw, chinese=0.75, women=0.3)
    return {
        "车主编号": key,
        "车主": someone.name,
        "性别": ("女" if someone.woman else "男") if someone.title else "",
        "车牌号": f"{draw.choice('ABCDEHKMPRSTUVW')}{draw.choice('ABCDEHKMPRSTUVW')}{draw.randrange(100, 9999)}",
        "车型": draw.choice(_CARS),
        "维修站": WORKSHOP.name,
        "会员等级": someone.tier,
        "客户经理": draw.choice(_MANAGERS) if draw.random() < 0.4 else "",
        "出生日期": in_text(draw, someone.birthday) if someone.birthday else "",
        "备注": draw.choice(("", "", "", "周末不便接听", "请联系司机")),
        **dict(zip(("联系电话", "备用电话"), _numbers(draw, phones), strict=False)),
    }


def _numbers(draw: Random, phones: Phones) -> Iterator[str | int]:
    mainland = draw.random() < 0.04
    spelt = written(draw, phones.mobile("CN" if mainland else "HK"), at_home=not mainland)
    chance = draw.random()
    if chance < 0.06:
        yield f"{spelt}/{with_extension(draw, phones.fixed('HK'))}"
        return
    yield spelt
    if chance < 0.14:
        yield with_extension(draw, phones.fixed("HK"))


def _working_day(draw: Random) -> date:
    """A day of the past year on which the workshop was open and which is not yesterday."""
    while True:
        day = WORKSHOP.day - timedelta(days=draw.randrange(2, 365))
        if day.isoweekday() != 7:
            return day


def _invoice(draw: Random, number: str, day: date, owner: Row) -> Row:
    at = time(draw.randrange(9, 20), draw.randrange(60)) if draw.random() < 0.4 else None
    return {
        "结算单号": number,
        "车主编号": owner["车主编号"],
        "维修站": WORKSHOP.name,
        "结算日期": in_text(draw, day, at),
        "维修项目": "、".join(draw.sample(_WORK, draw.choice((1, 1, 2)))),
        "服务顾问": draw.choice(_ADVISERS),
        "结算金额": f"{draw.randrange(300, 12000)}.00",
        "车牌号": owner["车牌号"],
    }
