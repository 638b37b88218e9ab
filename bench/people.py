"""Customers of one branch in Hong Kong, each with a telephone, for the benchmarks that call them."""

from __future__ import annotations


def people(count: int) -> str:
    """The SQL that writes so many into an empty database; their ids begin at 1."""
    return f"""
    insert into branch (name, source, region, zone, name_en, name_zh, line)
    values ('harbour', 'bench', 'HK', 'Asia/Hong_Kong', 'Harbour', '港湾', '+85231230001');
    insert into customer (source, external_id, branch, name, surname, day_zone, calendar, created_at, updated_at)
    select 'bench', g, 'harbour', '陈大文', '陈', 'Asia/Hong_Kong', 'HK', now(), now()
    from generate_series(1, {count}) g;
    insert into customer_number (customer_id, e164, kind, country, position)
    select id, '+852' || (61000000 + id), 'mobile', 'HK', 1 from customer;
"""
