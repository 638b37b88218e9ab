"""A house that has been at it for two years: a million customers and all that was done for them, by set-based SQL.

Every customer has a number, a treatment, and three follow-ups spread over 600 days back and 300 days ahead; who was
reached has an outcome. What is due today, who is at the desk, and what happened this morning is as on a busy Tuesday.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, text

from dialer.figures.upkeep import rebuild
from runtime.database import sessions

#: A Tuesday, eleven in the morning in Hong Kong.
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
CUSTOMERS, FOLLOW_UPS = 1_000_000, 3_000_000
AGENTS, HIGH = 60, 100

_PEOPLE = f"""
    insert into branch (name, source, region, zone, name_en, name_zh, line)
    values ('central', 'clinic', 'HK', 'Asia/Hong_Kong', 'Harbour Clinic', '海港诊所', '+85231230001'),
           ('north', 'clinic', 'SG', 'Asia/Singapore', 'Garden Clinic', '花园诊所', '+6562220001'),
           ('west', 'workshop', 'CA', 'America/Vancouver', 'Kitsilano Motors', '西区车行', '+16045550100');
    insert into agent (login, name, post, department, roles, phone, password_hash, created_at)
    select 'agent-' || g, '员工' || g, 'agent', (array['客服部', '咨询部', '护理部'])[1 + g % 3],
    array[(array['service', 'consultant', 'nurse'])[1 + g % 3]], '+852611' || lpad(g::text, 5, '0'), :password, now()
    from generate_series(1, {AGENTS}) g;
    insert into agent (login, name, post, roles, phone, password_hash, created_at)
    values ('rita', '梁丽达', 'supervisor', '{{}}', '+85261200001', :password, now()),
           ('ada', '吴爱达', 'administrator', '{{}}', '+85261200002', :password, now());
    insert into presence (agent_id, wants, since, lease_until)
    select id, 'available', '2026-11-24 01:00Z', '2026-11-25 03:00Z' from agent where post = 'agent';
    insert into presence_change (agent_id, at, wants) select agent_id, since, wants from presence;
    insert into leg (token, agent_id, e164, line, state, whispers, wanted_at, joined_at)
    select 'leg-' || id, id, phone, '+85231230001', 'joined', false, '2026-11-24 01:00Z', '2026-11-24 01:00Z'
    from agent where post = 'agent';
    insert into campaign (launch_key, name, playbook, segment, message, state, launched_by, launched_at)
    select 'greeting-' || g, '问候 ' || g, 'holiday-greeting', '{{}}', '{{}}', 'running', {AGENTS} + 1,
    '2026-11-24 01:00Z' from generate_series(1, 5) g;
"""
_CUSTOMERS = f"""
    insert into customer (source, external_id, branch, name, surname, title, language, zone, day_zone, calendar, tier,
    owner, details, created_at, updated_at)
    select case when g % 10 < 8 then 'clinic' else 'workshop' end, 'C-' || (1000000 + g),
    (array['central', 'central', 'central', 'central', 'north', 'north', 'north', 'north', 'west', 'west'])[1 + g % 10],
    n.surname || n.given, n.surname, (array['ms', 'mr', 'miss', ''])[1 + g % 4],
    case when g % 10 = 9 then 'en' else 'zh' end, null,
    (array['Asia/Hong_Kong', 'Asia/Singapore', 'America/Vancouver'])[1 + (g % 10 + 2) / 6], 'HK',
    (array['', '', '', '', '', '', '', 'vip', 'silver', 'gold'])[1 + g / 10 % 10],
    case when g % 20 = 0 then 'agent-' || (1 + g % {AGENTS}) end, '{{"district": "021"}}',
    '2025-01-01Z', '2026-11-01Z'
    from generate_series(1, {CUSTOMERS}) g, lateral (select
    (array['陈', '林', '黄', '李', '王', '张', '吴', '刘', '蔡', '杨', '许', '郑', '谢', '郭', '洪', '曾'])[1 + g % 16],
    (array['美', '嘉', '志', '秀', '子', '文', '俊', '欣', '家', '晓', '建', '丽'])[1 + g / 16 % 12]
    || (array['玲', '慧', '明', '英', '轩', '静', '杰', '怡', '豪', '雯', '国', '华'])
    [1 + g / 192 % 12]) n(surname, given);
    insert into customer_number (customer_id, e164, kind, country, position)
    select id, '+8526' || lpad(id::text, 7, '0'), 'mobile', 'HK', 1 from customer;
    insert into event (source, external_id, customer_id, kind, category, subject, by_whom, occurred_on, created_at)
    select 'clinic', 'T-' || id, id, 'treatment', 'laser', 'Picosecond laser', 'Dr. Ho',
    date '2026-11-24' - (id % 600)::int, '2026-11-01Z' from customer;
    insert into suppression (customer_id, channel, reason, since)
    select id, 'all', 'asked', '2026-06-01Z' from customer where id % 50 = 0;
