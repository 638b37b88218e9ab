"""Consents that a file tells of, written in sets. What a file says once more changes nothing.

1. A word without a day says something only where the last file said otherwise, or none said anything. So an export that
   is behind does not undo, night after night, what the customer has told us since.
2. 是 without a day never undoes a withdrawal that came in by another door: only a later day does.
3. 否 is a withdrawal: it refuses at once what is planned for the purpose.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

PURPOSE, SOURCE = "marketing", "import"

_SAID = """
    with newest as materialized (
        select c.id, s.marketing_consent as word, s.consented_at as given_at,
               last.withdrawn_at is not null as refused, last.id is not null as known, last.source,
               ours.id is not null and ours.given_at is null as ours_was_no
        from staged as s
        cross join lateral (
            select id from customer where source = s.source and external_id = s.external_id offset 0
        ) as c
        left join lateral (
            select * from consent where customer_id = c.id and purpose = :purpose
            order by greatest(given_at, withdrawn_at) desc, id desc limit 1
        ) as last on true
        left join lateral (
            select * from consent where customer_id = c.id and purpose = :purpose and source = :source
            order by id desc limit 1
        ) as ours on true
        where s.line between :first and :last and s.marketing_consent is not null
    )"""

_GIVEN = text(f"""{_SAID}, given as (
        insert into consent (customer_id, purpose, given_at, proof, source)
        select id, :purpose, coalesce(given_at, :now), :proof, :source from newest
        where word = 'yes' and case when given_at is null
            then not known or (refused and source = :source)
            else not exists (select from consent as same where same.customer_id = newest.id and same.purpose = :purpose
                             and same.source = :source and same.given_at = newest.given_at) end
        returning customer_id
    )
    insert into to_plan (customer_id, since) select distinct customer_id, cast(:now as timestamptz) from given
    on conflict do nothing""")

_REFUSED = text(f"""{_SAID}, meant as (
        select newest.id, greatest(:now, max(grants.given_at)) as at
        from newest left join consent as grants on grants.customer_id = newest.id and grants.purpose = :purpose
                                                and grants.withdrawn_at is null
        where word = 'no' and not refused and not ours_was_no group by newest.id
    ), ended as (
        update consent set withdrawn_at = meant.at
        from meant where customer_id = meant.id and purpose = :purpose and withdrawn_at is null
    ), noted as (
        insert into consent (customer_id, purpose, withdrawn_at, proof, source)
        select id, :purpose, at, :proof, :source from meant
    )
    select id from meant order by id""")

_WITHDRAWN = text("""
    with going as (
        select id from follow_up where customer_id = any(:ids) and purpose = :purpose and state = 'planned'
        order by id for update
    ), gone as (
        update follow_up set state = 'withdrawn', reason = 'consent_withdrawn', closed_at = :now
        from going where follow_up.id = going.id returning follow_up.id
    )
    insert into follow_up_change (follow_up_id, at, from_state, to_state, reason)
    select id, :now, 'planned', 'withdrawn', 'consent_withdrawn' from gone""")


def write_consents(connection: Connection, first: int, last: int, file: str, now: datetime) -> None:
    """Write what the staged lines say of consent to marketing, and withdraw what is planned for who refuses."""
    values = {"first": first, "last": last, "now": now, "purpose": PURPOSE, "source": SOURCE, "proof": f"import {file}"}
    connection.execute(_GIVEN, values)
    refusing = connection.scalars(_REFUSED, values).all()
    if refusing:
        connection.execute(_WITHDRAWN, {"ids": list(refusing), "purpose": PURPOSE, "now": now})
