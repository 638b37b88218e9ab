"""Who calls: everybody at a glance, and how each of them calls."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF
from runtime.database import Sessions
from tests.cast import TUESDAY_11, agent, branch, customer
from tests.web.visitor import Visitor

AGENTS = "/console/agents"


@pytest.fixture
def staff(sessions: Sessions) -> dict[str, int]:
    """Beside Wing and Rita: Mei, a consultant who is away, and Fai, a nurse of the workshop; by login."""
    with sessions.begin() as session:
        branch(session, "bund")
        agent(session, "mei", name="陈美", roles=["consultant"])
        agent(session, "fai", name="阿辉", roles=["nurse"], branches=["bund"], languages=["zh"], skills=["laser"])
        return {one.login: one.id for one in session.scalars(select(Agent))}


def kept(sessions: Sessions, login: str) -> Agent:
    """This person as the database has it."""
    with sessions() as session:
        return session.scalars(select(Agent).where(Agent.login == login)).one()


def own_customers(sessions: Sessions, owner: str, *tiers: str) -> None:
    """A customer of each of these tiers, all this agent's own."""
    with sessions.begin() as session:
        for n, tier in enumerate(tiers):
            customer(session, f"甲{n}", f"+8526{len(owner)}{n:06}", owner=owner, tier=tier)


