"""The library: every submission, newest first, with search."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text
from sqlalchemy.orm import Session

from app.db.tables.submissions import EvaluationRow, Event, Submission
from app.domain.ids import is_id
from app.domain.lifecycle import SubmissionStatus
from app.domain.priority import Priority
from app.domain.records import EventRecord

Rows = Select[*tuple[Any, ...]]

MOST_WORDS = 8
_WORD = re.compile(r"\w+")
_WORDS: ColumnElement[Any] = literal_column("submissions.words")
"""PostgreSQL keeps it up to date by itself; the model does not know it."""
NEWEST_FIRST = (3_000, 20_000)
"""A word that many texts have is found among the newest; only for a rare one the index is asked."""


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    search: str = ""
    status: str = ""
    project_id: str = ""
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    id: str
    project_id: str
    path: str
    title: str
    status: SubmissionStatus
    priority: Priority
    language: str
    why: str
    measured: float | None
    """The current revision's AEO score."""
    cycles: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event with its position in the log."""

    number: int
    submission_id: str | None
    event: EventRecord


class LibraryPages:
    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(
        self,
        wanted: LibraryFilter,
        *,
        projects: frozenset[str] | None,
        limit: int,
        before: str | None = None,
        after: str | None = None,
    ) -> list[LibraryRow]:
        """Newest first, or with `after` oldest first: an export goes on from there without missing any."""
        query = self._filtered(wanted, projects)
        words = _WORD.findall(wanted.search.replace("_", " "))[:MOST_WORDS]
        if wanted.search.strip() and not words:
            return []
        if len(words) == 1 and is_id(words[0].lower()):
            query, words = query.where(Submission.id == words[0].lower()), []
        if after is not None:
            query = query.where(Submission.id > after).order_by(Submission.id)
            return self._with_scores(self._with_words(query, words).limit(limit), is_oldest_first=True)
        if before is not None:
            query = query.where(Submission.id < before)
        query = query.order_by(Submission.id.desc())
        if words and self._session.get_bind().dialect.name == "postgresql":
            for window in NEWEST_FIRST:
                newest = self._among_the_newest(query, words, limit, window=window)
                if len(newest) == limit:
                    return newest
            return self._by_index(query, words, limit)
        return self._with_scores(self._with_words(query, words).limit(limit), is_oldest_first=False)

    def _among_the_newest(
        self, query: Rows, words: list[str], limit: int, *, window: int
    ) -> list[LibraryRow]:
        """Sorting everything that a common word matches would take longer than looking through these."""
        newest = query.add_columns(_WORDS.label("words")).limit(window).subquery()
        matching = select(newest).where(newest.c.words.op("@@")(_asked(words)))
        return self._with_scores(matching.order_by(newest.c.id.desc()).limit(limit), is_oldest_first=False)

    def _by_index(self, query: Rows, words: list[str], limit: int) -> list[LibraryRow]:
        """For words that few texts have. The planner takes every word for a common one and would read the
        whole table backwards; what is materialised it cannot mix with the order."""
        matching = query.with_only_columns(Submission.id).order_by(None)
        ids = matching.where(_WORDS.op("@@")(_asked(words))).cte("matching").prefix_with("MATERIALIZED")
        newest = select(ids.c.id).order_by(ids.c.id.desc()).limit(limit)
        return self._with_scores(query.where(Submission.id.in_(newest)), is_oldest_first=False)

    def _with_scores(self, query: Rows, *, is_oldest_first: bool) -> list[LibraryRow]:
        found = query.subquery()
        rows = self._session.execute(
            select(found, EvaluationRow.measured)
            .outerjoin(EvaluationRow, EvaluationRow.revision_id == found.c.current_revision_id)
            .order_by(found.c.id if is_oldest_first else found.c.id.desc())
        )
        return [_library_row(row) for row in rows]

    def _filtered(self, wanted: LibraryFilter, projects: frozenset[str] | None) -> Rows:
        query: Rows = select(
            Submission.id,
            Submission.project_id,
            Submission.path,
            Submission.title,
            Submission.status,
            Submission.priority,
            Submission.language,
            Submission.why,
            Submission.cycles,
            Submission.current_revision_id,
            Submission.created_at,
            Submission.updated_at,
        )
        if projects is not None:
            query = query.where(Submission.project_id.in_(projects))
        if wanted.status:
            query = query.where(Submission.status == SubmissionStatus(wanted.status))
        if wanted.project_id:
            query = query.where(Submission.project_id == wanted.project_id)
        if wanted.run_id:
            query = query.where(Submission.run_id == wanted.run_id)
        return query

    def _with_words(self, query: Rows, words: list[str]) -> Rows:
        """Words of title or path, the last one perhaps unfinished; in SQLite they may stand anywhere."""
        if words and self._session.get_bind().dialect.name == "postgresql":
            return query.where(_WORDS.op("@@")(_asked(words)))
        for word in words:
            spoken = func.lowered(Submission.title.concat(" ").concat(Submission.path))
            query = query.where(spoken.contains(word.lower(), autoescape=True))
        return query

    def events(
        self, *, after: int, limit: int, projects: frozenset[str] | None, submission_id: str | None = None
    ) -> list[NumberedEvent]:
        """Events of submissions in the order of their numbers; one's projects alone."""
        query = select(Event).where(Event.id > after, Event.submission_id.is_not(None))
        if submission_id is not None:
            query = query.where(Event.submission_id == submission_id)
        elif projects is not None:
            query = query.join(Submission, Submission.id == Event.submission_id)
            query = query.where(Submission.project_id.in_(projects))
        rows = self._session.scalars(query.order_by(Event.id).limit(limit))
        return [
            NumberedEvent(
                row.id, row.submission_id, EventRecord(row.kind, row.actor, row.data, row.created_at)
            )
            for row in rows
        ]

    def last_event(self) -> int:
        return self._session.scalar(select(func.max(Event.id))) or 0

    def audit(self, *, limit: int, before: int | None = None) -> list[NumberedEvent]:
        """Newest first: what happened to no submission, such as refused access."""
        query = select(Event).where(text("events.submission_id IS NULL"))
        if before is not None:
            query = query.where(Event.id < before)
        return [
            NumberedEvent(row.id, None, EventRecord(row.kind, row.actor, row.data, row.created_at))
            for row in self._session.scalars(query.order_by(Event.id.desc()).limit(limit))
        ]


def _asked(words: list[str]) -> ColumnElement[Any]:
    """Whole words, and the last one as far as it is typed."""
    *whole, last = (f"'{word}'" for word in words)
    return func.to_tsquery("simple", " & ".join((*whole, f"{last}:*")))


def _library_row(row: Any) -> LibraryRow:
    return LibraryRow(
        id=row.id,
        project_id=row.project_id,
        path=row.path,
        title=row.title,
        status=row.status,
        priority=Priority(row.priority),
        language=row.language,
        why=row.why,
        measured=row.measured,
        cycles=row.cycles,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
