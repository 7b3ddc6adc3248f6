"""The application service: every use case of commands, pages and API calls."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from app.content import read_document
from app.db.constraints import SAME_SUBMISSION, again_after
from app.db.repositories.submissions import NewSubmission
from app.db.tables.jobs import DeadLetterState
from app.domain.content import Document
from app.domain.errors import InvalidContent, NotFound
from app.domain.events import EventKind
from app.domain.jobs import EVALUATE, REWRITE
from app.domain.keys import digest, fingerprint, submission_key
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.domain.records import (
    DeadLetterRecord,
    EscalationRecord,
    OriginalFile,
    SubmissionDetail,
    SubmissionRecord,
)
from app.escalation.decide import Decision, decide
from app.reports.printable import printable
from app.transitions.take_step import start_evaluation
from app.workflow.services import Services
from app.workflow.submit_many import ROWS, submit_many

STAGE_STATUS = {EVALUATE: SubmissionStatus.EVALUATING, REWRITE: SubmissionStatus.REWRITING}


@dataclass(frozen=True, slots=True)
class Submitted:
    submission_id: str
    already: bool
    """True if the same text of the same item was submitted in this run before: nothing was started."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One of many texts submitted together."""

    data: bytes
    path: str
    policy: Policy
    priority: Priority = Priority.BULK
    external_id: str | None = None
    tags: tuple[str, ...] = ()