def words_of(page: str) -> str:
    """What the page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def row(page: str, login: str) -> str:
    """What the page says of one person."""
    return words_of(page[page.index(f'id="agent-{login}"') :].split("</tr>")[0].split(">", 1)[1])


def filled(page: str, **changes: Any) -> dict[str, Any]:
    """The form of the page with these fields filled in otherwise."""
    ticked = re.findall(r'type="checkbox" name="([\w-]+)" value="([^"]*)" checked', page)
    form: dict[str, Any] = {name: [v for n, v in ticked if n == name] for name, _ in ticked}
    chosen = re.search(r'<option value="([^"]*)" selected', page)
    form |= {"deputy": chosen.group(1) if chosen else "", "shown": shown(page)}
    return form | changes


def shown(page: str) -> str:
    """The version that a form was filled in over."""
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("language", "login", "said"),
    [
        ("en", "wing", "Wing wing waiting service all all"),
        ("en", "fai", "阿辉 fai offline nurse Bund Motors Chinese all laser"),
        ("en", "rita", "Rita rita · supervisor offline calls nobody all all"),
        ("zh", "mei", "陈美 mei 离线 咨询师 全部 全部"),
        ("zh", "fai", "阿辉 fai 离线 护士 外滩车行 中文 全部 laser"),
    ],
)
@pytest.mark.usefixtures("staff")
def test_everybody_is_seen_with_how_they_call(language: str, login: str, said: str, rita: Visitor) -> None:
    rita._language = language
    assert row(rita.get(AGENTS).text, login).startswith(said)


def test_the_page_is_in_the_consoles_navigation(rita: Visitor) -> None:
    assert f'href="{AGENTS}" aria-current="page"' in rita.get(AGENTS).text


def test_a_person_is_changed_and_calls_so(rita: Visitor, staff: dict[str, int], sessions: Sessions) -> None:
    page = rita.get(f"{AGENTS}/{staff['mei']}").text
    wanted = {"roles": ["consultant", "expert"], "branches": ["bund"], "languages": ["en"], "skills": ["laser"]}
    answer = rita.post(
        f"{AGENTS}/{staff['mei']}",
        filled(page, **wanted, **{"more-skills": " Hair  transplant， 激光", "deputy": "wing"}),
    )
    assert answer.location == AGENTS
    found = kept(sessions, "mei")
    assert (found.roles, found.branches, found.languages) == (["consultant", "expert"], ["bund"], ["en"])
    assert (sorted(found.skills), found.deputy) == (["hair transplant", "laser", "激光"], "wing")
    page = words_of(rita.get(AGENTS).text)
    assert "“陈美” is kept as you filled it in." in page
    assert "Somebody else had changed it" not in page


def test_the_form_shows_what_is_kept_and_leaving_it_alone_changes_nothing(
    rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    before = kept(sessions, "fai")
    rita.post(f"{AGENTS}/{staff['fai']}", filled(rita.get(f"{AGENTS}/{staff['fai']}").text))
    after = kept(sessions, "fai")
    for name in ("roles", "branches", "languages", "skills", "deputy"):
        assert getattr(after, name) == getattr(before, name), name


def test_nothing_ticked_means_all_branches_and_languages_and_nobody_stands_in(
    rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    page = rita.get(f"{AGENTS}/{staff['fai']}").text
    empty: dict[str, Any] = {name: [] for name in ("roles", "branches", "languages", "skills")}
    rita.post(f"{AGENTS}/{staff['fai']}", filled(page, **empty, deputy=""))
    found = kept(sessions, "fai")
    assert (found.roles, found.branches, found.languages, found.skills, found.deputy) == ([], [], [], [], None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deputy": "fai"}, "Nobody stands in for themselves; choose somebody else."),
        ({"deputy": "nobody"}, "Nobody here signs in as nobody."),
        ({"more-skills": "x" * 41}, "A skill has at most 40 characters."),
        ({"roles": ["magician"]}, "No playbook knows the role magician."),
        ({"branches": ["atlantis"]}, "There is no branch atlantis."),
        ({"languages": ["tlh"]}, "Customers are called in zh and en, not in tlh."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_what_was_typed_stays(
    changes: dict[str, Any], said: str, rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    page = rita.get(f"{AGENTS}/{staff['fai']}").text
    wanted = {"skills": ["laser"], "more-skills": "firm hand"} | changes
    answer = rita.post(f"{AGENTS}/{staff['fai']}", filled(page, **wanted))
    assert answer.status_code == 422
    field = {"more-skills": "skills"}.get(next(iter(changes)), next(iter(changes)))
    assert f'<p class="wrong" id="wrong-{field}">{said}</p>' in answer.text
    assert f'aria-describedby="wrong-{field}"' in answer.text
    assert f'name="more-skills" value="{wanted["more-skills"]}"' in answer.text
    assert shown(answer.text) == shown(page)
    assert (kept(sessions, "fai").skills, kept(sessions, "fai").roles) == (["laser"], ["nurse"])


def test_of_two_changes_the_last_one_stands_and_says_so(
    rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    page = rita.get(f"{AGENTS}/{staff['fai']}").text
    with sessions.begin() as session:
        session.get_one(Agent, staff["fai"]).roles = ["doctor"]
    rita.post(f"{AGENTS}/{staff['fai']}", filled(page, roles=["expert"]))
    assert kept(sessions, "fai").roles == ["expert"]
    assert "Somebody else had changed it since you opened the page" in rita.get(AGENTS).text


def test_two_who_wanted_the_same_have_replaced_nothing(
    rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    page = rita.get(f"{AGENTS}/{staff['fai']}").text
    with sessions.begin() as session:
        session.get_one(Agent, staff["fai"]).roles = ["expert"]
    rita.post(f"{AGENTS}/{staff['fai']}", filled(page, roles=["expert"]))
    assert "Somebody else had changed it" not in rita.get(AGENTS).text


def test_skills_that_the_playbooks_ask_for_can_be_ticked(
    rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    text = (SHELF / "skin-laser.toml").read_text("utf-8")
    with sessions.begin() as session:
        put(session, "skin-laser", text.replace("[[steps]]\n", '[[steps]]\nskill = "sutures"\n', 1), None, TUESDAY_11)
    page = rita.get(f"{AGENTS}/{staff['mei']}").text
    offered = re.findall(r'name="skills" value="([^"]*)"', page)
    assert offered == ["laser", "sutures"]


@pytest.mark.parametrize(
    ("deputy", "tiers", "said"),
    [
        # nobody is named, and nobody else may call them
        ("", ["gold"], "1 gold customer waits while 陈美 is away: name a deputy. Name a deputy"),
        ("", ["gold", "diamond", "gold"], "3 diamond and gold customers wait while 陈美 is away: name a deputy."),
        # the one who is named cannot
        ("fai", ["gold"], "1 gold customer waits while 陈美 is away."),
        ("fai", [], "阿辉 stands in for 陈美 but lacks: consultant, English, Harbour Clinic."),
        # all is well
        ("", ["", "vip", "silver"], ""),
        ("kay", ["gold"], ""),
    ],
)
def test_customers_who_would_wait_in_vain_are_told(
    deputy: str, tiers: list[str], said: str, rita: Visitor, staff: dict[str, int], sessions: Sessions
) -> None:
    with sessions.begin() as session:
        agent(session, "kay", name="阿琪", roles=["consultant", "service"])
        session.get_one(Agent, staff["mei"]).deputy = deputy or None
    own_customers(sessions, "mei", *tiers)
    page = rita.get(AGENTS).text
    card = words_of(page.split("Worth a look")[1].split("</section>")[0]) if "Worth a look" in page else ""
    assert said in card
    assert bool(card) is bool(said)


def test_own_customers_are_counted_by_their_own_agent(rita: Visitor, staff: dict[str, int], sessions: Sessions) -> None:
    own_customers(sessions, "mei", "", "gold", "gold", "platinum", "vip")
    own_customers(sessions, "who-left", "", "")
    page = rita.get(AGENTS).text
    assert "5 1 platinum, 2 gold" in row(page, "mei")
    assert "2 customers have “who-left” as their own agent, whom nobody here knows: anybody calls them." in words_of(
        page
    )
    form = words_of(rita.get(f"{AGENTS}/{staff['mei']}").text)
    assert "Own customers 5 platinum 1 gold 2" in form
