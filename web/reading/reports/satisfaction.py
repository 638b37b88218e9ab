"""Satisfaction: what customers said, and the ratings that they gave."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import Session

from dialer.figures.rows import OutcomeFigure, RatingFigure
from web.reading.reports.asked import Asked, By, told_apart, within
from web.reading.reports.period import Period
from web.reading.reports.rates import share
from web.reading.steps import Books

#: The customer satisfaction index that a house aims at. Source: the users' follow-up manuals, section 5.
TARGET = 0.93
_BEST = 5


@dataclass(frozen=True)
class Ratings:
    """Answers to one question, or to many: 1 (poor) to 5 (excellent)."""

    answers: int = 0
    points: int = 0
    #: Answers of 1 or 2.
    low: int = 0

    def __add__(self, other: Ratings) -> Ratings:
        return Ratings(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def average(self) -> float | None:
        """From 1 to 5; None where nobody was asked."""
        return share(self.points, self.answers)

    @property
    def index(self) -> float | None:
        """The points that were given, of all that could have been: an average of 4.65 is 93 %."""
        return share(self.points, _BEST * self.answers)

    @property
    def low_share(self) -> float | None:
        """The share of answers of 1 or 2."""
        return share(self.low, self.answers)


@dataclass(frozen=True)
class Talks:
    """Talks with customers."""

    talked: int = 0
    well: int = 0
    concern: int = 0
    dissatisfied: int = 0
    refused: int = 0
    #: With at least one rating of 1 or 2.
    low: int = 0

    def __add__(self, other: Talks) -> Talks:
        return Talks(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Question:
    """One question of a survey and what was answered."""

    playbook: str
    question: str
    words: str
    #: In the survey; one that is asked no more comes last.
    place: int
    ratings: Ratings


def talks(session: Session, asked: Asked, of: Period) -> Talks:
    """All of a period."""
    return Talks(*session.execute(_talks().where(within(OutcomeFigure, of, asked.playbook))).one())


def talks_by(session: Session, asked: Asked, by: By) -> dict[Any, Talks]:
    """The same, told apart."""
    found = told_apart(_talks().where(within(OutcomeFigure, asked.period, asked.playbook)), OutcomeFigure, by)
    return {row.key: Talks(*row[:-1]) for row in session.execute(found)}


def ratings(session: Session, asked: Asked, of: Period) -> Ratings:
    """All questions of a period together."""
    return Ratings(*session.execute(_ratings().where(within(RatingFigure, of, asked.playbook))).one())


def ratings_by(session: Session, asked: Asked, by: By) -> dict[Any, Ratings]:
    """The same, told apart."""
    found = told_apart(_ratings().where(within(RatingFigure, asked.period, asked.playbook)), RatingFigure, by)
    return {row.key: Ratings(*row[:-1]) for row in session.execute(found)}


def questions(session: Session, asked: Asked, books: Books) -> list[Question]:
    """Every question that was answered, by playbook, in the order in which it is asked."""
    found = _ratings().add_columns(RatingFigure.playbook, RatingFigure.question)
    found = found.where(within(RatingFigure, asked.period, asked.playbook))
    rows = session.execute(found.group_by(RatingFigure.playbook, RatingFigure.question)).all()
    read = [_question(books, row[-2], row[-1], Ratings(*row[:-2])) for row in rows]
    return sorted(read, key=lambda one: (books.name(one.playbook), one.place, one.question))


def _question(books: Books, playbook: str, question: str, answered: Ratings) -> Question:
    book = books.playbook(playbook)
    asked = {one.id: one.ask.in_language(books.language) for one in book.survey} if book else {}
    place = list(asked).index(question) if question in asked else len(asked)
    return Question(playbook, question, asked.get(question, question), place, answered)


def _talks() -> Select[Any]:
    names = ("talked", "well", "concern", "dissatisfied", "refused", "low")
    return select(*(_sum(getattr(OutcomeFigure, name)) for name in names))


def _ratings() -> Select[Any]:
    return select(*(_sum(one) for one in (RatingFigure.answers, RatingFigure.points, RatingFigure.low)))


def _sum(of: Any) -> Any:
    return cast(func.coalesce(func.sum(of), 0), BigInteger)
