"""The revisions make exactly the tables that the code declares, and can be taken back."""

from __future__ import annotations

from pathlib import Path

from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import differences, downgrade, is_current, upgrade
from migrations.tables import ROOMS
from runtime.database import connect

REPOSITORY = Path(__file__).parents[1]


def test_the_revisions_lead_to_the_tables_in_the_code_and_back_again(postgres: EmbeddedPostgres) -> None:
    engine = connect(postgres.create_database("revisions"))
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    assert differences(engine) == []
    downgrade(engine)
    assert not is_current(engine)
    assert differences(engine), "an empty database differs from the code"
    upgrade(engine)
    assert is_current(engine)
    engine.dispose()


def test_every_module_that_declares_a_table_is_known_to_the_revisions() -> None:
    declaring = {
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        for room in ("runtime", "campaigns", "dialer", "webhooks", "workers", "web")
        for path in (REPOSITORY / room).rglob("*.py")
        if "__tablename__ =" in path.read_text("utf-8")
    }
    assert declaring == set(ROOMS)
