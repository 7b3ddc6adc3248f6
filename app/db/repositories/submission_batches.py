"""Add many submissions at once: the same rows as one by one, in a few statements per thousand."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Table, Text, cast, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import codec
from app.db.repositories.submissions import NewSubmission, Submissions, original_row
from app.db.statements.copy_rows import copy_rows
from app.db.tables.jobs import Job, JobState
from app.db.tables.submissions import ContentItem, Event, Revision, Submission
from app.domain.events import EventKind
from app.domain.fair_scheduling import lane_of
from app.domain.jobs import EVALUATE, JobMessage, queue_of
from app.domain.keys import fingerprint, job_key
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.platform.clock import Clock, fresh_id

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Made:
    """A new submission with the values that its rows share."""

    new: NewSubmission
    submission_id: str
    revision_id: str
    project_id: str
    item_id: str
    fingerprint: str
    now: datetime


class SubmissionBatch:
    """Adds submissions within one transaction."""

    def __init__(self, session: Session, clock: Clock, messages: list[JobMessage]) -> None:
        self._session = session
        self._clock = clock
        self._messages = messages
        self._policies: dict[int, Any] = {}

    def add(self, news: Sequence[NewSubmission], *, wakeups: int) -> dict[str, tuple[str, bool]]:
        """Store new submissions and create their evaluation jobs; sends at most `wakeups` wakeups.

        Returns, by submission key, the submission's id and whether it was there already. Raises AlreadyExists
        when another client stored one of them meanwhile: nothing is saved, and asking again finds it.
        """
        stored = {key: (found, True) for key, found in self._known(new.key for new in news)}
        fresh = {new.key: new for new in news if new.key not in stored}
        projects = {
            name: Submissions(self._session, self._clock).project_id(name)
            for name in {new.project for new in fresh.values()}
        }
        items = self._content_items(fresh.values(), projects)
        made = [
            _Made(
                new,
                fresh_id(self._clock),
                fresh_id(self._clock),
                projects[new.project],
                items[projects[new.project], new.external_id],
                fingerprint(new.source),
                self._clock.now(),
            )
            for new in fresh.values()
        ]
        stored |= {one.new.key: (one.submission_id, False) for one in made}
        work = [_work(one, fresh_id(self._clock)) for one in made]
        for table, rows in (
            (Submission, [self._submission(one) for one in made]),
            (Revision, [_revision(one) for one in made]),
            (Event, [_event(one) for one in made]),
            (Job, work),
        ):
            self._insert(table.__table__, rows)  # type: ignore[arg-type]
        self._session.add_all(
            original_row(one.submission_id, one.new.original) for one in made if one.new.original is not None
        )
        urgent_first = sorted(work, key=lambda row: (row["priority"], row["id"]))
        self._messages.extend(
            JobMessage(row["id"], EVALUATE, Priority(row["priority"])) for row in urgent_first[:wakeups]
        )
        return stored

    def _known(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        found = self._session.execute(
            select(Submission.key, Submission.id).where(self._is_one_of(Submission.key, list(keys)))
        )
        return [(row.key, row.id) for row in found]

    def _content_items(
        self, news: Iterable[NewSubmission], projects: dict[str, str]
    ) -> dict[tuple[str, str], str]:
        """The ids of the content items, by project and external id; new ones are created."""
        wanted: dict[str, set[str]] = {}
        for new in news:
            wanted.setdefault(projects[new.project], set()).add(new.external_id)
        known: dict[tuple[str, str], str] = {}
        rows: list[Row] = []
        for project, names in wanted.items():
            found = self._session.execute(
                select(ContentItem.external_id, ContentItem.id).where(
                    ContentItem.project_id == project, self._is_one_of(ContentItem.external_id, names)
                )
            )
            known |= {(project, row.external_id): row.id for row in found}
            for name in sorted(names):
                if (project, name) not in known:
                    known[project, name] = fresh_id(self._clock)
                    rows.append(
                        {
                            "id": known[project, name],
                            "project_id": project,
                            "external_id": name,
                            "created_at": self._clock.now(),
                        }
                    )
        self._insert(ContentItem.__table__, rows)  # type: ignore[arg-type]
        return known

    def _is_one_of(self, column: InstrumentedAttribute[str], values: Collection[str]) -> ColumnElement[bool]:
        """An IN that looks each value up in the index. With a thousand of them PostgreSQL would rather read
        all rows of the project and compare each with each, so the values are given as a table there."""
        if self._session.get_bind().dialect.name != "postgresql":
            return column.in_(values)
        return column.in_(select(func.unnest(cast(list(values), ARRAY(Text)))))

    def _insert(self, table: Table, rows: list[Row]) -> None:
        if not rows:
            return
        connection: Connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            copy_rows(connection, table, rows)
        else:
            connection.execute(insert(table), rows)

    def _submission(self, made: _Made) -> Row:
        new = made.new
        policy = self._policies.get(id(new.policy))
        if policy is None:
            policy = self._policies[id(new.policy)] = codec.dump(Policy, new.policy)
        return {
            "id": made.submission_id,
            "key": new.key,
            "project_id": made.project_id,
            "content_item_id": made.item_id,
            "run_id": new.run_id,
            "status": SubmissionStatus.EVALUATING,
            "priority": int(new.priority),
            "path": new.path,
            "title": new.title[:500],
            "language": new.language,
            "tags": list(new.tags),
            "format": new.format,
            "encoding": new.encoding,
            "has_bom": new.has_bom,
            "policy": policy,
            "policy_version": new.policy.version,
            "current_revision_id": made.revision_id,
            "instructions": "",
            "cycles": 0,
            "cycles_at_send_back": 0,
            "why": "",
            "created_at": made.now,
            "updated_at": made.now,
        }


def _revision(made: _Made) -> Row:
    return {
        "id": made.revision_id,
        "submission_id": made.submission_id,
        "number": 0,
        "origin": RevisionOrigin.ORIGINAL,
        "source": made.new.source,
        "fingerprint": made.fingerprint,
        "author": "",
        "created_at": made.now,
    }


def _event(made: _Made) -> Row:
    new = made.new
    return {
        "submission_id": made.submission_id,
        "kind": EventKind.SUBMISSION_RECEIVED.value,
        "actor": "copydesk",
        "data": {"path": new.path, "priority": new.priority.label, "fingerprint": made.fingerprint},
        "created_at": made.now,
    }


def _work(made: _Made, job_id: str) -> Row:
    return {
        "id": job_id,
        "key": job_key(EVALUATE, made.submission_id, made.revision_id),
        "task_name": EVALUATE,
        "submission_id": made.submission_id,
        "subject_id": made.revision_id,
        "state": JobState.PENDING,
        "queue": queue_of(EVALUATE),
        "project_id": made.project_id,
        "lane": int(lane_of(made.new.priority)),
        "priority": int(made.new.priority),
        "due_at": made.now,
        "not_before": made.now,
        "sends": 0,
        "attempts": 0,
        "losses": 0,
        "last_error": "",
        "created_at": made.now,
    }
