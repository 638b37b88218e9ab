"""What is guarded: the audit log, a number shown once, the own agent, a person's data, somebody new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.audit import write_down
from tests.browser.camera import Camera, take
from tests.browser.long_view import her_year
from tests.browser.scenes import NOW
from tests.cast import agent, customer
from tests.web.visitor import PASSWORD_HASH

_LOGGED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("unmasked", "verify_identity", {}),
    ("exported", "missed-windows", {"form": "xlsx", "rows": 118, "days": 30}),
    ("agent_changed", "kit", {"changed": {"post": ["agent", "supervisor"], "tiers": [[], ["gold", "diamond"]]}}),
    ("agent_changed", "wing", {"changed": {"password": "given anew"}}),
    ("agent_added", "hui", {"post": "agent", "department": "客服部"}),
    ("person_exported", "", {"rows": 84}),
    ("launch_decided", "spring-festival", {}),
)


def kept_well(session: Session) -> int:
    """A year with a customer's numbers, a few of the same name, and a log of the last days; the customer's id."""
    administrator = agent(session, "yan", name="严佳", post="administrator", roles=[], password_hash=PASSWORD_HASH)
    agent(session, "kit", name="刘杰", department="咨询部")
    her = her_year(session)
    her.owner = "kit"
    for n, name in enumerate(("周淑芬", "周淑芳", "周淑仪")):
        customer(session, name, f"+852911200{n}3", external_id=f"C-2052{n}", tier=("", "gold", "vip")[n])
    for n, (did, about, details) in enumerate(_LOGGED):
        whose = her.id if did in ("unmasked", "person_exported") else None
        at = NOW - timedelta(hours=5 * n)
        write_down(session, administrator.id, did, at, customer_id=whose, about=about, **details)
    return her.id


def guarded(camera: Camera) -> None:
    """Each of them in both languages; the number as it is asked for, and as it is shown."""
    with camera.sessions.begin() as session:
        her = kept_well(session)
    for language in ("zh", "en"):
        with camera.someone("yan", language) as page:
            page.goto(f"{camera.address}/console/audit")
            take(page, f"audit-{language}")
            page.goto(f"{camera.address}/customers?q=周淑")
            take(page, f"search-{language}")
            page.goto(f"{camera.address}/customers/{her}")
            page.click("#numbers summary")
            page.click("#owner summary")
            take(page, f"number-asked-{language}")
            page.check("[name=reason][value=verify_identity]")
            page.click("#numbers button.main")
            take(page, f"number-shown-{language}")
            page.goto(f"{camera.address}/customers/{her}/person")
            take(page, f"person-{language}")
            page.goto(f"{camera.address}/console/agents/add")
            take(page, f"agent-new-{language}")
