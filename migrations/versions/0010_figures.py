"""Figures rolled up by day for the reports, the marks of days that are to be counted anew, and the triggers that set them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COUNTS = {
    "follow_up_figure": ("on_time", "late", "carried", "missed", "exhausted", "withdrawn", "open", "tried", "reached"),
    "attempt_figure": ("placed", "answered", "reached"),
    "outcome_figure": ("talked", "well", "concern", "dissatisfied", "refused", "low"),
    "rating_figure": ("answers", "points", "low"),
}
_MORE_KEYS: dict[str, tuple[tuple[str, Any], ...]] = {
    "attempt_figure": (("mode", sa.String()), ("nth", sa.BigInteger())),
    "rating_figure": (("question", sa.String()),),
}
#: What a follow-up's figures are counted from; planned, underway and talked are one bucket, but talked is reached.
_OF_A_FOLLOW_UP = (
    "({0}.last_day, {0}.playbook, {0}.role, {0}.customer_id, {0}.owner, {0}.mode, {0}.reached_on, {0}.tries_made > 0, "
    "case when {0}.state in ('planned', 'underway') then 'open' else {0}.state end, "
    "case when {0}.state = 'done' then {0}.reason end, case when {0}.state = 'done' then {0}.closed_at end)"
)
_OF_A_CALL = (
    "({0}.placing_at, {0}.agent_id, {0}.mode, {0}.follow_up_id, {0}.answered_at is null, {0}.result, "
    "{0}.state in ('refused', 'released'))"
)
_OF_AN_OUTCOME = (
    "({0}.contact_on, {0}.agent_id, {0}.disposition, {0}.ratings, {0}.next_date, {0}.follow_up_id, {0}.logged_at)"
)


def upgrade() -> None:
    _figures()
    _marks()
    op.create_index("ix_follow_up_last_day_playbook", "follow_up", ["last_day", "playbook"])
    op.create_index(
        "ix_outcome_contact_on", "outcome", ["contact_on"], postgresql_where=sa.text("contact_on is not null")
    )
    op.create_index(
        "ix_outcome_opinion",
        "outcome",
        ["contact_on", "id"],
        postgresql_where=sa.text("disposition in ('concern', 'dissatisfied') or questions <> '[]'"),
    )
    _follow_up_triggers()
    _call_triggers()
    _outcome_triggers()
    _customer_trigger()


def _figures() -> None:
    for table, counts in _COUNTS.items():
        keys: list[sa.Column[Any]] = [
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("playbook", sa.String(), nullable=False),
            sa.Column("role", sa.String(), nullable=False),
            sa.Column("branch", sa.String(), nullable=False),
            sa.Column("agent_id", sa.BigInteger(), autoincrement=False, nullable=False),
            *(sa.Column(name, kind, nullable=False) for name, kind in _MORE_KEYS.get(table, ())),
        ]
        numbers = [sa.Column(name, sa.BigInteger(), nullable=False) for name in counts]
        primary = sa.PrimaryKeyConstraint(*(key.name for key in keys), name=op.f(f"pk_{table}"))
        op.create_table(table, *keys, *numbers, primary)


def _marks() -> None:
    op.create_table(
        "figure_stale",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("playbook", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what in ('follow_up', 'attempt', 'outcome')", name=op.f("ck_figure_stale_what")),
        sa.CheckConstraint("(day is null) = (what = 'attempt')", name=op.f("ck_figure_stale_day")),
        sa.CheckConstraint("(at is null) = (what <> 'attempt')", name=op.f("ck_figure_stale_at")),
        sa.CheckConstraint("(playbook is null) = (what <> 'follow_up')", name=op.f("ck_figure_stale_playbook")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_stale")),
    )
    op.create_table(
        "figures_run",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), server_default="", nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_figures_run_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_run")),
    )


def _triggers(table: str, bodies: dict[str, str], changed: str) -> None:
    """Once for each statement: a launch of a million marks its days once. `changed` are the ids that matter."""
    seen = {
        "insert": "new table as added",
        "update": "old table as gone new table as added",
        "delete": "old table as gone",
    }
    for deed, body in bodies.items():
        name = f"{table}_figures_{deed}"
        # Most changes of a row are counted by nobody.
        same = f"if not exists {changed} then return null; end if;" if deed == "update" else ""
        op.execute(
            f"create function {name}() returns trigger language plpgsql as $$ begin {same} {body} return null; end $$"
        )
        op.execute(
            f"create trigger {name} after {deed} on {table} referencing {seen[deed]} "
            f"for each statement execute function {name}()"
        )


def _follow_up_triggers() -> None:
    mark = "insert into figure_stale (what, day, playbook) select distinct 'follow_up', last_day, playbook from {};"
    changed = (
        "(select o.id from gone o join added n using (id) "
        f"where {_OF_A_FOLLOW_UP.format('o')} is distinct from {_OF_A_FOLLOW_UP.format('n')})"
    )
    both = f"(select * from gone union all select * from added) either where id in {changed}"
    other = (
        "(select n.id from gone o join added n using (id) "
        "where (o.playbook, o.role, o.customer_id) is distinct from (n.playbook, n.role, n.customer_id))"
    )
    _triggers(
        "follow_up",
        {
            "insert": mark.format("added"),
            "delete": mark.format("gone"),
            "update": mark.format(both) + _talks_and_calls(f"in {other}"),
        },
        changed,
    )


def _talks_and_calls(of: str) -> str:
    """What else is counted by the playbook, role or branch of these follow-ups."""
    return (
        "insert into figure_stale (what, day) select distinct 'outcome', contact_on from outcome "
        f"where contact_on is not null and follow_up_id {of};"
        "insert into figure_stale (what, at) select 'attempt', placing_at from attempt "
        f"where channel = 'call' and placing_at is not null and follow_up_id {of};"
    )


def _call_triggers() -> None:
    changed = (
        "(select n.id from gone o join added n using (id) where n.channel = 'call' "
        f"and {_OF_A_CALL.format('o')} is distinct from {_OF_A_CALL.format('n')})"
    )
    for_deed = {
        "insert": "added where channel = 'call' and placing_at is not null",
        "update": f"(select * from gone union all select * from added) either where id in {changed}",
        "delete": "gone where channel = 'call' and placing_at is not null",
    }
    # Which call it was about its follow-up, and who called last, may change with any of the others.
    bodies = {
        deed: f"insert into figure_stale (what, at) select 'attempt', placing_at from {rows} and placing_at is not null;"
        f"insert into figure_stale (what, at) select distinct 'attempt', placing_at from attempt "
        f"where channel = 'call' and placing_at is not null and follow_up_id in (select follow_up_id from {rows});"
        f"insert into figure_stale (what, day, playbook) select distinct 'follow_up', last_day, playbook from follow_up "
        f"where id in (select follow_up_id from {rows});"
        for deed, rows in for_deed.items()
    }
    _triggers("attempt", bodies, changed)


def _outcome_triggers() -> None:
    changed = (
        "(select n.id from gone o join added n using (id) "
        f"where {_OF_AN_OUTCOME.format('o')} is distinct from {_OF_AN_OUTCOME.format('n')})"
    )
    for_deed = {
        "insert": "added where true",
        "update": f"(select * from gone union all select * from added) either where id in {changed}",
        "delete": "gone where true",
    }
    bodies = {
        deed: f"insert into figure_stale (what, day) select distinct 'outcome', contact_on from {rows} "
        "and contact_on is not null;"
        "insert into figure_stale (what, day, playbook) select distinct 'follow_up', last_day, playbook from follow_up "
        f"where id in (select follow_up_id from {rows});"
        for deed, rows in for_deed.items()
    }
    _triggers("outcome", bodies, changed)


def _customer_trigger() -> None:
    theirs = "in (select id from follow_up where customer_id = new.id)"
    op.execute(
        "create function customer_figures() returns trigger language plpgsql as $$ begin "
        "insert into figure_stale (what, day, playbook) select distinct 'follow_up', last_day, playbook from follow_up "
        f"where customer_id = new.id; {_talks_and_calls(theirs)} return null; end $$"
    )
    op.execute(
        "create trigger customer_figures after update of branch, owner, day_zone on customer for each row "
        "when ((old.branch, old.owner, old.day_zone) is distinct from (new.branch, new.owner, new.day_zone)) "
        "execute function customer_figures()"
    )


def downgrade() -> None:
    op.execute("drop trigger customer_figures on customer")
    op.execute("drop function customer_figures()")
    for table in ("outcome", "attempt", "follow_up"):
        for deed in ("insert", "update", "delete"):
            op.execute(f"drop trigger {table}_figures_{deed} on {table}")
            op.execute(f"drop function {table}_figures_{deed}()")
    op.drop_index("ix_outcome_opinion", "outcome")
    op.drop_index("ix_outcome_contact_on", "outcome")
    op.drop_index("ix_follow_up_last_day_playbook", "follow_up")
    for table in ("figures_run", "figure_stale", *_COUNTS):
        op.drop_table(table)
