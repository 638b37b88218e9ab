"""Whole courses: chained steps, texts and visits, calendars, the house's own playbooks, calls with several topics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DISPOSITIONS = (
    "'well', 'concern', 'dissatisfied', 'call_later', 'refused', 'machine', 'wrong_number', 'relative', 'greeted'"
)


def _check(name: str, table: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _checked_anew(name: str, table: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    _check(name, table, condition)


def upgrade() -> None:
    op.create_table(
        "calendar_edition",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_calendar_edition")),
    )
    op.create_table(
        "official_day",
        sa.Column("country", sa.String(), server_default="CN", nullable=False),
        sa.Column("notice", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('off', 'make-up workday')", name=op.f("ck_official_day_kind")),
        sa.PrimaryKeyConstraint("country", "notice", "day", name=op.f("pk_official_day")),
    )
    op.create_table(
        "open_day",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("prev_day", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint("mode in ('workday', 'public_holiday')", name=op.f("ck_open_day_mode")),
        sa.PrimaryKeyConstraint("place", "mode", "day", name=op.f("pk_open_day")),
    )
    op.create_table(
        "planning_asked",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_planning_asked_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_asked")),
    )
    op.create_table(
        "planning_run",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_planning_run_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_run")),
    )
    op.create_table(
        "yearly_day",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "calendar in ('solar-feb28', 'solar-mar1', 'lunar-leap', 'lunar-regular', 'festival')",
            name=op.f("ck_yearly_day_calendar"),
        ),
        sa.PrimaryKeyConstraint("calendar", "name", "year", name=op.f("pk_yearly_day")),
    )
    op.create_table(
        "playbook_edition",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["agent.id"], name=op.f("fk_playbook_edition_made_by_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playbook_edition")),
    )
    op.create_index(op.f("ix_playbook_edition_playbook"), "playbook_edition", ["playbook"], unique=False)
    op.create_table(
        "to_plan",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_to_plan_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_to_plan")),
    )
    op.create_table(
        "topic",
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_topic_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_topic_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "follow_up_id", name=op.f("pk_topic")),
    )
    op.create_index(op.f("ix_topic_follow_up_id"), "topic", ["follow_up_id"], unique=False)
    op.drop_index(op.f("uq_attempt_text"), table_name="attempt", postgresql_where="((channel)::text = 'text'::text)")
    op.create_index(
        "uq_attempt_text",
        "attempt",
        ["follow_up_id", "mode"],
        unique=True,
        postgresql_where=sa.text("channel = 'text'"),
    )
    op.add_column("branch", sa.Column("market", sa.String(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("calendar", sa.String(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("lunar_birthday", sa.String(), nullable=True))
    op.add_column("event", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("follow_up", sa.Column("course", sa.String(), server_default="", nullable=False))
    op.add_column("follow_up", sa.Column("text_ahead", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("follow_up", sa.Column("reached_on", sa.Date(), nullable=True))
    op.create_index("ix_follow_up_course", "follow_up", ["course"], unique=False)
    op.create_index(
        "ix_follow_up_step",
        "follow_up",
        ["playbook", "step"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.add_column("outcome", sa.Column("contact_on", sa.Date(), nullable=True))
    op.drop_constraint(op.f("uq_outcome_attempt_id"), "outcome", type_="unique")
    op.create_unique_constraint(op.f("uq_outcome_attempt_id_follow_up_id"), "outcome", ["attempt_id", "follow_up_id"])
    _check("lunar_birthday", "customer", r"lunar_birthday ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|30)\+?$'")
    _check("market", "branch", "market in ('', 'new', 'mature')")
    _checked_anew("mode", "follow_up", "mode in ('agent', 'greeting', 'text', 'visit')")
    _checked_anew("disposition", "outcome", f"disposition in ({_DISPOSITIONS}, 'texted')")
    # What is on file already: the course of a planned step, whose holidays count, who was talked with and when.
    op.execute("update follow_up f set course = e.source || ':' || e.external_id from event e where e.id = f.event_id")
    op.execute(
        "update customer c set calendar = coalesce((select n.country || coalesce('-' || nullif(n.subdivision, ''), '') "
        "from customer_number n where n.customer_id = c.id and n.country <> '' order by n.position limit 1), "
        "(select b.region from branch b where b.name = c.branch))"
    )
    op.execute(
        "update outcome o set contact_on = (o.logged_at at time zone c.day_zone)::date from customer c "
        "where c.id = o.customer_id and disposition in ('well', 'concern', 'dissatisfied', 'call_later', 'refused')"
    )


def downgrade() -> None:
    op.execute("delete from follow_up where mode in ('text', 'visit')")
    op.execute("delete from outcome where disposition = 'texted'")
    _checked_anew("mode", "follow_up", "mode in ('agent', 'greeting')")
    _checked_anew("disposition", "outcome", f"disposition in ({_DISPOSITIONS})")
    op.drop_constraint(op.f("ck_customer_lunar_birthday"), "customer")
    op.drop_constraint(op.f("ck_branch_market"), "branch")
    op.drop_constraint(op.f("uq_outcome_attempt_id_follow_up_id"), "outcome", type_="unique")
    op.create_unique_constraint(
        op.f("uq_outcome_attempt_id"), "outcome", ["attempt_id"], postgresql_nulls_not_distinct=False
    )
    op.drop_column("outcome", "contact_on")
    op.drop_index("ix_follow_up_step", table_name="follow_up", postgresql_where=sa.text("state = 'planned'"))
    op.drop_index("ix_follow_up_course", table_name="follow_up")
    op.drop_column("follow_up", "reached_on")
    op.drop_column("follow_up", "text_ahead")
    op.drop_column("follow_up", "course")
    op.drop_column("event", "withdrawn_at")
    op.drop_column("customer", "lunar_birthday")
    op.drop_column("customer", "calendar")
    op.drop_column("branch", "market")
    op.drop_index("uq_attempt_text", table_name="attempt", postgresql_where=sa.text("channel = 'text'"))
    op.create_index(
        op.f("uq_attempt_text"),
        "attempt",
        ["follow_up_id"],
        unique=True,
        postgresql_where="((channel)::text = 'text'::text)",
    )
    op.drop_index(op.f("ix_topic_follow_up_id"), table_name="topic")
    op.drop_table("topic")
    op.drop_table("to_plan")
    op.drop_index(op.f("ix_playbook_edition_playbook"), table_name="playbook_edition")
    op.drop_table("playbook_edition")
    op.drop_table("yearly_day")
    op.drop_table("planning_run")
    op.drop_table("planning_asked")
    op.drop_table("open_day")
    op.drop_table("official_day")
    op.drop_table("calendar_edition")
