"""Customers come in whole, once, and none is lost because of another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from campaigns.customers import CustomerNumber
from campaigns.importing.lines import FileUnreadable
from tests.campaigns.importing.desk import NOW, Desk, counts

HEADERS = "客户编号,姓名,称谓,手机,备用电话,门店,会员等级,专属客服,语言,出生日期,时区,肤质"


def test_a_row_becomes_a_customer_with_everything_it_says(desk: Desk) -> None:
    file = desk.text(
        f"""
        {HEADERS}
        A1,欧阳娜,女士,９４１２　３４５６,2345 6789转203,中环院,金卡,mei,粤语,1988年5月3日,,敏感
        """
    )
    assert counts(desk.customers(file)) == (1, 0, 0, 0, 0)
    her = desk.everybody()["A1"]
    assert (her.source, her.branch, her.name, her.surname, her.title) == ("harbour", "中环院", "欧阳娜", "欧阳", "ms")
    assert (her.language, her.tier, her.owner, her.birthday) == ("zh", "gold", "mei", date(1988, 5, 3))
    assert (her.zone, her.day_zone, her.details) == (None, "Asia/Hong_Kong", {"肤质": "敏感"})
    assert (her.created_at, her.updated_at) == (NOW, NOW)
    assert [(n.e164, n.extension, n.kind, n.country, n.position) for n in her.numbers] == [
        ("+85294123456", "", "mobile", "HK", 1),
        ("+85223456789", "203", "fixed", "HK", 2),
    ]
    assert not file.with_name("export.csv.refused.csv").exists()


@pytest.mark.parametrize(
    ("cell", "branch", "numbers"),
    [
        ("94123456", "中环院", ["+85294123456"]),
        ("+852 9412 3456", "温哥华院", ["+85294123456"]),
        ("85294123456", "中环院", ["+85294123456"]),
        ("9412 3456、63456789", "中环院", ["+85294123456", "+85263456789"]),
        ("9412 3456 / 2345 6789转8", "中环院", ["+85294123456", "+85223456789"]),
        # with and without +86
        ("13800138000", "广州院", ["+8613800138000"]),
        ("+86 138 0013 8000", "中环院", ["+8613800138000"]),
        ("8613800138000", "中环院", ["+8613800138000"]),
        ("008613800138000", "温哥华院", ["+8613800138000"]),
        ("604-555-0123", "温哥华院", ["+16045550123"]),
        ("９４１２３４５６", "中环院", ["+85294123456"]),
        # the same number twice
        ("94123456;+852 94123456", "中环院", ["+85294123456"]),
    ],
)
def test_numbers_are_read_for_the_branch_s_country(desk: Desk, cell: str, branch: str, numbers: list[str]) -> None:
    desk.customers(desk.text(f"编号,姓名,手机,门店\nA1,王芳,{cell},{branch}\n"))
    assert [number.e164 for number in desk.everybody()["A1"].numbers] == numbers


@pytest.mark.parametrize(
    ("zone", "number", "branch", "day_zone"),
    [
        # the zone on file, whatever the number says
        ("Europe/London", "94123456", "中环院", "Europe/London"),
        ("", "+16045550123", "中环院", "America/Vancouver"),
        ("", "94123456", "温哥华院", None),
        # a free number tells no place: the branch's zone
        ("", "+1 800 555 0199", "温哥华院", "America/Vancouver"),
    ],
)
def test_the_days_that_count_are_those_of_the_customer(
    desk: Desk, zone: str, number: str, branch: str, day_zone: str | None
) -> None:
    desk.customers(desk.text(f"编号,姓名,手机,门店,时区\nA1,王芳,{number},{branch},{zone}\n"))
    customer = desk.everybody().get("A1")
    assert (customer.day_zone if customer else None) == day_zone


def test_each_bad_row_is_refused_with_its_line_column_and_reason_and_its_neighbours_come_in(desk: Desk) -> None:
    file = desk.text(
        """
        客户编号,姓名,手机,备用电话,门店
        G1,王芳,94123451,,中环院
        B1,王芳,,,中环院
        B2,王芳,暂无,-,中环院
        B3,王芳,见备注,,中环院
        B4,王芳,9412345,999,中环院
        B5,王芳,94123456,,深圳院
        B6,,94123456,,中环院
        ,王芳,94123456,,
        B7,"王芳,94123456,,中环院
        B8,王芳,94123456,,中环院,香港,中环
        G2,王芳,94123452,,中环院
        """
    )
    assert counts(desk.customers(file)) == (2, 0, 0, 0, 9)
    assert set(desk.everybody()) == {"G1", "G2"}
    assert desk.report(file) == [
        (3, "手机", "", "no_number"),
        (4, "手机", "暂无", "no_number"),
        (5, "手机", "见备注", "not_a_number"),
        (6, "手机", "9412345", "invalid_for_region"),
        (6, "备用电话", "999", "emergency"),
        (7, "门店", "深圳院", "unknown_branch"),
        (8, "姓名", "", "empty"),
        (9, "客户编号", "", "empty"),
        (9, "门店", "", "empty"),
        (10, "", 'B7,"王芳,94123456,,中环院', "quote_not_closed"),
        (11, "", "B8, 王芳, 94123456, , 中环院, 香港, 中环", "too_many_cells"),
    ]


def test_what_is_doubtful_is_left_out_and_the_row_comes_in(desk: Desk) -> None:
    file = desk.text(
        f"""
        {HEADERS}
        A1,王芳,阁下,94123456 / 12345678901234567,,中环院,,,上海话,1990-02-30,Asia/Kowloon,
        """
    )
    result = desk.customers(file)
    assert (counts(result), result.warnings) == ((1, 0, 0, 0, 0), 5)
    her = desk.everybody()["A1"]
    assert (her.title, her.language, her.birthday, her.zone) == ("", "zh", None, None)
    assert [number.e164 for number in her.numbers] == ["+85294123456"]
    assert {(column, reason) for _, column, _, reason in desk.report(file)} == {
        ("称谓", "unknown_word"),
        ("手机", "too_long"),
        ("语言", "unknown_word"),
        ("出生日期", "impossible_date"),
        ("时区", "unknown_zone"),
    }


def test_a_second_import_changes_nothing(desk: Desk) -> None:
    file = desk.text(f"{HEADERS}\nA1,王芳,,94123456,,中环院,,,,,,敏感\nA2,李明,,63456789,,中环院,,,,,,\n")
    desk.customers(file)
    before = desk.everybody()
    assert counts(desk.customers(file, now=NOW + timedelta(days=1))) == (0, 0, 2, 0, 0)
    after = desk.everybody()
    assert {key: (c.id, c.updated_at, [n.id for n in c.numbers]) for key, c in before.items()} == {
        key: (c.id, c.updated_at, [n.id for n in c.numbers]) for key, c in after.items()
    }


def test_only_what_changed_is_updated(desk: Desk) -> None:
    desk.customers(desk.text(f"{HEADERS}\nA1,王芳,,94123456,,中环院,,,,,,\nA2,李明,,63456789,,中环院,,,,,,\n"))
    later = NOW + timedelta(days=1)
    changed = desk.text(f"{HEADERS}\nA1,王芳,,94123456,,中环院,钻石,,,,,\nA2,李明,,63456789,,中环院,,,,,,\n")
    assert counts(desk.customers(changed, now=later)) == (0, 1, 1, 0, 0)
    everybody = desk.everybody()
    assert (everybody["A1"].tier, everybody["A1"].updated_at) == ("diamond", later)
    assert everybody["A2"].updated_at == NOW


def test_what_a_later_file_does_not_speak_of_stays_as_it_is(desk: Desk) -> None:
    desk.customers(desk.text(f"{HEADERS}\nA1,王芳,女士,94123456,,中环院,金卡,mei,英文,1988-05-03,Europe/London,敏感\n"))
    desk.customers(desk.text("客户编号,姓名,手机,门店,来源\nA1,王芳芳,94123456,中环院,路过\n"))
    her = desk.everybody()["A1"]
    assert (her.name, her.title, her.tier, her.owner, her.language) == ("王芳芳", "ms", "gold", "mei", "en")
    assert (her.birthday, her.zone, her.day_zone) == (date(1988, 5, 3), "Europe/London", "Europe/London")
    assert her.details == {"肤质": "敏感", "来源": "路过"}


def test_a_cell_that_was_emptied_is_emptied_on_file(desk: Desk) -> None:
    desk.customers(desk.text(f"{HEADERS}\nA1,王芳,,94123456,,中环院,金卡,mei,,1988-05-03,,敏感\n"))
    desk.customers(desk.text(f"{HEADERS}\nA1,王芳,,94123456,,中环院,,,,,,\n"))
    her = desk.everybody()["A1"]
    assert (her.tier, her.owner, her.birthday, her.details) == ("", None, None, {})


def test_numbers_follow_the_file_and_the_dead_stay_dead(desk: Desk) -> None:
    def numbers() -> list[tuple[str, int, str | None]]:
        return [(n.e164[-8:], n.position, n.dead_reason) for n in desk.everybody()["A1"].numbers]

    def bring(cell: str) -> int:
        return desk.customers(desk.text(f"编号,姓名,手机,门店\nA1,王芳,{cell},中环院\n")).updated

    assert bring("94123451;94123452;94123453") == 0
    with desk.sessions.begin() as session:
        dead = CustomerNumber.e164 == "+85294123452"
        session.execute(update(CustomerNumber).where(dead).values(dead_reason="invalid_number"))
    # the order changes, one number is new, one is gone
    assert bring("94123454;94123452;94123451") == 1
    assert numbers() == [("94123454", 1, None), ("94123452", 2, "invalid_number"), ("94123451", 3, None)]
    # the file forgets the dead one, and brings it back
    assert bring("94123454") == 1
    assert numbers() == [("94123454", 1, None), ("94123452", 2, "invalid_number")]
    assert bring("94123452;94123454") == 1
    assert numbers() == [("94123452", 1, "invalid_number"), ("94123454", 2, None)]


def test_rows_that_come_twice_count_as_doubled_and_the_last_one_wins(desk: Desk) -> None:
    file = desk.text(
        """
        客户编号,姓名,手机,门店,会员等级
        A1,王芳,94123456,中环院,金卡
        A1,王芳,+852 9412-3456,中环院,gold
        A2,李明,63456789,中环院,金卡
        A2,李明,63456780,中环院,银卡
        """
    )
    result = desk.customers(file)
    assert (counts(result), result.warnings) == ((2, 0, 0, 2, 0), 1)
    him = desk.everybody()["A2"]
    assert (him.tier, [number.e164 for number in him.numbers]) == ("silver", ["+85263456780"])
    assert desk.report(file) == [(4, "客户编号", "A2", "superseded")]
    # once more: the earlier row must not come up again in between
    assert counts(desk.customers(file)) == (0, 0, 2, 2, 0)


def test_a_workbook_s_own_numbers_and_dates_are_read(desk: Desk) -> None:
    file = desk.workbook(
        [
            ["客户名单"],
            [],
            ["客户编号", "姓名", "手机", "门店", "生日", "累计消费"],
            [1001, "王芳", 94123456, "中环院", datetime.fromisoformat("1988-05-03"), 18800],
            [1002.0, "李明", 85263456789.0, "中环院", 32266, "#N/A"],
            ["１００３", "何静", "94123453", "中环院", "32266", None],
        ]
    )
    assert counts(desk.customers(file)) == (3, 0, 0, 0, 0)
    everybody = desk.everybody()
    assert {customer.birthday for customer in everybody.values()} == {date(1988, 5, 3)}
    assert set(everybody) == {"1001", "1002", "1003"}
    assert everybody["1001"].details == {"spend": "18800"}
    assert everybody["1002"].details == {}


def test_the_default_branch_is_that_of_rows_which_name_none(desk: Desk) -> None:
    desk.customers(desk.text("编号,姓名,手机\nA1,王芳,604-555-0123\n"), branch="harbour vancouver")
    assert desk.everybody()["A1"].branch == "温哥华院"
    with pytest.raises(FileUnreadable, match="no branch '深圳院'"):
        desk.customers(desk.text("编号,姓名,手机\nA1,王芳,604-555-0123\n"), branch="深圳院")


def test_a_file_that_breaks_off_writes_nothing(desk: Desk) -> None:
    """A good first half must not be on file before the second half is known."""

    def breaks(stage: str, done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123456,中环院\nA2,王芳,,中环院\n"), progress=breaks)
    assert desk.everybody() == {}
    assert [file.name for file in desk.folder.iterdir()] == ["export.csv"]


def test_a_second_import_at_the_same_time_is_refused(desk: Desk) -> None:
    from campaigns.importing.staging import ImportUnderway, import_connection

    file = desk.text("编号,姓名,手机,门店\nA1,王芳,94123456,中环院\n")
    with import_connection(desk.sessions), pytest.raises(ImportUnderway, match="Another import is running"):
        desk.customers(file)
    assert counts(desk.customers(file)) == (1, 0, 0, 0, 0)


def test_progress_is_told_while_a_long_file_is_read_and_written(desk: Desk) -> None:
    lines = "".join(f"A{n},王芳,94{n:06d},中环院\n" for n in range(12_001))
    told: list[tuple[str, int, int | None]] = []
    result = desk.customers(
        desk.text("编号,姓名,手机,门店\n" + lines),
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert result.created == 12_001
    assert told == [
        ("reading", 5_000, 12_002),
        ("reading", 10_000, 12_002),
        ("reading", 12_001, 12_002),
        ("writing", 10_000, 12_001),
        ("writing", 12_001, 12_001),
    ]
    with desk.sessions() as session:
        assert session.execute(text("select count(*) from customer_number")).scalar_one() == 12_001
