"""`python -m samples.generate`: the sample files, the same bytes for the same seed.

They show what exports look like on a bad day: titles above the headers, GBK, serial dates, full-width digits, two
numbers in one cell, extensions, doubled rows, and one or two rows of a hundred that nobody can use.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from random import Random

import click

from samples import clinic, clinic_events, workshop
from samples.files import write_csv, write_workbook
from samples.phones import Phones
from samples.places import CLINICS, WORKSHOP, Place

#: The seed of the files in the repository: the day that they are set around.
SEED = 20261124


def generate(seed: int, into: Path) -> None:
    """Write all five files into this folder."""
    draw = Random(seed)
    phones = Phones(draw)
    into.mkdir(parents=True, exist_ok=True)
    names = [field.name for field in fields(Place) if field.name != "day"]
    branches = [names, *([getattr(place, name) for name in names] for place in (*CLINICS, WORKSHOP))]
    write_csv(into / "branches.csv", branches, "utf-8")
    clients, rows = clinic.customers(draw, phones)
    write_workbook(into / "clinic-customers.xlsx", "客户", rows)
    write_workbook(into / "clinic-events.xlsx", "治疗与预约", clinic_events.events(draw, clients))
    owners, rows = workshop.customers(draw, phones)
    write_csv(into / "workshop-customers.csv", rows, "gbk", workshop.raw_lines(rows[0]))
    write_csv(into / "workshop-events.csv", workshop.events(draw, owners), "gbk")


@click.command()
@click.option("--seed", default=SEED, show_default=True)
@click.option("--into", default=Path(__file__).parent, type=click.Path(path_type=Path), help="The folder to write to.")
def main(seed: int, into: Path) -> None:
    """Write the sample files."""
    generate(seed, into)


if __name__ == "__main__":
    main()
