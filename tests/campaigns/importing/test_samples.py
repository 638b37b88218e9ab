"""The sample files: as nasty as promised, the same bytes for the same seed, and imported through the front door."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import phonenumbers
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select, text

from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.planning import plan
from campaigns.playbooks.shelf import shelf
from huifang.import_files import import_
from runtime.database import Sessions
from samples.generate import SEED, generate
from tests.campaigns.importing.desk import NOW

SAMPLES = Path(__file__).parents[3] / "samples"
FILES = ("branches.csv", "clinic-customers.xlsx", "workshop-customers.csv", "clinic-events.xlsx", "workshop-events.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples once more, from the seed."""
    folder = tmp_path_factory.mktemp("samples")
    generate(SEED, folder)
    return folder
