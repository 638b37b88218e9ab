"""Running the revisions: to the newest, to none, and asking where a database stands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from migrations.tables import metadata

#: Two processes that start together must not both migrate.
_LOCK = text("select pg_advisory_xact_lock(4822736)")


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; several at once wait for each other."""
    with engine.begin() as connection:
        connection.execute(_LOCK)
        command.upgrade(config(connection), "head")


def downgrade(engine: Engine) -> None:
    """Take every revision back, to an empty database."""
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == ScriptDirectory.from_config(config()).get_current_head()


def differences(engine: Engine) -> list[object]:
    """Where the revisions and the tables in the code disagree; empty when they are one."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
