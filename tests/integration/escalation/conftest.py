"""A desk over a real database with a clock that stands still; nothing evaluates by itself here."""

from dataclasses import dataclass, field, replace
from ipaddress import ip_network

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.escalation_policy import EscalationPolicy
from app.domain.fair_scheduling import FairScheduler
from app.domain.jobs import Claimed
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.domain.review import EscalationReason
from app.jobs.observer import NullObserver
from app.jobs.run import run_next
from app.jobs.sweep import sweep
from app.testing import FakeClock, RecordedWakeups
from app.transitions.take_step import escalate
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.services import Services

TEXT = b"# Kettles\n\nThe old kettle boils. It takes four minutes.\n"


@dataclass
class SilentMessenger:
    """Remembers what would have been sent; `works` says whether the service takes it."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    works: bool = True

    def send(self, address: str, *, title: str, body: str) -> bool:
        self.sent.append((address, title, body))
        return self.works


class Ended(NullObserver):
    """Remembers how each job ended, by its task."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[str, str]] = []

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        self.outcomes.append((claim.task_name, outcome))


@dataclass
class House:
    services: Services
    clock: FakeClock
    wakeups: RecordedWakeups
    messenger: SilentMessenger
    ended: Ended

    def run(self, task_name: str) -> list[str]:
        """Do all work of the queue that may start now, as a worker does; how the jobs of this task ended."""
        self.ended.outcomes.clear()
        scheduler = FairScheduler()
        while run_next("escalation", self.services.engine, scheduler) is not None:
            pass
        return [outcome for name, outcome in self.ended.outcomes if name == task_name]

    def later(self, seconds: float) -> None:
        """Time passes, and a sweep makes due what waited for it."""
        self.clock.advance(seconds)
        sweep(self.services.engine)

    @property
    def desk(self) -> Application:
        return Application(self.services)

    def case(
        self,
        policy: EscalationPolicy | None = None,
        *,
        reason: EscalationReason = EscalationReason.REWRITE_CAP,
        path: str = "a.md",
        text: bytes = TEXT,
        project: str = "default",
    ) -> str:
        """Submit a text and put it to a person at once; returns the case's id."""
        submitted = self.desk.submit(
            text,
            path=path,
            policy=replace(Policy(), project=project, escalation=policy or EscalationPolicy()),
            run_id=path,
        )
        with self.services.store.transaction() as tx:
            submission = tx.submissions.get(submitted.submission_id)
            for work in tx.jobs.unfinished(submission.id):
                tx.session.delete(work)
            escalate(
                tx,
                submission,
                reason,
                "it stays under the score",
                expected=SubmissionStatus.EVALUATING,
            )
        return self.desk.escalation(submission.id).id

    def record(self, case_id: str):
        with self.services.store.read() as tx:
            return tx.cases.get(case_id)

    def events(self, case_id: str) -> list[str]:
        with self.services.store.read() as tx:
            return [event.kind for event in tx.submissions.events(tx.cases.get(case_id).submission_id)]

    def status(self, case_id: str) -> SubmissionStatus:
        return self.desk.submission(self.record(case_id).submission_id).status


@pytest.fixture(params=("sqlite", "postgresql"))
def house(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    clock, wakeups, messenger, ended = FakeClock(), RecordedWakeups(), SilentMessenger(), Ended()
    settings = Settings(
        state_dir=tmp_path,
        database_url=url,
        public_url="https://desk.example",
        outbound_allow=(ip_network("127.0.0.1"),),
    )
    services = build_services(
        settings,
        notify=wakeups,
        clock=clock,
        observer=ended,
        change_tools=lambda made: replace(made, messenger=lambda: messenger),
    )
    yield House(services, clock, wakeups, messenger, ended)
    services.close()
