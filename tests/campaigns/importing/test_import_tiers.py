"""A tier that a customer reaches is congratulated upon once, and never a whole import at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.tiers import tier_of, tiers
from tests.campaigns.importing.desk import NOW, Desk


@pytest.mark.parametrize(
    ("spend", "tier"),
    [
        ("49999.99", ""),
        ("50000", "vip"),
        ("77999", "vip"),
        ("78000", "silver"),
        ("98000", "gold"),
        ("168000", "platinum"),
        ("287999.99", "platinum"),
        ("288000", "diamond"),
        ("5000000", "diamond"),
        ("-100", ""),
    ],
)
def test_each_tier_begins_at_its_spend(spend: str, tier: str) -> None:
    assert tier_of(Decimal(spend)) == tier


def test_the_tiers_are_known_in_their_order() -> None:
    assert tiers() == ("vip", "silver", "gold", "platinum", "diamond")


def tell(desk: Desk, column: str, cell: str, now: datetime = NOW) -> Customer:
    """A file with this column says this of 王芳 in Hong Kong; what is on file of her then."""
    desk.customers(desk.text(f"编号,姓名,手机,门店,{column}\nA1,王芳,94123456,中环院,{cell}\n"), now=now)
    return desk.everybody()["A1"]


def reached(desk: Desk) -> list[str]:
    return sorted(event.category for event in desk.happened().values() if event.kind == "tier-reached")


@pytest.mark.parametrize(
    ("cells", "tier"),
    [
        # no tier named: the spend tells
        (",168000", "platinum"),
        (",49000", ""),
        # the word of the export counts, whatever the spend
        ("银卡,288000", "silver"),
        ("至尊,288000", "至尊"),
        # spend that cannot be read tells nothing
        (",很多", ""),
    ],
)
def test_a_row_that_names_no_tier_has_that_of_its_spend(desk: Desk, cells: str, tier: str) -> None:
    assert tell(desk, "会员等级,累计消费", cells).tier == tier
    assert reached(desk) == []


def test_a_tier_reached_is_one_event_on_the_customer_s_own_today(desk: Desk) -> None:
    # 17:00 in London is already tomorrow in Hong Kong
    evening = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert tell(desk, "累计消费", "60000").tier == "vip"
    assert tell(desk, "累计消费", "99000", now=evening).tier == "gold"
    event = desk.happened()["tier/harbour:A1/gold"]
    assert (event.source, event.kind, event.category, event.subject) == ("huifang", "tier-reached", "gold", "")
    assert (event.occurred_on, event.occurred_at, event.created_at) == (date(2026, 11, 25), None, evening)
    assert event.customer_id == desk.everybody()["A1"].id
    assert (event.details, event.withdrawn_at) == ({}, None)
    # the same file later, and the tier once more after a fall
    tell(desk, "累计消费", "99000", now=evening + timedelta(days=3))
    assert tell(desk, "会员等级", "银卡").tier == "silver"
    assert tell(desk, "会员等级", "金卡", now=evening + timedelta(days=9)).tier == "gold"
    assert reached(desk) == ["gold"]
    assert desk.happened()["tier/harbour:A1/gold"].occurred_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("column", "before", "after", "event"),
    [
        ("会员等级", "", "金卡", ["gold"]),
        ("会员等级", "银卡", "钻石", ["diamond"]),
        ("累计消费", "1000", "50000", ["vip"]),
        # the same, and less
        ("会员等级", "金卡", "gold", []),
        ("会员等级", "金卡", "银卡", []),
        ("会员等级", "金卡", "", []),
        # a word whose place among the tiers nobody knows
        ("会员等级", "", "至尊", []),
        ("会员等级", "至尊", "金卡", []),
        # more spend within a tier
        ("累计消费", "50000", "60000", []),
    ],
)
def test_only_a_raise_is_an_event(desk: Desk, column: str, before: str, after: str, event: list[str]) -> None:
    tell(desk, column, before)
    tell(desk, column, after)
    assert reached(desk) == event


def test_spend_alone_never_takes_a_tier_away(desk: Desk) -> None:
    """Another export, or a person, has named the tier on file."""
    tell(desk, "会员等级", "金卡")
    assert tell(desk, "累计消费", "60000").tier == "gold"
    assert tell(desk, "累计消费", "不详").tier == "gold"
    assert tell(desk, "累计消费", "300000").tier == "diamond"
    tell(desk, "会员等级", "至尊")
    assert tell(desk, "累计消费", "400000").tier == "至尊"
    assert reached(desk) == ["diamond"]


def test_nobody_is_congratulated_for_a_first_import(desk: Desk) -> None:
    lines = "".join(f"A{n},王芳,9412345{n},中环院,钻石,300000\n" for n in range(9))
    desk.customers(desk.text("编号,姓名,手机,门店,会员等级,累计消费\n" + lines))
    assert reached(desk) == []


def test_in_one_file_each_is_congratulated_on_the_day_it_is_there(desk: Desk) -> None:
    headers = "编号,姓名,手机,门店,会员等级"
    people = "A1,王芳,94123456,中环院,{}\nA2,Emma,604-555-0123,温哥华院,{}\nA3,李明,94123457,中环院,金卡\n"
    desk.customers(desk.text(f"{headers}\n" + people.format("", "")))
    desk.customers(desk.text(f"{headers}\n" + people.format("金卡", "银卡") + "A4,何静,94123458,中环院,钻石\n"))
    found: dict[str, Event] = desk.happened()
    assert {key: event.occurred_on for key, event in found.items()} == {
        "tier/harbour:A1/gold": date(2026, 11, 24),
        "tier/harbour:A2/silver": date(2026, 11, 23),
    }
