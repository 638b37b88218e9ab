"""A supervisor's day, as the pictures have it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from runtime.database import Sessions


@pytest.fixture
def staff(app: Flask, sessions: Sessions) -> dict[str, int]:
    """Login -> id of who is in the house."""
    with sessions() as session:
        return dict(session.execute(select(Agent.login, Agent.id)).all())
