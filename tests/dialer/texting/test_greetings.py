"""A recorded voice is heard by whoever picks up: what it says too much, and that our own words do not."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF
from dialer.texting.greetings import greeting_words, says_too_much
from tests.cast import TUESDAY_11, agent, branch, campaign, customer, greeting


@pytest.mark.parametrize(
    ("language", "message", "too_much"),
    [
        ("zh", {"zh": "{address}您好，激光疗程八折。"}, True),
        ("zh", {"zh": "{address}您好，祝您节日快乐。"}, False),
        # she hears Chinese, and the English words are not hers
        ("zh", {"zh": "{address}您好。", "en": "Your laser treatment is due."}, False),
        ("en", {"zh": "{address}您好。", "en": "Your laser treatment is due."}, True),
        # no words of the launch's own: the playbook's
        ("zh", {}, False),
        ("en", {}, False),
    ],
)
def test_a_launch_of_before_the_check_is_looked_at_in_the_customers_language(
    session: Session, language: str, message: dict[str, str], *, too_much: bool
) -> None:
    mei = customer(session, language=language)
    due = greeting(session, mei, campaign(session, agent(session), message=message))
    assert says_too_much(session, due, mei) is too_much


def test_the_name_of_the_house_and_of_the_customer_is_no_treatment_word(session: Session) -> None:
    """What a house is called has to be said, and nobody is to blame for a name."""
    house = branch(session)
    house.name_zh = "海港激光医美"
    mei = customer(session, "药美玲")
    due = greeting(session, mei, campaign(session, agent(session), message={"zh": "{address}您好，{house}祝您安康。"}))
    assert greeting_words(session, due, mei, house) == "药女士您好，海港激光医美祝您安康。"
    assert not says_too_much(session, due, mei)


def test_an_edition_of_before_the_check_is_looked_at_too(session: Session) -> None:
    text = (SHELF / "holiday-greeting.toml").read_text(encoding="utf-8")
    put(session, "holiday-greeting", text.replace("祝您和家人节日快乐", "祝您术后安康"), None, TUESDAY_11)
    mei = customer(session)
    assert says_too_much(session, greeting(session, mei), mei)


def test_words_that_nobody_wrote_say_nothing(session: Session) -> None:
    mei: Customer = customer(session)
    due = greeting(session, mei, playbook="of old")
    assert not says_too_much(session, due, mei)
    assert greeting_words(session, due, mei, branch(session)) == ""