"""
_FOLLOW_UPS = f"""
    insert into follow_up (customer_id, event_id, campaign_id, playbook, step, course, occurrence_key, purpose, role,
    hours, mode, priority, first_day, last_day, opens_at, closes_at, next_try_at, waits_for, tries_made, tries_allowed,
    state, reason, reached_on, closed_at, created_at)
    select 1 + g % {CUSTOMERS}, 1 + g % {CUSTOMERS}, case when s.mode = 'greeting' then 1 + g % 5 end, s.playbook,
    s.step, '', 'bench/' || g, s.purpose, s.role, 'clinic', s.mode, s.priority, d.last - 2, d.last,
    (d.last - 2)::timestamp at time zone 'Asia/Hong_Kong', (d.last + 1)::timestamp at time zone 'Asia/Hong_Kong',
    case when d.last = date '2026-11-24' + g % 3 and g % 4 > 0 then timestamptz '2026-11-24 06:00Z'
    else (d.last - 2)::timestamp at time zone 'Asia/Hong_Kong' end,
    (array['window', 'after_no_answer', 'outside_window', 'public_holiday'])[1 + g % 4],
    case when d.last < date '2026-11-24' then 1 else 0 end, 3, f.state, f.state,
    case when f.state = 'done' then d.last - 1 end,
    case when f.state <> 'planned' then (d.last - 1)::timestamp at time zone 'Asia/Hong_Kong' + interval '11 hours' end,
    '2026-11-01Z'
    from generate_series(1, {FOLLOW_UPS}) g
    join (values (0, 'skin-laser', 'day-1', 'care', 'service', 'agent', 10), (1, 'skin-laser', 'day-10', 'care',
    'service', 'agent', 20), (2, 'surgery', 'month-1', 'care', 'nurse', 'agent', 10), (3, 'service-next-day',
    'next-day', 'survey', 'service', 'agent', 30), (4, 'not-yet-decided', 'next-day', 'marketing', 'consultant',
    'agent', 40), (5, 'holiday-greeting', 'greeting', 'marketing', 'service', 'greeting', 60))
    s(nth, playbook, step, purpose, role, mode, priority) on s.nth = g % 6,
    lateral (select date '2026-11-24' + ((g::bigint * 7919) % 900 - 600)::int) d(last),
    lateral (select case when d.last >= date '2026-11-24' then 'planned' when g % 25 < 19 then 'done'
    when g % 25 < 21 then 'missed' when g % 25 < 23 then 'exhausted' else 'withdrawn' end) f(state);
    insert into follow_up_change (follow_up_id, at, from_state, to_state, reason)
    select id, closed_at, 'planned', state, reason from follow_up where closed_at is not null;