class Application:
    """Every method is one short transaction. Raises only the errors of `app.domain.errors`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.store

    # -- submitting

    def submit(
        self,
        data: bytes,
        *,
        path: str,
        policy: Policy,
        priority: Priority = Priority.NORMAL,
        run_id: str = "",
        external_id: str | None = None,
        tags: Sequence[str] = (),
    ) -> Submitted:
        """Submit one text for evaluation. Raises InvalidContent for bytes that are not text.

        Submitting the same again (same project, item, text, policy and run) returns the first submission.
        """
        new = self._read(Incoming(data, path, policy, priority, external_id, tuple(tags)), run_id)
        return again_after(SAME_SUBMISSION, lambda: self._submit(new))

    def submit_many(
        self, incoming: Iterable[Incoming], *, run_id: str = ""
    ) -> Iterator[Submitted | InvalidContent]:
        """Submit a backlog; yields for each text, in order, its submission or why it was refused.

        A thousand at a time are stored together; callers may stop anywhere and submit the same again.
        """
        waiting = iter(incoming)
        while some := list(islice(waiting, ROWS)):
            read = [self._read_or_refuse(one, run_id) for one in some]
            stored = submit_many(self._services, [new for new in read if isinstance(new, NewSubmission)])
            for new in read:
                if isinstance(new, InvalidContent):
                    yield new
                else:
                    taken = next(stored)
                    if not taken.already:
                        self._services.observer.submitted(taken.submission_id)
                    yield Submitted(taken.submission_id, already=taken.already)

    def _read_or_refuse(self, one: Incoming, run_id: str) -> NewSubmission | InvalidContent:
        try:
            return self._read(one, run_id)
        except InvalidContent as error:
            return error

    def _read(self, one: Incoming, run_id: str) -> NewSubmission:
        if not _can_be_stored(one.path):
            raise InvalidContent(
                f"{printable(one.path)}: its name is not text in UTF-8 and cannot be stored: rename the file"
            )
        document = read_document(one.data, path=one.path, max_bytes=self._services.settings.max_content_bytes)
        item = one.external_id if one.external_id is not None else one.path
        new = _new_submission(
            document, item, path=one.path, policy=one.policy, priority=one.priority, run_id=run_id
        )
        if document.container:
            original = OriginalFile(document.container, sha256(one.data).hexdigest(), one.data)
            # The same text in another file is another submission: its rewrite goes back into that file.
            new = replace(new, original=original, key=digest(new.key, original.sha256))
        return replace(new, tags=tags_of(document, one.tags))

    def _submit(self, new: NewSubmission) -> Submitted:
        with self._store.transaction() as tx:
            found = tx.submissions.by_key(new.key)
            if found is not None:
                return Submitted(found.id, already=True)
            submission_id, revision_id = tx.submissions.add(new)
            submission = tx.submissions.get(submission_id)
            start_evaluation(tx, submission, revision_id)
            tx.submissions.record(
                submission_id,
                EventKind.SUBMISSION_RECEIVED,
                {"path": new.path, "priority": new.priority.label, "fingerprint": fingerprint(new.source)},
            )
        self._services.observer.submitted(submission_id)
        return Submitted(submission_id, already=False)

    # -- reading

    def submission(self, submission_id: str) -> SubmissionRecord:
        with self._store.read() as tx:
            return tx.submissions.get(submission_id)

    def run(self, run_id: str) -> list[SubmissionRecord]:
        """All submissions of one run, in the order in which they were received."""
        with self._store.read() as tx:
            return tx.submissions.of_run(run_id)

    def newest(self, limit: int = 50, *, status: SubmissionStatus | None = None) -> list[SubmissionRecord]:
        with self._store.read() as tx:
            return tx.submissions.newest(limit, status=status)

    def show(self, submission_id: str) -> SubmissionDetail:
        with self._store.read() as tx:
            return tx.detail(submission_id)

    def original(self, submission_id: str) -> OriginalFile | None:
        """The file that a submission's text was taken out of; None for a text file."""
        with self._store.read() as tx:
            return tx.submissions.original(submission_id)

    # -- deciding

    def waiting(self, limit: int = 50) -> list[EscalationRecord]:
        """Open escalations, the most urgent first, then the oldest."""
        with self._store.read() as tx:
            return tx.escalations.waiting(limit)

    def escalation(self, wanted: str) -> EscalationRecord:
        """By its own id, or the open one of a submission id. Raises NotFound."""
        with self._store.read() as tx:
            found = tx.escalations.open_of(wanted)
            return found if found is not None else tx.escalations.get(wanted)

    def decide(self, escalation_id: str, decision: Decision) -> SubmissionStatus:
        """Carry out a person's decision. Raises AlreadyDecided if somebody else was first."""
        return decide(escalation_id, decision, self._store, self._services.observer)

    # -- dead letters

    def dead_letters(self, limit: int = 50) -> list[DeadLetterRecord]:
        with self._store.read() as tx:
            return tx.dead_letters.open(limit)

    def dead_letter(self, dead_letter_id: str) -> DeadLetterRecord:
        with self._store.read() as tx:
            return tx.dead_letters.get(dead_letter_id)

    def discard(self, dead_letter_ids: Sequence[str], *, reason: str) -> None:
        """Close dead letters for good, with the reason. Raises AlreadyDecided, NotFound."""
        with self._store.transaction() as tx:
            for dead_letter_id in dead_letter_ids:
                tx.dead_letters.resolve(dead_letter_id, state=DeadLetterState.DISCARDED, resolution=reason)

    def replay(self, dead_letter_id: str, *, by: str) -> SubmissionStatus | None:
        """Make the dead job due again; replaying twice does it once. Raises NotFound, AlreadyDecided.

        Returns the new status of its submission; None for a job without one (a webhook's message).
        """
        with self._store.transaction() as tx:
            dead_letter = tx.dead_letters.get(dead_letter_id)
            if dead_letter.job_id is None:
                raise NotFound(
                    f"dead letter {dead_letter_id} is an unreadable message: there is no job to replay"
                )
            tx.dead_letters.resolve(
                dead_letter_id, state=DeadLetterState.REPLAYED, resolution=f"replayed by {by}"
            )
            tx.jobs.requeue(dead_letter.job_id)
            details = {"dead_letter": dead_letter_id, "task": dead_letter.task_name}
            tx.submissions.record(dead_letter.submission_id, EventKind.JOB_REPLAYED, details, actor=by)
            if dead_letter.submission_id is None:
                return None
            submission = tx.submissions.get(dead_letter.submission_id)
            to = STAGE_STATUS.get(dead_letter.task_name, submission.status)
            if submission.status is SubmissionStatus.ESCALATED and to is not submission.status:
                case = tx.escalations.open_of(submission.id)
                if case is not None:
                    tx.escalations.withdraw(case.id)
                tx.submissions.move(submission.id, expected=submission.status, to=to, why=f"replayed by {by}")
        return to


def _new_submission(
    document: Document, external_id: str, *, path: str, policy: Policy, priority: Priority, run_id: str
) -> NewSubmission:
    key = submission_key(policy.project, external_id, document.source, policy.version, run_id)
    return NewSubmission(
        key=key,
        project=policy.project,
        external_id=external_id,
        run_id=run_id,
        priority=priority,
        path=path,
        title=document.title or "",
        format=document.format.value,
        encoding=document.encoding,
        has_bom=document.has_bom,
        policy=policy,
        source=document.source,
        language=document.language or "",
    )


MOST_TAGS = 50


def tags_of(document: Document, given: Sequence[str]) -> tuple[str, ...]:
    """The client's tags and those of the front matter (`tags`, `categories`), each once, in lower case."""
    found: list[object] = [*given]
    for key in ("tags", "categories"):
        value = document.front_matter.get(key)
        found += value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    cleaned = (tag.strip().casefold()[:100] for tag in found if isinstance(tag, str))
    return tuple(dict.fromkeys(tag for tag in cleaned if tag))[:MOST_TAGS]


def _can_be_stored(path: str) -> bool:
    """Not with a byte that is no UTF-8 (a lone surrogate in Python) or a NUL, which PostgreSQL refuses."""
    return "\0" not in path and not any("\ud800" <= character <= "\udfff" for character in path)
