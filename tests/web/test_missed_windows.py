"""The supervisor's list of missed windows: causes first, then who, why and when."""

from __future__ import annotations

import re

import pytest

from runtime.database import Sessions
from tests.browser.long_view import missed_week
from tests.browser.scenes import NOW
from tests.cast import agent
from tests.web.visitor import Visitor
from web.reading import missed as reading
from web.reading.missed import Asked, missed_windows
from web.reading.steps import books

NINE = "林晓雯 苏文静 张伟 何嘉慧 周子轩 吴秀英 郑大卫 罗梦洁 宋欣怡"


@pytest.fixture
def week(sessions: Sessions) -> None:
    """Nine windows of the last days went by; the last of them may still be done."""
    with sessions.begin() as session:
        missed_week(session, NINE)


def rows(page: str) -> list[str]:
    """The numbers of the customers on the page, in their order."""
    return re.findall(r"C-3\d{4}", page)


@pytest.mark.usefixtures("week")
def test_the_causes_come_first_with_their_counts(rita: Visitor) -> None:
    page = rita.get("/console/missed").text
    found = re.findall(r'<span class="words">([^<]+)</span>.*?<span class="count">(\d+)</span>', page, re.DOTALL)
    assert dict(found) == {
        "all causes": "9",
        "permitted, and nobody of ours called": "4",
        "tried, and nobody was reached": "3",
        "outside the permitted hours where the customer is": "1",
        "called often enough for now": "1",
    }
    assert page.index("all causes") < page.index("C-30000")


@pytest.mark.usefixtures("week")
def test_a_row_says_who_why_when_and_whether_it_may_still_be_done(rita: Visitor) -> None:
    page = rita.get("/console/missed").text
    assert len(rows(page)) == 9
    for words in ("林晓雯", "Harbour Clinic", "The day after the laser treatment", "After a laser treatment", "23 Nov"):
        assert words in page
    assert page.count("may still be done</a>") == 1
    assert "1 of them is overdue" in page
    assert "852" not in page, "a telephone number is nobody's business here"


def test_promises_that_were_not_kept_are_counted_with_who_gave_them(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        late = missed_week(session, NINE)
        for login in ("fai", "ben"):
            agent(session, login)
        for row, owner in zip(late, ("fai", "ben", "fai"), strict=False):
            row.owner, row.take_over_at, row.reason = owner, NOW, "promise_missed"
    page = rita.get("/console/missed").text
    found = re.search(r"Promised calls that were not made in time <span[^>]*>(\d+)</span>(.*?)</ul>", page, re.DOTALL)
    assert found
    assert found.group(1) == "3"
    named = re.findall(r'<span class="words">(\w+)</span> <span class="count tabular">(\d+)</span>', found.group(2))
    assert named == [("Fai", "2"), ("Ben", "1")]
    assert page.count("promised by Fai") == 2
    assert "Promised calls" not in rita.get("/console/missed?playbook=surgery").text


@pytest.mark.usefixtures("week")
def test_one_cause_shows_its_rows_alone_and_keeps_the_other_counts(rita: Visitor) -> None:
    page = rita.get("/console/missed?cause=cap").text
    assert rows(page) == ["C-30006"]
    assert "tried, and nobody was reached" in page


@pytest.mark.usefixtures("week")
def test_one_playbook_shows_its_rows_alone(rita: Visitor) -> None:
    assert len(rows(rita.get("/console/missed?playbook=skin-laser").text)) == 9
    other = rita.get("/console/missed?playbook=surgery").text
    assert rows(other) == []
    assert "No window was missed in the last 7 days." in other


@pytest.mark.usefixtures("week")
def test_a_row_leads_to_the_customers_year(rita: Visitor) -> None:
    found = re.search(r'href="(/customers/\d+)">林晓雯', rita.get("/console/missed").text)
    assert found
    assert "林晓雯" in rita.get(found.group(1)).text


def test_the_last_seven_days_are_asked_for_unless_somebody_says_otherwise(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        (old,) = missed_week(session, "林晓雯 苏文静")[:1]
        old.last_day = old.first_day = NOW.date().replace(day=4)
    assert rows(rita.get("/console/missed").text) == ["C-30001"]
    assert len(rows(rita.get("/console/missed?days=30").text)) == 2
    assert rows(rita.get("/console/missed?days=4000").text) == ["C-30001"], "no span of ours"


@pytest.mark.usefixtures("week")
def test_a_long_list_has_pages(rita: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 4)
    pages = [rita.get(f"/console/missed?page={n}").text for n in (1, 2, 3, 99)]
    assert [len(rows(page)) for page in pages] == [4, 4, 1, 1]
    assert len({number for page in pages for number in rows(page)}) == 9
    assert "Later ones" not in pages[0]
    assert "Earlier ones" not in pages[2]


@pytest.mark.usefixtures("week")
def test_what_is_too_long_to_be_counted_says_so(
    rita: Visitor, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sessions() as session:
        assert not missed_windows(session, Asked(), books(session, "en"), NOW).cut
    monkeypatch.setattr(reading, "MOST", 8)
    with sessions() as session:
        found = missed_windows(session, Asked(), books(session, "en"), NOW)
    assert (found.cut, found.total) == (True, 8)


@pytest.mark.parametrize(
    ("language", "glad"),
    [("en", "Everybody who was to hear from us did, in time."), ("zh", "每位该联系的客户都已按时联系。")],
)
def test_nothing_missed_is_good_news(language: str, glad: str, rita: Visitor) -> None:
    rita._language = language
    assert glad in rita.get("/console/missed").text


@pytest.mark.usefixtures("week")
def test_the_page_speaks_chinese(rita: Visitor) -> None:
    rita._language = "zh"
    page = rita.get("/console/missed").text
    for words in ("已尝试，未能联系到", "激光治疗次日", "仍可补做", "海港诊所"):
        assert words in page
