"""The store: short transactions, and the wakeups sent after a commit."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.clock import DatabaseClock
from app.db.engine import Database
from app.db.read_models import Pages
from app.db.repositories.accounts import Accounts
from app.db.repositories.cases import Cases
from app.db.repositories.dead_letters import DeadLetters
from app.db.repositories.escalations import Escalations
from app.db.repositories.jobs import Jobs
from app.db.repositories.ledger import LedgerRows
from app.db.repositories.llm_batches import LlmBatches
from app.db.repositories.maintenance import Maintenance
from app.db.repositories.outbound import Outbound
from app.db.repositories.submission_batches import SubmissionBatch
from app.db.repositories.submissions import Submissions
from app.db.tables.jobs import LlmCall
from app.domain.jobs import JobMessage
from app.domain.records import SubmissionDetail
from app.platform.clock import Clock

Notify = Callable[[Sequence[JobMessage]], None]
MICRO_USD = 1_000_000


class Transaction:
    """One transaction's view of the store."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.messages: list[JobMessage] = []
        self.submissions = Submissions(session, clock)
        self.jobs = Jobs(session, clock, self.messages)
        self.batch = SubmissionBatch(session, clock, self.messages)
        self.maintenance = Maintenance(session, clock, self.messages)
        self.escalations = Escalations(session, clock)
        self.cases = Cases(session, clock)
        self.accounts = Accounts(session, clock)
        self.outbound = Outbound(session, clock)
        self.pages = Pages(session, clock)
        self.dead_letters = DeadLetters(session, clock)
        self.ledger = LedgerRows(session, clock)
        self.llm_batches = LlmBatches(session, clock)

    def detail(self, submission_id: str) -> SubmissionDetail:
        """Raises NotFound."""
        submission = self.submissions.get(submission_id)
        spent = self.session.scalar(
            select(func.coalesce(func.sum(LlmCall.cost_micro_usd), 0)).where(
                LlmCall.submission_id == submission_id
            )
        )
        return SubmissionDetail(
            submission=submission,
            revisions=tuple(self.submissions.revisions(submission_id)),
            evaluations=self.submissions.evaluations(submission_id),
            cycles=tuple(self.submissions.cycles(submission_id)),
            escalations=tuple(self.escalations.of_submission(submission_id)),
            decisions=tuple(self.escalations.decisions(submission_id)),
            events=tuple(self.submissions.events(submission_id)),
            cost_usd=f"{int(spent or 0) / MICRO_USD:.6f}",
        )


class Store:
    """Reads and writes for services. A state change and the jobs it causes commit together;
    only then are the wakeups passed to `notify`, and losing one loses no job."""

    def __init__(self, database: Database, clock: Clock, notify: Notify) -> None:
        self.database = database
        self.clock = clock
        self._notify = notify

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent read. Raises StoreUnavailable."""
        with self.database.session(writes=False) as session:
            yield self._begin(session)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A write. Raises StoreUnavailable, AlreadyExists and what the body raises: nothing is saved."""
        with self.database.session(writes=True) as session:
            transaction = self._begin(session)
            yield transaction
        if transaction.messages:
            self._notify(transaction.messages)

    @contextmanager
    def statement(self) -> Iterator[Transaction]:
        """A write of a single statement that sends no wakeup. Raises StoreUnavailable, AlreadyExists."""
        with self.database.session(writes=True, is_one_statement=True) as session:
            yield self._begin(session)

    def steady_seconds(self) -> float:
        """For how long the time has run evenly, without the database's clock being set; inf: always."""
        return self.clock.steady_seconds() if isinstance(self.clock, DatabaseClock) else math.inf

    def _begin(self, session: Session) -> Transaction:
        if isinstance(self.clock, DatabaseClock):
            self.clock.follow(session)
        return Transaction(session, self.clock)
