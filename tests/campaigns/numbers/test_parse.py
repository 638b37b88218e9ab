"""Cells as clinics and workshops really fill them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.numbers.parse import GoodNumber, Kind, Reason, parse_cell

WANG = "+8613800138000"
LI = "+8613900139000"
CLINIC = "+861012345678"


def good(cell: str, region: str = "CN") -> list[str]:
    return [number.e164 + (f"x{number.extension}" if number.extension else "") for number in read(cell, region)]


def read(cell: str, region: str = "CN") -> tuple[GoodNumber, ...]:
    return parse_cell(cell, region).numbers


def reasons(cell: str, region: str = "CN") -> list[Reason]:
    return [piece.reason for piece in parse_cell(cell, region).refused]


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000",
        # full-width digits and plus, from a Chinese input method
        "１３８００１３８０００",
        "＋８６ １３８ ００１３ ８０００",
        # spaces and dashes, the long ones too
        "138-0013-8000",
        "138 0013 8000",
        "138–0013—8000",
        # with the country code, however it is written
        "+8613800138000",
        "008613800138000",
        "0086-138-0013-8000",
        "86 13800138000",
        # what a spreadsheet makes of it
        "13800138000.0",
        "8613800138000.0",
        "1.3800138E10",
        "1.3800138000E+10",
        "'13800138000",
        "\u200b13800138000\u00a0",
        # with a name, a label or a remark
        "王芳 13800138000",
        "手机：13800138000（妈妈）",
        "手机1 13800138000",
    ],
)
def test_one_mobile_is_read_however_it_is_written(cell: str) -> None:
    assert read(cell) == (GoodNumber(WANG, None, Kind.MOBILE, "CN"),)
    assert reasons(cell) == []


@pytest.mark.parametrize("between", ["、", ",", ";", "/", "，", "；", "\n", "或", " 或 ", " or ", "|", "\t", " ", "／"])
def test_two_numbers_in_one_cell_are_two_numbers(between: str) -> None:
    assert good(f"13800138000{between}13900139000") == [WANG, LI]
    assert reasons(f"13800138000{between}13900139000") == []


@pytest.mark.parametrize(
    "cell",
    [
        "010-12345678转801",
        "010-12345678 转分机801",
        "(010)12345678 ext. 801",
        "010 12345678x801",
        "010-12345678#801",
        # the comma belongs to the extension
        "010-12345678，转801",
        # a third group is an extension where the number with it would be none
        "010-12345678-801",
        "+86 10 1234 5678 EXT 801",
    ],
)
def test_an_extension_stays_with_its_number(cell: str) -> None:
    assert good(cell) == [f"{CLINIC}x801"]
    assert reasons(cell) == []


def test_a_courier_number_that_is_good_only_with_its_extension_keeps_it() -> None:
    assert good("17080001234-5678") == ["+8617080001234x5678"]


def test_a_number_written_twice_counts_once_and_order_is_kept() -> None:
    assert good("13900139000、13800138000、+8613900139000") == [LI, WANG]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("无", Reason.NOT_A_NUMBER),
        ("138****8000", Reason.TOO_SHORT),
        ("79", Reason.TOO_SHORT),
        # rounded by the display: 13800000000 would be a stranger
        ("1.38E+10", Reason.DIGITS_LOST),
        ("110", Reason.EMERGENCY),
        ("+86 120", Reason.EMERGENCY),
        ("95588", Reason.SHORT_CODE),
        ("10086", Reason.SHORT_CODE),
        ("400-820-8820", Reason.SHARED_COST),
        ("16812345", Reason.PREMIUM_RATE),
        # eleven digits of nobody's; as an American number it would be somebody's, but nothing says so
        ("12125550123", Reason.INVALID_FOR_REGION),
        # a digit is missing
        ("1380013800", Reason.INVALID_FOR_REGION),
        ("+999 12345678", Reason.UNKNOWN_COUNTRY),
    ],
)
def test_what_cannot_be_called_is_refused_with_its_reason(cell: str, reason: Reason) -> None:
    assert good(cell) == []
    assert reasons(cell) == [reason]


@pytest.mark.parametrize(
    ("cell", "region", "reason"),
    [
        ("999", "GB", Reason.EMERGENCY),
        ("911", "US", Reason.EMERGENCY),
        ("1823", "HK", Reason.SHORT_CODE),
        ("900 555 1234", "US", Reason.PREMIUM_RATE),
        ("0845 123 4567", "GB", Reason.PREMIUM_RATE),
        ("555-0123", "US", Reason.AREA_CODE_MISSING),
        # Ofcom's range for films
        ("07700 900123", "GB", Reason.INVALID_FOR_REGION),
        ("8613800138000000", "HK", Reason.TOO_LONG),
    ],
)
def test_other_countries_have_reasons_of_their_own(cell: str, region: str, reason: Reason) -> None:
    assert reasons(cell, region) == [reason]


@pytest.mark.parametrize(
    ("cell", "region", "number"),
    [
        ("9123 4567", "HK", GoodNumber("+85291234567", None, Kind.MOBILE, "HK")),
        ("(212) 555-0123", "US", GoodNumber("+12125550123", None, Kind.FIXED_OR_MOBILE, "US")),
        ("+44 (0)20 7946 0018", "CN", GoodNumber("+442079460018", None, Kind.FIXED, "GB")),
        # a mainland mobile without its plus, in a sheet from Hong Kong or from America
        ("8613800138000", "HK", GoodNumber(WANG, None, Kind.MOBILE, "CN")),
        ("0086 138 0013 8000", "US", GoodNumber(WANG, None, Kind.MOBILE, "CN")),
        # toll-free, and world-wide freephone, which belongs to no country
        ("800-555-0199", "US", GoodNumber("+18005550199", None, Kind.OTHER, "US")),
        ("+800 1234 5678", "CN", GoodNumber("+80012345678", None, Kind.OTHER, "")),
        ("13800138000", "cn", GoodNumber(WANG, None, Kind.MOBILE, "CN")),
    ],
)
def test_kind_and_country_come_with_the_number(cell: str, region: str, number: GoodNumber) -> None:
    assert read(cell, region) == (number,)


@pytest.mark.parametrize(
    ("cell", "region", "numbers"),
    [
        # side by side with nothing but spaces
        ("010 12345678 13800138000", "CN", [CLINIC, WANG]),
        ("13800138000 139 0013 900", "CN", [WANG]),
        ("13800138000 1390013900", "CN", [WANG]),
        # one mistyped number: the line in Beijing inside it is a stranger's
        ("139 10 12345678", "CN", []),
        # a mainland mobile in a sheet from Hong Kong: its tail is a stranger's number there
        ("139 91234567", "HK", []),
        ("1380 0138 000 1", "CN", []),
    ],
)
def test_words_side_by_side_are_numbers_only_where_that_is_clear(cell: str, region: str, numbers: list[str]) -> None:
    assert good(cell, region) == numbers


@pytest.mark.parametrize("cell", ["", "   ", "、；", "\n"])
def test_an_empty_cell_gives_nothing(cell: str) -> None:
    assert parse_cell(cell, "CN") == parse_cell("", "CN")


def test_a_refusal_says_what_to_do_about_it() -> None:
    (piece,) = parse_cell("1.38E+10", "CN").refused
    assert piece.text in piece.sentence
    assert "make the column text" in piece.sentence


def test_a_possible_number_is_marked_for_a_second_look() -> None:
    assert parse_cell("07700 900123", "GB").refused[0].possible
    assert not parse_cell("79", "GB").refused[0].possible


@pytest.mark.parametrize("bad", ["79", "无", "110", "1.38E+10", "400-820-8820", "+86", "138****8000", "0", "转8002"])
@pytest.mark.parametrize("between", ["、", "/", "；", " 或 "])
def test_a_good_number_is_never_lost_because_its_neighbour_is_bad(bad: str, between: str) -> None:
    assert WANG in {number.e164 for number in read(f"{bad}{between}13800138000")}
    assert WANG in {number.e164 for number in read(f"13800138000{between}{bad}")}


@given(st.text(alphabet=st.characters(categories=["N", "P", "L", "Z", "S", "Cc"]), max_size=40))
def test_no_text_whatever_makes_reading_fail(text: str) -> None:
    cell = parse_cell(text, "CN")
    assert all(number.e164.startswith("+") for number in cell.numbers)


@given(st.text(alphabet="0123456789+-() 转x#", max_size=24))
def test_between_separators_any_scribble_leaves_a_good_number_alone(scribble: str) -> None:
    assert WANG in {number.e164 for number in read(f"{scribble}；13800138000；{scribble}")}


@pytest.mark.parametrize(
    ("cell", "region", "numbers"),
    [
        # eleven digits cannot be a number of Hong Kong, Macau, Singapore or Taiwan
        ("13800138000", "HK", [WANG]),
        ("138 0013 8000", "SG", [WANG]),
        ("138-0013-8000", "MO", [WANG]),
        ("13800138000转8", "TW", [f"{WANG}x8"]),
        # beside a local number in one cell both are good
        ("91234567 / 13800138000", "HK", ["+85291234567", WANG]),
        # Singapore's toll-free numbers begin like a mainland mobile, and come first
        ("18001234567", "SG", ["+6518001234567"]),
        # in Vancouver it may be a slip in a local number written with its 1
        ("13800138000", "CA", []),
        # no mainland mobile begins with 12
        ("12800138000", "HK", []),
    ],
)
def test_a_mainland_mobile_is_known_where_no_local_number_is_so_long(
    cell: str, region: str, numbers: list[str]
) -> None:
    assert good(cell, region) == numbers
