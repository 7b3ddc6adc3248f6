"""Whatever the order, the doubles and the crashes: the same final rows, each effect once.

Each submission carries its own plan in its path (`rewrite-rewrite-accept`), so that its end is known before
the disorder starts.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.submissions import EscalationRow, EvaluationRow, RewriteCycle
from app.domain.jobs import ANNOUNCE, EVALUATE, REWRITE
from app.domain.lifecycle import SETTLED, RevisionOrigin, SubmissionStatus
from app.domain.next_step import Accept, Escalate, Rewrite
from app.domain.policy import Policy
from app.domain.records import CycleRecord
from app.domain.retry_policy import CRITICAL, IDEMPOTENT
from app.domain.review import EscalationReason
from app.domain.scores import AeoScore, Evaluation, Gate
from app.domain.verdict import Outcome, Verdict
from app.jobs.run import run_work
from app.jobs.sweep import sweep
from app.testing import FakeClock, RecordedWakeups
from app.transitions.take_step import start_evaluation, take_step
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.handlers.announce import announce

PLANS = ("accept", "escalate", "rewrite-accept", "rewrite-rewrite-accept", "rewrite-escalate")
ENDS = {"accept": SubmissionStatus.ACCEPTED, "escalate": SubmissionStatus.ESCALATED}
SCORELESS = Evaluation(1, "en", {}, AeoScore(Gate.PASS, "1"))


class Killed(BaseException):
    """Ends the work as a killed process would: nothing runs after it."""


def evaluate_by_plan(claim, services):
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        submission = tx.submissions.get(claim.submission_id)
        revision = tx.submissions.revision(claim.subject_id)
        planned = submission.path.split("-")[revision.number]
        tx.submissions.add_evaluation(
            revision, SCORELESS, Verdict(Outcome.PASS), policy=submission.policy, seconds=0
        )
        step = {
            "accept": Accept(revision.id),
            "rewrite": Rewrite(submission.cycles + 1),
            "escalate": Escalate(EscalationReason.ASKED_FOR, "as planned"),
        }[planned]
        take_step(tx, submission, step, expected=SubmissionStatus.EVALUATING)


def rewrite_once(claim, services):
    revision_id, _, number = claim.subject_id.partition(":")
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        submission = tx.submissions.get(claim.submission_id)
        tx.submissions.move(
            submission.id,
            expected=SubmissionStatus.REWRITING,
            to=SubmissionStatus.EVALUATING,
            why="rewritten",
        )
        new = tx.submissions.add_revision(
            submission.id,
            number=len(tx.submissions.revisions(submission.id)),
            origin=RevisionOrigin.REWRITE,
            source=f"revision after cycle {number}",
            parent_id=revision_id,
            author="plan",
        )
        tx.submissions.add_cycle(
            submission.id,
            CycleRecord(
                new,
                int(number),
                revision_id,
                new,
                "adopted",
                "plan",
                "plan",
                "1",
                None,
                None,
                (),
                "0",
                services.clock.now(),
            ),
        )
        start_evaluation(tx, submission, new)


class Disorder(RuleBasedStateMachine):
    messages = Bundle("messages")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        url = f"sqlite:///{self.folder / 'test.db'}"
        upgrade(url)
        self.clock, self.wakeups = FakeClock(), RecordedWakeups()
        self.services = build_services(
            Settings(state_dir=self.folder, database_url=url),
            notify=self.wakeups,
            clock=self.clock,
            handlers={
                EVALUATE: (self.fragile(evaluate_by_plan), IDEMPOTENT),
                REWRITE: (self.fragile(rewrite_once), CRITICAL),
                ANNOUNCE: (announce, IDEMPOTENT),
            },
        )
        self.crashes = False
        self.desk = Application(self.services)
        self.plans = {}
        self.crashed = {}

    def fragile(self, handler):
        def run(claim, services):
            if self.crashes and self.crashed.get(claim.job_id, 0) < 2:
                self.crashed[claim.job_id] = self.crashed.get(claim.job_id, 0) + 1
                raise Killed
            handler(claim, services)

        return run

    def rang(self):
        return [message.job_id for message in self.wakeups.messages]

    @rule(plan=st.sampled_from(PLANS))
    def submit(self, plan):
        name = f"{len(self.plans)}"
        submitted = self.desk.submit(
            f"# {name}\n".encode(), path=plan, policy=Policy(), run_id="run", external_id=name
        )
        self.plans[submitted.submission_id] = plan

    @rule(pick=st.integers(0, 10_000))
    def deliver_any_message_again(self, pick):
        if rang := self.rang():
            run_work(rang[pick % len(rang)], self.services)

    @rule(pick=st.integers(0, 10_000))
    def kill_a_worker_that_holds_one(self, pick):
        if rang := self.rang():
            self.crashes = True
            try:
                run_work(rang[pick % len(rang)], self.services)
            except Killed:
                pass
            finally:
                self.crashes = False

    @rule()
    def lose_every_message(self):
        self.wakeups.messages.clear()

    @rule(seconds=st.sampled_from([1, 31, 331]))
    def let_time_pass_and_sweep(self, seconds):
        self.clock.advance(seconds)
        sweep(self.services.engine)

    @invariant()
    def nothing_happens_twice(self):
        with self.services.store.read() as tx:
            for table in (EvaluationRow, RewriteCycle, EscalationRow):
                for submission, plan in self.plans.items():
                    found = tx.session.query(table).filter_by(submission_id=submission).count()
                    assert found <= len(plan.split("-"))

    def teardown(self):
        for _ in range(40):
            for work in self.rang():
                run_work(work, self.services)
            self.wakeups.messages.clear()
            self.clock.advance(700)
            sweep(self.services.engine)
        for submission, plan in self.plans.items():
            detail = self.desk.show(submission)
            assert detail.submission.status is ENDS[plan.split("-")[-1]]
            assert detail.submission.status in SETTLED
            assert len(detail.evaluations) == len(detail.revisions) == len(plan.split("-"))
            assert [event.kind for event in detail.events].count("submission.received") == 1
        assert self.desk.dead_letters() == []
        self.services.close()
        shutil.rmtree(self.folder)


Disorder.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDisorder = Disorder.TestCase
