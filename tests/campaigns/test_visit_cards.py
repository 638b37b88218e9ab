"""Visit cards: district code – three-digit serial, opened once, signed by a manager."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.outcomes import Outcome
from campaigns.visit_cards import VisitCard, open_card, sign
from runtime.database import Sessions
from tests.cast import TUESDAY_11 as NOW
from tests.cast import agent, branch, customer, follow_up
from tests.dialer.at_once import while_it_waits


def opened(session: Session, name: str, district: str = "021") -> str:
    card = open_card(session, customer(session, name, details={"district": district}), NOW)
    return card.number if card else "none"


def taken(session: Session, serial: int) -> None:
    whose = customer(session, f"客{serial}")
    session.add(VisitCard(customer_id=whose.id, district="021", serial=serial, opened_at=NOW))
    session.flush()


def test_the_first_card_of_a_district_is_001_and_each_district_counts_for_itself(session: Session) -> None:
    numbers = [opened(session, "甲"), opened(session, "乙"), opened(session, "丙", "0755"), opened(session, "丁", " ")]
    assert numbers == ["021-001", "021-002", "0755-001", "000-001"]


def test_a_customer_keeps_the_card_that_was_opened(session: Session) -> None:
    her = customer(session, details={"district": "021"})
    first = open_card(session, her, NOW)
    her.details = {"district": "022"}
    assert open_card(session, her, NOW) is first


def test_after_999_the_number_of_an_erased_customer_is_given_again(session: Session) -> None:
    for serial in (1, 2, 4, 999):
        taken(session, serial)
    assert opened(session, "甲") == "021-003"


def test_a_district_without_a_free_number_opens_none(session: Session) -> None:
    first = customer(session)
    same = {c.key: getattr(first, c.key) for c in Customer.__table__.columns if c.key not in ("id", "external_id")}
    rows = [same | {"external_id": f"C-{n}"} for n in range(1, 1000)]
    ids = session.scalars(insert(Customer).returning(Customer.id), rows).all()
    cards = [{"customer_id": id_, "district": "021", "serial": n, "opened_at": NOW} for n, id_ in enumerate(ids, 1)]
    session.execute(insert(VisitCard), cards)
    assert opened(session, "甲") == "none"
    assert opened(session, "乙", "022") == "022-001"


def test_the_second_of_two_at_once_waits_for_the_first_and_takes_the_next_number(sessions: Sessions) -> None:
    numbers: list[str] = []

    def second() -> None:
        with sessions.begin() as session:
            numbers.append(opened(session, "乙"))

    with sessions() as first:
        branch(first)
        first.commit()
        numbers.append(opened(first, "甲"))
        assert while_it_waits(sessions, second, first.commit)
    assert numbers == ["021-001", "021-002"]


def test_a_manager_signs_visits_once_and_nothing_else(session: Session) -> None:
    her, rita = customer(session), agent(session, "rita", post="supervisor", roles=[])
    row = {"follow_up_id": follow_up(session, her, mode="visit").id, "customer_id": her.id, "disposition": "well"}
    visit, call = (Outcome(**row, reached_by=how, logged_at=NOW) for how in ("visit", "call"))
    session.add_all([visit, call])
    session.flush()
    assert sign(session, [visit.id, call.id, 10**9], rita.id, NOW) == 1
    assert sign(session, [visit.id], rita.id, NOW) == 0
    signed = session.scalars(select(Outcome.id).where(Outcome.signed_by == rita.id, Outcome.signed_at == NOW)).all()
    assert signed == [visit.id]