"""
_CALLS = """
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, agent_id,
    body, ring_seconds, state, result, reason, claimed_at, placing_at, placed_at, ringing_at, answered_at, bridged_at,
    joined_at, ended_at, carrier_id, machine, evidence)
    select 'a-' || f.id || '-' || n, f.id, f.customer_id, 'call', 'out', '+8526' || lpad(f.customer_id::text, 7, '0'),
    '+85231230001', '', f.mode, case when t.met and f.mode = 'agent' then 1 + f.id % {agents} end, '', 30, 'ended',
    case when not t.met then 'no_answer' when f.mode = 'agent' then 'talked' else 'greeted' end, '', t.at, t.at, t.at,
    t.at + interval '3 s', case when t.met then t.at + interval '12 s' end,
    case when t.met then t.at + interval '12 s' end, case when t.met then t.at + interval '13 s' end,
    t.at + interval '150 s', 'CA-' || f.id || '-' || n, false, '{{}}'
    from follow_up f, generate_series(1, 2) n, lateral (select f.closed_at - (2 - n) * interval '3 hours',
    f.state = 'done' and n = 2) t(at, met) where f.state in ('done', 'exhausted', 'missed') and (n = 2 or f.id % 2 = 0);
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, body,
    ring_seconds, state, result, reason, claimed_at, placing_at, placed_at, ended_at, carrier_id, machine, evidence)
    select 'm-' || id, id, customer_id, 'call', 'out', '+8526' || lpad(customer_id::text, 7, '0'), '+85231230001', '',
    mode, '', 30, 'ended', 'no_answer', '', t.at, t.at, t.at, t.at, 'CM-' || id, false, '{{}}'
    from follow_up, lateral (select timestamptz '2026-11-24 01:00Z' + id % 7000 * interval '1 s') t(at)
    where state = 'planned' and last_day = date '2026-11-24' and id % 2 = 0;
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, body,
    ring_seconds, state, result, reason, claimed_at, placing_at, placed_at, ended_at, carrier_id, machine, evidence)
    select 't-' || id, id, customer_id, 'text', 'out', '+8526' || lpad(customer_id::text, 7, '0'), '+85231230001', '',
    mode, 'We tried to call you.', 0, 'ended', 'delivered', '', closed_at, closed_at, closed_at, closed_at,
    'SM-' || id, false, '{{}}' from follow_up where state in ('exhausted', 'missed');
"""
_OUTCOMES = """
    insert into outcome (follow_up_id, attempt_id, customer_id, agent_id, disposition, attitude, notes, ratings,
    contact_on, logged_at)
    select f.id, a.id, f.customer_id, a.agent_id, (array['well', 'well', 'well', 'well', 'well', 'well', 'well', 'well',
    'well', 'well', 'well', 'well', 'well', 'well', 'well', 'well', 'well', 'concern', 'concern', 'dissatisfied'])
    [1 + f.id % 20], 'calm', 'Recovers well, no redness.', case when f.playbook = 'service-next-day'
    then jsonb_build_object('reception-speed', 1 + f.id % 5, 'work-correct', 5, 'listening', 4) else '{{}}' end,
    f.reached_on, a.ended_at from follow_up f join attempt a on a.follow_up_id = f.id and a.bridged_at is not null
    where f.state = 'done' and f.mode = 'agent';
    insert into inbound_text (carrier_id, e164, line, body, customer_id, meaning, received_at)
    select 'IM-' || id, '+8526' || lpad(id::text, 7, '0'), '+85231230001', '可以改到周五吗？', id, 'message',
    timestamptz '2026-11-24 02:00Z' - id % 500 * interval '1 hour' from customer where id % 200 = 0;
    update inbound_text set read_at = received_at, read_by = 'agent-1' where id % 100 > 0;
"""


def fill(engine: Engine, password_hash: str) -> None:
    """Put all of it into an empty database with our tables; some minutes."""
    for part in (_PEOPLE, _CUSTOMERS, _FOLLOW_UPS, _CALLS.format(agents=AGENTS), _OUTCOMES.format()):
        with engine.begin() as connection:
            connection.execute(text("set local statement_timeout = 0"))
            # Two years of days are counted once at the end, instead of being marked row by row.
            connection.execute(text("set local session_replication_role = replica"))
            for statement in part.split(";\n"):
                if statement.strip():
                    given = {"password": password_hash} if ":password" in statement else {}
                    connection.execute(text(statement), given)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set statement_timeout = 0"))
        connection.execute(text("vacuum analyze"))
    with sessions(engine).begin() as session:
        rebuild(session, NOW)
