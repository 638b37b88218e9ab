"""The clinic group's customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from samples.dates import in_a_workbook
from samples.mess import Row, spoilt, table, with_bad_rows, with_doubled_rows
from samples.people import Person, person
from samples.phones import Phone, Phones, with_extension, written
from samples.places import HONG_KONG, SINGAPORE, VANCOUVER, Place

_AGENTS = ("mei", "lin", "chan", "kaur", "anna", "bo")
_CHANNELS = ("老客介绍", "小红书", "路过", "Instagram", "官网", "Google")
_HEADERS = ("序号", "客户编号", "姓名", "称谓", "手机号码", "备用电话", "院区", "会员等级", "专属客服", "语言",
            "出生日期", "建档日期", "累计消费", "来源渠道")  # fmt: skip
_TITLE = ["海港皮肤诊所 客户名单（导出于 2026-11-23 18:30）"]

#: How many good customers each clinic has, and how many of a hundred have Chinese names.
_SIZES = {HONG_KONG: (770, 0.8), SINGAPORE: (490, 0.55), VANCOUVER: (280, 0.5)}
#: Of a hundred customers, this many live on the mainland.
_MAINLAND = 4

#: Cells for which the whole row is refused.
_BAD = (
    ("手机号码", None), ("手机号码", ""), ("手机号码", "无"), ("手机号码", "暂无"), ("手机号码", "-"),
    ("手机号码", "见备注"), ("手机号码", "9412345"), ("手机号码", "微信联系"), ("手机号码", "999"),
    ("手机号码", "1.38E+10"), ("手机号码", "13812345678"), ("手机号码", "12345678901234567"),
    ("院区", "深圳院"), ("院区", None), ("姓名", None), ("客户编号", None),
)  # fmt: skip
#: Cells that are left out of a good row with a warning.
_DOUBTFUL = (
    ("出生日期", "1990-02-30"), ("出生日期", "不详"), ("出生日期", "2062-05-01"), ("出生日期", "03/04/1988"),
    ("备用电话", "9412345"), ("备用电话", "同上"), ("备用电话", "000"), ("语言", "上海话"), ("称谓", "阁下"),
    ("手机号码", "{} / 1234"), ("手机号码", "{}、打不通"),
)  # fmt: skip
#: What the second of two rows with the same key says otherwise.
_CHANGED = (("会员等级", "钻石"), ("专属客服", "mei"), ("语言", "英文"), ("累计消费", 188000))


@dataclass(frozen=True)
class Client:
    """A good customer of the clinic, for the events."""

    key: str
    place: Place


def customers(draw: Random, phones: Phones) -> tuple[list[Client], list[list[Any]]]:
    """The good customers, and the rows of their workbook: a title, an empty line, the headers and everybody."""
    places = [place for place, (size, _) in _SIZES.items() for _ in range(size)]
    draw.shuffle(places)
    clients = [Client(f"HC{number:05d}", place) for number, place in enumerate(places, start=10001)]
    rows = [_row(draw, phones, client) for client in clients]
    for row, (header, value) in zip(draw.sample(rows, len(_DOUBTFUL)), _DOUBTFUL, strict=True):
        row[header] = value.format(row[header]) if "{}" in value else value
    strangers = (Client(f"HC{19000 + n}", HONG_KONG) for n in range(len(_BAD)))
    bad = spoilt((_row(draw, phones, s) | {"备用电话": None} for s in strangers), _BAD)
    mixed = with_doubled_rows(draw, with_bad_rows(draw, rows, bad), 14, _CHANGED)
    return clients, [_TITLE, [], *table(_HEADERS, mixed)]


def _row(draw: Random, phones: Phones, client: Client) -> Row:
    someone = person(draw, _SIZES[client.place][1], women=0.86)
    return {
        "客户编号": client.key,
        "姓名": someone.name,
        "称谓": someone.title,
        "院区": client.place.name,
        "会员等级": someone.tier,
        "专属客服": draw.choice(_AGENTS) if draw.random() < 0.6 else None,
        "语言": someone.language,
        "出生日期": in_a_workbook(draw, someone.birthday) if someone.birthday else None,
        "建档日期": f"{date(2021, 1, 1) + timedelta(days=draw.randrange(2000)):%Y-%m-%d}",
        "累计消费": draw.randrange(8, 600) * 100,
        "来源渠道": draw.choice(_CHANNELS),
        **dict(zip(("手机号码", "备用电话"), _numbers(draw, phones, client.place, someone), strict=False)),
    }


def _numbers(draw: Random, phones: Phones, place: Place, someone: Person) -> Iterator[str | int]:
    """One number, or two in two cells, or two in one cell; some fixed lines with an extension."""
    mainland = someone.name[0] > "\u3400" and draw.randrange(100) < _MAINLAND * 1.6
    first: Phone = phones.mobile("CN" if mainland else place.region)
    spelt = written(draw, first, at_home=not mainland)
    chance = draw.randrange(100)
    if place.region == "CA" or chance >= 20:
        yield spelt
        return
    second = phones.mobile(place.region) if chance < 8 else phones.fixed(place.region)
    other = with_extension(draw, second) if chance >= 12 else str(written(draw, second, at_home=True))
    if chance % 2:
        yield f"{spelt}{draw.choice((' / ', '、', ';', '，', ' '))}{other}"
    else:
        yield spelt
        yield other
