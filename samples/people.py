"""Invented people: names, titles, birthdays, languages, tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_SURNAMES = "陈林黄李王张吴刘蔡杨许郑谢郭洪曾邱廖赖周叶苏庄江吕何罗高萧潘朱简钟彭詹胡施沈余赵卢梁颜柯翁魏孙戴方宋"
_COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "司马", "慕容")
_HERS = "美丽芳敏静雅婷欣怡嘉慧玲晓燕思颖佳琪诗雨晴可悦文珊秀英淑娟梦洁紫涵"
_HIS = "伟强志明俊杰建国浩宇子轩家豪文博永康海峰振宇立德天佑景行一鸣大卫"
_ROMANISED = ("CHAN", "WONG", "LEE", "CHEUNG", "LAU", "HO", "YIP", "LEUNG", "NG", "CHENG", "TAN", "LIM", "KOH", "ONG")
_SYLLABLES = ("Tai", "Man", "Siu", "Ming", "Ka", "Yan", "Wai", "Kit", "Mei", "Ling", "Hui", "Jun", "Pui", "Sze")
_LAST = ("Harper", "Singh", "Rahman", "Campbell", "Nair", "MacLeod", "Fraser", "Tremblay", "Kumar", "Okafor", "Novak",
         "Lindqvist", "Bennett", "Costa", "Hughes", "Iyer", "Ismail", "Murray", "Dubois", "Sato")  # fmt: skip
_HER_FIRST = ("Mary", "Priya", "Nur Aisyah", "Emma", "Charlotte", "Olivia", "Sarah", "Deepa", "Hannah", "Claire")
_HIS_FIRST = ("Arjun", "Daniel", "Liam", "Farid", "Noah", "Lucas", "Ethan", "Ravi", "Marcus", "Oliver")
_TIERS = (("", 52), ("VIP", 22), ("银卡", 10), ("金卡", 8), ("白金卡", 5), ("钻石", 3))

#: The young and the old come seldom.
_BORN_FROM, _BORN_DAYS = date(1948, 1, 1), 365 * 58


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    #: 先生, 女士 or 小姐; empty where the export does not know.
    title: str
    woman: bool
    #: As exports write it; empty where nobody asked.
    language: str
    birthday: date | None
    tier: str


def person(draw: Random, chinese: float, women: float) -> Person:
    """Draw a person; `chinese` and `women` are shares of one."""
    woman = draw.random() < women
    name, languages = _name(draw, woman, chinese)
    title = draw.choice(("女士", "女士", "小姐")) if woman else "先生"
    return Person(
        name=name,
        title=title if draw.random() < 0.93 else "",
        woman=woman,
        language=draw.choice(languages),
        birthday=_BORN_FROM + timedelta(days=draw.randrange(_BORN_DAYS)) if draw.random() < 0.8 else None,
        tier=draw.choices([tier for tier, _ in _TIERS], [weight for _, weight in _TIERS])[0],
    )


def _name(draw: Random, woman: bool, chinese: float) -> tuple[str, tuple[str, ...]]:
    if draw.random() < chinese:
        surname = draw.choice(_COMPOUND) if draw.random() < 0.02 else draw.choice(_SURNAMES)
        given = "".join(draw.choice(_HERS if woman else _HIS) for _ in range(draw.choice((1, 2, 2))))
        return surname + given, ("中文", "普通话", "粤语", "")
    if draw.random() < 0.3:
        return f"{draw.choice(_ROMANISED)} {draw.choice(_SYLLABLES)} {draw.choice(_SYLLABLES)}", (
            "粤语",
            "English",
            "英文",
        )
    first, last = draw.choice(_HER_FIRST if woman else _HIS_FIRST), draw.choice(_LAST)
    return (f"{last}, {first}" if draw.random() < 0.25 else f"{first} {last}"), ("英文", "English", "en", "")
