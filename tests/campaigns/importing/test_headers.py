"""Whatever an export calls its columns."""

from __future__ import annotations

import pytest

from campaigns.importing.headers import ColumnsMissing, Subject, vocabulary, words


@pytest.mark.parametrize(
    "headers",
    [
        ("客户编号", "姓名", "手机", "门店"),
        # full width, remarks, stars, blanks
        ("客户编号（必填）", "＊姓名", "手 机", " 门店 "),
        ("会员号", "客户姓名", "联系电话", "院区"),
        ("Customer ID", "Full Name", "Mobile Phone", "Branch"),
        ("customer_id", "FULL_NAME", "mobile-phone", "branch"),
    ],
)
def test_customers_columns_are_known_by_many_names(headers: tuple[str, ...]) -> None:
    columns = vocabulary("customers").match(headers, "export.csv")
    assert {*columns.fields.values(), *columns.numbers} == set(headers)
    assert set(columns.fields) == {"external_id", "name", "branch"}


def test_all_columns_with_numbers_are_read_in_the_order_of_the_file() -> None:
    columns = vocabulary("customers").match(("备用电话", "姓名", "编号", "手机", "门店", "电话 (2)"), "export.csv")
    assert columns.numbers == ("备用电话", "手机", "电话 (2)")


def test_an_unknown_column_is_a_detail_under_its_own_name_and_a_count_of_lines_is_none() -> None:
    columns = vocabulary("customers").match(("序号", "编号", "姓名", "手机", "门店", "肤质", "车牌号"), "export.csv")
    assert columns.details == {"肤质": "肤质", "车牌号": "plate"}


def test_of_two_columns_that_claim_one_field_the_more_exact_wins_and_the_other_is_kept() -> None:
    columns = vocabulary("customers").match(("ID", "Name", "Phone", "Branch", "Customer No."), "export.csv")
    assert columns.fields["external_id"] == "Customer No."
    assert columns.second == ("ID",)
    assert "ID" in columns.details


def test_what_is_missing_is_told_in_one_sentence_with_what_was_found_and_what_was_expected() -> None:
    with pytest.raises(ColumnsMissing) as missing:
        vocabulary("customers").match(("客户编号", "姓名", "微信"), "名单.csv")
    sentence = str(missing.value)
    assert "名单.csv" in sentence
    assert "numbers (手机, 手机号," in sentence
    assert "branch (门店," in sentence
    assert "Its columns are: 客户编号, 姓名, 微信." in sentence


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("结算日期", "invoice"),
        ("治疗日期", "treatment"),
        ("预约时间", "appointment"),
        ("出院日期", "discharge"),
        ("日期", ""),
    ],
)
def test_the_header_of_a_date_may_tell_the_kind_of_event(header: str, kind: str) -> None:
    assert vocabulary("events").match(("单号", "客户编号", header), "export.csv").implied_kind == kind


@pytest.mark.parametrize(
    ("subject", "group"),
    [
        ("branches", "regions"),
        ("customers", "titles"),
        ("customers", "languages"),
        ("customers", "tiers"),
        ("events", "kinds"),
        ("events", "categories"),
        ("events", "statuses"),
        ("events", "done_in"),
        ("events", "words.relation"),
        ("customers", "words.market"),
    ],
)
def test_no_word_stands_for_two_things(subject: Subject, group: str) -> None:
    assert words(subject, group)
